// The journal is guarded twice: by triggers for everybody, and by permission for the roles the program works under.

import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { openDatabase, type Database } from '../../src/storage/db.ts';
import { asRole, type DatabaseRole } from '../../src/storage/roles.ts';
import { postgresStore } from '../../src/storage/store.ts';
import { coreRig, newId, type CoreRig } from '../support/core.ts';
import { accountWith, ledgerOf } from './ledger-rig.ts';

/** Another pool on the same database, whose sessions work under the role. */
function under(role: DatabaseRole, t: TestContext, rig: CoreRig): Database {
  const database = openDatabase(asRole(rig.url, role), 2, () => undefined);
  t.after(() => database.close());
  return database;
}

describe('the ledger', () => {
  for (const role of ['app', 'worker'] as const)
    test(`is added to by easel_${role}, which is not permitted to change or empty the journal`, async (t) => {
      const rig = await coreRig(t);
      await accountWith(rig, 5);
      const limited = under(role, t, rig);
      for (const table of ['ledger_op', 'ledger_transfer'])
        for (const statement of [
          `update ${table} set account_id = account_id`,
          `delete from ${table}`,
          `truncate ${table} cascade`,
          `alter table ${table} disable trigger all`,
          `drop table ${table}`,
        ])
          // insufficient_privilege, before any trigger is asked
          await assert.rejects(limited.pool.query(statement), { code: '42501' }, statement);
      assert.deepEqual(await rig.core.verifyLedger(), []);
    });

  test('does everything under easel_worker', async (t) => {
    const rig = await coreRig(t);
    const id = await accountWith(rig, 0);
    const database = under('worker', t, rig);
    const { rows } = await database.pool.query<{ current_user: string }>('select current_user');
    assert.equal(rows[0]?.current_user, 'easel_worker');
    const credits = ledgerOf(
      { ...rig, database, store: postgresStore(database.kysely, newId, () => null, rig.seals) },
      id,
    );
    await credits.grant(10, 'pack', { expiresAt: new Date(rig.clock.now().getTime() + 1_000) });
    const running = await credits.hold(8, 'h');
    await credits.capture(running, 3, 'c');
    await credits.release(running, 1, 'r');
    await credits.freeze('du_1');
    await credits.clawback('pack', 9);
    await credits.releaseRest(running);
    await credits.unfreeze('du_1');
    rig.clock.advance(2_000);
    await credits.expire();
    assert.deepEqual(await credits.totals(), [0, 0, 2]);
    assert.deepEqual(await rig.core.verifyLedger(), []);
  });
});
