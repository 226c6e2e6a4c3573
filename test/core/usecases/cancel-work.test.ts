// Cancel over the real store: what waits is undone, what runs is told, what is finished stays, and the credits follow.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { BulkRunId, GenerationId } from '../../../src/core/domain/ids.ts';
import { createStops } from '../../../src/jobs/stops.ts';
import { coreRig, newId, STARTER_CREDITS, type CoreRig } from '../../support/core.ts';
import {
  accepted,
  asking,
  creditsOf,
  imagine,
  pressing,
  propose,
  refusedWith,
  work,
  workOff,
} from '../../support/people.ts';
import { readTables, written } from '../../support/tables.ts';

async function statesOf(rig: CoreRig, id: GenerationId): Promise<string[]> {
  return ((await rig.store.generations.find(id))?.images ?? []).map((image) => image.state);
}

async function startedRun(rig: CoreRig, rows: number): Promise<BulkRunId> {
  const { view } = await propose(rig, ['prompt', ...Array.from({ length: rows }, (_, at) => `fox ${at}`)]);
  await rig.core.chat.startRun(pressing(), view.id, 'all');
  return view.id;
}

describe('cancelling a request', () => {
  test('that waits gives everything back and brings the news', async (t) => {
    const rig = await coreRig(t);
    const { view } = await imagine(rig, 'a fox', 4);
    const answer = accepted(await rig.core.chat.cancelGeneration(pressing(), view.id));
    assert.equal(answer.view.phase, 'finished');
    assert.equal(answer.view.creditsReleased, 4);
    assert.deepEqual(await creditsOf(rig), { available: STARTER_CREDITS, held: 0 });
    await workOff(rig);
    assert.equal(rig.pictures.drawn.size, 0);
    assert.equal(rig.chat.notes.length, 1);
    assert.deepEqual(await rig.core.verifyLedger(), []);
  });

  test('keeps and charges the pictures that are finished', async (t) => {
    const rig = await coreRig(t);
    const { view } = await imagine(rig, 'a fox', 4);
    const [first] = await rig.store.tasks.dispatch('draw-sketch', 1, 30_000);
    assert.ok(first);
    await work(rig, first);
    await rig.core.chat.cancelGeneration(pressing(), view.id);
    assert.deepEqual(await statesOf(rig, view.id), ['ready', 'cancelled', 'cancelled', 'cancelled']);
    assert.deepEqual(await creditsOf(rig), { available: STARTER_CREDITS - 1, held: 0 });
    assert.deepEqual(await rig.core.verifyLedger(), []);
  });

  test('tells the picture that is being drawn, and its credit comes back', async (t) => {
    const stops = createStops();
    const rig = await coreRig(t, {
      doorbell: async () => ({
        work: () => {},
        money: () => {},
        changed: () => {},
        stop: (subject) => stops.stop(subject, 'cancelled'),
        listen: () => () => {},
        close: async () => {},
      }),
    });
    const { view } = await imagine(rig, 'a fox', 2);
    rig.pictures.pause();
    const [first] = await rig.store.tasks.dispatch('draw-sketch', 1, 30_000);
    assert.ok(first);
    const drawing = work(rig, first, stops.stopFor);
    while (rig.pictures.drawn.size === 0) await new Promise(setImmediate);
    const answer = accepted(await rig.core.chat.cancelGeneration(pressing(), view.id));
    assert.ok(answer.view.images.some((image) => image.state === 'cancelled'));
    assert.equal(await drawing, 'cancelled');
    assert.deepEqual(await statesOf(rig, view.id), ['cancelled', 'cancelled']);
    assert.deepEqual(await creditsOf(rig), { available: STARTER_CREDITS, held: 0 });
    await workOff(rig);
    assert.equal(rig.chat.notes.length, 1);
    assert.deepEqual(await rig.core.verifyLedger(), []);
  });

  test('is remembered by a picture that is tried again later', async (t) => {
    const rig = await coreRig(t);
    const { view } = await imagine(rig, 'a fox');
    const [first] = await rig.store.tasks.dispatch('draw-sketch', 1, 30_000);
    assert.ok(first);
    const claimed = await rig.store.tasks.claim(first.id, first.gen, 30_000);
    assert.ok(claimed);
    await rig.core.chat.cancelGeneration(pressing(), view.id);
    assert.deepEqual(await statesOf(rig, view.id), ['owed']);
    // The worker never heard it and gave the task back.
    await rig.store.tasks.giveBack(claimed.task, 0, false);
    await workOff(rig);
    assert.deepEqual(await statesOf(rig, view.id), ['cancelled']);
    assert.equal(rig.pictures.drawn.size, 0);
    assert.deepEqual(await creditsOf(rig), { available: STARTER_CREDITS, held: 0 });
  });

  test('leaves a picture that is just being taken to its worker, which gives it up', async (t) => {
    const rig = await coreRig(t);
    const { view } = await imagine(rig, 'a fox', 2);
    const [first] = await rig.store.tasks.dispatch('draw-sketch', 1, 30_000);
    assert.ok(first);
    await rig.database.kysely.transaction().execute(async (taking) => {
      await taking.selectFrom('task').selectAll().where('id', '=', first.id).forUpdate().execute();
      const answer = accepted(await rig.core.chat.cancelGeneration(pressing(), view.id));
      assert.deepEqual(answer.view.images.map((image) => image.state).toSorted(), ['cancelled', 'owed']);
    });
    assert.equal(await work(rig, first), 'cancelled');
    assert.deepEqual(await statesOf(rig, view.id), ['cancelled', 'cancelled']);
    assert.deepEqual(await creditsOf(rig), { available: STARTER_CREDITS, held: 0 });
    await workOff(rig);
    assert.deepEqual([rig.pictures.drawn.size, rig.chat.notes.length], [0, 1]);
  });

  test('is refused to others, for what is unknown and for what is over, and then changes nothing', async (t) => {
    const rig = await coreRig(t);
    const { core, database } = rig;
    const waiting = await imagine(rig, 'a fox');
    const over = await imagine(rig, 'a hen');
    await core.chat.cancelGeneration(pressing(), over.view.id);
    await core.chat.welcome(asking('bob'));
    const before = await readTables(database.pool);
    const cancel = (userId: string, id: GenerationId) => core.chat.cancelGeneration(pressing(userId), id);
    await assert.rejects(cancel('bob', waiting.view.id), refusedWith('not-yours'));
    await assert.rejects(cancel('ada', newId()), refusedWith('not-found'));
    await assert.rejects(cancel('ada', over.view.id), refusedWith('nothing-to-cancel'));
    await assert.rejects(core.chat.cancelEverything(asking('bob')), refusedWith('nothing-to-cancel'));
    assert.deepEqual(written(before, await readTables(database.pool)), {});
  });

  test('at the moment its pictures are drawn ends well whoever comes first', async (t) => {
    const rig = await coreRig(t);
    for (let round = 0; round < 10; round++) {
      const { view } = await imagine(rig, `fox ${round}`, 4);
      const tasks = await rig.store.tasks.dispatch('draw-sketch', 4, 30_000);
      const cancel = rig.core.chat.cancelGeneration(pressing(), view.id).catch((error: unknown) => {
        if (!refusedWith('nothing-to-cancel')(error)) throw error;
      });
      await Promise.all([...tasks.map((task) => work(rig, task)), cancel]);
      assert.ok(!(await statesOf(rig, view.id)).includes('owed'));
    }
    await workOff(rig);
    assert.equal(rig.chat.notes.length, 10);
    assert.equal((await creditsOf(rig)).held, 0);
    assert.deepEqual(await rig.core.verifyLedger(), []);
  });
});

