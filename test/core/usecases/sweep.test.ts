// The sweep, over the real store and bucket: what is due goes, what is saved stays, whenever it is saved, and nothing is left behind.
// The database keeps the time, so time is made to pass by moving the rows into the past.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { sql } from 'kysely';
import { createCore } from '../../../src/core/core.ts';
import type { GenerationId, ImageId } from '../../../src/core/domain/ids.ts';
import { KEEP_DAYS } from '../../../src/core/domain/retention.ts';
import type { Swept } from '../../../src/core/usecases/sweep.ts';
import { openDatabase } from '../../../src/storage/db.ts';
import { asRole } from '../../../src/storage/roles.ts';
import { postgresStore } from '../../../src/storage/store.ts';
import { coreRig, newId, type CoreRig } from '../../support/core.ts';
import { accepted, accountOf, asking, imagine, pressing, propose, refusedWith, workOff } from '../../support/people.ts';

/** Everything that was finished, created, ended or shown was so much longer ago. */
async function pass({ database }: CoreRig, time: string): Promise<void> {
  for (const [table, columns] of [
    ['image', ['finished_at', 'saved_at', 'captured_at']],
    ['generation', ['created_at']],
    ['bulk_run', ['created_at', 'started_at', 'finished_at']],
    ['task', ['created_at', 'ended_at']],
    ['delivery', ['created_at', 'ended_at']],
    ['inbound_event', ['received_at']],
    ['history', ['shown_at']],
  ] as const)
    await database.pool.query(
      `update ${table} set ${columns.map((column) => `${column} = ${column} - $1::interval`).join(', ')}`,
      [time],
    );
}

async function countOf({ database }: CoreRig, table: string): Promise<number> {
  const { rows } = await database.pool.query<{ count: number }>(`select count(*)::int as count from ${table}`);
  return rows[0]?.count ?? 0;
}

async function objectsOf(rig: CoreRig): Promise<readonly string[]> {
  return Array.fromAsync(rig.bucket.list(`t/${await accountOf(rig)}/`));
}

async function drawn(rig: CoreRig, count: number): Promise<readonly [GenerationId, readonly ImageId[]]> {
  const { view } = await imagine(rig, 'a fox', count);
  await workOff(rig);
  return [view.id, ((await rig.store.generations.find(view.id))?.images ?? []).map(({ id }) => id)];
}

describe('the sweep of pictures', () => {
  test('P26: a second before thirty days all are there; an hour later only what is saved; P24: ten years later still', async (t) => {
    const rig = await coreRig(t);
    const [generation, [first, second, third]] = await drawn(rig, 3);
    await drawn(rig, 2);
    assert.ok(first && second && third);
    await rig.core.chat.keepPicture(pressing(), { kind: 'image', id: second }, true);

    await pass(rig, '30 days');
    assert.equal((await sweptAt(rig, '29 days 23:59:59')).pictures, 0);
    assert.equal(await countOf(rig, 'image'), 5);
    assert.equal((await objectsOf(rig)).length, 5);

    await pass(rig, '1 hour');
    assert.equal((await rig.core.sweep()).pictures, 4);
    assert.deepEqual(
      (await rig.store.generations.find(generation))?.images.map(({ id }) => id),
      [second],
    );
    assert.deepEqual(
      (await objectsOf(rig)).map((key) => key.split('/').at(-1)),
      [second],
    );
    assert.equal(await countOf(rig, 'generation'), 1);
    assert.deepEqual(await rig.core.verifyLedger(), []);

    await pass(rig, '10 years');
    assert.equal((await rig.core.sweep()).pictures, 0);
    assert.ok(await rig.bucket.get((await rig.store.images.find(second))?.objectKey ?? ''));
    assert.deepEqual(await rig.core.verifyLedger(), []);
    // Not saved any more, it is long due.
    await rig.core.chat.keepPicture(pressing(), { kind: 'image', id: second }, false);
    assert.equal((await rig.core.sweep()).pictures, 1);
    for (const table of ['image', 'generation', 'task', 'delivery', 'history', 'inbound_event'])
      assert.ok((await countOf(rig, table)) <= (table === 'inbound_event' ? 1 : 0), table);
  });

  test('P26: every unsaved picture says the day it goes, counted from when it was finished', async (t) => {
    const rig = await coreRig(t);
    const [generation, [first, second]] = await drawn(rig, 2);
    assert.ok(first && second);
    await rig.database.pool.query(`update image set finished_at = '2026-01-01T12:00:00Z' where id = $1`, [first]);
    await rig.core.chat.keepPicture(pressing(), { kind: 'image', id: second }, true);
    const again = accepted(await rig.core.chat.keepPicture(pressing(), { kind: 'generation', id: generation }, false));
    assert.ok(again.view.kind === 'generation');
    const [soon, later] = again.view.images;
    assert.equal(soon?.keptUntil?.toISOString(), '2026-01-31T12:00:00.000Z');
    assert.ok(later?.keptUntil && later.keptUntil > new Date(Date.now() + (KEEP_DAYS.image - 1) * 86_400_000));
    const kept = accepted(await rig.core.chat.keepPicture(pressing(), { kind: 'image', id: first }, true));
    assert.ok(kept.view.kind === 'picture' && kept.view.saved && kept.view.keptUntil === null);
  });

  test('P26: Save comes too late once a picture is being removed, and says so', async (t) => {
    const rig = await coreRig(t);
    const [, [id]] = await drawn(rig, 1);
    assert.ok(id);
    await pass(rig, '31 days');
    const [marked] = await rig.store.images.markDue(KEEP_DAYS.image, 10);
    assert.equal(marked?.id, id);
    const subject = { kind: 'image', id } as const;
    await assert.rejects(rig.core.chat.keepPicture(pressing(), subject, true), refusedWith('picture-unknown'));
    assert.equal(await rig.core.finishRemovals(), 1);
    assert.deepEqual(await objectsOf(rig), []);
  });

  test('P26: broken off between bytes and rows, the next one goes on', async (t) => {
    const rig = await coreRig(t);
    await drawn(rig, 4);
    await pass(rig, '31 days');
    let left = 2;
    const failing = createCore({
      ...rig.ports,
      bucket: {
        ...rig.bucket,
        remove: async (key) => {
          if ((left -= 1) < 0) throw new Error('the bucket is away');
          await rig.bucket.remove(key);
        },
      },
    });
    await assert.rejects(failing.sweep(), /the bucket is away/);
    assert.equal(await countOf(rig, 'image'), 4);
    assert.equal(await rig.core.finishRemovals(), 4);
    assert.deepEqual([await countOf(rig, 'image'), await objectsOf(rig)], [0, []]);
  });

  test('pictures that never came go as well, and what is still owed stays', async (t) => {
    const rig = await coreRig(t);
    const [view] = [(await imagine(rig, 'forbidden', 2)).view];
    await workOff(rig);
    await imagine(rig, 'a fox that waits');
    await pass(rig, '31 days');
    assert.equal((await rig.core.sweep()).pictures, 2);
    assert.equal(await rig.store.generations.find(view.id), null);
    assert.equal(await countOf(rig, 'image'), 1);
    await workOff(rig);
    assert.equal(rig.chat.notes.at(-1)?.pictures, 1);
  });
});

