// Deleting a picture, over the real store and bucket: bytes first, rows last, whatever breaks in between, and the books still add up.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createCore } from '../../../src/core/core.ts';
import type { BulkRunId, GenerationId, ImageId } from '../../../src/core/domain/ids.ts';
import type { Bucket } from '../../../src/core/ports.ts';
import { coreRig, type CoreRig } from '../../support/core.ts';
import {
  accepted,
  accountOf,
  asking,
  creditsOf,
  expireLeases,
  imagine,
  pressing,
  propose,
  refusedWith,
  work,
  workOff,
} from '../../support/people.ts';

async function idsOf(rig: CoreRig, id: GenerationId): Promise<readonly ImageId[]> {
  return ((await rig.store.generations.find(id))?.images ?? []).map((image) => image.id);
}

/** A finished request of so many pictures. */
async function drawn(rig: CoreRig, count = 1, userId = 'ada'): Promise<readonly [GenerationId, readonly ImageId[]]> {
  const { view } = await imagine(rig, `a fox for ${userId}`, count, userId);
  await workOff(rig);
  return [view.id, await idsOf(rig, view.id)];
}

async function keysOf(rig: CoreRig, userId = 'ada'): Promise<readonly string[]> {
  return Array.fromAsync(rig.bucket.list(`t/${await accountOf(rig, userId)}/`));
}

async function countOf({ database }: CoreRig, table: string): Promise<number> {
  const { rows } = await database.pool.query<{ count: number }>(`select count(*)::int as count from ${table}`);
  return rows[0]?.count ?? 0;
}

async function finishedRun(rig: CoreRig, lines: readonly string[]): Promise<readonly [BulkRunId, readonly ImageId[]]> {
  const { view } = await propose(rig, ['prompt', ...lines]);
  await rig.core.chat.startRun(pressing(), view.id, 'all');
  await workOff(rig);
  return [view.id, (await rig.store.runs.images(view.id)).map((image) => image.id)];
}