describe('cancelling everything', () => {
  test('stops requests and runs and says how many pictures that were', async (t) => {
    const rig = await coreRig(t);
    for (let at = 0; at < 25; at++) await imagine(rig, `fox ${at}`, 2);
    await startedRun(rig, 30);
    await imagine(rig, 'somebody else', 2, 'bob');
    const answer = accepted(await rig.core.chat.cancelEverything(asking()));
    assert.deepEqual({ images: answer.images, runs: answer.runs }, { images: 80, runs: 1 });
    await workOff(rig);
    assert.deepEqual([...rig.pictures.drawn], [['somebody else', 2]]);
    assert.deepEqual(await creditsOf(rig), { available: STARTER_CREDITS, held: 0 });
    assert.deepEqual(await rig.core.verifyLedger(), []);
  });

  test('while pictures of several requests finish never ends in a deadlock', async (t) => {
    const rig = await coreRig(t);
    for (let round = 0; round < 8; round++) {
      for (let at = 0; at < 6; at++) await imagine(rig, `fox ${round} ${at}`, 2);
      const tasks = await rig.store.tasks.dispatch('draw-sketch', 12, 30_000);
      const drawing = tasks.map((task) => work(rig, task));
      const cancel = rig.core.chat.cancelEverything(asking()).catch((error: unknown) => {
        if (!refusedWith('nothing-to-cancel')(error)) throw error;
      });
      await Promise.all([...drawing, cancel]);
    }
    assert.deepEqual(
      rig.logged.filter((event) => event.event === 'fault'),
      [],
    );
    await workOff(rig);
    assert.equal((await creditsOf(rig)).held, 0);
    assert.deepEqual(await rig.core.verifyLedger(), []);
  });

  test('of a run that is handed out and claimed meanwhile never ends in a deadlock', async (t) => {
    const rig = await coreRig(t, { starterCredits: 5_000 });
    for (let round = 0; round < 3; round++) {
      const id = await startedRun(rig, 600);
      const handOut = async (): Promise<void> => {
        for (let batch = 0; batch < 12; batch++) {
          const tasks = await rig.store.tasks.dispatch('draw-sketch', 50, 30_000);
          await Promise.all(tasks.toReversed().map(({ id: task, gen }) => rig.store.tasks.claim(task, gen, 30_000)));
        }
      };
      const working = handOut();
      await new Promise((resolve) => setTimeout(resolve, 5 + 30 * round));
      await rig.core.chat.cancelRun(pressing(), id);
      await working;
      await rig.database.pool.query(
        `update task set lease_until = now() - interval '1 second' where state = 'running'`,
      );
      await rig.store.tasks.recover();
      await workOff(rig);
    }
    assert.equal((await creditsOf(rig)).held, 0);
    assert.deepEqual(await rig.core.verifyLedger(), []);
  });
});
