// Who is served next: a round over the accounts, what was asked for by hand before files, and never more than there is room for.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { AccountId, TaskId } from '../../src/core/domain/ids.ts';
import { coreRig, type CoreRig } from '../support/core.ts';
import { accountOf, imagine, pressing, propose, workOff } from '../support/people.ts';

const POOL = 'draw-sketch';

async function startedRun(rig: CoreRig, rows: number, userId: string): Promise<AccountId> {
  const { view } = await propose(rig, ['prompt', ...Array.from({ length: rows }, (_, at) => `fox ${at}`)], userId);
  await rig.core.chat.startRun(pressing(userId), view.id, 'all');
  return accountOf(rig, userId);
}

async function requested(rig: CoreRig, userId: string, count = 1): Promise<AccountId> {
  await imagine(rig, 'a fox', count, userId);
  return accountOf(rig, userId);
}

/** Whose tasks these are, and how they were asked for. */
async function whose(rig: CoreRig, tasks: readonly { id: TaskId }[]): Promise<Record<string, number>> {
  const { rows } = await rig.database.pool.query<{ account: AccountId; class: string; count: number }>(
    `select account_id as account, class, count(*)::int from task where id = any($1) group by 1, 2`,
    [tasks.map((task) => task.id)],
  );
  const counts: Record<string, number> = {};
  for (const { account, class: how, count } of rows)
    counts[`${await rig.store.accounts.userOn('discord', account)} ${how}`] = count;
  return counts;
}

const handOut = (rig: CoreRig, room: number) => rig.store.tasks.dispatch(POOL, room, 30_000);

async function finish(rig: CoreRig, tasks: readonly { id: TaskId; gen: number }[]): Promise<void> {
  const claims = await Promise.all(tasks.map(({ id, gen }) => rig.store.tasks.claim(id, gen, 30_000)));
  for (const claimed of claims) if (claimed) await rig.store.tasks.end(claimed.task, 'done');
}

describe('handing out tasks', () => {
  test('gives every account its turn, however many tasks one of them has', async (t) => {
    const rig = await coreRig(t);
    await startedRun(rig, 500, 'many');
    await requested(rig, 'few', 2);
    await requested(rig, 'one');
    assert.deepEqual(await whose(rig, await handOut(rig, 3)), {
      'few interactive': 1,
      'many bulk': 1,
      'one interactive': 1,
    });
  });

  test('does not let five hundred tasks that came first starve one that came last', async (t) => {
    const rig = await coreRig(t);
    await startedRun(rig, 500, 'many');
    await handOut(rig, 4);
    await requested(rig, 'late');
    // No slot came free yet for more than one task: it is the newcomer's.
    assert.deepEqual(await whose(rig, await handOut(rig, 1)), { 'late interactive': 1 });
  });

  test('counts what an account already has out, so that rounds stay even', async (t) => {
    const rig = await coreRig(t);
    await startedRun(rig, 40, 'ada');
    const first = await handOut(rig, 6);
    await startedRun(rig, 40, 'bob');
    assert.deepEqual(await whose(rig, await handOut(rig, 6)), { 'bob bulk': 6 });
    await finish(rig, first);
    assert.deepEqual(await whose(rig, await handOut(rig, 6)), { 'ada bulk': 6 });
    assert.deepEqual(await whose(rig, await handOut(rig, 6)), { 'ada bulk': 3, 'bob bulk': 3 });
  });

  test('serves three runs equally from beginning to end', async (t) => {
    const rig = await coreRig(t);
    const owners = ['ada', 'bob', 'eve'];
    for (const userId of owners) await startedRun(rig, 30, userId);
    for (let round = 0; round < 5; round++) {
      const tasks = await handOut(rig, 9);
      assert.deepEqual(await whose(rig, tasks), { 'ada bulk': 3, 'bob bulk': 3, 'eve bulk': 3 });
      await finish(rig, tasks);
    }
  });

  test('brings what an account asked for by hand before its own run, and the older before the newer', async (t) => {
    const rig = await coreRig(t);
    await startedRun(rig, 20, 'ada');
    await requested(rig, 'ada', 2);
    assert.deepEqual(await whose(rig, await handOut(rig, 1)), { 'ada interactive': 1 });
    assert.deepEqual(await whose(rig, await handOut(rig, 3)), { 'ada bulk': 2, 'ada interactive': 1 });
    const { rows } = await rig.database.pool.query<{ in_order: boolean }>(
      `select max(id::text) filter (where state = 'dispatched') < min(id::text) filter (where state = 'queued') as in_order
       from task where class = 'bulk'`,
    );
    assert.equal(rows[0]?.in_order, true);
  });

  test('never hands out more than there is room for, and in its pool only', async (t) => {
    const rig = await coreRig(t);
    await startedRun(rig, 20, 'ada');
    assert.equal((await handOut(rig, 7)).length, 7);
    assert.equal((await handOut(rig, 100)).length, 13);
    assert.equal((await handOut(rig, 100)).length, 0);
    assert.deepEqual(await rig.store.tasks.dispatch('chat', 10, 30_000), []);
  });

  test('leaves a task alone until its pause is over', async (t) => {
    const rig = await coreRig(t);
    await requested(rig, 'ada', 2);
    const [first] = await handOut(rig, 1);
    assert.ok(first);
    const claimed = await rig.store.tasks.claim(first.id, first.gen, 30_000);
    assert.ok(claimed);
    await rig.store.tasks.giveBack(claimed.task, 60_000, true);
    const second = await handOut(rig, 5);
    assert.deepEqual([second.length, second.some(({ id }) => id === first.id)], [1, false]);
    await rig.database.pool.query(`update task set not_before = now() where id = $1`, [first.id]);
    assert.deepEqual(await handOut(rig, 5), [{ id: first.id, gen: 2 }]);
  });

  test('by two dispatchers at the same moment hands no task out twice', async (t) => {
    const rig = await coreRig(t);
    await startedRun(rig, 60, 'ada');
    const handed = (await Promise.all(Array.from({ length: 6 }, () => handOut(rig, 10)))).flat();
    assert.equal(new Set(handed.map(({ id }) => id)).size, handed.length);
  });

  test('does not wait for a task that somebody is cancelling', async (t) => {
    const rig = await coreRig(t);
    await requested(rig, 'ada', 2);
    await rig.store.transaction(async (rows) => {
      const { view } = await imagine(rig, 'another', 1, 'bob');
      await rows.tasks.cancelWaiting({ accountId: await accountOf(rig, 'bob'), generationId: view.id });
      assert.deepEqual(await whose(rig, await handOut(rig, 10)), { 'ada interactive': 2 });
    });
  });
});

