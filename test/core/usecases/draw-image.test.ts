// From task to picture: paid when it is there, given back when it will never be, and drawn again when something passed by.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { coreRig, STARTER_CREDITS, type CoreRig } from '../../support/core.ts';
import { creditsOf, expireLeases, imagine, skipPauses, work, workOff } from '../../support/people.ts';

async function imagesOf(rig: CoreRig, id: Parameters<CoreRig['store']['generations']['find']>[0]) {
  const generation = await rig.store.generations.find(id);
  assert.ok(generation);
  return generation.images;
}

const handedOut = (rig: CoreRig, room = 10) => rig.store.tasks.dispatch('draw-sketch', room, 30_000);

describe('drawing', () => {
  test('pays for the good pictures, gives the rest back, and brings all of it once', async (t) => {
    const rig = await coreRig(t);
    const { view } = await imagine(rig, 'forbidden 8 10', 4);
    await workOff(rig);
    const images = await imagesOf(rig, view.id);
    assert.deepEqual(
      images.map(({ state, failure, captured }) => ({ state, failure, captured })),
      [
        { state: 'ready', failure: null, captured: true },
        { state: 'failed', failure: 'policy', captured: false },
        { state: 'ready', failure: null, captured: true },
        { state: 'failed', failure: 'policy', captured: false },
      ],
    );
    assert.deepEqual(await creditsOf(rig), { available: STARTER_CREDITS - 2, held: 0 });
    assert.equal(rig.chat.notes.length, 1);
    const [note] = rig.chat.notes;
    assert.equal(note?.pictures, 2);
    assert.ok(note?.view.kind === 'generation');
    assert.deepEqual([note.view.phase, note.view.creditsCaptured, note.view.creditsReleased], ['finished', 2, 2]);
    assert.deepEqual(await rig.core.verifyLedger(), []);
  });

  test('costs nothing when no picture came of it, and says so', async (t) => {
    const rig = await coreRig(t);
    await imagine(rig, 'forbidden', 3);
    await workOff(rig);
    assert.deepEqual(await creditsOf(rig), { available: STARTER_CREDITS, held: 0 });
    assert.equal(rig.chat.notes.length, 1);
    assert.deepEqual(await rig.core.verifyLedger(), []);
  });

  test('is tried again after a passing fault, and paid once', async (t) => {
    const rig = await coreRig(t);
    const { view } = await imagine(rig, 'stumbling fox');
    await workOff(rig);
    assert.equal(rig.pictures.drawn.get('stumbling fox'), 2);
    assert.equal((await imagesOf(rig, view.id))[0]?.state, 'ready');
    assert.deepEqual(await creditsOf(rig), { available: STARTER_CREDITS - 1, held: 0 });
  });

  test('is given up after three faults, and given back', async (t) => {
    const rig = await coreRig(t);
    const { view } = await imagine(rig, 'broken fox');
    await workOff(rig);
    assert.equal(rig.pictures.drawn.get('broken fox'), 3);
    assert.equal((await imagesOf(rig, view.id))[0]?.failure, 'provider-unavailable');
    assert.deepEqual(await creditsOf(rig), { available: STARTER_CREDITS, held: 0 });
    assert.equal(rig.chat.notes.length, 1);
  });

  test('that brought no whole picture is a fault too, and nothing of it is stored', async (t) => {
    const rig = await coreRig(t);
    const { view } = await imagine(rig, 'torn fox');
    await workOff(rig);
    assert.equal(rig.pictures.drawn.get('torn fox'), 3);
    assert.equal((await imagesOf(rig, view.id))[0]?.failure, 'provider-unavailable');
    assert.deepEqual(await Array.fromAsync(rig.bucket.list('t/')), []);
    assert.deepEqual(await creditsOf(rig), { available: STARTER_CREDITS, held: 0 });
  });

  test('is stored with what drew it written in it, and not with what was asked for', async (t) => {
    const rig = await coreRig(t);
    const { view } = await imagine(rig, 'a fox nobody else asked for');
    await workOff(rig);
    const [image] = await imagesOf(rig, view.id);
    const stored = Buffer.from((await rig.bucket.get(image?.objectKey ?? '')) ?? []);
    assert.ok(stored.includes('digitalsourcetype/algorithmicMedia'));
    assert.ok(!stored.includes('fox') && !stored.includes('seed'));
  });

  test('that was told to wait has not used up a try', async (t) => {
    const rig = await coreRig(t);
    await imagine(rig, 'busy fox');
    const [first] = await handedOut(rig);
    assert.ok(first);
    assert.equal(await work(rig, first), 'waits');
    await skipPauses(rig);
    const [second] = await handedOut(rig);
    assert.ok(second);
    const claimed = await rig.store.tasks.claim(second.id, second.gen, 30_000);
    assert.equal(claimed?.task.attempts, 1);
  });

  test('takes the picture that an earlier try left behind instead of paying for another', async (t) => {
    const rig = await coreRig(t);
    const { view } = await imagine(rig, 'a fox');
    const [first] = await handedOut(rig);
    assert.ok(first);
    const claimed = await rig.store.tasks.claim(first.id, first.gen, 30_000);
    assert.ok(claimed?.draw);
    // The worker dies right after this.
    const { bytes } = await rig.pictures.draw(
      { ...claimed.draw.order, seed: 99, prompt: 'before the crash' },
      AbortSignal.timeout(5_000),
    );
    const key = `t/${claimed.task.accountId}/images/${claimed.draw.imageId}`;
    await rig.bucket.putIfAbsent(key, bytes, 'image/png');
    await expireLeases(rig);
    assert.equal(await rig.store.tasks.recover(), 1);
    await workOff(rig);
    assert.equal(rig.pictures.drawn.get('a fox'), undefined);
    const [image] = await imagesOf(rig, view.id);
    assert.equal(image?.objectKey, key);
    assert.deepEqual(Buffer.from((await rig.bucket.get(key)) ?? []), Buffer.from(bytes));
    assert.deepEqual(await creditsOf(rig), { available: STARTER_CREDITS - 1, held: 0 });
  });

  test('by a worker that lost its lease changes nothing', async (t) => {
    const rig = await coreRig(t);
    const { view } = await imagine(rig, 'a fox');
    const [first] = await handedOut(rig);
    assert.ok(first);
    const gate = rig.pictures.pause();
    const zombie = work(rig, first);
    while (!rig.pictures.drawn.has('a fox')) await new Promise(setImmediate);
    await expireLeases(rig);
    assert.equal(await rig.store.tasks.recover(), 1);
    const [second] = await handedOut(rig);
    assert.ok(second);
    const heir = work(rig, second);
    while (rig.pictures.drawn.get('a fox') !== 2) await new Promise(setImmediate);
    gate.release();
    assert.deepEqual(await Promise.all([zombie, heir]), ['lease-lost', 'done']);
    assert.equal((await imagesOf(rig, view.id))[0]?.state, 'ready');
    assert.deepEqual(await creditsOf(rig), { available: STARTER_CREDITS - 1, held: 0 });
    assert.deepEqual(await rig.core.verifyLedger(), []);
  });

  test('by four workers at the same moment settles the request once', async (t) => {
    const rig = await coreRig(t);
    for (let round = 0; round < 5; round++) {
      await imagine(rig, `fox ${round}`, 4);
      const tasks = await handedOut(rig);
      assert.deepEqual(
        await Promise.all(tasks.map((task) => work(rig, task))),
        tasks.map(() => 'done'),
      );
    }
    await workOff(rig);
    assert.equal(rig.chat.notes.length, 5);
    assert.deepEqual(await creditsOf(rig), { available: STARTER_CREDITS - 20, held: 0 });
    assert.deepEqual(await rig.core.verifyLedger(), []);
  });

  test('of the same job twice is done once', async (t) => {
    const rig = await coreRig(t);
    await imagine(rig, 'a fox');
    const [task] = await handedOut(rig);
    assert.ok(task);
    const outcomes = await Promise.all([work(rig, task), work(rig, task), work(rig, task)]);
    assert.deepEqual(outcomes.toSorted(), ['done', 'stale', 'stale']);
    assert.equal(rig.pictures.drawn.get('a fox'), 1);
  });
});
