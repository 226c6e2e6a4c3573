// Loads an export into an empty database: every table in the order of the catalogue, in one transaction.

import { sql, type Kysely } from 'kysely';
import { TABLES } from '../core/domain/data-catalogue.ts';
import type { ExportLoader } from '../core/export-rows.ts';
import { ExportUnreadable } from '../core/copy-ports.ts';
import { EXPORTED } from './export-snapshot.ts';
import type { Schema } from './schema.ts';

const ROWS_AT_ONCE = 1_000;

export function exportLoader(db: Kysely<Schema>): ExportLoader {
  return {
    isEmpty: () => isEmpty(db),
    load: (lines, gone) =>
      db.transaction().execute(async (transaction) => {
        // Nobody begins to use it meanwhile: whoever comes first needs an account.
        await sql`lock table account in exclusive mode`.execute(transaction);
        if (!(await isEmpty(transaction))) return null;
        const loaded: Record<string, number> = {};
        for (const [table, { columns }] of EXPORTED) {
          loaded[table] = 0;
          for await (const text of lines(table))
            for (const rows of batches(text))
              loaded[table] += await insert(transaction, table, Object.keys(columns), rows);
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

/**
 * As PostgreSQL wrote them, PostgreSQL reads them: nothing is rounded on the way. A column that the export withholds is left
 * out, and gets what a new row has there.
 */
async function insert(
  db: Kysely<Schema>,
  table: string,
  known: readonly string[],
  lines: readonly string[],
): Promise<number> {
  const given = Object.keys(JSON.parse(lines[0] ?? '{}') as object);
  const unknown = given.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new ExportUnreadable('other-version', `${table}.${unknown.join()}`);
  const columns = sql.join(given.map((name) => sql.ref(name)));
  const { numAffectedRows } = await sql`
    insert into ${sql.table(table)} (${columns}) overriding system value
    select ${columns} from json_populate_recordset(null::${sql.table(table)}, ${`[${lines.join()}]`}::json)
  `.execute(db);
  return Number(numAffectedRows ?? 0);
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
