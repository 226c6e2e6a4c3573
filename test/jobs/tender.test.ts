// Who looks after running runs: the leader, all of them, whatever is wrong with one.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BulkRunId } from '../../src/core/domain/ids.ts';
import { startTender } from '../../src/jobs/tender.ts';
import { coreRig, type CoreRig } from '../support/core.ts';
import { pressing, propose, shown, work } from '../support/people.ts';

/** A run whose only picture is drawn and not yet settled. */
async function drawnRun(rig: CoreRig): Promise<BulkRunId> {
  const { view } = await propose(rig, ['prompt', 'a fox']);
  await shown(rig, rig.core.chat.startRun(pressing(), view.id, 'all'));
  const tasks = await rig.store.tasks.dispatch('draw-sketch', 10, 30_000);
  await Promise.all(tasks.map((task) => work(rig, task)));
  return view.id;
}

test('a run that cannot be tended is said to be so, and keeps no other from its end', async (t) => {
  const rig = await coreRig(t);
  const [broken, sound] = [await drawnRun(rig), await drawnRun(rig)];
  // Its hold has nothing left to capture from, as only a bug could leave it.
  await rig.database.pool.query(
    'update hold_part set captured = 1 where hold_id = (select hold_id from bulk_run where id = $1)',
    [broken],
  );
  const settled = Promise.withResolvers<void>();
  const core = {
    async tendRun(id: BulkRunId): Promise<boolean> {
      const drawing = await rig.core.tendRun(id);
      if (id === sound && !drawing) settled.resolve();
      return drawing;
    },
  };
  const tender = startTender({ core, runs: rig.store.runs, leads: () => true, log: rig.ports.log });
  t.after(() => tender.close());
  await settled.promise;
  await tender.close();
  assert.equal((await rig.store.runs.find(sound))?.state, 'assembling');
  assert.equal((await rig.store.runs.find(broken))?.state, 'running');
  assert.ok(rig.logged.some((event) => event.event === 'fault' && event.where === 'tender'));
});
