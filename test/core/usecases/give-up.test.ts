// What a bug keeps from being done: tried for a long time, said in the log, and then ended, so that nobody waits for ever.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { coreRig, type CoreRig } from '../../support/core.ts';
import { creditsOf, imagine, pressing, propose, shown, skipPauses, work, workOff } from '../../support/people.ts';

/** Does the one task of a pool, as if it had been tried so often before. */
async function lastTry(rig: CoreRig, pool: string, attempts: number): Promise<string | undefined> {
  await skipPauses(rig);
  await rig.database.pool.query('update task set attempts = $1 where pool = $2', [attempts - 1, pool]);
  const [task] = await rig.store.tasks.dispatch(pool, 1, 30_000);
  return task && (await work(rig, task));
}

describe('a ZIP that cannot be packed', () => {
  test('is tried again for hours, and then the run ends without it and its pictures stay paid and kept', async (t) => {
    const rig = await coreRig(t);
    const { view } = await propose(rig, ['prompt', 'a fox', 'an owl']);
    await shown(rig, rig.core.chat.startRun(pressing(), view.id, 'all'));
    const run = await rig.store.runs.find(view.id);
    assert.ok(run);
    const drawing = await rig.store.tasks.dispatch('draw-sketch', 10, 30_000);
    await Promise.all(drawing.map((task) => work(rig, task)));
    await rig.core.tendRun(view.id);
    await rig.bucket.remove(run.sourceKey);

    assert.equal(await lastTry(rig, 'files', 49), 'backs-off');
    assert.equal((await rig.store.runs.find(view.id))?.state, 'assembling');
    assert.equal(await lastTry(rig, 'files', 50), 'dead');
    await workOff(rig);
    const [note] = rig.chat.notes;
    assert.equal(note?.view.kind === 'run' && note.view.state, 'finished');
    assert.equal(note?.parts, 0);
    assert.equal((await creditsOf(rig)).held, 0);
    assert.deepEqual(await rig.store.ledger.verify(), []);
    assert.equal(rig.logged.filter(({ event }) => event === 'fault').length, 2);
  });
});

describe('a task that takes its worker down every time', () => {
  test('is given up by the claim after the last one that may fail, without being tried again', async (t) => {
    const rig = await coreRig(t);
    await imagine(rig, 'a fox');
    assert.equal(await lastTry(rig, 'draw-sketch', 4), 'dead');
    assert.equal(rig.pictures.drawn.size, 0);
    assert.equal(await lastTry(rig, 'chat', 401), 'failed');
    assert.deepEqual(rig.chat.notes, []);
    assert.equal((await creditsOf(rig)).held, 0);

    const { view } = await propose(rig, ['prompt', 'a fox']);
    await shown(rig, rig.core.chat.startRun(pressing(), view.id, 'all'));
    await Promise.all((await rig.store.tasks.dispatch('draw-sketch', 1, 30_000)).map((task) => work(rig, task)));
    await rig.core.tendRun(view.id);
    assert.equal(await lastTry(rig, 'files', 51), 'dead');
    assert.equal((await rig.store.runs.find(view.id))?.state, 'finished');
  });
});

describe('a result that cannot be brought because of a bug', () => {
  test('is given up in the end, and the log says where the bug is without quoting anybody', async (t) => {
    const rig = await coreRig(t);
    await imagine(rig, 'a secret fox');
    const drawing = await rig.store.tasks.dispatch('draw-sketch', 10, 30_000);
    await Promise.all(drawing.map((task) => work(rig, task)));
    await rig.database.pool.query(`update image set object_key = object_key || '-gone'`);

    assert.equal(await lastTry(rig, 'chat', 99), 'backs-off');
    assert.equal(await lastTry(rig, 'chat', 100), 'failed');
    assert.equal(await lastTry(rig, 'chat', 101), undefined);
    const faults = rig.logged.filter(({ event }) => event === 'fault');
    assert.equal(faults.length, 2);
    assert.ok(!JSON.stringify(faults).includes('secret'));
  });
});
