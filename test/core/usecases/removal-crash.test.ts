// Whatever removes something dies after each answer it gets from the outside: whoever comes next ends it, nothing lies about that
// no row leads to, nobody is shown what is not there, and everybody else has what they had.

import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import type { AccountId } from '../../../src/core/domain/ids.ts';
import { KeyGone } from '../../../src/core/keyring.ts';
import { keepMarks } from '../../../src/core/usecases/kept-marks.ts';
import { age } from '../../support/ageing.ts';
import { besides, somebody } from '../../support/bystander.ts';
import { packWaiting, packed, savedIn } from '../../support/copies.ts';
import { dieAfterEach } from '../../support/crashing.ts';
import { coreRig, type CoreRig } from '../../support/core.ts';
import { eraseFully } from '../../support/erasing.ts';
import { assertNoOrphans, assertSeenIsThere, objectsOf } from '../../support/objects.ts';
import { accepted, accountOf, asking, pressing, propose, shown, workOff } from '../../support/people.ts';
import { residue, tablesOf } from '../../support/residue.ts';

const { signal } = new AbortController();

const rigOf = (t: TestContext): Promise<CoreRig> => coreRig(t, { starterGrantsPerHour: 1_000_000 });

describe('what removes something and dies', () => {
  test('P26: the sweep, after any step', async (t) =>
    besides(await rigOf(t), async (rig) => {
      let account: AccountId;
      const steps = await dieAfterEach(rig.ports, {
        async begin(dies) {
          const userId = `user-${dies}`;
          account = await somebody(rig, userId);
          await propose(rig, ['prompt', 'a hen'], userId);
          const page = await shown(rig, rig.core.chat.history(asking(userId), { page: 1, words: 'fox' }));
          const [first] = page.view.pictures;
          assert.ok(first);
          await rig.core.chat.keepPicture(pressing(userId), { kind: 'image', id: first.id }, true);
          await age(rig.database.pool, '32 days', account);
          return (core) => core.sweep();
        },
        async end() {
          await assertSeenIsThere(rig, account);
          await rig.core.finishRemovals();
          await rig.core.endExports();
          await rig.core.sweep();
          await assertNoOrphans(rig, account);
          const keys = await objectsOf(rig, account);
          assert.deepEqual([keys.length, keys[0]?.includes('/images/')], [1, true], 'what was saved, and nothing else');
          const left = [...(await tablesOf(rig.database.pool, account))];
          const swept = new Set(['bulk_run', 'delivery', 'export', 'history', 'task']);
          assert.deepEqual(
            left.filter((table) => swept.has(table)),
            [],
          );
        },
      });
      assert.ok(steps > 15, `only ${steps} steps`);
    }));

  test('P25: Delete, after any step', async (t) =>
    besides(await rigOf(t), async (rig) => {
      let account: AccountId;
      let userId = '';
      const steps = await dieAfterEach(rig.ports, {
        async begin(dies) {
          userId = `user-${dies}`;
          account = await somebody(rig, userId, { run: true });
          await shown(rig, rig.core.chat.history(asking(userId), { page: 1, words: 'hen' }));
          return (core) => core.chat.deletePicture(asking(userId), 1);
        },
        async end() {
          await assertSeenIsThere(rig, account);
          const { rows } = await rig.database.pool.query<{ marked: boolean; run: boolean }>(
            'select deleting_at is not null as marked, run_id is not null as run from image where account_id = $1',
            [account],
          );
          // Died before it was written down: its owner presses again.
          if (rows.some(({ run, marked }) => run && !marked))
            accepted(await rig.core.chat.deletePicture(asking(userId), 1));
          await rig.core.finishRemovals();
          await rig.core.sweep();
          await workOff(rig);
          await assertNoOrphans(rig, account);
          const keys = (await objectsOf(rig, account)).map((key) => key.split('/')[2]);
          assert.deepEqual(keys, ['images', 'images'], 'the two of the other request');
          assert.ok(!(await tablesOf(rig.database.pool, account)).has('bulk_run'));
        },
      });
      assert.ok(steps > 20, `only ${steps} steps`);
    }));

  test('P25: who finishes removals, after any step', async (t) =>
    besides(await rigOf(t), async (rig) => {
      let account: AccountId;
      const steps = await dieAfterEach(rig.ports, {
        async begin(dies) {
          account = await somebody(rig, `user-${dies}`, { copy: true });
          const { rows } = await rig.database.pool.query('select id from image where account_id = $1', [account]);
          await rig.store.images.mark(
            account,
            rows.map(({ id }) => id),
          );
          return (core) => core.finishRemovals();
        },
        async end() {
          await assertSeenIsThere(rig, account);
          await rig.core.finishRemovals();
          await rig.core.sweep();
          assert.deepEqual(await objectsOf(rig, account), []);
          assert.ok(!(await tablesOf(rig.database.pool, account)).has('image'));
        },
      });
      assert.ok(steps > 10, `only ${steps} steps`);
    }));

  test('P39: who ends copies, after any step', async (t) =>
    besides(await rigOf(t), async (rig) => {
      let account: AccountId;
      const steps = await dieAfterEach(rig.ports, {
        async begin(dies) {
          account = await somebody(rig, `user-${dies}`);
          accepted(await rig.core.chat.askExport(asking(`user-${dies}`)));
          await packWaiting(rig);
          await workOff(rig);
          await age(rig.database.pool, '25 hours', account);
          return (core) => core.endExports();
        },
        async end() {
          await rig.core.endExports();
          await assertNoOrphans(rig, account);
          assert.ok(!(await objectsOf(rig, account)).some((key) => key.includes('/exports/')));
        },
      });
      assert.ok(steps > 3, `only ${steps} steps`);
    }));

  test('P28: who erases again after a backup was restored, after any step', async (t) =>
    besides(await rigOf(t), async (rig) => {
      let account: AccountId;
      let userId = '';
      const steps = await dieAfterEach(rig.ports, {
        async begin(dies) {
          userId = `user-number-${dies}-`;
          account = await somebody(rig, userId);
          // As backups of before have them, of database and keyring: the mark went on without them.
          const mark = rig.ports.mark({ platform: 'discord', userId });
          await keepMarks(rig.ports, [{ mark, at: rig.clock.now() }]);
          return (core) => core.replayErasures(signal);
        },
        async end() {
          await rig.core.replayErasures(signal);
          await eraseFully(rig);
          await assert.rejects(rig.seals.of(account), KeyGone);
          assert.deepEqual(await objectsOf(rig, account), []);
          assert.deepEqual(await residue(rig.database.pool, [account, userId]), []);
          // What is looked through must not grow by what is tried.
          for await (const key of rig.bucket.list('marks/')) await rig.bucket.remove(key);
        },
      });
      assert.ok(steps > 25, `only ${steps} steps`);
    }));

  test('P39: who loads a copy, after any step', async (t) => {
    const from = await coreRig(t);
    await somebody(from, 'ada', { run: true });
    const files = await savedIn(t, await packed(from));
    const account = await accountOf(from);
    const into = await coreRig(t);
    const steps = await dieAfterEach(into.ports, {
      async begin() {
        await empty(into);
        return (core) => core.importExport(files);
      },
      async end() {
        const { outcome } = await into.core.importExport(files);
        await assertNoOrphans(into, account);
        assert.equal((await tablesOf(into.database.pool, account)).has('image'), true, outcome);
        assert.equal((await objectsOf(into, account)).length, 4);
        assert.deepEqual(await into.core.verifyLedger(), []);
      },
    });
    assert.ok(steps > 5, `only ${steps} steps`);
  });
});

/** As new: no row, no object. */
async function empty({ database, bucket }: CoreRig): Promise<void> {
  const { rows } = await database.pool.query<{ tables: string }>(
    `select string_agg(table_name, ', ') as tables from information_schema.tables
     where table_schema = 'public' and table_type = 'BASE TABLE' and table_name not like 'kysely_%'`,
  );
  await database.pool.query(
    `begin; set local session_replication_role = 'replica'; truncate ${rows[0]?.tables}; commit`,
  );
  for await (const key of bucket.list('t/')) await bucket.remove(key);
}
