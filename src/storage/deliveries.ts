// Promises to bring something into a chat, and the sends that must not happen twice.

import { sql, type Kysely, type Selectable } from 'kysely';
import type { Delivery } from '../core/ports.ts';
import type { DeliveryRows } from '../core/store.ts';
import type { Schema } from './schema.ts';

export function deliveryRows(db: Kysely<Schema>): DeliveryRows {
  return {
    async add(delivery) {
      await db
        .insertInto('delivery')
        .values({
          id: delivery.id,
          account_id: delivery.accountId,
          subject_kind: delivery.subject.kind,
          subject_id: delivery.subject.id,
          address: JSON.stringify(delivery.address),
          locale: delivery.locale,
          message: delivery.message,
          steps: '{}',
          status_expected_until: delivery.statusExpectedUntil,
        })
        .modifyEnd(sql`/* add-delivery unread */`)
        .execute();
    },
    async find(id) {
      const row = await db.selectFrom('delivery').selectAll().where('id', '=', id).executeTakeFirst();
      return row ? toDelivery(row) : null;
    },
    async of(subjectId) {
      const rows = await db
        .selectFrom('delivery')
        .selectAll()
        .where('subject_id', '=', subjectId)
        .orderBy('id')
        .execute();
      return rows.map(toDelivery);
    },
    async about(subjectIds) {
      // As one value: a run of ten thousand pictures has twenty thousand subjects.
      const { rows } = await sql<Pick<Delivery, 'id' | 'accountId'>>`
        select id, account_id as "accountId" from delivery where subject_id = any(${subjectIds}::uuid[]) order by id
      `.execute(db);
      return rows;
    },
    async steps({ id }) {
      const row = await db.selectFrom('delivery').select('steps').where('id', '=', id).executeTakeFirst();
      return row?.steps ?? {};
    },
    async update({ id }, change) {
      const row = await db
        .updateTable('delivery')
        .set({
          ...(change.message !== undefined && { message: change.message }),
          ...(change.statusExpectedUntil !== undefined && { status_expected_until: change.statusExpectedUntil }),
          ...(change.address && { address: JSON.stringify(change.address) }),
          ...(change.state && { state: change.state, ended_at: change.state === 'open' ? null : sql<Date>`now()` }),
        })
        .where('id', '=', id)
        .returning('state')
        .executeTakeFirst();
      return row?.state ?? null;
    },
    async reserve(id, now, until) {
      const row = await db
        .updateTable('delivery')
        .set({ status_expected_until: until })
        .where('id', '=', id)
        .where('state', '=', 'open')
        .where(({ eb, or }) => or([eb('status_expected_until', 'is', null), eb('status_expected_until', '<=', now)]))
        .returning('id')
        .executeTakeFirst();
      return row !== undefined;
    },
    async free(id, until, at) {
      await db
        .updateTable('delivery')
        .set({ status_expected_until: at })
        .where('id', '=', id)
        .where('status_expected_until', '=', until)
        .execute();
    },
    async begin({ id }, step) {
      const row = await db
        .updateTable('delivery')
        .set({ steps: sql`steps || jsonb_build_object(${step}::text, null)` })
        .where('id', '=', id)
        .where(sql<boolean>`not steps ? ${step}::text`)
        .returning('id')
        .executeTakeFirst();
      if (row) return 'go';
      const standing = await db.selectFrom('delivery').select('steps').where('id', '=', id).executeTakeFirstOrThrow();
      const message = standing.steps[step];
      return message === undefined || message === null ? 'begun' : { message };
    },
    async settle({ id }, step, message) {
      const steps =
        message === null
          ? sql`steps - ${step}::text`
          : sql`steps || jsonb_build_object(${step}::text, ${message}::text)`;
      await sql`update delivery set steps = ${steps} where id = ${id}`.execute(db);
    },
  };
}

function toDelivery(row: Selectable<Schema['delivery']>): Delivery {
  // What kind of id it is, its kind says.
  const subject = { kind: row.subject_kind, id: row.subject_id } as Delivery['subject'];
  return {
    id: row.id,
    accountId: row.account_id,
    address: row.address,
    locale: row.locale,
    message: row.message,
    statusExpectedUntil: row.status_expected_until,
    subject,
    state: row.state,
  };
}
