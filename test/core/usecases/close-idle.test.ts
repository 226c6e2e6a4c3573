// Accounts nobody uses: told a month before, kept by anything their owner does, erased as if they had asked, and what keeps them.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { AccountId } from '../../../src/core/domain/ids.ts';
import { IDLE_NOTICE_DAYS } from '../../../src/core/usecases/close-idle.ts';
import { coreRig, type CoreRig } from '../../support/core.ts';
import { askingOn, doEverything, eraseFully, receiptOf } from '../../support/erasing.ts';
import { accountOf, asking, imagine, workOff } from '../../support/people.ts';
import { rowsWith } from '../../support/residue.ts';
import { openShop } from '../../support/shop.ts';

const NONE = { told: 0, closed: 0 };

/** As if everything about the account had happened so much earlier. */
async function age({ database }: CoreRig, id: AccountId, by: string): Promise<void> {
  await database.pool.query(
    `update account set last_used_at = last_used_at - $2::interval, idle_told_at = idle_told_at - $2::interval where id = $1`,
    [id, by],
  );
}

async function lastUse({ database }: CoreRig, id: AccountId): Promise<{ used: Date; told: Date | null }> {
  const { rows } = await database.pool.query<{ used: Date; told: Date | null }>(
    'select last_used_at as used, idle_told_at as told from account where id = $1',
    [id],
  );
  return rows[0] ?? assert.fail('no account');
}

function toldNumbers({ chat }: CoreRig): string[] {
  return chat.notes.flatMap(({ view }) =>
    view.kind === 'notice' && view.notice.about === 'account-idle' ? [view.notice.number] : [],
  );
}

async function somebody(rig: CoreRig, userId = 'ada'): Promise<AccountId> {
  await rig.core.chat.welcome(asking(userId));
  return accountOf(rig, userId);
}

