// The dispatcher: as much as the slots need, only while it leads, and on when a queue does not answer.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { startDispatcher } from '../../src/jobs/dispatcher.ts';
import type { TaskJob } from '../../src/jobs/queue.ts';
import { coreRig, type CoreRig } from '../support/core.ts';
import { imagine, pressing, propose, workOff } from '../support/people.ts';

type Handed = { pool: string; jobs: readonly TaskJob[] };

/** A dispatcher whose queue writes down what it is given. */
function dispatching(rig: CoreRig, slots: number, more: { leads?: () => boolean; fails?: number } = {}) {
  const handed: Handed[] = [];
  let news = Promise.withResolvers<void>();
  let failures = more.fails ?? 0;
  const queue = {
    async add(pool: string, jobs: readonly TaskJob[]): Promise<void> {
      if (failures-- > 0) throw new Error('the queue does not answer');
      handed.push({ pool, jobs });
      news.resolve();
      news = Promise.withResolvers<void>();
    },
  };
  const rounds = startDispatcher({
    tasks: rig.store.tasks,
    queue,
    capacity: { 'draw-sketch': slots, chat: 2, files: 1 },
    leads: more.leads ?? (() => true),
    log: rig.ports.log,
  });
  const count = (): number => handed.reduce((sum, { jobs }) => sum + jobs.length, 0);
  const reaches = async (least: number): Promise<void> => {
    while (count() < least) await news.promise;
  };
  return { rounds, handed, count, reaches };
}

async function startedRun(rig: CoreRig, rows: number): Promise<void> {
  const { view } = await propose(rig, ['prompt', ...Array.from({ length: rows }, (_, at) => `fox ${at}`)]);
  await rig.core.chat.startRun(pressing(), view.id, 'all');
}

describe('the dispatcher', () => {
  test('hands out twice what the slots hold, and more when work was done', async (t) => {
    const rig = await coreRig(t);
    await startedRun(rig, 20);
    const { rounds, handed, count, reaches } = dispatching(rig, 3);
    await reaches(6);
    for (const { id, gen } of handed
      .flatMap(({ jobs }) => jobs.map(({ taskId, gen: of }) => ({ id: taskId, gen: of })))
      .slice(0, 4)) {
      const claimed = await rig.store.tasks.claim(id, gen, 30_000);
      assert.ok(claimed);
      await rig.store.tasks.end(claimed.task, 'done');
    }
    assert.equal(count(), 6);
    rounds.ring();
    await reaches(10);
    await rounds.close();
    assert.equal(count(), 10);
    const jobs = handed.flatMap((each) => each.jobs);
    assert.equal(new Set(jobs.map(({ taskId }) => taskId)).size, 10);
    assert.ok(jobs.every(({ gen }) => gen === 1));
  });

  test('serves every pool, and those without slots here not at all', async (t) => {
    const rig = await coreRig(t);
    await imagine(rig, 'forbidden');
    await workOff(rig);
    await imagine(rig, 'a fox', 2);
    await rig.database.pool.query(
      `update task set pool = 'draw-nowhere' where state = 'queued' and id = (select max(id::text)::uuid from task)`,
    );
    await rig.database.pool.query(`update task set state = 'queued' where kind = 'deliver'`);
    const { rounds, handed, reaches } = dispatching(rig, 3);
    await reaches(2);
    await rounds.close();
    assert.deepEqual(handed.map(({ pool }) => pool).toSorted(), ['chat', 'draw-sketch']);
  });

  test('does nothing while another process leads', async (t) => {
    const rig = await coreRig(t);
    await imagine(rig, 'a fox');
    let leads = false;
    const asked = Promise.withResolvers<void>();
    const { rounds, count, reaches } = dispatching(rig, 3, {
      leads() {
        asked.resolve();
        return leads;
      },
    });
    await asked.promise;
    assert.equal(count(), 0);
    leads = true;
    rounds.ring();
    await reaches(1);
    await rounds.close();
  });

  test('goes on when the queue does not answer; what was meant for it comes back with its lease', async (t) => {
    const rig = await coreRig(t);
    await imagine(rig, 'a fox');
    const { rounds, handed, reaches } = dispatching(rig, 3, { fails: 1 });
    while (!rig.logged.some((event) => event.event === 'fault')) await new Promise(setImmediate);
    await rig.database.pool.query(
      `update task set lease_until = now() - interval '1 second' where state = 'dispatched'`,
    );
    await reaches(1);
    await rounds.close();
    assert.equal(handed[0]?.jobs[0]?.gen, 2);
  });
});
