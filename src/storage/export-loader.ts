// Loads an export into an empty database: every table in the order of the catalogue, in one transaction.

import { randomBytes } from 'node:crypto';
import { sql, type Kysely } from 'kysely';
import { ExportUnreadable, type CopyRows } from '../core/copy-ports.ts';
import { TABLES } from '../core/domain/data-catalogue.ts';
import type { TableRule } from '../core/domain/data-catalogue/types.ts';
import type { ExportLoader } from '../core/export-rows.ts';
import { KeyGone } from '../core/keyring.ts';
import { accountKeys } from './account-keys.ts';
import { KEY_BYTES } from './boxes.ts';
import { refuseForeignRows, refuseLooseObjects } from './export-loader-checks.ts';
import { batchesIn, type Batch } from './export-loader-rows.ts';
import { EXPORTED } from './export-snapshot.ts';
import type { Schema } from './schema.ts';
import { madeColumns } from './sealing-anew.ts';
import type { AccountSeal, Seals } from './seals.ts';

/** What counts up has to go on for everybody: no number of ours is near this one. */
const MAX_NUMBER = 10 ** 12;
/** PostgreSQL's classes for values that are none, that break a rule, and that are too large for an index. */
const DATA_FAULT = /^(?:22|23|54)/;

/** What is loaded, and with whose key. */
type Loading = {
  readonly db: Kysely<Schema>;
  readonly seals: Seals;
  readonly seal: () => Promise<AccountSeal>;
  readonly copy: CopyRows;
};

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
    async tryOut(copy) {
      const transaction = await db.startTransaction().execute();
      // What is taken back has been on the disk: sealed as well, with a key that nobody keeps.
      const key = accountKeys('trial', copy.accountId, randomBytes(KEY_BYTES));
      try {
        return (await loadAll({ db: transaction, seals, seal: async () => key, copy })) !== null;
      } finally {
        await transaction.rollback().execute();
      }
    },
    load: (copy) =>
      db.transaction().execute(async (transaction) => {
        const loading = { db: transaction, seals, seal: () => seals.of(copy.accountId), copy };
        const loaded = await loadAll(loading);
        // A sequence is not taken back with a transaction.
        if (loaded) for (const [table] of EXPORTED) await continueSequences(transaction, table);
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

async function loadAll(loading: Loading): Promise<Readonly<Record<string, number>> | null> {
  const { db, copy } = loading;
  // Nobody begins to use it meanwhile: whoever comes first needs an account.
  await sql`lock table account in exclusive mode`.execute(db);
  if (!(await isEmpty(db))) return null;
  const loaded: Record<string, number> = {};
  for (const [table, rule] of EXPORTED) loaded[table] = await loadTable(loading, table, rule);
  await refuseLooseObjects(db, copy);
  const gone = sql`update image set deleting_at = now() where object_key = any(${copy.gone}::text[])`;
  await gone.execute(db);
  return loaded;
}

async function loadTable(loading: Loading, table: string, rule: TableRule): Promise<number> {
  const { db, copy } = loading;
  const expected = copy.tables.get(table) ?? 0;
  const target = { table, rule, types: await typesOf(db, table) };
  let [loaded, file] = [0, `tables/${table}.jsonl`];
  try {
    for await (const piece of copy.lines(table)) {
      ({ file } = piece);
      for (const batch of batchesIn(piece, table, rule)) {
        loaded += batch.rows.length;
        if (loaded > expected) throw new ExportUnreadable('damaged', file);
        await insert(loading, target, batch);
      }
    }
    if (loaded !== expected) throw new ExportUnreadable('damaged', file);
    await refuseForeignRows({ db, accountId: copy.accountId }, table, rule);
    for (const { column } of await sequencesOf(db, table)) await refuseHighNumbers(db, table, column);
  } catch (error) {
    const code = (error as { code?: unknown } | null)?.code;
    if (typeof code === 'string' && DATA_FAULT.test(code))
      throw new ExportUnreadable('damaged', file, { cause: error });
    throw error;
  }
  return loaded;
}

type Target = { readonly table: string; readonly rule: TableRule; readonly types: ReadonlyMap<string, string> };

/**
 * As PostgreSQL wrote them, PostgreSQL reads them: nothing is rounded on the way. What is sealed is sealed with the key the
 * account has here. Any other column that the export withholds is left out, and gets what a new row has there.
 */
async function insert(
  { db, seals, seal }: Loading,
  { table, rule, types }: Target,
  { lines, rows }: Batch,
): Promise<void> {
  const made = madeColumns(seals, await seal(), table, rule, rows);
  const taken = Object.keys(rows[0] ?? {}).filter((name) => !made.some((column) => column.name === name));
  const names = [...taken, ...made.map(({ name }) => name)].map((name) => sql.ref(name));
  const shape = taken.map((name) => sql`${sql.ref(name)} ${sql.raw(types.get(name) ?? 'text')}`);
  const sealed = made.map(({ values, type }) => sql`, unnest(${values}::${sql.raw(type)}[])`);
  await sql`
    insert into ${sql.table(table)} (${sql.join(names)}) overriding system value
    select * from rows from (json_to_recordset(${`[${lines.join()}]`}::json) as (${sql.join(shape)}) ${sql.join(sealed, sql``)})
  `.execute(db);
}

async function typesOf(db: Kysely<Schema>, table: string): Promise<ReadonlyMap<string, string>> {
  const { rows } = await sql<{ name: string; type: string }>`
    select attname as name, format_type(atttypid, atttypmod) as type from pg_attribute
    where attrelid = ${table}::regclass and attnum > 0 and not attisdropped
  `.execute(db);
  return new Map(rows.map(({ name, type }) => [name, type]));
}

type Sequence = { readonly column: string; readonly sequence: string };

async function sequencesOf(db: Kysely<Schema>, table: string): Promise<readonly Sequence[]> {
  const { rows } = await sql<Sequence>`
    select attname as "column", pg_get_serial_sequence(${table}, attname) as sequence
    from pg_attribute where attrelid = ${table}::regclass and attnum > 0 and not attisdropped
      and pg_get_serial_sequence(${table}, attname) is not null
  `.execute(db);
  return rows;
}

async function refuseHighNumbers(db: Kysely<Schema>, table: string, column: string): Promise<void> {
  const { rows } = await sql<{ high: boolean }>`
    select coalesce(max(${sql.ref(column)}) > ${MAX_NUMBER}, false) as high from ${sql.table(table)}
  `.execute(db);
  if (rows[0]?.high !== false) throw new ExportUnreadable('damaged', `tables/${table}.jsonl`);
}

/** What counts up goes on after the highest number that came. */
async function continueSequences(db: Kysely<Schema>, table: string): Promise<void> {
  for (const { column, sequence } of await sequencesOf(db, table))
    await sql`select setval(${sequence}, max(${sql.ref(column)})) from ${sql.table(table)} having max(${sql.ref(column)}) is not null`.execute(
      db,
    );
}