describe('an account nobody uses', () => {
  test('P27, P42: is told of once, 30 days before, and erased after 730 under the number that was told', async (t) => {
    const rig = await coreRig(t);
    await imagine(rig, 'a canary', 2);
    await workOff(rig);
    const [id, other] = [await accountOf(rig), await somebody(rig, 'eve')];
    const others = await rowsWith(rig.database.pool, other);
    await age(rig, id, '699 days 23 hours');
    assert.deepEqual(await rig.core.closeIdle(), NONE);
    await age(rig, id, '2 hours');
    assert.deepEqual(await rig.core.closeIdle(), { told: 1, closed: 0 });
    assert.deepEqual(await rig.core.closeIdle(), NONE);
    await workOff(rig);
    const [number = '', ...more] = toldNumbers(rig);
    assert.deepEqual(more, []);
    await assert.rejects(receiptOf(rig, number), 'there is a receipt before anything is deleted');

    await age(rig, id, '29 days 23 hours');
    assert.deepEqual(await rig.core.closeIdle(), NONE);
    await age(rig, id, '2 hours');
    assert.deepEqual(await rig.core.closeIdle(), { told: 0, closed: 1 });
    await eraseFully(rig);
    const { doneAt, counts } = await receiptOf(rig, number);
    assert.ok(doneAt);
    assert.deepEqual([counts['image'], counts['files']], [2, 2]);
    const left = Object.entries(await rowsWith(rig.database.pool, id)).filter(([, digest]) => !digest.startsWith('0:'));
    assert.deepEqual(left, []);
    assert.deepEqual(await rowsWith(rig.database.pool, other), others);
    assert.deepEqual(await rig.core.closeIdle(), NONE);
    assert.deepEqual(await rig.core.verifyLedger(), []);
  });

  test('P42: of somebody who has blocked us or left the place we shared goes the same way, though nobody can tell them', async (t) => {
    const rig = await coreRig(t);
    await imagine(rig, 'a canary');
    await workOff(rig);
    const id = await accountOf(rig);
    // What was to be brought there fails for good: nothing is lost by it, and nothing is counted as use.
    rig.chat.failures.push({ kind: 'gone' });
    await imagine(rig, 'a second canary');
    await workOff(rig);
    assert.ok(rig.logged.some((event) => event.event === 'delivery' && event.outcome === 'gone'));
    await age(rig, id, '701 days');
    rig.chat.failures.push({ kind: 'gone' });
    assert.deepEqual(await rig.core.closeIdle(), { told: 1, closed: 0 });
    await workOff(rig);
    assert.deepEqual(toldNumbers(rig), [], 'nobody can tell them');
    assert.ok((await rig.store.accounts.get(id))?.state === 'active');
    await age(rig, id, '31 days');
    assert.deepEqual(await rig.core.closeIdle(), { told: 0, closed: 1 });
    await eraseFully(rig);
    assert.deepEqual(
      Object.entries(await rowsWith(rig.database.pool, id)).filter(([, digest]) => !digest.startsWith('0:')),
      [],
    );
  });

  test('P27: is kept by anything its owner does, noted at most once a day', async (t) => {
    const rig = await coreRig(t);
    const id = await somebody(rig);
    const { person } = asking();
    const before = await lastUse(rig, id);
    await rig.core.chat.standing(person);
    assert.deepEqual(await lastUse(rig, id), before, 'a second time on the same day is not written down');
    await age(rig, id, '701 days');
    await rig.core.closeIdle();
    assert.ok((await lastUse(rig, id)).told);
    await age(rig, id, `${IDLE_NOTICE_DAYS} days 1 hour`);
    await rig.core.chat.standing(person);
    const { used, told } = await lastUse(rig, id);
    assert.ok(used > before.used);
    assert.equal(told, null);
    assert.deepEqual(await rig.core.closeIdle(), NONE);
    // Forgotten again, it is told again.
    await age(rig, id, '701 days');
    assert.deepEqual(await rig.core.closeIdle(), { told: 1, closed: 0 });
    await workOff(rig);
    assert.equal(new Set(toldNumbers(rig)).size, 2);
  });

  test('P27: of somebody who comes back in the very moment is either kept or gone, and never half of it', async (t) => {
    const rig = await coreRig(t);
    for (let round = 0; round < 20; round++) {
      const userId = `u${round}`;
      const id = await somebody(rig, userId);
      await age(rig, id, '701 days');
      await rig.core.closeIdle();
      await age(rig, id, '31 days');
      await Promise.all([rig.core.closeIdle(), rig.core.chat.standing(asking(userId).person)]);
      const account = await rig.store.accounts.get(id);
      const { told } = await lastUse(rig, id);
      assert.equal(account?.state === 'active', told === null);
    }
  });

  const hold = async ({ database }: CoreRig, id: AccountId): Promise<void> => {
    await database.pool.query(`insert into legal_hold (account_id, reference) values ($1, 'case 7')`, [id]);
  };
  const buyLater = async ({ database, store, ledger }: CoreRig, id: AccountId): Promise<void> => {
    const grant = { amount: 5, source: 'pack', sourceRef: 'later', priority: 20, expiresAt: null } as const;
    await store.transaction((rows) => ledger.grant(rows, id, grant));
    await database.pool.query(
      `update credit_grant set created_at = now() - interval '699 days' where account_id = $1`,
      [id],
    );
  };
  for (const [what, place, lift] of [
    ['a legal hold', hold, 'delete from legal_hold where account_id = $1'],
    [
      'credits that were bought later',
      buyLater,
      `update credit_grant set created_at = now() - interval '701 days' where account_id = $1`,
    ],
  ] as const)
    test(`P27: stays for ${what}, and is told anew when that is over`, async (t) => {
      const rig = await coreRig(t);
      const id = await somebody(rig);
      await age(rig, id, '701 days');
      await rig.core.closeIdle();
      await place(rig, id);
      await age(rig, id, '100 days');
      assert.deepEqual(await rig.core.closeIdle(), NONE);
      await rig.database.pool.query(lift, [id]);
      assert.deepEqual(await rig.core.closeIdle(), { told: 1, closed: 0 });
      await age(rig, id, '31 days');
      await rig.database.pool.query(`update credit_grant set created_at = created_at - interval '31 days'`);
      assert.deepEqual(await rig.core.closeIdle(), { told: 0, closed: 1 });
    });

  test('P27: stays while its plan runs, whatever else it holds', async (t) => {
    const shop = await openShop(t, { starterCredits: 50 });
    const { accountId } = await doEverything(shop, 'telegram', '700200300');
    await age(shop, accountId, '800 days');
    await shop.database.pool.query(`update credit_grant set created_at = created_at - interval '800 days'`);
    assert.deepEqual(await shop.core.closeIdle(), NONE);
    await shop.database.pool.query(`update stripe_subscription set status = 'canceled'`);
    assert.deepEqual(await shop.core.closeIdle(), { told: 1, closed: 0 });
    await shop.core.chat.standing(askingOn('telegram', '700200300').person);
    assert.deepEqual(await shop.core.closeIdle(), NONE);
  });
});
