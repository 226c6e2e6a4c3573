// Random histories of the ledger against its model: totals after every step, every grant and hold at the end.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { FreezeReason } from '../../src/core/domain/ledger.ts';
import type { AccountId } from '../../src/core/domain/ids.ts';
import { Refusal, type RefusalFacts } from '../../src/core/domain/refusal.ts';
import { createLedger, LedgerKeyReused, type Ledger } from '../../src/core/ledger.ts';
import type { Rows } from '../../src/core/store.ts';
import { coreRig, newId, type CoreRig } from '../support/core.ts';
import { countOf, history, type Step } from './ledger-histories.ts';
import { Model } from './ledger-model.ts';

const FEWER = process.env['LEDGER_HISTORIES'];
const HISTORIES = Number(FEWER ?? 1_600);
/** Accounts whose histories run at the same time. */
const AT_ONCE = 8;
const DAY_MS = 86_400_000;
const REASONS: readonly FreezeReason[] = ['dispute', 'fraud-warning', 'payment-missing', 'operator'];

type Call = { key: string; run: (rows: Rows) => Promise<unknown>; result: unknown };

/** An account, its ledger with a clock of its own, and the model of both. */
class Played {
  readonly model = new Model();
  readonly #calls: Call[] = [];
  readonly #rig: CoreRig;
  readonly #account: AccountId;
  readonly #ledger: Ledger;
  readonly #started = Date.now();
  #now = this.#started;

  constructor(rig: CoreRig, account: AccountId) {
    this.#rig = rig;
    this.#account = account;
    this.#ledger = createLedger({ clock: { now: () => new Date(this.#now) }, newId });
  }

  async step(each: Step, key: string): Promise<void> {
    const { model } = this;
    switch (each.do) {
      case 'grant':
        return await this.#grant(each, key);
      case 'hold':
        return await this.#hold(countOf(each.amount, model.spendable()), key);
      case 'capture':
      case 'release':
        return await this.#settle(each, key);
      case 'release rest': {
        const hold = pick(model.holds, each.which);
        if (!hold) return;
        if (hold.lent.length > 0) hold.rest = hold.lent.length;
        model.settle('release', hold, hold.lent.length);
        const returned = await this.#move((rows) => this.#ledger.releaseRest(rows, this.#account, hold.id));
        return assert.equal(returned, hold.rest ?? 0);
      }
      case 'clawback': {
        const grant = pick(model.grants, each.which);
        if (!grant) return;
        const { sourceRef } = grant;
        const target = countOf(each.amount, grant.amount);
        const moved = await this.#call(key, (rows) =>
          this.#ledger.clawback(rows, this.#account, { sourceRef, target, key }),
        );
        return assert.equal(moved, model.clawback(grant, target));
      }
      case 'freeze':
      case 'unfreeze':
        return await this.#freezing(each.do, each.which % REASONS.length);
      case 'a day passes':
        model.day++;
        this.#now += DAY_MS;
        return;
      case 'expire':
        return assert.equal(await this.#move((rows) => this.#ledger.expire(rows, this.#account)), model.expire());
      case 'replay': {
        const earlier = pick(this.#calls, each.which);
        if (earlier) assert.deepEqual(await this.#move(earlier.run), earlier.result);
        return;
      }
      case 'reuse a key': {
        const earlier = pick(this.#calls, each.which);
        if (!earlier) return;
        const other = this.#move((rows) => this.#ledger.hold(rows, this.#account, 999_999, earlier.key));
        return await assert.rejects(other, LedgerKeyReused);
      }
    }
  }

  async #grant({ amount, priority, days }: Extract<Step, { do: 'grant' }>, sourceRef: string): Promise<void> {
    const until = days === null ? Number.POSITIVE_INFINITY : this.model.day + days;
    const expiresAt = days === null ? null : new Date(this.#started + until * DAY_MS - 1);
    await this.#call(`grant:${sourceRef}`, (rows) =>
      this.#ledger.grant(rows, this.#account, { amount, source: 'operator', sourceRef, priority, expiresAt }),
    );
    this.model.grant({ amount, priority, until, sourceRef });
  }

  async #hold(needed: number, key: string): Promise<void> {
    const { model } = this;
    const available = model.spendable();
    const lent = model.lend(needed);
    const held = this.#call(key, (rows) => this.#ledger.hold(rows, this.#account, needed, key));
    if (lent) return void model.holds.push({ id: await held, lent });
    const reason = model.frozenFor();
    const says: RefusalFacts = reason
      ? { code: 'account-frozen', facts: { reason } }
      : { code: 'credits-short', facts: { needed, available } };
    await assert.rejects(held, (error) => {
      assert.ok(error instanceof Refusal, String(error));
      assert.deepEqual(error.says, says);
      return true;
    });
  }

  async #settle(each: Extract<Step, { do: 'capture' | 'release' | 'clawback' }>, key: string): Promise<void> {
    const kind = each.do === 'capture' ? 'capture' : 'release';
    const hold = pick(this.model.holds, each.which);
    if (!hold) return;
    const count = countOf(each.amount, hold.lent.length);
    const settled = this.#call(key, (rows) => this.#ledger[kind](rows, this.#account, hold.id, count, key));
    if (count > hold.lent.length) return await assert.rejects(settled, /more than the hold still has open/);
    await settled;
    this.model.settle(kind, hold, count);
  }

