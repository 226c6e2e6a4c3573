// Tasks through a real queue, on each backend: every one of them once, whatever becomes of its job.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { BulkRunId, TaskId } from '../../src/core/domain/ids.ts';
import { openQueue, type TaskJob } from '../../src/jobs/queue.ts';
import { STARTER_CREDITS } from '../support/core.ts';
import { accountOf, expireLeases, imagine, pressing, propose, shown } from '../support/people.ts';
import { freshDatabase } from '../support/postgres.ts';
import { until } from '../support/until.ts';
import { backends, workingRig, type WorkingRig } from './backends.ts';

async function startedRun(rig: WorkingRig, rows: number): Promise<BulkRunId> {
  const { view } = await propose(rig, ['prompt', ...Array.from({ length: rows }, (_, at) => `fox ${at}`)]);
  await shown(rig, rig.core.chat.startRun(pressing(), view.id, 'all'));
  return view.id;
}

const brought = (rig: WorkingRig, count = 1): Promise<void> =>
  until(rig.chime, `${count} results`, async () => rig.chat.notes.length >= count);

async function isSettled(rig: WorkingRig, spent: number): Promise<void> {
  assert.deepEqual(await rig.store.ledger.read(await accountOf(rig)), {
    available: STARTER_CREDITS - spent,
    held: 0,
    debt: 0,
    frozen: false,
  });
  assert.deepEqual(await rig.core.verifyLedger(), []);
  assert.deepEqual(
    rig.logged.filter((event) => event.event === 'fault'),
    [],
  );
}

for (const backend of backends(1))
  describe(`on ${backend.name}`, () => {
    test('a run of two hundred rows is drawn, charged and brought exactly once', async (t) => {
      const rig = await workingRig(t, backend);
      await startedRun(rig, 200);
      await brought(rig);
      await rig.close();
      assert.equal(rig.pictures.drawn.size, 200);
      assert.deepEqual(new Set(rig.pictures.drawn.values()), new Set([1]));
      assert.equal(rig.chat.notes.length, 1);
      assert.equal(rig.logged.filter((event) => event.event === 'task' && event.outcome !== 'done').length, 0);
      await isSettled(rig, 200);
    });

    test('requests are served while a run is under way', async (t) => {
      const rig = await workingRig(t, backend, { chat: 4, files: 1, 'draw-sketch': 1 });
      const id = await startedRun(rig, 300);
      await imagine(rig, 'a hen', 2, 'bob');
      await brought(rig);
      assert.equal(rig.chat.notes[0]?.view.kind, 'generation');
      assert.equal((await rig.store.runs.find(id))?.state, 'running');
      await shown(rig, rig.core.chat.cancelRun(pressing(), id));
      await brought(rig, 2);
      await rig.close();
      const { ready, owed } = await rig.store.runs.tally(id);
      assert.equal(owed, 0);
      await isSettled(rig, ready);
    });

    test('a queue that is lost in the middle costs a lease, not a picture', async (t) => {
      const rig = await workingRig(t, backend, { chat: 4, files: 1, 'draw-sketch': 2 });
      const gate = rig.pictures.pause();
      await startedRun(rig, 12);
      await until(
        rig.chime,
        'full hands',
        async () => rig.pictures.drawn.size === 2 && (await stateCount(rig, 'dispatched')) === 2,
      );
      await rig.loseQueue();
      gate.release();
      await until(rig.chime, 'the running ones', async () => (await stateCount(rig, 'done')) >= 2);
      // The two whose jobs are gone stay handed out until their lease ends; everything else went on without them.
      await until(rig.chime, 'the others', async () => (await stateCount(rig, 'done')) === 10);
      assert.equal(await stateCount(rig, 'dispatched'), 2);
      await expireLeases(rig);
      await brought(rig);
      await rig.close();
      assert.deepEqual(new Set(rig.pictures.drawn.values()), new Set([1]));
      assert.ok(rig.logged.some((event) => event.event === 'leases-recovered' && event.count === 2));
      await isSettled(rig, 12);
    });

    test('a job that cannot even be claimed is said in the log, and the next one is done', async (t) => {
      const rig = await workingRig(t, backend);
      const queue = await openQueue({ redisUrl: backend.redisUrl, databaseUrl: rig.url, pools: [] }, () => {});
      await queue.add('chat', [{ taskId: 'no task' as TaskId, gen: 1 }]);
      await until(rig.chime, 'the fault', async () => rig.logged.some(({ event }) => event === 'fault'));
      await queue.close();
      await imagine(rig, 'a fox');
      await brought(rig);
      const fault = rig.logged.find(({ event }) => event === 'fault');
      assert.deepEqual(fault?.event === 'fault' && [fault.where, fault.code], ['job', '22P02']);
    });

    test('a cancel stops what is being drawn, and its credit comes back', async (t) => {
      const rig = await workingRig(t, backend);
      rig.pictures.pause();
      const { view } = await imagine(rig, 'a fox', 3);
      await until(rig.chime, 'the drawing', async () => rig.pictures.drawn.get('a fox') === 3);
      await shown(rig, rig.core.chat.cancelGeneration(pressing(), view.id));
      await brought(rig);
      await rig.close();
      assert.equal(rig.chat.notes[0]?.pictures, 0);
      await isSettled(rig, 0);
    });
  });

test('P28: a job that a killed worker had is taken back and gone from the queue within seconds, and names no task longer', async (t) => {
  const { pool, url } = await freshDatabase(t);
  const config = { redisUrl: null, databaseUrl: url, pools: ['chat'] };
  const taskId = 'a task of somebody’s' as TaskId;
  const [killed, other] = [await openQueue(config, () => {}), await openQueue(config, () => {})];
  t.after(() => other.close());
  const begun = Promise.withResolvers<void>();
  await killed.work({ chat: 1 }, async () => {
    begun.resolve();
    await Promise.withResolvers().promise;
  });
  await killed.add('chat', [{ taskId, gen: 1 }]);
  await begun.promise;
  await killed.close();
  // As it will be when the lock of the killed one is over.
  const { rowCount } = await pool.query(`update bullmq.job set locked_until_ms = 1 where data->>'taskId' = $1`, [
    taskId,
  ]);
  assert.equal(rowCount, 1);
  const again = Promise.withResolvers<TaskJob>();
  const late = setTimeout(() => again.reject(new Error('nobody takes it back')), 12_000);
  const workers = await other.work({ chat: 1 }, async (job) => again.resolve(job));
  assert.deepEqual(await again.promise, { taskId, gen: 1 });
  clearTimeout(late);
  await workers.close();
  assert.deepEqual((await pool.query('select from bullmq.job')).rows, []);
});

async function stateCount({ database }: WorkingRig, state: string): Promise<number> {
  const { rows } = await database.pool.query<{ count: string }>(`select count(*) from task where state = $1`, [state]);
  return Number(rows[0]?.count);
}
