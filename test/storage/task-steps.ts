// One step at a time through a task's life, for tests that look in between.

import assert from 'node:assert/strict';
import type { FinishedImage } from '../../src/core/generation-rows.ts';
import type { ClaimedTask } from '../../src/core/task-rows.ts';
import type { CoreRig } from '../support/core.ts';
import { skipPauses } from '../support/people.ts';

export const LEASE_MS = 30_000;

export const handOut = (rig: CoreRig, room = 10) => rig.store.tasks.dispatch('draw-sketch', room, LEASE_MS);

export async function claimedOne(rig: CoreRig): Promise<{ task: ClaimedTask; gen: number }> {
  await skipPauses(rig);
  const [first] = await handOut(rig, 1);
  assert.ok(first);
  const claimed = await rig.store.tasks.claim(first.id, first.gen, LEASE_MS);
  assert.ok(claimed);
  return { task: claimed.task, gen: first.gen };
}

export async function rowOf(
  rig: CoreRig,
  task: Pick<ClaimedTask, 'id'>,
): Promise<{ state: string; attempts: number; gen: number }> {
  const { rows } = await rig.database.pool.query<{ state: string; attempts: number; gen: number }>(
    'select state, attempts, gen from task where id = $1',
    [task.id],
  );
  assert.ok(rows[0]);
  return rows[0];
}

export function pictureOf(task: ClaimedTask): FinishedImage {
  const objectKey = `t/x/images/${task.subjectId}`;
  return {
    imageId: task.subjectId as never,
    objectKey,
    mediaType: 'image/png',
    width: 8,
    height: 8,
    bytes: 9,
    sha256: '0',
  };
}
