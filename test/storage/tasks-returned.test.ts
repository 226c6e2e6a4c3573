// Tasks on their way back: given back, taken back from the dead, or cancelled before they start.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { openPresence } from '../../src/storage/presence.ts';
import { coreRig } from '../support/core.ts';
import { accountOf, expireLeases, imagine } from '../support/people.ts';
import { claimedOne, handOut, LEASE_MS, rowOf } from './task-steps.ts';

describe('a task that is given back', () => {
  test('has used up a try only where that counts', async (t) => {
    const rig = await coreRig(t);
    await imagine(rig, 'a fox');
    const first = await claimedOne(rig);
    assert.equal(await rig.store.tasks.giveBack(first.task, 0, false), true);
    assert.deepEqual(await rowOf(rig, first.task), { state: 'queued', attempts: 0, gen: 1 });
    const second = await claimedOne(rig);
    assert.equal(await rig.store.tasks.giveBack(second.task, 0, true), true);
    assert.deepEqual(await rowOf(rig, first.task), { state: 'queued', attempts: 1, gen: 2 });
    assert.equal(await rig.store.tasks.giveBack(second.task, 0, true), false);
  });
});

describe('recovering', () => {
  test('takes back what ran out and nothing else', async (t) => {
    const rig = await coreRig(t);
    await imagine(rig, 'a fox', 3);
    const { task } = await claimedOne(rig);
    await claimedOne(rig);
    await handOut(rig);
    assert.equal(await rig.store.tasks.recover(), 0);
    await rig.database.pool.query(`update task set lease_until = now() - interval '1 ms' where id = $1`, [task.id]);
    assert.equal(await rig.store.tasks.recover(), 1);
    assert.deepEqual(await rowOf(rig, task), { state: 'queued', attempts: 1, gen: 1 });
    await expireLeases(rig);
    assert.equal(await rig.store.tasks.recover(), 2);
  });

  test('takes a dead worker’s tasks at once, long before their leases end', async (t) => {
    const rig = await coreRig(t);
    await imagine(rig, 'a fox', 2);
    const living = await openPresence(rig.url, () => {});
    const dead = await openPresence(rig.url, () => {});
    t.after(() => living.close());
    for (const presence of [living, dead]) {
      const { task } = await claimedOne(rig);
      await rig.database.pool.query('update task set worker = $2 where id = $1', [task.id, presence.worker()]);
    }
    assert.equal(await rig.store.tasks.recover(), 0);
    const number = dead.worker();
    await dead.close();
    assert.equal(await rig.store.tasks.recover(), 1);
    const { rows } = await rig.database.pool.query<{ worker: number | null }>(
      `select worker from task where state = 'running'`,
    );
    assert.deepEqual(rows, [{ worker: living.worker() }]);
    assert.notEqual(living.worker(), number);
  });
});

describe('cancelling what waits', () => {
  test('takes what is queued or handed out, not what is claimed', async (t) => {
    const rig = await coreRig(t);
    const { view } = await imagine(rig, 'a fox', 3);
    await imagine(rig, 'a hen', 1);
    const { task } = await claimedOne(rig);
    await handOut(rig, 1);
    const stopped = await rig.store.transaction(async (rows) =>
      rows.tasks.cancelWaiting({ accountId: await accountOf(rig), generationId: view.id }),
    );
    assert.equal(stopped.length, 2);
    assert.ok(stopped.every(({ imageId }) => imageId !== task.subjectId));
    assert.equal(await rig.store.tasks.end(task, 'done'), true);
    assert.deepEqual(await rig.store.tasks.pools(), [{ pool: 'draw-sketch', outstanding: 0 }]);
  });

  test('and claiming it are never both done', async (t) => {
    const rig = await coreRig(t);
    const outcomes = new Set<string>();
    for (let round = 0; round < 25; round++) {
      const { view } = await imagine(rig, 'a fox', 2);
      const accountId = await accountOf(rig);
      const tasks = await handOut(rig, 2);
      const [claims, stopped] = await Promise.all([
        Promise.all(tasks.map(({ id, gen }) => rig.store.tasks.claim(id, gen, LEASE_MS))),
        rig.store.transaction((rows) => rows.tasks.cancelWaiting({ accountId, generationId: view.id })),
      ]);
      const claimed = claims.filter((each) => each !== null).map(({ task }) => task.subjectId);
      assert.equal(
        new Set([...claimed, ...stopped.map(({ imageId }) => imageId)]).size,
        claimed.length + stopped.length,
      );
      // Each may skip what the other holds at that very moment; the job of a task that stays dispatched comes again.
      assert.ok(claimed.length + stopped.length <= 2);
      outcomes.add(`${claimed.length} claimed, ${stopped.length} stopped`);
      await rig.database.pool.query(`update task set state = 'done' where state <> 'cancelled'`);
    }
    t.diagnostic([...outcomes].join('; '));
  });
});
