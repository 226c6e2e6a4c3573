// A task is one worker's at a time: claims, leases and the token without which nothing is written.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { coreRig, newId, type CoreRig } from '../support/core.ts';
import { accountOf, expireLeases, imagine, pressing, propose } from '../support/people.ts';
import { readTables, written } from '../support/tables.ts';
import { claimedOne, handOut, LEASE_MS, pictureOf, rowOf } from './task-steps.ts';

async function runOf(rig: CoreRig, rows: number) {
  const { view } = await propose(rig, ['prompt', ...Array.from({ length: rows }, (_, at) => `fox ${at}`)]);
  await rig.core.chat.startRun(pressing(), view.id, 'all');
  return view.id;
}

describe('a claim', () => {
  test('brings everything that is needed to draw', async (t) => {
    const rig = await coreRig(t);
    const { view } = await imagine(rig, 'a fox', 2);
    const tasks = await handOut(rig);
    const claims = await Promise.all(tasks.map(({ id, gen }) => rig.store.tasks.claim(id, gen, LEASE_MS)));
    for (const claimed of claims) {
      assert.ok(claimed?.draw);
      assert.deepEqual(claimed.draw.order, view.order);
      const image = view.images.find(({ id }) => id === claimed.draw?.imageId);
      assert.equal(claimed.draw.seed, image?.seed);
      assert.deepEqual([claimed.task.kind, claimed.task.attempts, claimed.cancelled], ['generate', 1, false]);
    }
    assert.equal(new Set(claims.map((claimed) => claimed?.task.leaseToken)).size, 2);
  });

  test('is won once, however many workers try at the same moment', async (t) => {
    const rig = await coreRig(t);
    await imagine(rig, 'a fox');
    const [first] = await handOut(rig);
    assert.ok(first);
    const claims = await Promise.all(
      Array.from({ length: 12 }, () => rig.store.tasks.claim(first.id, first.gen, LEASE_MS)),
    );
    assert.equal(claims.filter((claimed) => claimed !== null).length, 1);
    assert.deepEqual(await rowOf(rig, first), { state: 'running', attempts: 1, gen: 1 });
  });

  test('by a job of an earlier dispatch, of a task that waits, or of none does nothing', async (t) => {
    const rig = await coreRig(t);
    await imagine(rig, 'a fox');
    const [first] = await handOut(rig);
    assert.ok(first);
    await expireLeases(rig);
    await rig.store.tasks.recover();
    const before = await readTables(rig.database.pool);
    assert.equal(await rig.store.tasks.claim(first.id, 1, LEASE_MS), null);
    assert.equal(await rig.store.tasks.claim(newId(), 1, LEASE_MS), null);
    assert.deepEqual(written(before, await readTables(rig.database.pool)), {});
    assert.deepEqual(await handOut(rig), [{ id: first.id, gen: 2 }]);
    assert.equal(await rig.store.tasks.claim(first.id, 1, LEASE_MS), null);
    assert.ok(await rig.store.tasks.claim(first.id, 2, LEASE_MS));
  });

  test('of many tasks at once gives each of them its own', async (t) => {
    const rig = await coreRig(t);
    await runOf(rig, 150);
    const tasks = await handOut(rig, 150);
    const claims = await Promise.all(tasks.map(({ id, gen }) => rig.store.tasks.claim(id, gen, LEASE_MS)));
    assert.deepEqual(
      claims.map((claimed) => claimed?.task.id),
      tasks.map(({ id }) => id),
    );
  });

  test('does not wait for a task that somebody is cancelling', async (t) => {
    const rig = await coreRig(t);
    const [first, second] = [await imagine(rig, 'a fox'), await imagine(rig, 'a hen')];
    const tasks = await handOut(rig);
    await rig.store.transaction(async (rows) => {
      const cancelled = await rows.tasks.cancelWaiting({
        accountId: await accountOf(rig),
        generationId: first.view.id,
      });
      assert.equal(cancelled.length, 1);
      const claims = await Promise.all(tasks.map(({ id, gen }) => rig.store.tasks.claim(id, gen, LEASE_MS)));
      assert.deepEqual(
        claims.flatMap((claimed) => claimed?.draw?.generationId ?? []),
        [second.view.id],
      );
    });
  });
});

describe('a worker without its lease', () => {
  test('writes nothing any more', async (t) => {
    const rig = await coreRig(t);
    const run = await runOf(rig, 1);
    const { task: zombie } = await claimedOne(rig);
    await expireLeases(rig);
    assert.equal(await rig.store.tasks.recover(), 1);
    const { task: heir } = await claimedOne(rig);
    const before = await readTables(rig.database.pool);
    assert.equal(await rig.store.tasks.renew(zombie, LEASE_MS), false);
    assert.equal(await rig.store.tasks.end(zombie, 'done'), false);
    assert.equal(await rig.store.tasks.giveBack(zombie, 0, true), false);
    assert.equal(await rig.store.tasks.finishRunImage(zombie, pictureOf(zombie)), false);
    assert.deepEqual(written(before, await readTables(rig.database.pool)), {});
    assert.equal(await rig.store.tasks.renew(heir, LEASE_MS), true);
    assert.equal(await rig.store.tasks.finishRunImage(heir, pictureOf(heir)), true);
    assert.equal(await rig.store.tasks.end(heir, 'done'), false);
    assert.equal((await rig.store.runs.tally(run)).ready, 1);
  });

  test('among many that have theirs is the only one that is told so', async (t) => {
    const rig = await coreRig(t);
    const run = await runOf(rig, 80);
    const tasks = await handOut(rig, 80);
    const claims = await Promise.all(tasks.map(({ id, gen }) => rig.store.tasks.claim(id, gen, LEASE_MS)));
    const lost = claims[40]?.task;
    assert.ok(lost);
    await rig.database.pool.query('update task set lease_token = gen_random_uuid() where id = $1', [lost.id]);
    const finished = await Promise.all(
      claims.flatMap((claimed) =>
        claimed ? [rig.store.tasks.finishRunImage(claimed.task, pictureOf(claimed.task))] : [],
      ),
    );
    assert.deepEqual(
      finished.flatMap((ended, at) => (ended ? [] : [at])),
      [40],
    );
    const { ready, owed, uncapturedImages } = await rig.store.runs.tally(run);
    assert.deepEqual({ ready, owed, uncapturedImages }, { ready: 79, owed: 1, uncapturedImages: 79 });
  });
});
