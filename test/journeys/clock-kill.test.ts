// kill -9 of a program that loads a copy, and of one that sweeps: whoever is started next ends it, whole, once, and nothing lies about.

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Pool } from 'pg';
import { diskBucket } from '../../src/storage/disk-bucket.ts';
import { sealedBucket } from '../../src/storage/sealed-bucket.ts';
import { age } from '../support/ageing.ts';
import { besides, startedRun } from '../support/bystander.ts';
import { packed, savedIn } from '../support/copies.ts';
import { coreRig } from '../support/core.ts';
import { startProgram } from '../support/killing.ts';
import { assertNoOrphans, objectsOf } from '../support/objects.ts';
import { accountOf, imagine, pressing, workOff } from '../support/people.ts';
import { freshDatabase } from '../support/postgres.ts';
import { tablesOf } from '../support/residue.ts';

const ROWS = 60;

/** While nobody can write to that table: a program that has to can be killed, and cannot end. */
async function heldUp(pool: Pool, table: string, work: () => Promise<void>): Promise<void> {
  const holder = await pool.connect();
  try {
    await holder.query(`begin; lock table ${table} in share row exclusive mode`);
    await work();
  } finally {
    // Not to be had again: its lock goes with it.
    holder.release(true);
  }
}

test('what is done in bulk survives being killed in the middle of it', async (t) => {
  const rig = await coreRig(t);
  const { view } = await imagine(rig, 'a fox that is kept', 1);
  await startedRun(
    rig,
    Array.from({ length: ROWS }, (_, n) => `hen number ${n + 1}`),
    'ada',
  );
  await workOff(rig);
  const account = await accountOf(rig);
  const copy = await savedIn(t, await packed(rig));

  await t.test('P39: loading a copy: all of it once, and nothing without its row', async () => {
    const { settings, pool } = await freshDatabase(t);
    const folder = await mkdtemp(join(tmpdir(), 'easel-import-'));
    t.after(() => rm(folder, { recursive: true, force: true }));
    const into = {
      bucket: sealedBucket(diskBucket(folder, { durable: false }), rig.seals),
      database: { ...rig.database, pool },
    };
    const load = () => startProgram(t, { ...settings, BUCKET_URL: folder }, '--run=import', ...copy);
    await heldUp(pool, 'image', async () => {
      await load().killedWhen(async () => (await objectsOf(into, account)).length > ROWS / 2);
      assert.deepEqual([...(await tablesOf(pool, account))], [], 'rows come when all files are there, all at once');
    });
    const { code, said } = await load().ended();
    assert.equal(code, 0, said);
    assert.match(said, /The ledger is in order/);
    await assertNoOrphans(into, account);
    // The ZIP of the run is packed anew when it is asked for.
    assert.equal((await objectsOf(into, account)).length, ROWS + 2);
    const counted = async (from: Pool) => {
      const { rows } = await from.query(
        `select (select count(*)::int from image) as images, (select count(*)::int from generation) as generations,
          (select count(*)::int from bulk_run) as runs, (select count(*)::int from ledger_transfer) as transfers,
          (select available::int from credit_account where account_id = $1) as credits`,
        [account],
      );
      return rows;
    };
    assert.deepEqual(await counted(pool), await counted(rig.database.pool));
  });

  await t.test('P26: the sweep: nothing of what is due, everything of what is saved and of others', () =>
    besides(rig, async () => {
      const { pool } = rig.database;
      await rig.core.chat.keepPicture(pressing(), { kind: 'generation', id: view.id }, true);
      await age(pool, '32 days', account);
      const due = await objectsOf(rig, account);
      const work = () => startProgram(t, { ...rig.settings, BUCKET_URL: rig.bucketFolder }, '--role=worker');
      const left = async () => (await objectsOf(rig, account)).length;
      await heldUp(pool, 'generation', async () => {
        await work().killedWhen(async () => (await left()) < due.length / 2);
        const { rows } = await pool.query('select from image where account_id = $1', [account]);
        assert.equal(rows.length, ROWS + 1, 'no row goes before its file');
      });
      await work().killedWhen(async () => (await left()) === 1 && !(await tablesOf(pool, account)).has('bulk_run'));
      await assertNoOrphans(rig, account);
      const { rows } = await pool.query('select id from image where account_id = $1', [account]);
      assert.deepEqual(rows, [{ id: view.images[0]?.id }]);
    }),
  );
});
