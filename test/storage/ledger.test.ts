// The ledger on Postgres: keys, locks and a journal that nobody edits.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { LedgerKeyReused } from '../../src/core/ledger.ts';
import { coreRig } from '../support/core.ts';
import { refusedWith } from '../support/people.ts';
import { readTables, written } from '../support/tables.ts';
import { accountWith, grantOf, hold } from './ledger-rig.ts';

describe('the ledger', () => {
  test('gives the last credits to as many holds as there are credits, however many ask at once', async (t) => {
    const rig = await coreRig(t);
    for (let round = 0; round < 12; round++) {
      const id = await accountWith(rig, 3, `p${round}`);
      const asked = await Promise.allSettled(Array.from({ length: 8 }, (_, at) => hold(rig, id, 1, `${id}:${at}`)));
      assert.equal(asked.filter((each) => each.status === 'fulfilled').length, 3);
      for (const each of asked) if (each.status === 'rejected') assert.ok(refusedWith('credits-short')(each.reason));
    }
    assert.deepEqual(await rig.core.verifyLedger(), []);
  });

  test('answers a repeated operation with its first result and moves nothing', async (t) => {
    const rig = await coreRig(t);
    const id = await accountWith(rig, 5);
    const first = await hold(rig, id, 2, 'h');
    const capture = () => rig.store.transaction((rows) => rig.ledger.capture(rows, id, first, 1, 'c'));
    const rest = () => rig.store.transaction((rows) => rig.ledger.releaseRest(rows, id, first));
    await capture();
    assert.equal(await rest(), 1);
    const before = await readTables(rig.database.pool);
    assert.equal(await hold(rig, id, 2, 'h'), first);
    await capture();
    assert.equal(await rest(), 1);
    await rig.store.transaction((rows) => rig.ledger.grant(rows, id, grantOf(5, `first:${id}`)));
    assert.deepEqual(written(before, await readTables(rig.database.pool)), {});
  });

  test('does one of many identical operations that come at once', async (t) => {
    const rig = await coreRig(t);
    const id = await accountWith(rig, 5);
    const holds = await Promise.all(Array.from({ length: 8 }, () => hold(rig, id, 1, 'h')));
    assert.equal(new Set(holds).size, 1);
    assert.equal((await rig.store.ledger.read(id)).held, 1);
  });

  test('refuses a key that was used for something else', async (t) => {
    const rig = await coreRig(t);
    const [id, other] = [await accountWith(rig, 5), await accountWith(rig, 5, 'bob')];
    const mine = await hold(rig, id, 2, 'h');
    const before = await readTables(rig.database.pool);
    await assert.rejects(hold(rig, id, 3, 'h'), LedgerKeyReused);
    await assert.rejects(hold(rig, other, 2, 'h'), LedgerKeyReused);
    await assert.rejects(
      rig.store.transaction((rows) => rig.ledger.capture(rows, id, mine, 2, 'h')),
      LedgerKeyReused,
    );
    await assert.rejects(
      rig.store.transaction((rows) => rig.ledger.grant(rows, id, grantOf(6, `first:${id}`))),
      LedgerKeyReused,
    );
    assert.deepEqual(written(before, await readTables(rig.database.pool)), {});
  });

  test("settles nobody else's hold", async (t) => {
    const rig = await coreRig(t);
    const [id, other] = [await accountWith(rig, 5), await accountWith(rig, 5, 'bob')];
    const mine = await hold(rig, id, 2, 'h');
    const steal = rig.store.transaction((rows) => rig.ledger.release(rows, other, mine, 2, 'r'));
    await assert.rejects(steal);
    assert.equal(await rig.store.transaction((rows) => rig.ledger.releaseRest(rows, other, mine)), 0);
    assert.equal((await rig.store.ledger.read(id)).held, 2);
  });

  test('undoes everything with the transaction it is part of', async (t) => {
    const rig = await coreRig(t);
    const id = await accountWith(rig, 5);
    const before = await readTables(rig.database.pool);
    const given = rig.store.transaction(async (rows) => {
      await rig.ledger.hold(rows, id, 2, 'h');
      throw new Error('changed my mind');
    });
    await assert.rejects(given, /changed my mind/);
    assert.deepEqual(written(before, await readTables(rig.database.pool)), {});
  });

  test('finds and moves credits past their date', async (t) => {
    const rig = await coreRig(t);
    const id = await accountWith(rig, 0);
    const expiresAt = new Date(rig.clock.now().getTime() + 1_000);
    await rig.store.transaction((rows) => rig.ledger.grant(rows, id, { ...grantOf(5, 'brief'), expiresAt }));
    const held = await hold(rig, id, 2, 'h');
    assert.equal(await rig.core.expireCredits(), 0);
    rig.clock.advance(2_000);
    assert.equal(await rig.core.expireCredits(), 3);
    // What comes back after its date is gone as well.
    await rig.store.transaction((rows) => rig.ledger.releaseRest(rows, id, held));
    await assert.rejects(hold(rig, id, 1, 'h2'), refusedWith('credits-short'));
    assert.equal(await rig.core.expireCredits(), 2);
    assert.equal(await rig.core.expireCredits(), 0);
    assert.deepEqual(await rig.core.verifyLedger(), []);
  });

  test('keeps a journal that is neither changed nor deleted', async (t) => {
    const rig = await coreRig(t);
    await accountWith(rig, 5);
    const before = await readTables(rig.database.pool);
    for (const statement of [
      'update ledger_op set result = result',
      'delete from ledger_op',
      'truncate ledger_op cascade',
      'update ledger_transfer set amount = amount + 1',
      'delete from ledger_transfer',
      'truncate ledger_transfer',
    ])
      await assert.rejects(rig.database.pool.query(statement), /append-only/, statement);
    assert.deepEqual(written(before, await readTables(rig.database.pool)), {});
  });

  test('cannot go below zero, whatever a statement says', async (t) => {
    const rig = await coreRig(t);
    await accountWith(rig, 5);
    for (const statement of [
      'update credit_account set available = -1',
      'update credit_grant set available = -1, spent = 6',
      'update credit_grant set available = 6',
      'update ledger_transfer set amount = -5',
    ])
      await assert.rejects(rig.database.pool.query(statement), statement);
  });
});