describe('deleting a picture', () => {
  test('P25: takes its object, its row, its task, its request and its deliveries within five seconds', async (t) => {
    const rig = await coreRig(t);
    const [, [id]] = await drawn(rig);
    assert.ok(id);
    assert.deepEqual((await keysOf(rig)).length, 1);
    const started = performance.now();
    const answer = accepted(await rig.core.chat.deletePicture(asking(), id));
    await workOff(rig);
    assert.ok(performance.now() - started < 5_000);
    assert.deepEqual(answer, { kind: 'deleted', images: 1, ofRun: false, run: null });
    assert.deepEqual(await keysOf(rig), []);
    for (const table of ['image', 'generation', 'task', 'delivery']) assert.equal(await countOf(rig, table), 0, table);
    assert.deepEqual(
      rig.chat.withdrawn.map(({ view }) => view),
      [null],
    );
    assert.deepEqual(await rig.core.verifyLedger(), []);
  });

  test('P25: a second press, and a press of anybody else, is harmless', async (t) => {
    const rig = await coreRig(t);
    const [generation, [first, second]] = await drawn(rig, 2);
    await drawn(rig, 1, 'ben');
    assert.ok(first && second);
    await assert.rejects(rig.core.chat.deletePicture(asking('ben'), first), refusedWith('picture-unknown'));
    const subject = { kind: 'image', id: first } as const;
    await assert.rejects(rig.core.chat.deletePressed(pressing('ben'), subject), refusedWith('not-yours'));
    await rig.core.chat.deletePressed(pressing(), subject);
    await assert.rejects(rig.core.chat.deletePressed(pressing(), subject), refusedWith('picture-unknown'));
    await assert.rejects(rig.core.chat.deletePicture(asking(), first), refusedWith('picture-unknown'));
    assert.deepEqual(await idsOf(rig, generation), [second]);
  });

  test('P25: killed between object and row, the clock finishes it, and nobody sees it in between', async (t) => {
    const rig = await coreRig(t);
    const [generation, [id]] = await drawn(rig, 2);
    assert.ok(id);
    const dying = withBucket(rig, {
      ...rig.bucket,
      remove: async (key) => {
        await rig.bucket.remove(key);
        throw new Error('killed');
      },
    });
    await assert.rejects(dying.chat.deletePicture(asking(), id), /killed/);
    assert.equal(await rig.store.images.find(id), null);
    assert.ok(!(await idsOf(rig, generation)).includes(id));
    assert.equal(await countOf(rig, 'image'), 2);
    assert.deepEqual(await rig.core.verifyLedger(), []);
    assert.equal(await rig.core.finishRemovals(), 1);
    assert.equal(await countOf(rig, 'image'), 1);
    assert.deepEqual((await keysOf(rig)).length, 1);
    assert.equal(await rig.core.finishRemovals(), 0);
  });

  test('what was paid stays paid: the ledger adds up with one, two and all of the pictures gone', async (t) => {
    const rig = await coreRig(t);
    const [generation, ids] = await drawn(rig, 3);
    const before = await creditsOf(rig);
    for (const id of ids.slice(0, 2)) {
      await rig.core.chat.deletePicture(asking(), id);
      assert.deepEqual(await rig.core.verifyLedger(), []);
    }
    const { goneImages, goneCredits } = (await rig.store.generations.find(generation)) ?? assert.fail();
    assert.deepEqual({ goneImages, goneCredits }, { goneImages: 2, goneCredits: 2 });
    await rig.core.chat.deletePicture(asking(), ids[2] ?? assert.fail());
    assert.deepEqual(await rig.core.verifyLedger(), []);
    assert.deepEqual(await creditsOf(rig), before);
  });

  test('the rule that watches over it finds a picture that went without being counted', async (t) => {
    const rig = await coreRig(t);
    const [, [id]] = await drawn(rig, 2);
    await rig.database.pool.query('delete from image where id = $1', [id]);
    assert.match((await rig.core.verifyLedger()).join('\n'), /a request captures what its finished pictures cost/);
  });

  test('P25: a worker that was too slow does not bring the bytes back', async (t) => {
    const rig = await coreRig(t);
    await imagine(rig, 'a fox');
    const held = rig.pictures.pause();
    const [slow] = await rig.store.tasks.dispatch('draw-sketch', 1, 30_000);
    const drawing = work(rig, slow ?? assert.fail());
    while (rig.pictures.drawn.size === 0) await new Promise(setImmediate);
    rig.pictures.pause().release();
    await expireLeases(rig);
    await rig.store.tasks.recover();
    await workOff(rig);
    await rig.core.chat.history(asking(), { page: 1, words: '' });
    await rig.core.chat.deletePicture(asking(), 1);
    held.release();
    assert.equal(await drawing, 'lease-lost');
    assert.deepEqual(await keysOf(rig), []);
  });

  test('of a request that is still drawn, leaves the others to come, and nothing waits for it', async (t) => {
    const rig = await coreRig(t);
    const { view } = await imagine(rig, 'a fox', 2);
    const [first] = await rig.store.tasks.dispatch('draw-sketch', 1, 30_000);
    await work(rig, first ?? assert.fail());
    const ready = (await rig.store.generations.find(view.id))?.images.find(({ state }) => state === 'ready');
    await rig.core.chat.deletePicture(asking(), ready?.id ?? assert.fail());
    const [withdrawal] = await rig.store.tasks.dispatch('chat', 10, 30_000);
    assert.equal(await work(rig, withdrawal ?? assert.fail()), 'done');
    await workOff(rig);
    assert.deepEqual(
      rig.chat.notes.map(({ pictures, view: brought }) => [pictures, brought.kind === 'generation' && brought.gone]),
      [[1, 1]],
    );
    assert.deepEqual(await rig.core.verifyLedger(), []);
  });

  test('a number means the picture on the page that was shown last', async (t) => {
    const rig = await coreRig(t);
    const [, [id]] = await drawn(rig);
    await assert.rejects(rig.core.chat.deletePicture(asking(), 1), refusedWith('picture-unknown'));
    const page = accepted(await rig.core.chat.history(asking(), { page: 1, words: '' }));
    assert.equal(page.view.pictures[0]?.id, id);
    await assert.rejects(rig.core.chat.deletePicture(asking(), 2), refusedWith('picture-unknown'));
    await rig.core.chat.deletePicture(asking(), 1);
    assert.equal(await countOf(rig, 'image'), 0);
  });
});

