// Promises to bring something into a chat, and the sends that must not happen twice.

import { sql, type Kysely, type Selectable } from 'kysely';
import type { ChatAddress } from '../core/domain/chat.ts';
import type { DeliveryId } from '../core/domain/ids.ts';
import type { Delivery } from '../core/ports.ts';
import type { DeliveryRows } from '../core/delivery-rows.ts';
import { sealsToOpen, sealToOpen } from './going.ts';
import type { Schema } from './schema.ts';
import { openValue, openValues, sealValue } from './sealed-values.ts';
import type { AccountSeal, Sealed, Seals } from './seals.ts';

/** Of an account that is going nothing is there to be read, and nothing that is written to it is kept. */
export function deliveryRows(db: Kysely<Schema>, seals: Seals): DeliveryRows {
  const opened = async (rows: readonly Row[]): Promise<Delivery[]> => {
    const found = await sealsToOpen(
      db,
      seals,
      rows.map((row) => row.account_id),
    );
    return rows.flatMap((row) => {
      const seal = found.get(row.account_id);
      return seal ? [toDelivery(row, seal)] : [];
    });
  };
  return {
    async add(delivery) {
      const seal = await seals.of(delivery.accountId);
      await db
        .insertInto('delivery')
        .values({
          id: delivery.id,
          account_id: delivery.accountId,
          subject_kind: delivery.subject.kind,
          subject_id: delivery.subject.id,
          ...sealAddress(seal, delivery.address),
          locale: delivery.locale,
          message: delivery.message === null ? null : seal.seal('delivery.message', delivery.message),
          steps: '{}',
          status_expected_until: delivery.statusExpectedUntil,
        })
        .modifyEnd(sql`/* add-delivery unread */`)
        .execute();
    },
    async find(id) {
      const rows = await db.selectFrom('delivery').selectAll().where('id', '=', id).execute();
      return (await opened(rows))[0] ?? null;
    },
    async of(subjectId) {
      const rows = await db
        .selectFrom('delivery')
        .selectAll()
        .where('subject_id', '=', subjectId)
        .orderBy('id')
        .execute();
      return opened(rows);
    },
    async about(subjectIds) {
      // As one value: a run of ten thousand pictures has twenty thousand subjects.
      const { rows } = await sql<Pick<Delivery, 'id' | 'accountId'>>`
        select id, account_id as "accountId" from delivery where subject_id = any(${subjectIds}::uuid[]) order by id
      `.execute(db);
      return rows;
    },
    async steps({ id, accountId }) {
      const row = await db.selectFrom('delivery').select('steps').where('id', '=', id).executeTakeFirst();
      const seal = row && (await sealToOpen(db, seals, accountId));
      return seal ? openValues(seal, 'delivery.steps', row.steps) : {};
    },
    async update({ id, accountId }, change) {
      const { message = null, address } = change;
      const owner = message === null && !address ? null : (accountId ?? (await ownerOf(db, id)));
      const seal = owner && (await sealToOpen(db, seals, owner));
      if (owner && !seal) return null;
      const row = await db
        .updateTable('delivery')
        .set({
          ...(change.message !== undefined && {
            message: seal && message !== null ? seal.seal('delivery.message', message) : null,
          }),
          ...(change.statusExpectedUntil !== undefined && { status_expected_until: change.statusExpectedUntil }),
          ...(seal && address && sealAddress(seal, address)),
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
    async begin({ id, accountId }, step) {
      const row = await db
        .updateTable('delivery')
        .set({ steps: sql`steps || jsonb_build_object(${step}::text, null)` })
        .where('id', '=', id)
        .where(sql<boolean>`not steps ? ${step}::text`)
        .returning('id')
        .executeTakeFirst();
      if (row) return 'go';
      const standing = await db.selectFrom('delivery').select('steps').where('id', '=', id).executeTakeFirst();
      const box = standing?.steps[step] ?? null;
      const seal = box === null ? null : await sealToOpen(db, seals, accountId);
      return box === null || seal === null ? 'begun' : { message: openValue(seal, 'delivery.steps', box) };
    },
    async settle({ id, accountId }, step, message) {
      const seal = message === null ? null : await sealToOpen(db, seals, accountId);
      if (message !== null && seal === null) return;
      const steps =
        message === null || seal === null
          ? sql`steps - ${step}::text`
          : sql`steps || jsonb_build_object(${step}::text, ${sealValue(seal, 'delivery.steps', message)}::text)`;
      await sql`update delivery set steps = ${steps} where id = ${id}`.execute(db);
    },
  };
}

type Row = Selectable<Schema['delivery']>;

async function ownerOf(db: Kysely<Schema>, id: DeliveryId): Promise<Delivery['accountId'] | null> {
  const row = await db.selectFrom('delivery').select('account_id').where('id', '=', id).executeTakeFirst();
  return row?.account_id ?? null;
}

export function sealAddress(
  seal: AccountSeal,
  address: ChatAddress,
): { platform: ChatAddress['platform']; address: Sealed<'delivery.address'> } {
  return { platform: address.platform, address: seal.seal('delivery.address', JSON.stringify(address)) };
}

export function toDelivery(row: Row, seal: AccountSeal): Delivery {
  // What kind of id it is, its kind says.
  const subject = { kind: row.subject_kind, id: row.subject_id } as Delivery['subject'];
  return {
    id: row.id,
    accountId: row.account_id,
    address: JSON.parse(seal.open('delivery.address', row.address)) as ChatAddress,
    locale: row.locale,
    message: row.message && seal.open('delivery.message', row.message),
    statusExpectedUntil: row.status_expected_until,
    subject,
    state: row.state,
  };
}
