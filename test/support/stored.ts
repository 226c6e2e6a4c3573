// What is sealed in the tables, as the program reads it.

import assert from 'node:assert/strict';
import type { DeliveryId, NoticeId } from '../../src/core/domain/ids.ts';
import type { Notice } from '../../src/core/domain/notice.ts';
import type { Delivery } from '../../src/core/ports.ts';
import type { CoreRig } from './core.ts';

type Rig = Pick<CoreRig, 'database' | 'store'>;

/** Every delivery, in the order of their ids. */
export async function storedDeliveries({ database, store }: Rig): Promise<readonly Delivery[]> {
  const { rows } = await database.pool.query<{ id: DeliveryId }>('select id from delivery order by id');
  return Promise.all(rows.map(async ({ id }) => (await store.deliveries.find(id)) ?? assert.fail(`no delivery ${id}`)));
}

/** What everybody was told, or one account, in order. */
export async function storedNotices({ database, store }: Rig, account?: string): Promise<readonly Notice[]> {
  const { rows } = await database.pool.query<{ id: NoticeId }>(
    'select id from notice where account_id = coalesce($1, account_id) order by id',
    [account ?? null],
  );
  return Promise.all(rows.map(async ({ id }) => (await store.notices.find(id)) ?? assert.fail(`no notice ${id}`)));
}
