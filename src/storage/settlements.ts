// What is to be settled: a row for each money object somebody spoke of, and the inbox of the events that did.

import { sql, type Kysely } from 'kysely';
import type { MoneyRef } from '../core/domain/payment.ts';
import type { Reconciliation, ReconciliationRows, SettlementRows, SettlementStand } from '../core/payment-rows.ts';
import type { Schema } from './schema.ts';

export function settlementRows(db: Kysely<Schema>): SettlementRows {
  return {
    async hear({ endpoint, eventId, type, ref }) {
      // One statement, so that an event is never remembered without its object being due.
      const { rows } = await sql`
        /* hear-money */ with fresh as (
          insert into stripe_inbox (endpoint, event_id, type, object_kind, object_id)
          values (${endpoint}, ${eventId}, ${type}, ${ref.kind}, ${ref.id}) on conflict do nothing returning object_kind, object_id
        )
        insert into settlement as s (kind, object_id) select object_kind, object_id from fresh
        on conflict (kind, object_id) do update
          set version = s.version + 1, attempts = 0, due_at = now(), waits_since = coalesce(s.waits_since, now())
        returning s.version
      `.execute(db);
      return rows.length > 0;
    },
    async due(limit) {
      const rows = await db
        .selectFrom('settlement')
        .select(['kind', 'object_id'])
        .where('waits_since', 'is not', null)
        .where('due_at', '<=', sql<Date>`now()`)
        .orderBy('due_at')
        .limit(limit)
        .execute();
      return rows.map(({ kind, object_id }) => ({ kind, id: object_id }));
    },
    stand: (ref) => stand(db, ref),
    async take({ kind, id }, { rounds }) {
      const row = await db
        .updateTable('settlement')
        .set({ rounds: rounds + 1 })
        .where('kind', '=', kind)
        .where('object_id', '=', id)
        .where('rounds', '=', rounds)
        .returning('rounds')
        .modifyEnd(sql`/* take-settlement */`)
        .executeTakeFirst();
      return row !== undefined;
    },
    async settled({ kind, id }, version) {
      await db
        .updateTable('settlement')
        .set({
          settled_version: version,
          settled_at: sql<Date>`now()`,
          attempts: 0,
          failure: null,
          waits_since: sql<Date | null>`case when version > ${version}::bigint then waits_since end`,
        })
        .where('kind', '=', kind)
        .where('object_id', '=', id)
        .modifyEnd(sql`/* money-settled unread */`)
        .execute();
    },
    async postpone({ kind, id }, afterMs, failure) {
      await db
        .updateTable('settlement')
        .set({
          attempts: sql<number>`attempts + 1`,
          due_at: sql<Date>`now() + make_interval(secs => ${afterMs / 1000}::double precision)`,
          failure,
        })
        .where('kind', '=', kind)
        .where('object_id', '=', id)
        .execute();
    },
    async attempts({ kind, id }) {
      const row = await db
        .selectFrom('settlement')
        .select('attempts')
        .where('kind', '=', kind)
        .where('object_id', '=', id)
        .executeTakeFirst();
      return row?.attempts ?? 0;
    },
    async oldestWaitSeconds() {
      const { rows } = await sql<{ seconds: number | null }>`
        select extract(epoch from now() - min(waits_since))::double precision as seconds from settlement where waits_since is not null
      `.execute(db);
      return Math.max(0, rows[0]?.seconds ?? 0);
    },
    async forgetEvents(before, limit) {
      const { rows } = await sql`
        delete from stripe_inbox where (endpoint, event_id) in (
          select endpoint, event_id from stripe_inbox where received_at < ${before} limit ${limit}
        ) returning event_id
      `.execute(db);
      return rows.length;
    },
  };
}

async function stand(db: Kysely<Schema>, { kind, id }: MoneyRef): Promise<SettlementStand> {
  // An object that is found rather than heard of gets a row, and nothing of it waits.
  const { rows } = await sql<SettlementStand>`
    /* settlement-stand */ with fresh as (
      insert into settlement (kind, object_id, version, waits_since) values (${kind}, ${id}, 0, null) on conflict do nothing
      returning version, rounds, false as waits
    )
    select * from fresh union all
    select version, rounds, waits_since is not null as waits from settlement where kind = ${kind} and object_id = ${id}
  `.execute(db);
  const [found] = rows;
  // Somebody else has made it at this very moment, which this statement cannot see; the next one does.
  return found ?? stand(db, { kind, id });
}

export function reconciliationRows(db: Kysely<Schema>): ReconciliationRows {
  return {
    async add(done: Reconciliation) {
      await db
        .insertInto('reconciliation')
        .values({
          since: done.since,
          started_at: done.startedAt,
          objects: done.objects,
          mended: done.mended,
          paid_without_grant: done.paidWithoutGrant,
          grant_without_payment: done.grantWithoutPayment,
        })
        .execute();
    },
    async lastStart(backMs) {
      const row = await db
        .selectFrom('reconciliation')
        .select('started_at')
        .where(sql<boolean>`started_at - since >= make_interval(secs => ${backMs / 1000}::double precision)`)
        .orderBy('id', 'desc')
        .limit(1)
        .executeTakeFirst();
      return row?.started_at ?? null;
    },
  };
}
