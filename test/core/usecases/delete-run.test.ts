// Deleting a whole run: asked first, then everything of it goes, whatever breaks in between, and the books still add up.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createCore } from '../../../src/core/core.ts';
import type { BulkRunId, ImageId } from '../../../src/core/domain/ids.ts';
import { catalogueFor } from '../../../src/core/domain/models.ts';
import { coreRig, type CoreRig } from '../../support/core.ts';
import { accepted, accountOf, asking, imagine, pressing, propose, refusedWith, workOff } from '../../support/people.ts';

const TABLES = ['bulk_run', 'generation', 'image', 'task', 'delivery'] as const;

async function counts({ database }: CoreRig): Promise<readonly number[]> {
  const { rows } = await database.pool.query<{ counts: number[] }>(
    `select array[${TABLES.map((table) => `(select count(*)::int from ${table})`).join(', ')}] as counts`,
  );
  return rows[0]?.counts ?? [];
}

async function keysOf(rig: CoreRig): Promise<readonly string[]> {
  return Array.fromAsync(rig.bucket.list(`t/${await accountOf(rig)}/`));
}

async function started(rig: CoreRig, lines: readonly string[]): Promise<BulkRunId> {
  const { view } = await propose(rig, ['prompt', ...lines]);
  accepted(await rig.core.chat.startRun(pressing(), view.id, 'all'));
  return view.id;
}

async function finished(rig: CoreRig, lines: readonly string[]): Promise<BulkRunId> {
  const id = await started(rig, lines);
  await workOff(rig);
  return id;
}

describe('deleting a run', () => {
  test('P41: of 10,000 rows is asked, then takes pictures, file and ZIP within seconds, and nothing of others', async (t) => {
    const rig = await coreRig(t, { catalogue: catalogueFor(new Set(['sketch']), 0) });
    await imagine(rig, 'a fox that stays');
    await workOff(rig);
    const before = { rows: await counts(rig), keys: await keysOf(rig) };
    const id = await started(
      rig,
      Array.from({ length: 10_000 }, (_, row) => `fox ${row}`),
    );
    await drawAtOnce(rig, id);

    const goes = accepted(await rig.core.chat.askDeleteRun(asking(), id));
    assert.deepEqual(goes, { kind: 'run-goes', id, fileName: 'prompts.csv', images: 10_000, saved: 0 });
    assert.equal((await keysOf(rig)).length, before.keys.length + 10_001);
    const startedAt = performance.now();
    const gone = accepted(await rig.core.chat.deleteRun(pressing(), id));
    const tookMs = performance.now() - startedAt;
    t.diagnostic(`${Math.round(tookMs)} ms, ${gone.left} left`);
    await rig.core.finishRemovals();
    await workOff(rig);
    assert.equal(gone.images, 10_000);
    assert.ok(tookMs < 30_000, `${tookMs} ms`);
    assert.deepEqual({ rows: await counts(rig), keys: await keysOf(rig) }, before);
    assert.deepEqual(await rig.core.verifyLedger(), []);
  });

  test('P41, P36: is for its owner alone, only when nothing of it is drawn, and once', async (t) => {
    const rig = await coreRig(t);
    const id = await started(rig, ['a fox', 'a forbidden fox']);
    await rig.core.chat.welcome(asking('ben'));
    await assert.rejects(rig.core.chat.askDeleteRun(asking(), id), refusedWith('run-under-way'));
    await assert.rejects(rig.core.chat.deleteRun(pressing(), id), refusedWith('run-under-way'));
    await workOff(rig);
    await assert.rejects(rig.core.chat.askDeleteRun(asking('ben'), id), refusedWith('not-yours'));
    await assert.rejects(rig.core.chat.deleteRun(pressing('ben'), id), refusedWith('not-yours'));
    const press = pressing();
    const pressedTwice = await Promise.all([rig.core.chat.deleteRun(press, id), rig.core.chat.deleteRun(press, id)]);
    assert.deepEqual(pressedTwice.map(({ kind }) => kind).toSorted(), ['repeated', 'run-gone']);
    await assert.rejects(rig.core.chat.deleteRun(pressing(), id), refusedWith('not-found'));
    await workOff(rig);
    assert.deepEqual(await counts(rig), [0, 0, 0, 0, 0]);
    assert.deepEqual(await keysOf(rig), []);
    assert.deepEqual(await rig.core.verifyLedger(), []);
  });

  test('P41: that only waits for Start takes the file, and Start finds nothing', async (t) => {
    const rig = await coreRig(t);
    const { view } = await propose(rig, ['prompt', 'a fox']);
    const gone = accepted(await rig.core.chat.deleteRun(pressing(), view.id));
    assert.deepEqual([gone.images, gone.left], [0, 0]);
    assert.deepEqual(await keysOf(rig), []);
    await assert.rejects(rig.core.chat.startRun(pressing(), view.id, 'all'), refusedWith('not-found'));
    // The message with its buttons goes as well, though no result was ever owed to that chat.
    await workOff(rig);
    assert.deepEqual(await counts(rig), [0, 0, 0, 0, 0]);
  });

  for (const [at, where] of ['the ZIP', 'pictures', 'the file'].entries())
    test(`P41: killed at ${where}, nobody sees any of it, and the clock finishes it`, async (t) => {
      const rig = await coreRig(t);
      const id = await finished(rig, ['a fox', 'a crow', 'a hare']);
      const doomed = [/part-/, /images/, /source/][at] ?? assert.fail();
      const dying = createCore({
        ...rig.ports,
        bucket: {
          ...rig.bucket,
          async remove(key) {
            if (doomed.test(key)) throw new Error('killed');
            await rig.bucket.remove(key);
          },
        },
      });
      await assert.rejects(dying.chat.deleteRun(pressing(), id), /killed/);
      assert.deepEqual(await rig.store.images.countOfRun(id), { images: 0, saved: 0 });
      await rig.core.finishRemovals();
      await workOff(rig);
      assert.deepEqual(await counts(rig), [0, 0, 0, 0, 0]);
      assert.deepEqual(await keysOf(rig), []);
      assert.deepEqual(await rig.core.verifyLedger(), []);
    });
});

/** As if workers had drawn every picture of it: the same rows and files, in seconds instead of minutes. */
async function drawAtOnce(rig: CoreRig, id: BulkRunId): Promise<void> {
  const account = await accountOf(rig);
  const { rows } = await rig.database.pool.query<{ id: ImageId }>(
    `update image set state = 'ready', seed = 7, object_key = 't/' || account_id || '/images/' || id, media_type = 'image/png',
       bytes = 1, finished_at = now(), captured_at = now() where run_id = $1 returning id`,
    [id],
  );
  for (let at = 0; at < rows.length; at += 100)
    await Promise.all(
      rows
        .slice(at, at + 100)
        .map((image) => rig.bucket.putIfAbsent(`t/${account}/images/${image.id}`, Buffer.from([1]), 'image/png')),
    );
  await rig.database.pool.query(
    `update task set state = 'done', ended_at = now() where kind = 'generate' and state = 'queued'`,
  );
  // As autovacuum does where there is more than a moment for it.
  await rig.database.pool.query('analyze');
  await rig.database.pool.query(`update bulk_run set state = 'finished', finished_at = now() where id = $1`, [id]);
  for (const delivery of await rig.store.deliveries.of(id))
    await rig.store.deliveries.update(delivery, { state: 'sent', message: 'm', statusExpectedUntil: null });
}