  async #freezing(kind: 'freeze' | 'unfreeze', which: number): Promise<void> {
    const ref = `case-${which}`;
    const reason = REASONS[which] ?? 'operator';
    const { freezes } = this.model;
    // The oldest one is told, so no two may begin in the same moment.
    this.#now++;
    await this.#call(`${kind}:${this.#account}:${ref}`, (rows) =>
      this.#ledger[kind](rows, this.#account, { ref, reason }),
    );
    if (kind === 'unfreeze') freezes.set(ref, 'lifted');
    else if (!freezes.has(ref)) freezes.set(ref, reason);
  }

  /** A call that can be sent again. */
  async #call<T>(key: string, run: (rows: Rows) => Promise<T>): Promise<T> {
    const result = await this.#move(run);
    this.#calls.push({ key, run, result });
    return result;
  }

  #move<T>(run: (rows: Rows) => Promise<T>): Promise<T> {
    return this.#rig.store.transaction(run);
  }

  async compareTotals(): Promise<void> {
    const { model } = this;
    const [available, held] = [model.total('available'), model.total('held')];
    const expected = { available, held, debt: model.debt, frozen: model.frozenFor() !== null };
    assert.deepEqual(await this.#rig.store.ledger.read(this.#account), expected);
    assert.ok(model.debt === 0 || model.spendable() === 0, 'something can be spent although something is owed');
  }

  async compareAll(): Promise<void> {
    const { pool } = this.#rig.database;
    const grants = await pool.query(
      `select source_ref as "sourceRef", available, held, spent, expired, clawed, debt_paid, shortfall
       from credit_grant where account_id = $1 order by id`,
      [this.#account],
    );
    assert.deepEqual(
      grants.rows.map((row: object) => ({ ...row })),
      this.model.grants.map(({ sourceRef, parts }) => ({ sourceRef, ...parts })),
    );
    const holds = await pool.query(
      'select hold_id as id, sum(amount - captured - released)::bigint as open from hold_part where account_id = $1 group by hold_id order by 1',
      [this.#account],
    );
    assert.deepEqual(
      holds.rows.map((row: object) => ({ ...row })),
      this.model.holds.map(({ id, lent }) => ({ id, open: lent.length })),
    );
  }
}

function pick<T>(from: readonly T[], which: number): T | undefined {
  return from[which % (from.length || 1)];
}

test(`${HISTORIES} random histories move exactly what the model moves`, async (t) => {
  const rig = await coreRig(t);
  let accounts = 0;
  const property = fc.asyncProperty(history, async (steps) => {
    const person = { platform: 'discord', userId: `p${(accounts += 1)}`, locale: 'en' } as const;
    const { id } = await rig.store.transaction((rows) => rows.accounts.recognise(person));
    const played = new Played(rig, id);
    for (const [at, each] of steps.entries()) {
      await played.step(each, `${id}:${at}`);
      await played.compareTotals();
    }
    await played.compareAll();
  });
  const numRuns = Math.ceil(HISTORIES / AT_ONCE);
  // Whoever wants fewer only wants to know whether it fails, not the shortest way to it.
  const endOnFailure = FEWER !== undefined;
  await Promise.all(Array.from({ length: AT_ONCE }, () => fc.assert(property, { numRuns, endOnFailure })));
  // Every account has a clock of its own, and this is beyond all of them.
  assert.deepEqual(await rig.store.ledger.verify(new Date(Date.now() + 100 * DAY_MS)), []);
});
