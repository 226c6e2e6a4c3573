// What people are told without having asked just then, each thing once; and what they ask a human.

import { sql, type Kysely } from 'kysely';
import type { NoticeRows, TicketRows } from '../core/payment-rows.ts';
import type { Schema } from './schema.ts';

export function noticeRows(db: Kysely<Schema>): NoticeRows {
  return {
    async add({ id, accountId, ref, facts }) {
      const row = await db
        .insertInto('notice')
        .values({ id, account_id: accountId, ref, facts: JSON.stringify(facts) })
        .onConflict((conflict) => conflict.doNothing())
        .returning('id')
        .modifyEnd(sql`/* add-notice */`)
        .executeTakeFirst();
      return row !== undefined;
    },
    async find(id) {
      const row = await db.selectFrom('notice').select('facts').where('id', '=', id).executeTakeFirst();
      return row?.facts ?? null;
    },
  };
}

export function ticketRows(db: Kysely<Schema>): TicketRows {
  const columns = ['id', 'number', 'account_id as accountId', 'text', 'address', 'created_at as createdAt'] as const;
  return {
    async add({ id, accountId, text, address }) {
      const row = await db
        .insertInto('ticket')
        .values({ id, account_id: accountId, text, address: JSON.stringify(address) })
        .returning('number')
        .executeTakeFirstOrThrow();
      return row.number;
    },
    open: () => db.selectFrom('ticket').select(columns).where('answered_at', 'is', null).orderBy('number').execute(),
    async countOpen(accountId) {
      const row = await db
        .selectFrom('ticket')
        .select(sql<number>`count(*)`.as('count'))
        .where('account_id', '=', accountId)
        .where('answered_at', 'is', null)
        .executeTakeFirstOrThrow();
      return row.count;
    },
    async answer(number, answer) {
      const row = await db
        .updateTable('ticket')
        .set({ answer, answered_at: sql<Date>`now()` })
        .where('number', '=', number)
        .where('answered_at', 'is', null)
        .returning(columns)
        .executeTakeFirst();
      return row ?? null;
    },
  };
}
