// Loads an export into an empty database: every table in the order of the catalogue, in one transaction.

import { sql, type Kysely } from 'kysely';
import { TABLES } from '../core/domain/data-catalogue.ts';
import type { TableRule } from '../core/domain/data-catalogue/types.ts';
import type { AccountId } from '../core/domain/ids.ts';
import type { ExportLoader } from '../core/export-rows.ts';
import { ExportUnreadable } from '../core/copy-ports.ts';
import { KeyGone } from '../core/keyring.ts';
import { EXPORTED } from './export-snapshot.ts';
import type { Schema } from './schema.ts';
import { madeColumns, type LoadedRow } from './sealing-anew.ts';
import type { Seals } from './seals.ts';

const ROWS_AT_ONCE = 1_000;

/** For whom, and with whose key. */
type Loading = { readonly db: Kysely<Schema>; readonly seals: Seals; readonly accountId: AccountId };

export function exportLoader(db: Kysely<Schema>, seals: Seals): ExportLoader {
  return {
    isEmpty: () => isEmpty(db),
    async makeKey(accountId) {
      try {
        await seals.make(accountId);
        return true;
      } catch (error) {
        if (error instanceof KeyGone) return false;
        throw error;
      }
    },
    load: (accountId, lines, gone) =>
      db.transaction().execute(async (transaction) => {
        // Nobody begins to use it meanwhile: whoever comes first needs an account.
        await sql`lock table account in exclusive mode`.execute(transaction);
        if (!(await isEmpty(transaction))) return null;
        const loading = { db: transaction, seals, accountId };
        const loaded: Record<string, number> = {};
        for (const [table, rule] of EXPORTED) {
          const types = await typesOf(transaction, table);
          loaded[table] = 0;
          for await (const text of lines(table))
            for (const rows of batches(text)) loaded[table] += await insert(loading, { table, rule, types }, rows);
          await continueSequences(transaction, table);
        }
        await sql`update image set deleting_at = now() where object_key = any(${gone}::text[])`.execute(transaction);
        return loaded;
      }),
  };
}

/** Counters over everybody and numbers of events are nobody's, and do not make a database used. */
async function isEmpty(db: Kysely<Schema>): Promise<boolean> {
  const owned = Object.entries(TABLES).filter(([, { owner }]) => !('nobody' in owner));
  const any = owned.map(([table]) => sql`exists (select from ${sql.table(table)})`);
  const { rows } = await sql<{ used: boolean }>`select ${sql.join(any, sql` or `)} as used`.execute(db);
  return rows[0]?.used === false;
}

function* batches(text: string): Generator<readonly string[]> {
  const lines = text.split('\n').filter((line) => line !== '');
  for (let at = 0; at < lines.length; at += ROWS_AT_ONCE) yield lines.slice(at, at + ROWS_AT_ONCE);
}

type Target = { readonly table: string; readonly rule: TableRule; readonly types: ReadonlyMap<string, string> };

/**
 * As PostgreSQL wrote them, PostgreSQL reads them: nothing is rounded on the way. What is sealed is sealed with the key the
 * account has here. Any other column that the export withholds is left out, and gets what a new row has there.
 */
async function insert(
  { db, seals, accountId }: Loading,
  { table, rule, types }: Target,
  lines: readonly string[],
): Promise<number> {
  const rows = lines.map((line) => JSON.parse(line) as LoadedRow);
  const given = Object.keys(rows[0] ?? {});
  const unknown = given.filter((name) => !(name in rule.columns));
  if (unknown.length > 0) throw new ExportUnreadable('other-version', `${table}.${unknown.join()}`);
  const made = madeColumns(seals, await seals.of(accountId), table, rule, rows);
  const taken = given.filter((name) => !made.some((column) => column.name === name));
  const names = [...taken, ...made.map(({ name }) => name)].map((name) => sql.ref(name));
  const shape = taken.map((name) => sql`${sql.ref(name)} ${sql.raw(types.get(name) ?? 'text')}`);
  const sealed = made.map(({ values, type }) => sql`, unnest(${values}::${sql.raw(type)}[])`);
  const { numAffectedRows } = await sql`
    insert into ${sql.table(table)} (${sql.join(names)}) overriding system value
    select * from rows from (json_to_recordset(${`[${lines.join()}]`}::json) as (${sql.join(shape)}) ${sql.join(sealed, sql``)})
  `.execute(db);
  return Number(numAffectedRows ?? 0);
}

async function typesOf(db: Kysely<Schema>, table: string): Promise<ReadonlyMap<string, string>> {
  const { rows } = await sql<{ name: string; type: string }>`
    select attname as name, format_type(atttypid, atttypmod) as type from pg_attribute
    where attrelid = ${table}::regclass and attnum > 0 and not attisdropped
  `.execute(db);
  return new Map(rows.map(({ name, type }) => [name, type]));
}

/** What counts up goes on after the highest number that came. */
async function continueSequences(db: Kysely<Schema>, table: string): Promise<void> {
  const { rows } = await sql<{ column: string; sequence: string }>`
    select attname as "column", pg_get_serial_sequence(${table}, attname) as sequence
    from pg_attribute where attrelid = ${table}::regclass and attnum > 0 and not attisdropped
      and pg_get_serial_sequence(${table}, attname) is not null
  `.execute(db);
  for (const { column, sequence } of rows)
    await sql`select setval(${sequence}, max(${sql.ref(column)})) from ${sql.table(table)} having max(${sql.ref(column)}) is not null`.execute(
      db,
    );
}
