// Random histories of the ledger against a model of a few lines: totals after every step, every grant at the end.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { AccountId, HoldId } from '../../src/core/domain/ids.ts';
import { Refusal } from '../../src/core/domain/refusal.ts';
import type { Ledger } from '../../src/core/ledger.ts';
import type { Rows } from '../../src/core/store.ts';
import { coreRig, type CoreRig } from '../support/core.ts';

const HISTORIES = 200;
const DAY_MS = 86_400_000;

type Amount = 'one' | 'half' | 'all' | 'all + 1';
type Step =
  | { do: 'grant'; amount: number; priority: number; days: number | null }
  | { do: 'hold'; amount: Amount }
  | { do: 'capture' | 'release'; which: number; amount: Amount }
  | { do: 'release rest'; which: number }
  | { do: 'expire' | 'a day passes' }
  | { do: 'replay'; which: number };

const amount = fc.constantFrom<Amount>('one', 'half', 'all', 'all + 1');
const which = fc.nat(9);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('grant'),
      amount: fc.integer({ min: 1, max: 12 }),
      priority: fc.nat(1),
      days: fc.option(fc.integer({ min: 1, max: 2 })),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('hold'), amount }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constantFrom('capture', 'release'), which, amount }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('release rest'), which }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('expire', 'a day passes') }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('replay'), which }) },
);

type ModelGrant = { priority: number; until: number; available: number; held: number; spent: number; expired: number };
/** One entry for each credit set aside: which grant lent it. Captures take the first, releases the last. */
type ModelHold = { id: HoldId; lent: ModelGrant[]; rest?: number };

class Model {
  day = 0;
  readonly grants: ModelGrant[] = [];
  readonly holds: ModelHold[] = [];

  total(bucket: 'available' | 'held'): number {
    return this.grants.reduce((sum, grant) => sum + grant[bucket], 0);
  }

  /** Grants that can be spent, in the order they burn. Sorting is stable, so equal ones stay in order of age. */
  live(): ModelGrant[] {
    const live = this.grants.filter((grant) => grant.until > this.day && grant.available > 0);
    return live.toSorted((a, b) => a.priority - b.priority || (a.until < b.until ? -1 : a.until > b.until ? 1 : 0));
  }

  lend(count: number): ModelGrant[] | null {
    if (count > this.live().reduce((sum, grant) => sum + grant.available, 0)) return null;
    return Array.from({ length: count }, () => {
      const grant = this.live()[0] as ModelGrant;
      grant.available--;
      grant.held++;
      return grant;
    });
  }
}

function countOf(wanted: Amount, all: number): number {
  return { one: 1, half: Math.max(1, Math.floor(all / 2)), all: Math.max(1, all), 'all + 1': all + 1 }[wanted];
}

/** Plays a history on both; `calls` are the operations so far, to be sent again. */
async function play({ store, ledger, clock, database }: CoreRig, account: AccountId, history: readonly Step[]) {
  const model = new Model();
  const started = clock.now().getTime();
  const calls: { run: (rows: Rows) => Promise<unknown>; result: unknown }[] = [];
  const call = async <T>(run: (rows: Rows) => Promise<T>): Promise<T> => {
    const result = await store.transaction(run);
    calls.push({ run, result });
    return result;
  };
  for (const [at, each] of history.entries()) {
    const key = `${account}:${at}`;
    await take(each, model, call, ledger, account, key, { calls, store, clock, started });
    const { available, held } = await store.ledger.read(account);
    assert.deepEqual({ available, held }, { available: model.total('available'), held: model.total('held') });
  }
  const { rows } = await database.pool.query(
    'select available, held, spent, expired from credit_grant where account_id = $1 order by id',
    [account],
  );
  const inFull = model.grants.map(({ available, held, spent, expired }) => ({ available, held, spent, expired }));
  assert.deepEqual(
    rows.map((row: object) => ({ ...row })),
    inFull,
  );
}

type Call = <T>(run: (rows: Rows) => Promise<T>) => Promise<T>;
type Rest = { calls: readonly { run: (rows: Rows) => Promise<unknown>; result: unknown }[] } & Pick<
  CoreRig,
  'store' | 'clock'
> & { started: number };

async function take(each: Step, model: Model, call: Call, ledger: Ledger, account: AccountId, key: string, rest: Rest) {
  switch (each.do) {
    case 'grant': {
      const until = each.days === null ? Number.POSITIVE_INFINITY : model.day + each.days;
      const expiresAt = each.days === null ? null : new Date(rest.started + until * DAY_MS - 1);
      const { amount: size, priority } = each;
      await call((rows) =>
        ledger.grant(rows, account, { amount: size, source: 'operator', sourceRef: key, priority, expiresAt }),
      );
      model.grants.push({ priority, until, available: size, held: 0, spent: 0, expired: 0 });
      return;
    }
    case 'hold': {
      const count = countOf(
        each.amount,
        model.live().reduce((sum, grant) => sum + grant.available, 0),
      );
      const lent = model.lend(count);
      const held = call((rows) => ledger.hold(rows, account, count, key));
      if (lent) model.holds.push({ id: await held, lent });
      else await assert.rejects(held, (error) => error instanceof Refusal && error.says.code === 'credits-short');
      return;
    }
    case 'capture':
    case 'release': {
      const hold = model.holds[each.which % (model.holds.length || 1)];
      if (!hold) return;
      const count = countOf(each.amount, hold.lent.length);
      const kind = each.do;
      const settled = call((rows) => ledger[kind](rows, account, hold.id, count, key));
      if (count > hold.lent.length) {
        await assert.rejects(settled, /more than the hold still has open/);
        return;
      }
      await settled;
      const moved = kind === 'capture' ? hold.lent.splice(0, count) : hold.lent.splice(-count);
      for (const grant of moved) settleOne(grant, kind);
      return;
    }
    case 'release rest': {
      const hold = model.holds[each.which % (model.holds.length || 1)];
      if (!hold) return;
      if (hold.lent.length > 0) hold.rest = hold.lent.length;
      assert.equal(await rest.store.transaction((rows) => ledger.releaseRest(rows, account, hold.id)), hold.rest ?? 0);
      for (const grant of hold.lent.splice(0)) settleOne(grant, 'release');
      return;
    }
    case 'a day passes':
      model.day++;
      rest.clock.advance(DAY_MS);
      return;
    case 'expire': {
      const due = model.grants.filter((grant) => grant.until <= model.day);
      const expired = due.reduce((sum, grant) => sum + grant.available, 0);
      assert.equal(await rest.store.transaction((rows) => ledger.expire(rows, account)), expired);
      for (const grant of due) [grant.expired, grant.available] = [grant.expired + grant.available, 0];
      return;
    }
    case 'replay': {
      const earlier = rest.calls[each.which % (rest.calls.length || 1)];
      if (earlier) assert.deepEqual(await rest.store.transaction(earlier.run), earlier.result);
      return;
    }
  }
}

function settleOne(grant: ModelGrant, kind: 'capture' | 'release'): void {
  grant.held--;
  if (kind === 'capture') grant.spent++;
  else grant.available++;
}

test(`${HISTORIES} random histories move exactly what the model moves`, async (t) => {
  const rig = await coreRig(t);
  let accounts = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 6, maxLength: 20, size: 'max' }), async (history) => {
      const person = { platform: 'discord', userId: `p${(accounts += 1)}`, locale: 'en' } as const;
      const { id } = await rig.store.transaction((rows) => rows.accounts.recognise(person));
      await play(rig, id, history);
    }),
    { numRuns: HISTORIES },
  );
  assert.deepEqual(await rig.core.verifyLedger(), []);
});