describe('pools', () => {
  test('are those with something waiting, with what each has out', async (t) => {
    const rig = await coreRig(t);
    assert.deepEqual(await rig.store.tasks.pools(), []);
    await requested(rig, 'ada', 3);
    assert.deepEqual(await rig.store.tasks.pools(), [{ pool: POOL, outstanding: 0 }]);
    const [first] = await handOut(rig, 2);
    assert.ok(first);
    await rig.store.tasks.claim(first.id, first.gen, 30_000);
    assert.deepEqual(await rig.store.tasks.pools(), [{ pool: POOL, outstanding: 2 }]);
    await handOut(rig, 2);
    assert.deepEqual(await rig.store.tasks.pools(), []);
  });

  test('of one provider do not wait for another', async (t) => {
    const rig = await coreRig(t);
    await requested(rig, 'ada', 2);
    await rig.database.pool.query(
      `update task set pool = 'draw-openai' where id = (select min(id::text)::uuid from task)`,
    );
    assert.deepEqual(
      (await rig.store.tasks.pools()).map(({ pool }) => pool),
      ['draw-openai', POOL],
    );
    await handOut(rig, 1);
    assert.deepEqual(
      (await rig.store.tasks.pools()).map(({ pool }) => pool),
      ['draw-openai'],
    );
  });
});

describe('what is in front of a request', () => {
  test('is everything that was asked for earlier and has not started, except its own run', async (t) => {
    const rig = await coreRig(t);
    await startedRun(rig, 5, 'ada');
    await requested(rig, 'bob', 2);
    const { view } = await imagine(rig, 'a fox', 2, 'ada');
    assert.equal(view.ahead, 2);
    const other = await imagine(rig, 'a hen', 1, 'eve');
    assert.equal(other.view.ahead, 9);
    assert.equal(await rig.store.tasks.ahead(other.view.id, 4), 4);
    await workOff(rig);
    assert.equal(await rig.store.tasks.ahead(other.view.id, 100), 0);
  });
});
