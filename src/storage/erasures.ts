// Erasures: asked for, confirmed, handed over, done; and what they find out about an account on the way.

import { sql, type Kysely, type Selectable } from 'kysely';
import type { AccountId, HoldId } from '../core/domain/ids.ts';
import type { AtProvider, Erasure, ErasureCounts, ErasureRows } from '../core/erasure-rows.ts';
import { inNameOf } from './account-context.ts';
import { deleteSome, handOverRows } from './erasing.ts';
import { forgetDue, forgetReceipt } from './keeping.ts';
import { markRows } from './mark-rows.ts';
import type { Schema } from './schema.ts';
import type { Seals } from './seals.ts';
import { withdrawalRows } from './withdrawals.ts';

export function erasureRows(db: Kysely<Schema>, seals: Seals): ErasureRows {
  return {
    ...asking(db),
    ...lookingAfter(db),
    ...markRows(db),
    ...withdrawalRows(db, seals),
    forgetDue: (limit) => forgetDue(db, limit),
    forgetReceipt: () => forgetReceipt(db),
    async count(id, counts) {
      await sql`/* count-erased */ ${addCounts(counts)} where id = ${id}`.execute(db);
    },
    async withdrawn(id, messages) {
      await sql`${addCounts({ messages })}, to_withdraw = null where id = ${id}`.execute(db);
    },
    async deleteRows({ id, accountId }, limit, from) {
      const { gone, next } = await deleteSome(db, accountId, limit, from);
      if (Object.keys(gone).length > 0) await sql`${addCounts(gone)} where id = ${id}`.execute(db);
      return next;
    },
    async handOver({ id, accountId, receiptId }, at) {
      // Two at it at once: the second finds it done.
      const { rows } = await sql`select from erasure where id = ${id} and state = 'confirmed' for update`.execute(db);
      if (rows.length === 0) return;
      if (receiptId === null) throw new Error('an erasure without its receipt');
      let left: AtProvider | null = null;
      const late = await handOverRows(db, accountId, receiptId, async () => {
        left = await atProvider(db, accountId);
      });
      await sql`${addCounts(late)}, state = 'erased', erased_at = ${at}, old_id = ${accountId},
        at_provider = ${left && JSON.stringify(left)}::jsonb where id = ${id}`.execute(db);
    },
    async leaveAtProvider(id, left) {
      await db
        .updateTable('erasure')
        .set({ at_provider: left && JSON.stringify(left) })
        .where('id', '=', id)
        .execute();
    },
    async finish(id, at) {
      await db
        .updateTable('erasure')
        .set({ state: 'done', done_at: at, old_id: null })
        .where('id', '=', id)
        .where('state', '=', 'erased')
        .execute();
    },
  };
}

function asking(
  db: Kysely<Schema>,
): Pick<ErasureRows, 'summary' | 'isOnLegalHold' | 'ask' | 'find' | 'byNumber' | 'confirm'> {
  const marks = markRows(db);
  return {
    async summary(accountId) {
      const count = (from: string) => sql`(select count(*) from ${sql.id(from)} where account_id = ${accountId})`;
      const { rows } = await sql<Awaited<ReturnType<ErasureRows['summary']>>>`
        select (select count(*) from image where account_id = ${accountId} and state = 'ready') as pictures,
          ${count('generation')} as prompts, ${count('bulk_run')} as runs, ${count('payment')} as payments, ${count('ticket')} as tickets,
          (select available from credit_account where account_id = ${accountId}) as credits,
          exists (
            select from stripe_subscription where account_id = ${accountId} and status in ('active', 'trialing', 'past_due')
          ) as plan,
          exists (select from lifted_hold where account_id = ${accountId}) as lifted
      `.execute(db);
      const [summary] = rows;
      if (!summary) throw new Error('a count without a row');
      return summary;
    },
    async isOnLegalHold(accountId) {
      const row = await db
        .selectFrom('legal_hold')
        .select('account_id')
        .where('account_id', '=', accountId)
        .where('in_force', '=', true)
        .executeTakeFirst();
      return row !== undefined;
    },
    async ask({ id, number, accountId, askedAt }) {
      await db.deleteFrom('erasure').where('account_id', '=', accountId).where('state', '=', 'asked').execute();
      await db
        .insertInto('erasure')
        .values({ id, number, account_id: accountId, state: 'asked', asked_at: askedAt, counts: '{}' })
        .execute();
    },
    async find(id, lock) {
      const query = db.selectFrom('erasure').selectAll().where('id', '=', id);
      const row = await (lock ? query.forUpdate() : query).executeTakeFirst();
      return row ? toErasure(row) : null;
    },
    async byNumber(number) {
      const { rows } = await sql<Selectable<Schema['erasure']>>`select * from receipt_numbered(${number})`.execute(db);
      return rows[0] ? toErasure(rows[0]) : null;
    },
    async confirm({ id, accountId }, receipt) {
      // Not by the update alone: only this lock waits for those who hold a share of the row.
      const { rows } = await sql`select from account where id = ${accountId} and state = 'active' for update`.execute(
        db,
      );
      if (rows.length === 0) return false;
      await db.updateTable('account').set({ state: 'erasing' }).where('id', '=', accountId).execute();
      await inNameOf(db, receipt.id, () =>
        db.insertInto('account').values({ id: receipt.id, locale: 'en', state: 'erased' }).execute(),
      );
      for (const mark of await marks.marksOf(accountId)) await marks.keepMark({ mark, at: receipt.at });
      await db
        .updateTable('erasure')
        .set({ state: 'confirmed', confirmed_at: receipt.at, receipt_id: receipt.id })
        .where('id', '=', id)
        .execute();
      return true;
    },
  };
}

