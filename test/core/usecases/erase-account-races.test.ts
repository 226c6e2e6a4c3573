// Ten workers finish pictures while their account is erased: with and without being told to stop, with leases lost, in any order.

import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, test } from 'node:test';
import { createCore, type Core } from '../../../src/core/core.ts';
import type { ImageProvider } from '../../../src/core/ports.ts';
import { createStops } from '../../../src/jobs/stops.ts';
import { coreRig, type CoreRig } from '../../support/core.ts';
import { askingOn, eraseFully } from '../../support/erasing.ts';
import { accepted, accountOf, imagine, pressing, propose } from '../../support/people.ts';
import { residue } from '../../support/residue.ts';

const SCHEDULES = 200;
/** So many accounts are used and erased at once. */
const AT_ONCE = 20;

const upTo = (ms: number): Promise<void> => pause(Math.random() * ms);

/** Skips what is in use, as everybody does who takes several tasks at once. */
async function change({ database }: CoreRig, how: string, which: string): Promise<void> {
  await database.pool.query(
    `update task set ${how} where id in (select id from task where ${which} for update skip locked)`,
  );
}

/** Everything that is waiting, all at once, as ten workers and an eraser would. */
async function workAll(rig: CoreRig, core: Core, stops: ReturnType<typeof createStops>): Promise<void> {
  await change(rig, `not_before = now() - interval '1 second'`, `state = 'queued'`);
  const tasks = [];
  for (const { pool } of await rig.store.tasks.pools())
    tasks.push(...(await rig.store.tasks.dispatch(pool, 20, 30_000)));
  await Promise.all(
    tasks.map(async ({ id, gen }) => {
      await upTo(8);
      await core.runTask(id, gen, stops.stopFor);
    }),
  );
}

async function schedule(rig: CoreRig, pictures: ImageProvider, userId: string): Promise<void> {
  const slow: ImageProvider = {
    async draw(request, signal) {
      await upTo(12);
      return pictures.draw(request, signal);
    },
  };
  const stops = createStops();
  const hears = Math.random() < 0.5;
  const doorbell = { ...rig.ports.doorbell, stop: (id: string) => void (hears && stops.stop(id, 'cancelled')) };
  const core = createCore({ ...rig.ports, provider: slow, doorbell });
  await imagine(rig, `foxes of ${userId}`, 2, userId);
  const run = await propose(rig, ['prompt', `hen of ${userId}`], userId);
  await core.chat.startRun(pressing(userId), run.view.id, 'all');
  const { id } = accepted(await core.chat.askErasure(askingOn('discord', userId)));
  const workers = [workAll(rig, core, stops)];
  await upTo(25);
  accepted(await core.chat.confirmErasure(askingOn('discord', userId), id));
  if (Math.random() < 0.3) {
    // As if their workers were dead: others take the tasks over, and the dead go on all the same.
    await change(rig, `lease_until = now() - interval '1 second'`, `state in ('dispatched', 'running')`);
    await rig.store.tasks.recover();
  }
  for (let round = 0; round < 4; round++) {
    workers.push(workAll(rig, core, stops));
    for (const running of await rig.store.runs.running()) await core.tendRun(running);
    await upTo(6);
  }
  await Promise.all(workers);
}

describe('an account that is erased while workers finish its pictures', () => {
  test(`P28: ${SCHEDULES} random schedules, and nothing comes back`, async (t) => {
    const rig = await coreRig(t);
    const needles: string[] = [];
    for (let wave = 0; wave < SCHEDULES / AT_ONCE; wave++) {
      const people = Array.from({ length: AT_ONCE }, (_, each) => `user-number-${wave}-${each}-`);
      for (const userId of people) {
        await rig.core.chat.welcome(askingOn('discord', userId));
        needles.push(userId, await accountOf(rig, userId));
      }
      await Promise.all(people.map((userId) => schedule(rig, rig.pictures, userId)));
      await eraseFully(rig);
    }
    assert.deepEqual(await Array.fromAsync(rig.bucket.list('t/')), []);
    assert.deepEqual(await residue(rig.database.pool, needles), []);
    const { rows } = await rig.database.pool.query(
      `select (select count(*)::int from erasure where state = 'done') as done, (select count(*)::int from image) as images,
        (select count(*)::int from account where state <> 'erased') as accounts`,
    );
    assert.deepEqual(rows, [{ done: SCHEDULES, images: 0, accounts: 0 }]);
    assert.deepEqual(await rig.core.verifyLedger(), []);
    const faults = rig.logged.filter(({ event }) => event === 'fault');
    assert.deepEqual(faults, []);
  });
});
