// The nightly proof: each way of breaking the ledger is found, under the name of the rule it breaks and no other.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { sql } from 'kysely';
import { checkLedger } from '../../src/storage/ledger-verify.ts';
import { coreRig, type CoreRig } from '../support/core.ts';
import { accountOf, imagine, pressing, propose, workOff } from '../support/people.ts';
import { BREAKS } from './ledger-breaks.ts';
import { ledgerOf } from './ledger-rig.ts';

/** Requests, a run, a refund beyond what is left, expired credits, freezes: something of everything. */
async function livedIn(rig: CoreRig): Promise<void> {
  await imagine(rig, 'forbidden 8', 2);
  const { view } = await propose(rig, ['prompt', 'a fox', 'forbidden']);
  await rig.core.chat.startRun(pressing(), view.id, 'all');
  await workOff(rig);
  await imagine(rig, 'still waiting', 2);
  await imagine(rig, 'by somebody else', 1, 'bob');
  const bob = ledgerOf(rig, await accountOf(rig, 'bob'));
  await bob.grant(10, 'pack', { priority: 0 });
  await bob.grant(5, 'allowance', { priority: 1, expiresAt: new Date(rig.clock.now().getTime() + 1_000) });
  await bob.capture(await bob.hold(12, 'h1'), 12, 'c1');
  rig.clock.advance(2_000);
  await bob.expire();
  await bob.clawback('pack', 4);
  await bob.clawback('pack', 10);
  await bob.freeze('du_1');
  await bob.unfreeze('du_1');
  await bob.releaseRest(await bob.hold(3, 'h2'));
  await bob.freeze('du_2', 'fraud-warning');
  await bob.unfreeze('du_3');
  const eve = ledgerOf(rig, (await imagine(rig, 'by eve', 1, 'eve'), await accountOf(rig, 'eve')));
  await eve.grant(10, 'spent-pack', { priority: 0 });
  await eve.capture(await eve.hold(10, 'h3'), 10, 'c3');
  await eve.clawback(`starter:${await accountOf(rig, 'eve')}`, 1_000);
  await eve.clawback('spent-pack', 10);
}

describe('verify', () => {
  test('finds nothing wrong in a lived-in ledger, and each broken rule by its name', async (t) => {
    const rig = await coreRig(t);
    await livedIn(rig);
    assert.deepEqual(await rig.core.verifyLedger(), []);
    const seen = new Set<string>();
    for (const [statements, rules] of BREAKS) {
      const found = await brokenBy(rig, statements);
      assert.deepEqual(found, rules, statements.join(';\n'));
      for (const rule of rules) seen.add(rule);
    }
    const all = (await checkLedger(rig.database.kysely, rig.clock.now())).map(({ rule }) => rule);
    assert.deepEqual(
      all.filter((rule) => !seen.has(rule)),
      [],
    );
    assert.deepEqual(await rig.core.verifyLedger(), []);
  });
});

/** Runs statements with the triggers off, looks, and takes them back. */
async function brokenBy({ database, clock }: CoreRig, statements: readonly string[]): Promise<readonly string[]> {
  const transaction = await database.kysely.startTransaction().execute();
  try {
    await sql`set local session_replication_role = replica`.execute(transaction);
    for (const statement of statements) {
      const { numAffectedRows } = await sql.raw(statement).execute(transaction);
      assert.ok(statement.startsWith('alter') || Number(numAffectedRows) > 0, statement);
    }
    const checked = await checkLedger(transaction, clock.now());
    return checked.filter(({ broken }) => broken.length > 0).map(({ rule }) => rule);
  } finally {
    await transaction.rollback().execute();
  }
}