/** What has to come to rest before anything goes. */
function lookingAfter(db: Kysely<Schema>): Pick<ErasureRows, 'stopTasks' | 'openHolds'> {
  return {
    async stopTasks(accountId) {
      // What somebody is just taking is skipped, as everywhere: it is running by the next look.
      await sql`
        with waiting as (
          select id from task where account_id = ${accountId} and state in ('queued', 'dispatched') for update skip locked
        )
        update task t set state = 'cancelled', ended_at = now(), lease_token = null, lease_until = null
        from waiting where t.id = waiting.id
      `.execute(db);
      // A picture is told to stop by its request or run, anything else by its own subject.
      const { rows } = await sql<{ subject: string }>`
        select distinct coalesce(i.run_id, i.generation_id, t.subject_id) as subject from task t
        left join image i on t.kind = 'generate' and i.id = t.subject_id
        where t.account_id = ${accountId} and t.state in ('queued', 'dispatched', 'running')
      `.execute(db);
      return rows.map(({ subject }) => subject);
    },
    async openHolds(accountId) {
      const { rows } = await sql<{ id: HoldId }>`
        select distinct hold_id as id from hold_part where account_id = ${accountId} and captured + released < amount order by id
      `.execute(db);
      return rows.map(({ id }) => id);
    },
  };
}

/** The beginning of an update of an erasure that adds to its counts. */
function addCounts(counts: ErasureCounts) {
  return sql`update erasure set counts = counts || coalesce((
    select jsonb_object_agg(key, value::bigint + coalesce((counts->>key)::bigint, 0)) from jsonb_each_text(${JSON.stringify(counts)}::jsonb)
  ), '{}')`;
}

async function atProvider(db: Kysely<Schema>, accountId: AccountId): Promise<AtProvider | null> {
  const customer = await db
    .selectFrom('stripe_customer')
    .select('customer_id as id')
    .where('account_id', '=', accountId)
    .executeTakeFirst();
  const sessions = await db
    .selectFrom('purchase')
    .select('session_id')
    .where('account_id', '=', accountId)
    .where('state', 'in', ['creating', 'open'])
    .where('session_id', 'is not', null)
    .execute();
  if (!customer && sessions.length === 0) return null;
  return { customer: customer ?? null, sessions: sessions.flatMap(({ session_id }) => session_id ?? []) };
}

function toErasure(row: Selectable<Schema['erasure']>): Erasure {
  return {
    id: row.id,
    number: row.number,
    accountId: row.account_id,
    receiptId: row.receipt_id,
    state: row.state,
    askedAt: row.asked_at,
    confirmedAt: row.confirmed_at,
    erasedAt: row.erased_at,
    doneAt: row.done_at,
    oldId: row.old_id,
    atProvider: row.at_provider,
    counts: row.counts,
  };
}
