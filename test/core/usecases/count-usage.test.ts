// Figures about many people say nothing about one: an hour below twenty accounts is not written, and who objects is not counted.

import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { coreRig, type CoreRig } from '../../support/core.ts';
import { asking, wish } from '../../support/people.ts';

const HOUR_MS = 3_600_000;

type Cell = { readonly model: string; readonly jobs: number; readonly accounts: number };

async function cells({ database }: CoreRig): Promise<readonly Cell[]> {
  const { rows } = await database.pool.query<Cell>(
    'select model, jobs, accounts from usage_hourly order by hour, model',
  );
  return rows;
}

/** The first of them objects, or does not any more. */
async function objects({ core }: CoreRig, does: boolean): Promise<void> {
  await core.chat.changeSetting(asking('person-0'), { setting: 'statistics', to: !does });
}

/** So many people have asked for a picture in this hour of the clock, the first one twice. */
async function useAgain(rig: CoreRig, people: number): Promise<void> {
  await rig.database.pool.query(`update generation set created_at = created_at - interval '1 year'`);
  for (let at = 0; at < people; at++)
    await rig.core.chat.requestGeneration(asking(`person-${at}`), wish('canary prompt'));
  await rig.core.chat.requestGeneration(asking('person-0'), wish('canary prompt'));
  // All in one hour, also when this runs while one ends.
  await rig.database.pool.query(
    `update generation set created_at = date_trunc('hour', $1::timestamptz) where created_at > now() - interval '1 day'`,
    [rig.clock.now()],
  );
}

async function used(t: TestContext, people: number): Promise<CoreRig> {
  const rig = await coreRig(t);
  await useAgain(rig, people);
  return rig;
}

/** Whether the first of 21 who leaves is in no figure, and the first of 20 leaves none. */
async function countsWithout(t: TestContext, leave: (rig: CoreRig) => Promise<unknown>): Promise<void> {
  const rig = await used(t, 21);
  await leave(rig);
  assert.deepEqual(await count(rig), [{ model: 'sketch', jobs: 20, accounts: 20 }]);
  const fewer = await used(t, 20);
  await leave(fewer);
  assert.deepEqual(await count(fewer), []);
}

/** The hour is over, and is counted. */
async function count(rig: CoreRig): Promise<readonly Cell[]> {
  rig.clock.advance(HOUR_MS);
  await rig.core.countUsage();
  return cells(rig);
}

describe('an hour', () => {
  test('P12: of 19 accounts is not written; of 20 it is, as two numbers', async (t) => {
    const rig = await used(t, 19);
    assert.deepEqual(await count(rig), []);
    const more = await used(t, 20);
    assert.deepEqual(await count(more), [{ model: 'sketch', jobs: 21, accounts: 20 }]);
    const { rows } = await more.database.pool.query<{ all: string }>('select u::text as all from usage_hourly u');
    assert.doesNotMatch(rows.map(({ all }) => all).join(), /canary|person|[0-9a-f]{8}-/);
  });

  test('P12: that was written stays as it was, so that one person more or less shows nothing', async (t) => {
    const rig = await used(t, 20);
    const before = await count(rig);
    await rig.core.chat.requestGeneration(asking('person-20'), wish('a fox'));
    await rig.core.chat.changeSetting(asking('person-1'), { setting: 'statistics', to: false });
    await rig.core.countUsage();
    assert.deepEqual(await cells(rig), before);
  });

  test('P12: cannot be written with fewer, whoever tries', async (t) => {
    const { database } = await coreRig(t);
    await assert.rejects(
      database.pool.query(`insert into usage_hourly values (now(), 'sketch', 19, 19)`),
      (error: { code?: string }) => error.code === '23514',
    );
  });

  test('that is not over is not counted', async (t) => {
    const rig = await used(t, 20);
    await rig.core.countUsage();
    assert.deepEqual(await cells(rig), []);
  });

  test('P44: counts as if whoever objects had never been there', (t) => countsWithout(t, (rig) => objects(rig, true)));

  test('P43: counts as if whoever has paused had never been there', (t) =>
    countsWithout(t, (rig) => rig.core.chat.pause(asking('person-0'), true)));

  test('P54: counts as if whoever has taken the agreement back had never been there', (t) =>
    countsWithout(t, (rig) => rig.core.chat.disagree(asking('person-0'), null)));

  test('P44: leaves out whoever objects for as long as they do, whatever they asked for before and after', async (t) => {
    const rig = await used(t, 21);
    await objects(rig, true);
    const without = { model: 'sketch', jobs: 20, accounts: 20 };
    assert.deepEqual(await count(rig), [without]);
    await useAgain(rig, 21);
    assert.deepEqual(await count(rig), [without, without]);
    await objects(rig, false);
    await useAgain(rig, 21);
    // From then on; the hours before stay without them.
    assert.deepEqual(await count(rig), [without, without, { model: 'sketch', jobs: 22, accounts: 21 }]);
  });

  test('P27: is forgotten after 400 days', async (t) => {
    const rig = await used(t, 20);
    await count(rig);
    await rig.database.pool.query(`update usage_hourly set hour = hour - interval '401 days'`);
    await rig.database.pool.query(`update generation set created_at = created_at - interval '401 days'`);
    await rig.core.countUsage();
    assert.deepEqual(await cells(rig), []);
  });
});
