// What people are told without having asked just then, each thing once; and what they ask a human.

import { sql, type Kysely, type Selectable } from 'kysely';
import type { ChatAddress } from '../core/domain/chat.ts';
import type { Notice } from '../core/domain/notice.ts';
import type { NoticeRows, Ticket, TicketRows } from '../core/payment-rows.ts';
import { sealsToOpen, sealToOpen } from './going.ts';
import type { Schema } from './schema.ts';
import type { AccountSeal, Seals } from './seals.ts';

/** Of an account that is going there are none to be read. */
export function noticeRows(db: Kysely<Schema>, seals: Seals): NoticeRows {
  return {
    async add({ id, accountId, ref, facts }) {
      const seal = await seals.of(accountId);
      const row = await db
        .insertInto('notice')
        .values({ id, account_id: accountId, ref, facts: seal.seal('notice.facts', JSON.stringify(facts)) })
        .onConflict((conflict) => conflict.doNothing())
        .returning('id')
        .modifyEnd(sql`/* add-notice */`)
        .executeTakeFirst();
      return row !== undefined;
    },
    async find(id) {
      const row = await db.selectFrom('notice').select(['account_id', 'facts']).where('id', '=', id).executeTakeFirst();
      const seal = row && (await sealToOpen(db, seals, row.account_id));
      return seal ? (JSON.parse(seal.open('notice.facts', row.facts)) as Notice) : null;
    },
  };
}

/** Of an account that is going there are none to be read or answered. */
export function ticketRows(db: Kysely<Schema>, seals: Seals): TicketRows {
  return {
    async add({ id, accountId, text, address }) {
      const seal = await seals.of(accountId);
      const row = await db
        .insertInto('ticket')
        .values({
          id,
          account_id: accountId,
          text: seal.seal('ticket.text', text),
          address: seal.seal('ticket.address', JSON.stringify(address)),
        })
        .returning('number')
        .executeTakeFirstOrThrow();
      return row.number;
    },
    async open() {
      const rows = await db
        .selectFrom('ticket')
        .select(COLUMNS)
        .where('answered_at', 'is', null)
        .orderBy('number')
        .execute();
      const opened = await sealsToOpen(
        db,
        seals,
        rows.map((row) => row.account_id),
      );
      return rows.flatMap((row) => {
        const seal = opened.get(row.account_id);
        return seal ? [toTicket(row, seal)] : [];
      });
    },
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
        .selectFrom('ticket')
        .select(COLUMNS)
        .where('number', '=', number)
        .where('answered_at', 'is', null)
        .forUpdate()
        .executeTakeFirst();
      const seal = row && (await sealToOpen(db, seals, row.account_id));
      if (!seal) return null;
      await db
        .updateTable('ticket')
        .set({ answer: seal.seal('ticket.answer', answer), answered_at: sql<Date>`now()` })
        .where('id', '=', row.id)
        .execute();
      return toTicket(row, seal);
    },
  };
}

const COLUMNS = ['id', 'number', 'account_id', 'text', 'address', 'created_at'] as const;

function toTicket(row: Pick<Selectable<Schema['ticket']>, (typeof COLUMNS)[number]>, seal: AccountSeal): Ticket {
  return {
    id: row.id,
    number: row.number,
    accountId: row.account_id,
    text: seal.open('ticket.text', row.text),
    address: JSON.parse(seal.open('ticket.address', row.address)) as ChatAddress,
    createdAt: row.created_at,
  };
}