describe('deleting a picture of a run', () => {
  test('takes the ZIP as well, and what is left is packed again without it', async (t) => {
    const rig = await coreRig(t);
    const [run, [first, second]] = await finishedRun(rig, ['fox one', 'fox two']);
    assert.ok(first && second);
    const answer = accepted(await rig.core.chat.deletePicture(asking(), first));
    assert.deepEqual(answer, { kind: 'deleted', images: 1, ofRun: true, run });
    assert.deepEqual(
      (await keysOf(rig)).map((key) => key.split('/').at(-1)),
      [second, 'source'],
    );
    assert.deepEqual(await rig.core.verifyLedger(), []);
    const { goneRows, parts } = (await rig.store.runs.find(run)) ?? assert.fail();
    assert.deepEqual({ goneRows, parts }, { goneRows: [2], parts: [] });

    await rig.core.chat.showAgain(asking(), { kind: 'run', id: run });
    await workOff(rig);
    assert.equal((await rig.store.runs.find(run))?.parts.length, 1);
    const note = rig.chat.notes.at(-1);
    assert.ok(note?.view.kind === 'run' && note.parts === 1 && note.view.ready === 1 && note.view.gone === 1);
    // Nobody is asked to pay again for what they deleted.
    await assert.rejects(rig.core.chat.retryRun(asking(), run), refusedWith('nothing-to-retry'));
  });

  test('of the last one, takes the run with its upload', async (t) => {
    const rig = await coreRig(t);
    const [run, ids] = await finishedRun(rig, ['fox one', 'fox two']);
    const answers = [];
    for (const id of ids) answers.push(accepted(await rig.core.chat.deletePicture(asking(), id)));
    assert.deepEqual(
      answers.map((answer) => answer.run),
      [run, null],
    );
    assert.equal(await rig.store.runs.find(run), null);
    assert.deepEqual(await keysOf(rig), []);
    await workOff(rig);
    for (const table of ['task', 'delivery']) assert.equal(await countOf(rig, table), 0, table);
    assert.deepEqual(await rig.core.verifyLedger(), []);
  });

  test('while the run is still drawn, charges it first', async (t) => {
    const rig = await coreRig(t);
    const { view } = await propose(rig, ['prompt', 'fox one', 'fox two', 'fox three']);
    await rig.core.chat.startRun(pressing(), view.id, 'all');
    const [task] = await rig.store.tasks.dispatch('draw-sketch', 1, 30_000);
    assert.ok(task);
    await rig.core.runTask(task.id, task.gen, () => ({ signal: new AbortController().signal, done: () => {} }));
    const image = (await rig.store.runs.images(view.id)).find(({ state }) => state === 'ready');
    assert.ok(image);
    await rig.core.chat.deletePicture(asking(), image.id);
    assert.deepEqual(await rig.core.verifyLedger(), []);
    await workOff(rig);
    assert.deepEqual(await rig.core.verifyLedger(), []);
    const spent = (await rig.store.runs.tally(view.id)).capturedCredits;
    assert.deepEqual([spent, (await rig.store.runs.find(view.id))?.state], [3, 'finished']);
  });

  test('while its ZIP is packed, has it packed once more, without', async (t) => {
    const rig = await coreRig(t);
    const { view } = await propose(rig, ['prompt', 'fox one', 'fox two']);
    await rig.core.chat.startRun(pressing(), view.id, 'all');
    let during: (() => Promise<void>) | null = async () => {
      during = null;
      const [first] = await rig.store.runs.images(view.id);
      await rig.core.chat.deletePicture(asking(), first?.id ?? assert.fail());
    };
    const slow = withBucket(rig, {
      ...rig.bucket,
      putStream: async (...args) => {
        const put = await rig.bucket.putStream(...args);
        await during?.();
        return put;
      },
    });
    await workOff({ ...rig, core: slow });
    const run = await rig.store.runs.find(view.id);
    assert.equal(run?.state, 'finished');
    const zip = Buffer.from((await rig.bucket.get(run.parts[0]?.key ?? '')) ?? []).toString('latin1');
    assert.equal((await keysOf(rig)).filter((key) => key.includes('part-')).length, 1);
    assert.ok(zip.includes('fox-two') && !zip.includes('fox-one'));
  });
});

/** The same core with another bucket. */
function withBucket(rig: CoreRig, bucket: Bucket): CoreRig['core'] {
  return createCore({ ...rig.ports, bucket });
}
