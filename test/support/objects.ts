// What is in the bucket against what is in the database, by the names objects have.

import assert from 'node:assert/strict';
import type { AccountId } from '../../src/core/domain/ids.ts';
import type { CoreRig } from './core.ts';

type Rig = Pick<CoreRig, 'bucket' | 'database'>;

export async function objectsOf({ bucket }: Pick<Rig, 'bucket'>, accountId: AccountId): Promise<readonly string[]> {
  return Array.fromAsync(bucket.list(`t/${accountId}/`));
}

/** Nobody is shown what is not there: every finished picture and every ready copy has its object. */
export async function assertSeenIsThere(rig: Rig, accountId: AccountId): Promise<void> {
  const objects = new Set((await objectsOf(rig, accountId)).map((key) => key.split('/').slice(2, 4).join('/')));
  const missing = (await namesOf(rig, accountId)).filter(({ name, seen }) => seen && !objects.has(name));
  assert.deepEqual(missing, [], 'somebody sees what is not there');
}

/** Nothing lies about that no row leads to, and nothing is seen that is not there. */
export async function assertNoOrphans(rig: Rig, accountId: AccountId): Promise<void> {
  await assertSeenIsThere(rig, accountId);
  const names = new Set((await namesOf(rig, accountId)).map(({ name }) => name));
  const orphans = (await objectsOf(rig, accountId)).filter((key) => !names.has(key.split('/').slice(2, 4).join('/')));
  assert.deepEqual(orphans, [], 'nothing leads there');
}

/** Where the objects of an account are, as far as rows lead there; and whether a person sees them. */
async function namesOf({ database }: Rig, accountId: AccountId): Promise<{ name: string; seen: boolean }[]> {
  const { rows } = await database.pool.query<{ name: string; seen: boolean }>(
    `select 'images/' || id as name, deleting_at is null as seen from image where account_id = $1 and state = 'ready'
     union all select 'runs/' || id, false from bulk_run where account_id = $1
     union all select 'exports/' || id, not stale from export where account_id = $1 and state = 'ready'`,
    [accountId],
  );
  return rows;
}
