// Events already handled, by platform and the platform's own event id.

import type { Kysely } from 'kysely';
import type { EventRows } from '../core/account-rows.ts';
import type { Schema } from './schema.ts';

export function eventRows(db: Kysely<Schema>): EventRows {
  return {
    async record(event) {
      const row = await db
        .insertInto('inbound_event')
        .values({ platform: event.platform, event_id: event.id })
        .onConflict((conflict) => conflict.doNothing())
        .returning('event_id')
        .executeTakeFirst();
      return row !== undefined;
    },
  };
}
