// The nightly proof: each way of breaking the ledger is found, under the name of the rule it breaks.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { sql } from 'kysely';
import { verifyLedger } from '../../src/storage/ledger-verify.ts';
import { coreRig, type CoreRig } from '../support/core.ts';
import { imagine, pressing, propose, workOff } from '../support/people.ts';

const BREAKS: readonly (readonly [rule: string, statement: string])[] = [
  ['an account is the sum of its grants', 'update credit_account set available = available + 1'],
  [
    'an account is the sum of its journal',
    `update ledger_transfer set amount = amount + 1 where from_bucket = 'issued'`,
  ],
  ['a grant is the sum of its journal', 'update credit_grant set available = available - 1, spent = spent + 1'],
  ['a grant is the sum of its journal', 'update credit_grant set amount = amount + 1, available = available + 1'],
  ['a hold is the sum of its parts and of its journal', 'update hold set captured = captured - 1 where captured > 0'],
  ['a hold is the sum of its parts and of its journal', 'delete from hold_part'],
  [
    'what an account holds is what its open holds hold',
    'update credit_account set available = available - 1, held = held + 1',
  ],
  ['an operation has movements', 'delete from ledger_transfer'],
  ['a finished run has closed its hold', 'update hold set released = released - 1 where released > 0'],
  ['a finished request has closed its hold', 'update hold set released = released - 1 where released > 0'],
  [
    'a request captures what its finished pictures cost',
    `update image set credits = credits + 1 where run_id is null and state = 'ready'`,
  ],
  [
    'a run captures what its finished pictures cost',
    `update image set credits = credits + 1 where run_id is not null and state = 'ready'`,
  ],
  ['nothing finished stays free', 'update image set captured_at = null where run_id is null'],
  ['nothing finished stays free', 'update image set captured_at = null where run_id is not null'],
];

describe('verify', () => {
  test('finds nothing wrong in a lived-in ledger, and each broken rule by its name', async (t) => {
    const rig = await coreRig(t);
    await imagine(rig, 'forbidden 8', 2);
    const { view } = await propose(rig, ['prompt', 'a fox', 'forbidden']);
    await rig.core.chat.startRun(pressing(), view.id, 'all');
    await workOff(rig);
    await imagine(rig, 'still waiting', 2);
    assert.deepEqual(await rig.core.verifyLedger(), []);
    for (const [rule, statement] of BREAKS) {
      const found = await brokenBy(rig, statement);
      assert.ok(
        found.some((line) => line.startsWith(`${rule}: `)),
        `${statement}\n${found.join('\n')}`,
      );
    }
    assert.deepEqual(await rig.core.verifyLedger(), []);
  });
});

/** Runs a statement with the triggers off, looks, and takes it back. */
async function brokenBy({ database }: CoreRig, statement: string): Promise<readonly string[]> {
  const transaction = await database.kysely.startTransaction().execute();
  try {
    await sql`set local session_replication_role = replica`.execute(transaction);
    const { numAffectedRows } = await sql.raw(statement).execute(transaction);
    assert.ok(Number(numAffectedRows) > 0, statement);
    return await verifyLedger(transaction, new Date());
  } finally {
    await transaction.rollback().execute();
  }
}
