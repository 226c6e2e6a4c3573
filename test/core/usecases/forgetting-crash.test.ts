// What goes because its time is over or its owner wants a whole run gone: whoever does it dies after each answer it gets from
// the outside, whoever comes next ends it, and everybody else has what they had.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { AccountId, BulkRunId } from '../../../src/core/domain/ids.ts';
import { KeyGone } from '../../../src/core/keyring.ts';
import { keepMarks } from '../../../src/core/usecases/kept-marks.ts';
import { age } from '../../support/ageing.ts';
import { besides, startedRun } from '../../support/bystander.ts';
import { coreRig, type CoreRig } from '../../support/core.ts';
import { dieAfterEach } from '../../support/crashing.ts';
import { confirm, eraseFully } from '../../support/erasing.ts';
import { assertNoOrphans, assertSeenIsThere, objectsOf } from '../../support/objects.ts';
import { accepted, accountOf, asking, imagine, pressing, propose, refusedWith, workOff } from '../../support/people.ts';
import { residue, rowsWith, tablesOf } from '../../support/residue.ts';
import { bought, openShop, type Shop } from '../../support/shop.ts';

const MANY = { starterCredits: 50, starterGrantsPerHour: 1_000_000 };
/** Of an account that stays, what goes by its date. */
const DATED = ['notice', 'ticket'];
/** What there is of a run. */
const DRAWN = ['bulk_run', 'delivery', 'generation', 'image', 'task'];

describe('what forgets and dies', () => {
  test('P27, P29: who forgets what is due, after any step', async (t) =>
    besides(await openShop(t, MANY), async (shop) => {
      const { pool } = shop.database;
      let [stays, receipt] = ['' as AccountId, '' as AccountId];
      let before: Readonly<Record<string, string>> = {};
      const steps = await dieAfterEach(shop.ports, {
        async begin(dies) {
          stays = await asker(shop, `asker-${dies}-`);
          await age(pool, '11 years', stays);
          receipt = await receiptOfOne(shop, `gone-${dies}-`);
          await age(pool, '11 years', receipt);
          before = await booksOf(shop, receipt);
          const at = new Date(shop.clock.now().getTime() - 41 * 86_400_000);
          await keepMarks(shop.ports, [
            { mark: 'a1', at },
            { mark: 'b2', at },
          ]);
          return (core) => core.forgetDue();
        },
        async end() {
          // A receipt is seen with all its books, or neither.
          const now = await booksOf(shop, receipt);
          if (!isNothing(now)) assert.deepEqual(now, before);
          assert.equal(await shop.store.payments.countDrift(), 0);
          await shop.core.forgetDue();
          assert.ok(isNothing(await rowsWith(pool, receipt)));
          const left = await tablesOf(pool, stays);
          assert.deepEqual(
            DATED.filter((table) => left.has(table)),
            [],
          );
          assert.equal(await shop.store.payments.countDrift(), 0);
          const marks = await Array.fromAsync(shop.bucket.list('marks/'));
          assert.equal(marks.length, 1, 'the one whose time is not over');
          // What is looked through must not grow by what is tried.
          for (const key of marks) await shop.bucket.remove(key);
        },
      });
      assert.ok(steps > 8, `only ${steps} steps`);
    }));

  test('P27, P42: who closes accounts nobody uses, after any step', async (t) =>
    besides(await coreRig(t, MANY), async (rig) => {
      const { pool } = rig.database;
      let [idle, due] = ['', ''];
      let [told, closed] = ['' as AccountId, '' as AccountId];
      let tellings = 0;
      const steps = await dieAfterEach(rig.ports, {
        async begin(dies) {
          [idle, due] = [`idle-${dies}-`, `due-${dies}-`];
          await imagine(rig, `a fox of ${due}`, 1, due);
          await workOff(rig);
          closed = await accountOf(rig, due);
          await age(pool, '701 days', closed);
          assert.deepEqual(await rig.core.closeIdle(), { told: 1, closed: 0 });
          await workOff(rig);
          await age(pool, '31 days', closed);
          await rig.core.chat.welcome(asking(idle));
          told = await accountOf(rig, idle);
          await age(pool, '701 days', told);
          tellings = tellingsIn(rig);
          return (core) => core.closeIdle();
        },
        async end() {
          const state = (await rig.store.accounts.get(closed))?.state;
          const owed = await erasuresOwed(rig, closed);
          assert.equal(owed, state === 'erasing' ? 1 : 0, 'closed means that its erasure is owed');
          await rig.core.closeIdle();
          await eraseFully(rig);
          await workOff(rig);
          assert.equal(tellingsIn(rig), tellings + 1, 'it is told once');
          await assert.rejects(rig.seals.of(closed), KeyGone);
          assert.deepEqual(await residue(pool, [closed, due]), []);
          assert.deepEqual(await objectsOf(rig, closed), []);
          assert.equal((await rig.store.accounts.get(told))?.state, 'active');
          await rig.core.chat.standing(asking(idle).person);
        },
      });
      assert.ok(steps > 12, `only ${steps} steps`);
    }));

  test('P41: deleting a whole run, and one that waits for Start, after any step', async (t) =>
    besides(await coreRig(t, MANY), async (rig) => {
      let userId = '';
      let account: AccountId;
      let runs: readonly BulkRunId[] = [];
      const steps = await dieAfterEach(rig.ports, {
        async begin(dies) {
          userId = `user-${dies}-`;
          const drawn = await startedRun(rig, [`a hen of ${userId}`], userId);
          await workOff(rig);
          account = await accountOf(rig, userId);
          const { view } = await propose(rig, ['prompt', `a cow of ${userId}`], userId);
          runs = [drawn, view.id];
          return async (core) => {
            for (const id of runs) await core.chat.deleteRun(pressing(userId), id);
          };
        },
        async end() {
          await assertSeenIsThere(rig, account);
          // Died before it was written down, or before its owner heard of it: they press again.
          for (const id of runs) await goneOrGoes(rig, userId, id);
          await rig.core.finishRemovals();
          await rig.core.sweep();
          await workOff(rig);
          await assertNoOrphans(rig, account);
          assert.deepEqual(await objectsOf(rig, account), []);
          const left = await tablesOf(rig.database.pool, account);
          assert.deepEqual(
            DRAWN.filter((table) => left.has(table)),
            [],
          );
        },
      });
      assert.ok(steps > 25, `only ${steps} steps`);
    }));
});

