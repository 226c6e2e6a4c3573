// What stays of a legal hold that was lifted: when and why, that two people did it, and nobody's name.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { AccountId } from '../../../src/core/domain/ids.ts';
import { coreRig, type CoreRig } from '../../support/core.ts';
import { confirm, eraseFully } from '../../support/erasing.ts';
import { accepted, accountOf, asking } from '../../support/people.ts';

const ADA = { platform: 'discord', userId: 'ada' } as const;

type Lifted = {
  account_id: string;
  reference: string | null;
  reason: string | null;
  asked_mark: string;
  approved_mark: string;
};

async function lifted({ database }: CoreRig): Promise<readonly Lifted[]> {
  const { rows } = await database.pool.query<Lifted>(`select * from lifted_hold order by lifted_at`);
  return rows;
}

/** Ada, and her account held for a case. */
async function held(rig: CoreRig, reference: string, [ann, bob]: readonly [string, string]): Promise<AccountId> {
  await rig.core.chat.welcome(asking());
  const account = await accountOf(rig);
  await rig.core.legalHold({ step: 'open', account, reference, by: ann });
  assert.equal(await rig.core.legalHold({ step: 'approve', account, reference, by: bob }), 'holds');
  return account;
}

describe('a legal hold that is lifted', () => {
  test('P29: stays written down with its reason and two marks, of which the same name has the same one, and no name', async (t) => {
    const rig = await coreRig(t);
    const known = { account: await held(rig, 'case 7', ['Olga', 'Boris']), reference: 'case 7' };
    await rig.core.legalHold({ ...known, step: 'lift', reason: 'order-withdrawn', by: 'Boris' });
    assert.deepEqual(await lifted(rig), [], 'one alone lifts nothing');
    assert.equal(await rig.core.legalHold({ ...known, step: 'approve', by: 'Olga' }), 'lifted');
    const again = { account: await held(rig, 'case 8', ['OLGA', 'boris']), reference: 'case 8' };
    await rig.core.legalHold({ ...again, step: 'lift', reason: 'opened-by-mistake', by: 'BORIS' });
    await rig.core.legalHold({ ...again, step: 'approve', by: 'olga' });
    const [first, second, ...more] = await lifted(rig);
    assert.ok(first && second && more.length === 0);
    assert.deepEqual([first.reference, first.reason], ['case 7', 'order-withdrawn']);
    assert.deepEqual([second.reference, second.reason], ['case 8', 'opened-by-mistake']);
    for (const each of [first, second]) assert.match(each.asked_mark + each.approved_mark, /^[0-9a-f]{128}$/);
    assert.deepEqual([first.asked_mark, first.approved_mark], [second.asked_mark, second.approved_mark]);
    assert.notEqual(first.asked_mark, first.approved_mark);
    assert.doesNotMatch(JSON.stringify([first, second]), /olga|boris/i);
  });

  test('P29: is told before an erasure and outlives it under the receipt, without its case, for three years', async (t) => {
    const rig = await coreRig(t);
    const { pool } = rig.database;
    const account = await held(rig, 'case 7', ['ann', 'bob']);
    accepted(await rig.core.chat.privacyMe(asking()));
    await assert.rejects(rig.core.chat.askErasure(asking()));
    const known = { account, reference: 'case 7' };
    await rig.core.legalHold({ ...known, step: 'lift', reason: 'case-closed', by: 'bob' });
    await rig.core.legalHold({ ...known, step: 'approve', by: 'ann' });
    assert.equal(accepted(await rig.core.chat.askErasure(asking())).summary.lifted, true);
    await confirm(rig, ADA);
    await eraseFully(rig);
    const [row] = await lifted(rig);
    const { rows } = await pool.query<{ receipt: string }>('select account_id as receipt from erasure');
    assert.deepEqual([row?.account_id, row?.reference, row?.reason], [rows[0]?.receipt, null, 'case-closed']);
    assert.notEqual(row?.account_id, account);
    const age = (by: string) => pool.query(`update lifted_hold set lifted_at = now() - $1::interval`, [by]);
    await age('3 years -1 hour');
    await rig.core.forgetDue();
    assert.equal((await lifted(rig)).length, 1);
    await age('3 years 1 hour');
    await rig.core.forgetDue();
    assert.deepEqual(await lifted(rig), []);
    assert.equal((await pool.query('select from erasure')).rows.length, 1, 'the receipt stays');
  });
});
