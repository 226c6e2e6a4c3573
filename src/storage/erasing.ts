// Erasing rows as the data catalogue says: what is deleted, children first; what is kept, blanked and under another owner.

import { sql, type Kysely, type RawBuilder } from 'kysely';
import { TABLES } from '../core/domain/data-catalogue.ts';
import type { TableRule } from '../core/domain/data-catalogue/types.ts';
import { AccountBusy } from '../core/erasure-rows.ts';
import type { AccountId } from '../core/domain/ids.ts';
import type { Schema } from './schema.ts';

/** A row that somebody else has locked for this long is left to them: less than Postgres waits before it looks for a deadlock. */
const PATIENCE = '400ms';

/** The account itself and how it is recognised: they go last, so that until then the person is told what is going on. */
const LAST = ['identity', 'account'] as const;

/** Children before those they refer to: a table comes in the catalogue after them. */
const BACKWARDS = Object.entries(TABLES).toReversed();

function ownedTables(how: TableRule['erase']['rule']): readonly (readonly [name: string, rule: TableRule])[] {
  return BACKWARDS.filter(([, { erase, owner }]) => erase.rule === how && 'column' in owner && owner.column !== 'id');
}

/** Tables whose rows go before the account does, children first. */
const GOING = ownedTables('delete')
  .map(([name]) => name)
  .filter((name) => !LAST.some((last) => last === name));

/** What leads to the payment provider goes in the transaction that writes down what is to be deleted there. */
const WITH_THE_ACCOUNT: ReadonlySet<string> = new Set(['stripe_customer', 'purchase']);

/**
 * Deletes up to `limit` rows, a table only when none are left in those before it.
 * @returns how many of each table, and the first in which some may be left
 */
export async function deleteSome(
  db: Kysely<Schema>,
  accountId: AccountId,
  limit: number,
  from: string | undefined,
): Promise<{ readonly gone: Readonly<Record<string, number>>; readonly next: string | null }> {
  const gone: Record<string, number> = {};
  let left = limit;
  for (const table of GOING.slice(from === undefined ? 0 : Math.max(GOING.indexOf(from), 0))) {
    const rows = WITH_THE_ACCOUNT.has(table) ? 0 : await deleteFrom(db, table, accountId, left);
    if (rows > 0) gone[table] = rows;
    left -= rows;
    if (left === 0) return { gone, next: table };
  }
  return { gone, next: null };
}

async function deleteFrom(
  db: Kysely<Schema>,
  table: string,
  accountId: AccountId,
  limit: number | null,
): Promise<number> {
  const name = sql.id(table);
  const { rows } = await sql<{ count: number }>`
    with gone as (
      delete from ${name} where ctid = any(array(select ctid from ${name} where account_id = ${accountId} limit ${limit})) returning 1
    ) select count(*) as count from gone
  `.execute(db);
  return rows[0]?.count ?? 0;
}

/**
 * The end of an account, in the caller's transaction: whatever is left is deleted, and what has to be kept becomes the
 * receipt's. Nobody waits for somebody who waits for us: what is in use is found out soon.
 * @param before is done once nothing can be written for the account any more, and before anything of it goes
 * @returns how many rows were left of what was deleted before
 * @throws AccountBusy
 */
export async function handOverRows(
  db: Kysely<Schema>,
  accountId: AccountId,
  receiptId: AccountId,
  before: () => Promise<void>,
): Promise<Record<string, number>> {
  try {
    await sql`set local lock_timeout = ${sql.lit(PATIENCE)}`.execute(db);
    await sql`set constraints all deferred`.execute(db);
    // Whoever adds a row for it holds a share of this until it is committed, and whoever comes later does not get one.
    await sql`select from account where id = ${accountId} for update`.execute(db);
    // And so for its credits, which are moved by who knows of nothing else of it.
    await sql`select from credit_account where account_id = ${accountId} for update`.execute(db);
    await refuseIfInUse(db, accountId);
    await before();
    const left: Record<string, number> = {};
    for (const table of GOING) {
      const rows = await deleteFrom(db, table, accountId, null);
      if (rows > 0) left[table] = rows;
    }
    const kept = ownedTables('receipt');
    const types = await typesOf(
      db,
      kept.map(([table]) => table),
    );
    for (const [table, rule] of kept) await reown(db, table, rule, types, accountId, receiptId);
    await sql`delete from identity where account_id = ${accountId}`.execute(db);
    await sql`delete from account where id = ${accountId}`.execute(db);
    await sql`set constraints all immediate`.execute(db);
    return left;
  } catch (error) {
    throw isBusy(error) ? new AccountBusy({ cause: error }) : error;
  }
}

/** Work that runs, or credits that are set aside: something was begun since these were looked after. */
async function refuseIfInUse(db: Kysely<Schema>, accountId: AccountId): Promise<void> {
  const { rows } = await sql`
    select from task where account_id = ${accountId} and state = 'running'
    union all select from hold_part where account_id = ${accountId} and captured + released < amount limit 1
  `.execute(db);
  if (rows.length > 0) throw new AccountBusy();
}

async function reown(
  db: Kysely<Schema>,
  table: string,
  { columns }: TableRule,
  types: ReadonlyMap<string, string>,
  from: AccountId,
  to: AccountId,
): Promise<void> {
  const changes: RawBuilder<unknown>[] = [];
  for (const [name, { afterwards }] of Object.entries(columns)) {
    const column = sql.id(name);
    if (name === 'account_id') changes.push(sql`account_id = ${to}`);
    else if (afterwards === 'blanked') changes.push(sql`${column} = null`);
    else if (afterwards === 'renamed')
      changes.push(
        sql`${column} = ${renamed(table, name, from, to)}::${sql.raw(types.get(`${table}.${name}`) ?? 'text')}`,
      );
  }
  await sql`update ${sql.id(table)} set ${sql.join(changes)} where account_id = ${from}`.execute(db);
}

/**
 * A name without the account's id. Keys of the journal that are made of a request or a picture lead to buttons and files in
 * a chat, so these become the operation's own; the others tie its operations to what they are about.
 */
function renamed(table: string, column: string, from: AccountId, to: AccountId): RawBuilder<unknown> {
  const without = sql`replace(${sql.id(column)}::text, ${from}::text, ${to}::text)`;
  return table === 'ledger_op' && column === 'key'
    ? sql`case when kind in ('hold', 'capture') then kind || ':' || id else ${without} end`
    : without;
}

/** By `table.column`. */
async function typesOf(db: Kysely<Schema>, tables: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const { rows } = await sql<{ name: string; type: string }>`
    select t.name || '.' || attname as name, format_type(atttypid, atttypmod) as type
    from unnest(${tables}::text[]) as t (name) join pg_attribute on attrelid = t.name::regclass
    where attnum > 0 and not attisdropped
  `.execute(db);
  return new Map(rows.map(({ name, type }) => [name, type]));
}

/** A lock that was not to be had, or a circle of those who wait. https://www.postgresql.org/docs/current/errcodes-appendix.html */
function isBusy(error: unknown): boolean {
  const { code } = (error ?? {}) as { code?: unknown };
  return code === '55P03' || code === '40P01';
}
