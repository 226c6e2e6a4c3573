// Freezes on Postgres: several at once, each lifted by its own reference, in whatever order the news arrives.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { AccountId } from '../../src/core/domain/ids.ts';
import { Refusal } from '../../src/core/domain/refusal.ts';
import { LedgerKeyReused } from '../../src/core/ledger.ts';
import { coreRig, type CoreRig } from '../support/core.ts';
import { refusedWith } from '../support/people.ts';
import { readTables, written } from '../support/tables.ts';
import { accountWith, ledgerOf } from './ledger-rig.ts';

const isFrozen = async ({ store }: CoreRig, id: AccountId): Promise<boolean> => (await store.ledger.read(id)).frozen;

describe('a frozen account', () => {
  test('opens no hold and is told why, while running holds settle and credits come in', async (t) => {
    const rig = await coreRig(t);
    const id = await accountWith(rig, 5);
    const credits = ledgerOf(rig, id);
    const running = await credits.hold(3, 'h');
    await credits.freeze('warning', 'fraud-warning');
    rig.clock.advance(1_000);
    await credits.freeze('du_1', 'dispute');
    await assert.rejects(credits.hold(1, 'h2'), (error) => {
      assert.ok(error instanceof Refusal);
      assert.deepEqual(error.says, { code: 'account-frozen', facts: { reason: 'fraud-warning' } });
      return true;
    });
    // The answer to what was asked before stays what it was.
    assert.equal(await credits.hold(3, 'h'), running);
    await credits.capture(running, 1, 'c');
    assert.equal(await credits.releaseRest(running), 2);
    await credits.grant(4, 'more');
    await credits.clawback('more', 1);
    assert.deepEqual(await credits.totals(), [7, 0, 0]);
    assert.deepEqual(await rig.core.verifyLedger(), []);
  });

  test('thaws with its last open freeze', async (t) => {
    const rig = await coreRig(t);
    const id = await accountWith(rig, 5);
    const credits = ledgerOf(rig, id);
    await credits.freeze('du_1');
    await credits.freeze('du_2');
    await credits.unfreeze('du_1');
    await assert.rejects(credits.hold(1, 'h'), refusedWith('account-frozen'));
    await credits.unfreeze('du_2');
    await credits.hold(1, 'h');
    assert.deepEqual(await rig.core.verifyLedger(), []);
  });

  test('is not frozen again by a freeze that was lifted, however often and however late it is heard of', async (t) => {
    const rig = await coreRig(t);
    const id = await accountWith(rig, 5);
    const credits = ledgerOf(rig, id);
    await credits.freeze('du_1');
    await credits.unfreeze('du_1');
    await credits.freeze('du_1');
    assert.equal(await isFrozen(rig, id), false);
    await credits.unfreeze('du_2');
    await credits.freeze('du_2');
    assert.equal(await isFrozen(rig, id), false);
    await credits.freeze('du_3');
    await credits.unfreeze('du_2');
    assert.equal(await isFrozen(rig, id), true);
    await credits.hold(1, 'h').catch(() => undefined);
    assert.deepEqual(await rig.core.verifyLedger(), []);
  });

  test('comes out the same for every order of the same news, sent twice and at once', async (t) => {
    const rig = await coreRig(t);
    for (let round = 0; round < 10; round++) {
      const id = await accountWith(rig, 1, `p${round}`);
      const credits = ledgerOf(rig, id);
      const news = [
        () => credits.freeze('du_1'),
        () => credits.unfreeze('du_1'),
        () => credits.freeze('du_2'),
        () => credits.unfreeze('du_2'),
      ];
      await Promise.all([...news, ...news.toReversed()].map((each) => each()));
      assert.equal(await isFrozen(rig, id), false);
    }
    assert.deepEqual(await rig.core.verifyLedger(), []);
  });

  test('is nobody else, though both were frozen for the same thing', async (t) => {
    const rig = await coreRig(t);
    const [id, other] = [await accountWith(rig, 5), await accountWith(rig, 5, 'bob')];
    await ledgerOf(rig, id).freeze('du_1');
    assert.equal(await isFrozen(rig, other), false);
    await ledgerOf(rig, other).freeze('du_1');
    await ledgerOf(rig, id).unfreeze('du_1');
    assert.deepEqual([await isFrozen(rig, id), await isFrozen(rig, other)], [false, true]);
  });

  test('keeps the first reason: another one for the same reference is a bug and writes nothing', async (t) => {
    const rig = await coreRig(t);
    const credits = ledgerOf(rig, await accountWith(rig, 5));
    await credits.freeze('du_1', 'dispute');
    const before = await readTables(rig.database.pool);
    await credits.freeze('du_1', 'dispute');
    await assert.rejects(credits.freeze('du_1', 'fraud-warning'), LedgerKeyReused);
    assert.deepEqual(written(before, await readTables(rig.database.pool)), {});
  });
});