/** Somebody who has asked, and was told the answer. */
async function asker(rig: CoreRig, userId: string): Promise<AccountId> {
  const { number } = accepted(await rig.core.chat.openTicket(asking(userId), `where is ${userId}?`));
  await rig.core.answerTicket(number, 'here');
  return accountOf(rig, userId);
}

/** Somebody has paid and is gone. */
async function receiptOfOne(shop: Shop, userId: string): Promise<AccountId> {
  await bought(shop, 'pack-100', userId);
  await confirm(shop, { platform: 'discord', userId });
  await eraseFully(shop);
  const { rows } = await shop.database.pool.query<{ id: AccountId }>(
    'select account_id as id from erasure order by confirmed_at desc limit 1',
  );
  return rows[0]?.id ?? assert.fail('no receipt');
}

/** All rows of a receipt but its payments, which go by dates of their own. */
async function booksOf({ database }: Shop, receipt: AccountId): Promise<Readonly<Record<string, string>>> {
  const { payment: _, ...books } = await rowsWith(database.pool, receipt);
  return books;
}

function isNothing(digests: Readonly<Record<string, string>>): boolean {
  return Object.values(digests).every((digest) => digest.startsWith('0:'));
}

/** How often anybody was told that their account is idle. */
function tellingsIn({ chat }: CoreRig): number {
  return chat.notes.filter(({ view }) => view.kind === 'notice' && view.notice.about === 'account-idle').length;
}

async function erasuresOwed({ database }: CoreRig, account: AccountId): Promise<number> {
  const { rows } = await database.pool.query(
    `select from erasure e join task t on t.subject_id = e.id where e.account_id = $1 and t.kind = 'erase'`,
    [account],
  );
  return rows.length;
}

async function goneOrGoes(rig: CoreRig, userId: string, id: BulkRunId): Promise<void> {
  try {
    accepted(await rig.core.chat.deleteRun(pressing(userId), id));
  } catch (error) {
    if (!refusedWith('not-found')(error)) throw error;
  }
}