describe('the sweep of everything else', () => {
  test('a run goes with its last picture: rows, upload, ZIP, tasks and deliveries', async (t) => {
    const rig = await coreRig(t);
    const { view } = await propose(rig, ['prompt', 'fox one', 'fox two']);
    await rig.core.chat.startRun(pressing(), view.id, 'all');
    await workOff(rig);
    const [kept] = await rig.store.runs.images(view.id);
    assert.ok(kept);
    await rig.core.chat.keepPicture(pressing(), { kind: 'image', id: kept.id }, true);
    await pass(rig, '31 days');
    const swept = await rig.core.sweep();
    assert.deepEqual([swept.pictures, swept.runs], [1, 0]);
    assert.deepEqual(
      (await objectsOf(rig)).map((key) => key.split('/').at(-1)),
      [kept.id, 'source'],
    );
    assert.deepEqual(await rig.core.verifyLedger(), []);
    await rig.core.chat.keepPicture(pressing(), { kind: 'image', id: kept.id }, false);
    assert.deepEqual((await rig.core.sweep()).runs, 1);
    assert.deepEqual(await objectsOf(rig), []);
    for (const table of ['bulk_run', 'generation', 'image', 'task', 'delivery'])
      assert.equal(await countOf(rig, table), 0, table);
    assert.deepEqual(await rig.core.verifyLedger(), []);
  });

  test('an upload that nobody started stands a day, and goes thirty days after that', async (t) => {
    const rig = await coreRig(t);
    const { view } = await propose(rig, ['prompt', 'fox one']);
    await pass(rig, '30 days 23 hours');
    assert.equal((await rig.core.sweep()).runs, 0);
    await pass(rig, '2 hours');
    assert.equal((await rig.core.sweep()).runs, 1);
    assert.equal(await rig.store.runs.find(view.id), null);
    assert.deepEqual(await objectsOf(rig), []);
  });

  test('events go after 35 days; tasks, deliveries and pages after 30', async (t) => {
    const rig = await coreRig(t);
    const [, [id]] = await drawn(rig, 1);
    assert.ok(id);
    await rig.core.chat.keepPicture(pressing(), { kind: 'image', id }, true);
    await rig.core.chat.history(asking(), { page: 1, words: 'fox' });
    await pass(rig, '30 days 1 hour');
    const { events, pictures, histories, deliveries, tasks } = await rig.core.sweep();
    assert.deepEqual({ events, pictures }, { events: 0, pictures: 0 });
    assert.deepEqual({ histories, deliveries, tasks }, { histories: 1, deliveries: 1, tasks: 2 });
    await pass(rig, '5 days');
    assert.equal((await rig.core.sweep()).events, 3);
    // The picture that was saved is still there, and can still be shown.
    await rig.core.chat.showPicture(asking(), id);
    await workOff(rig);
    assert.equal(rig.chat.notes.at(-1)?.view.kind, 'picture');
  });
});

/** The sweep by whoever sweeps, while the database's clock stands: every picture was finished exactly so long ago, and none is due. */
async function sweptAt({ url, database, ports, seals }: CoreRig, age: string): Promise<Swept> {
  const sweeper = openDatabase(asRole(url, 'sweeper'), 1, () => undefined);
  try {
    return await sweeper.kysely.transaction().execute(async (still) => {
      // now() is when the transaction began, until it ends.
      const { rows } = await sql<{ now: string }>`select now()::text as now`.execute(still);
      await database.pool.query('update image set finished_at = $1::timestamptz - $2::interval', [rows[0]?.now, age]);
      return createCore({ ...ports, store: postgresStore(still, newId, () => null, seals) }).sweep();
    });
  } finally {
    await sweeper.close();
  }
}
