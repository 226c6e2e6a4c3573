// kill -9 of a program that packs a copy, of one that loads it, and of one that sweeps: whoever is started next ends it, whole, once,
// and nothing lies about.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { mkdtemp, open, rename, rm, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import type { Pool } from 'pg';
import { diskBucket } from '../../src/storage/disk-bucket.ts';
import { sealedBucket } from '../../src/storage/sealed-bucket.ts';
import { age } from '../support/ageing.ts';
import { besides, startedRun } from '../support/bystander.ts';
import { manifestOf, opened, packed, savedIn } from '../support/copies.ts';
import { coreRig } from '../support/core.ts';
import { startProgram } from '../support/killing.ts';
import { assertNoOrphans, objectsOf } from '../support/objects.ts';
import { accepted, accountOf, asking, imagine, pressing, workOff } from '../support/people.ts';
import { freshDatabase } from '../support/postgres.ts';
import { tablesOf } from '../support/residue.ts';

const ROWS = 60;

const written = (table: string): string => `lock table ${table} in share row exclusive mode`;
const setOn = (sequence: string): string => `alter sequence ${sequence} cache 1`;

/** While nobody can write to a table, or set on a sequence: a program that has to can be killed, and cannot end. */
async function heldUp(pool: Pool, whatIs: string, work: () => Promise<void>): Promise<void> {
  const holder = await pool.connect();
  try {
    await holder.query(`begin; ${whatIs}`);
    await work();
  } finally {
    // Not to be had again: its lock goes with it.
    holder.release(true);
  }
}

/** While the disk does not give that file: a program that wants to read it can be killed, and cannot go on. `isWanted` says when. */
async function heldBack(path: string, work: (isWanted: () => Promise<boolean>) => Promise<void>): Promise<void> {
  await rename(path, `${path}.aside`);
  await promisify(execFile)('mkfifo', [path]);
  let writer: FileHandle | null = null;
  try {
    await work(async () => {
      // Without waiting, a pipe can be written to only while somebody reads it.
      writer ??= await open(path, constants.O_WRONLY | constants.O_NONBLOCK).catch(noReader);
      return writer !== null;
    });
  } finally {
    await (writer as FileHandle | null)?.close();
    await rename(`${path}.aside`, path);
  }
}

function noReader(error: unknown): null {
  if ((error as { code?: unknown }).code !== 'ENXIO') throw error;
  return null;
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
    await heldUp(pool, setOn('ledger_op_seq_seq'), async () => {
      // Its rows were tried out before, and not held up: they set nothing on.
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

  await t.test('P39: packing a copy: whole, once, and nothing of the tries before', () =>
    besides(rig, async () => {
      const { database, bucketFolder } = rig;
      const before = await objectsOf(rig, account);
      const { id } = accepted(await rig.core.chat.askExport(asking())).view;
      const work = () => startProgram(t, { ...rig.settings, BUCKET_URL: bucketFolder }, '--role=worker');
      const found = async () => (await rig.store.exports.find(id)) ?? assert.fail('no export');
      const objects = async () => (await objectsOf(rig, account)).filter((key) => !before.includes(key));

      const picture = before.filter((key) => key.includes('/images/'))[ROWS / 2] ?? assert.fail('no picture');
      await heldBack(join(bucketFolder, picture), (isWanted) => work().killedWhen(isWanted));
      assert.deepEqual([(await found()).state, await objects()], ['packing', []], 'in the middle of its pictures');

      await heldUp(database.pool, written('delivery'), () =>
        work().killedWhen(async () => (await objects()).length === 1),
      );
      assert.equal((await found()).state, 'packing', 'a ZIP that nobody knows of');

      await work().killedWhen(async () => (await found()).state === 'ready');
      await assertNoOrphans(rig, account);
      const keys = (await found()).parts.map(({ key }) => key);
      assert.deepEqual(await objects(), keys);
      const again = await opened(
        await Promise.all(keys.map(async (key) => (await rig.bucket.get(key)) ?? assert.fail())),
      );
      assert.deepEqual(manifestOf(again).gone, []);
      assert.equal([...again.keys()].filter((name) => name.startsWith('files/images/')).length, ROWS + 1);
      const { rows } = await database.pool.query(
        `select (select count(*)::int from task where kind = 'deliver' and subject_id = d.id) as owed from delivery d where subject_id = $1`,
        [id],
      );
      assert.deepEqual(rows, [{ owed: 1 }]);
    }),
  );

  await t.test('P26: the sweep: nothing of what is due, everything of what is saved and of others', () =>
    besides(rig, async () => {
      const { pool } = rig.database;
      await rig.core.chat.keepPicture(pressing(), { kind: 'generation', id: view.id }, true);
      await age(pool, '32 days', account);
      const due = await objectsOf(rig, account);
      const work = () => startProgram(t, { ...rig.settings, BUCKET_URL: rig.bucketFolder }, '--role=worker');
      const left = async () => (await objectsOf(rig, account)).length;
      await heldUp(pool, written('generation'), async () => {
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
