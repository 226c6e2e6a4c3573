// Rows that were kept for as long as the data catalogue says, by the clock of the database; and receipts, with the books they keep.

import { sql, type Kysely } from 'kysely';
import { DATA_CATALOGUE, TABLES } from '../core/domain/data-catalogue.ts';
import type { Keep } from '../core/domain/data-catalogue/types.ts';
import type { AccountId } from '../core/domain/ids.ts';
import type { Schema } from './schema.ts';

/** Tables from which nothing else follows: their rows go by their dates alone. The others are looked after by the sweep. */
export const FORGOTTEN = [
  'purchase',
  'settlement',
  'notice',
  'ticket',
  'reconciliation',
  'erasure',
  'suppression',
  'legal_request',
  'lifted_hold',
] as const satisfies readonly (keyof Schema & keyof (typeof DATA_CATALOGUE)['tables'])[];

/** Deletes up to `limit` rows of each that are past their date; returns how many. */
export async function forgetDue(db: Kysely<Schema>, limit: number): Promise<number> {
  let forgotten = 0;
  for (const name of FORGOTTEN) {
    const { keep }: { readonly keep: Keep } = DATA_CATALOGUE.tables[name];
    if (keep.rule !== 'after') throw new Error(`${name} does not go by a date`);
    const table = sql.id(name);
    const since = keep.or ? sql`coalesce(${sql.id(keep.since)}, ${sql.id(keep.or)})` : sql.id(keep.since);
    const stays = keep.unless ? sql`and ${sql.id(keep.unless)} is null` : sql``;
    const { numAffectedRows = 0n } = await sql`
      delete from ${table} where ctid = any(array(
        select ctid from ${table} where ${since} < now() - ${`${keep.amount} ${keep.unit}`}::interval ${stays}
        limit ${limit} for update skip locked
      ))
    `.execute(db);
    forgotten += Number(numAffectedRows);
  }
  return forgotten + (await forgetPayments(db, limit));
}

/** Payments with what hangs on them, in one statement: none is ever seen without the credits it gave. */
async function forgetPayments(db: Kysely<Schema>, limit: number): Promise<number> {
  const { keep }: { readonly keep: Keep } = DATA_CATALOGUE.tables.payment;
  if (keep.rule !== 'after') throw new Error('a payment does not go by a date');
  const { rows } = await sql`
    with due as (
      select ref from payment where paid_at < now() - ${`${keep.amount} ${keep.unit}`}::interval limit ${limit} for update skip locked
    ), grants as (
      delete from payment_grant where payment_ref in (select ref from due)
    ), disputes as (
      delete from payment_dispute where payment_ref in (select ref from due)
    )
    delete from payment where ref in (select ref from due) returning ref
  `.execute(db);
  return rows.length;
}

/** Removes one receipt whose time is over, and every row it kept, in the caller's transaction; false when there is none. */
export async function forgetReceipt(db: Kysely<Schema>): Promise<boolean> {
  const { erase } = DATA_CATALOGUE.tables.erasure;
  if (erase.rule !== 'receipt') throw new Error('a receipt that is kept for no time');
  const { rows } = await sql<{ id: AccountId }>`
    select e.account_id as id from erasure e join account a on a.id = e.account_id
    where e.state = 'done' and a.state = 'erased' and e.confirmed_at < now() - ${`${erase.amount} ${erase.unit}`}::interval
    order by e.confirmed_at limit 1 for update of e skip locked
  `.execute(db);
  const [receipt] = rows;
  if (!receipt) return false;
  for (const [name, { owner }] of Object.entries(TABLES).toReversed()) {
    const table = sql.id(name);
    // The receipt goes last: it is what allows the journal to go.
    if (name === 'erasure' || 'nobody' in owner || ('column' in owner && owner.column === 'id')) continue;
    if ('column' in owner) await sql`delete from ${table} where ${sql.id(owner.column)} = ${receipt.id}`.execute(db);
    else
      await sql`
        delete from ${table} where ${sql.id(owner.through)} in (select ref from payment where account_id = ${receipt.id})
      `.execute(db);
  }
  await sql`delete from erasure where account_id = ${receipt.id}`.execute(db);
  await sql`delete from account where id = ${receipt.id}`.execute(db);
  return true;
}
