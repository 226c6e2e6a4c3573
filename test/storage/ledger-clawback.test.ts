// Clawbacks on Postgres: what is still there goes, what is spent is owed, and whatever comes in pays that first.

import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { LedgerGrantUnknown, LedgerKeyReused } from '../../src/core/ledger.ts';
import { coreRig, type CoreRig } from '../support/core.ts';
import { refusedWith } from '../support/people.ts';
import { readTables, written } from '../support/tables.ts';
import { accountWith, ledgerOf } from './ledger-rig.ts';

const DAY_MS = 86_400_000;

async function stage(t: TestContext) {
  const rig = await coreRig(t);
  const credits = ledgerOf(rig, await accountWith(rig, 0));
  return { rig, credits, tomorrow: new Date(rig.clock.now().getTime() + DAY_MS), sound: () => sound(rig) };
}

async function sound(rig: CoreRig): Promise<void> {
  assert.deepEqual(await rig.store.ledger.verify(rig.clock.now()), []);
}

describe('a clawback', () => {
  test('takes what the grant still has, and nothing of the others', async (t) => {
    const { credits, sound } = await stage(t);
    await credits.grant(10, 'pack');
    await credits.grant(10, 'other', { priority: 0 });
    assert.equal(await credits.clawback('pack', 4), 4);
    assert.deepEqual(await credits.parts('pack'), { available: 6, clawed: 4 });
    assert.deepEqual(await credits.parts('other'), { available: 10 });
    assert.deepEqual(await credits.totals(), [16, 0, 0]);
    await sound();
  });

  test('has a cumulative target that only rises, up to the whole grant', async (t) => {
    const { credits, sound } = await stage(t);
    await credits.grant(10, 'pack');
    const moved: number[] = [];
    for (const target of [3, 7, 5, 7, 0, 99])
      moved.push(await credits.clawback('pack', target, `claw:${moved.length}`));
    assert.deepEqual(moved, [3, 4, 0, 0, 0, 3]);
    assert.deepEqual(await credits.parts('pack'), { clawed: 10 });
    await sound();
  });

  test('of what is spent is paid by other credits in burn order, and the rest is owed', async (t) => {
    const { credits, tomorrow, sound } = await stage(t);
    await credits.grant(10, 'pack', { priority: 0 });
    await credits.capture(await credits.hold(8, 'h'), 8, 'c');
    await credits.grant(3, 'late', { priority: 5 });
    await credits.grant(4, 'soon', { priority: 5, expiresAt: tomorrow });
    assert.equal(await credits.clawback('pack', 7), 7);
    assert.deepEqual(await credits.parts('pack'), { spent: 8, clawed: 2, shortfall: 5 });
    assert.deepEqual(await credits.parts('soon'), { debt_paid: 4 });
    assert.deepEqual(await credits.parts('late'), { available: 2, debt_paid: 1 });
    assert.equal(await credits.clawback('pack', 10), 3);
    assert.deepEqual(await credits.totals(), [0, 0, 1]);
    await assert.rejects(credits.hold(1, 'h2'), refusedWith('credits-short'));
    await sound();
  });

  test('of what is held leaves the hold running; what it gives back pays the debt first', async (t) => {
    const { credits, sound } = await stage(t);
    await credits.grant(10, 'pack');
    const running = await credits.hold(8, 'h');
    await credits.clawback('pack', 10);
    assert.deepEqual(await credits.totals(), [0, 8, 8]);
    await credits.capture(running, 3, 'c');
    await credits.release(running, 1, 'r');
    assert.deepEqual(await credits.totals(), [0, 4, 7]);
    assert.equal(await credits.releaseRest(running), 4);
    assert.deepEqual(await credits.totals(), [0, 0, 3]);
    assert.deepEqual(await credits.parts('pack'), { spent: 3, clawed: 2, debt_paid: 5, shortfall: 8 });
    await credits.grant(5, 'more');
    assert.deepEqual(await credits.totals(), [2, 0, 0]);
    await credits.hold(2, 'h2');
    await sound();
  });

  test('of a hold on several grants is repaid by what burns first', async (t) => {
    const { credits, sound } = await stage(t);
    await credits.grant(5, 'first', { priority: 0 });
    await credits.grant(5, 'second', { priority: 1 });
    const running = await credits.hold(10, 'h');
    await credits.clawback('second', 3);
    await credits.releaseRest(running);
    assert.deepEqual(await credits.parts('first'), { available: 2, debt_paid: 3 });
    assert.deepEqual(await credits.parts('second'), { available: 5, shortfall: 3 });
    await sound();
  });

  test('of what has lapsed unused makes no debt, and credits past their date pay none', async (t) => {
    const { rig, credits, tomorrow, sound } = await stage(t);
    await credits.grant(10, 'pack', { expiresAt: tomorrow });
    await credits.grant(5, 'brief', { expiresAt: tomorrow });
    await credits.capture(await credits.hold(4, 'h'), 4, 'c');
    rig.clock.advance(DAY_MS);
    // Past its date and not yet moved: nobody can spend it, so it pays nothing either.
    assert.equal(await credits.clawback('pack', 7), 7);
    assert.deepEqual(await credits.totals(), [5, 0, 1]);
    await credits.expire();
    assert.equal(await credits.clawback('brief', 5), 5);
    assert.deepEqual(await credits.parts('brief'), { clawed: 5 });
    await sound();
  });

  test('is answered once per key, and refuses the key for another target or grant', async (t) => {
    const { rig, credits } = await stage(t);
    await credits.grant(10, 'pack');
    await credits.grant(10, 'other');
    assert.equal(await credits.clawback('pack', 4, 'k'), 4);
    const before = await readTables(rig.database.pool);
    assert.equal(await credits.clawback('pack', 4, 'k'), 4);
    await assert.rejects(credits.clawback('pack', 5, 'k'), LedgerKeyReused);
    await assert.rejects(credits.clawback('other', 4, 'k'), LedgerKeyReused);
    await assert.rejects(credits.clawback('unknown', 1), LedgerGrantUnknown);
    for (const target of [-1, 1.5, Number.NaN]) await assert.rejects(credits.clawback('pack', target), RangeError);
    const stranger = ledgerOf(rig, await accountWith(rig, 0, 'bob'));
    await assert.rejects(stranger.clawback('pack', 9), LedgerGrantUnknown);
    const { account, identity, credit_account, ...rest } = written(before, await readTables(rig.database.pool));
    assert.deepEqual([account, identity, credit_account, rest], [1, 1, 1, {}]);
  });

  test('sent many times at once takes its target once', async (t) => {
    const { credits, sound } = await stage(t);
    await credits.grant(100, 'pack');
    await Promise.all(Array.from({ length: 12 }, (_, at) => credits.clawback('pack', 10 + at, `k${at % 6}:${at}`)));
    assert.deepEqual(await credits.parts('pack'), { available: 79, clawed: 21 });
    await sound();
  });
});

describe('credits past their date', () => {
  test('that come back from a hold are not spendable, but still pay a debt', async (t) => {
    const { rig, credits, tomorrow, sound } = await stage(t);
    await credits.grant(10, 'pack', { expiresAt: tomorrow });
    const running = await credits.hold(10, 'h');
    await credits.clawback('pack', 4);
    rig.clock.advance(DAY_MS);
    await credits.releaseRest(running);
    assert.deepEqual(await credits.parts('pack'), { available: 6, debt_paid: 4, shortfall: 4 });
    await assert.rejects(credits.hold(1, 'h2'), refusedWith('credits-short'));
    assert.equal(await credits.expire(), 6);
    assert.deepEqual(await credits.totals(), [0, 0, 0]);
    await sound();
  });
});
