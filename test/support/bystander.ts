// Somebody who is not concerned by what happens beside them, and others to whom it happens.

import assert from 'node:assert/strict';
import type { AccountId, BulkRunId } from '../../src/core/domain/ids.ts';
import type { CoreRig } from './core.ts';
import { objectsOf } from './objects.ts';
import { accepted, accountOf, asking, imagine, pressing, propose, workOff } from './people.ts';
import { rowsWith } from './residue.ts';

/** Somebody is there while `work` is done; fails in the end if anything of theirs has changed. */
export async function besides<R extends CoreRig>(rig: R, work: (rig: R) => Promise<void>): Promise<void> {
  await imagine(rig, 'a fox that stays', 1, 'eve');
  await propose(rig, ['prompt', 'a hen that stays'], 'eve');
  await workOff(rig);
  const eve = await accountOf(rig, 'eve');
  const before = [await rowsWith(rig.database.pool, eve), await objectsOf(rig, eve)];
  await work(rig);
  assert.deepEqual([await rowsWith(rig.database.pool, eve), await objectsOf(rig, eve)], before);
  assert.deepEqual(await rig.core.verifyLedger(), []);
  assert.deepEqual(
    rig.logged.filter(({ event }) => event === 'fault'),
    [],
  );
}

/** Pictures of somebody new, a run of one row with its ZIP if wanted, and a copy of it all. */
export async function somebody(
  rig: CoreRig,
  userId: string,
  has: { run?: true; copy?: true } = {},
): Promise<AccountId> {
  await imagine(rig, `a fox of ${userId}`, 2, userId);
  if (has.run) await startedRun(rig, [`a hen of ${userId}`], userId);
  if (has.copy) accepted(await rig.core.chat.askExport(asking(userId)));
  await workOff(rig);
  return accountOf(rig, userId);
}

export async function startedRun(rig: CoreRig, lines: readonly string[], userId: string): Promise<BulkRunId> {
  const { view } = await propose(rig, ['prompt', ...lines], userId);
  accepted(await rig.core.chat.startRun(pressing(userId), view.id, 'all'));
  return view.id;
}
