// Everything of one account as it was at one moment: rows as PostgreSQL writes JSON, so that nothing of them is lost on the way.
// What is sealed is opened row by row.

import { sql, type ControlledTransaction, type Kysely, type RawBuilder } from 'kysely';
import { TABLES } from '../core/domain/data-catalogue.ts';
import { isExported, type TableRule } from '../core/domain/data-catalogue/types.ts';
import type { AccountId, ExportId } from '../core/domain/ids.ts';
import type {
  ExportedColumn,
  ExportedPicture,
  ExportedUpload,
  ExportPiece,
  ExportSnapshot,
} from '../core/export-rows.ts';
import { takeTurnIn } from './account-context.ts';
import { isHandedOut, lineOf, sealedIn, selectLines, type SealedColumn, type StoredRow } from './export-lines.ts';
import { ownedBy } from './holdings.ts';
import type { Schema } from './schema.ts';
import type { AccountSeal, Sealed, Seals } from './seals.ts';

type Transaction = ControlledTransaction<Schema>;
/** Asked for anew after every wait. */
type Key = () => Promise<AccountSeal>;

const ROWS_A_FETCH = 500;
/** A longer table is handed on in several pieces: so much of it is in memory. */
const PIECE_CHARS = 4 * 1024 * 1024;

/** The tables that are handed out, in the order of the catalogue. */
export const EXPORTED: readonly (readonly [name: string, rule: TableRule])[] = Object.entries(TABLES).filter(
  ([, rule]) => isExported(rule),
);

export function exportSnapshot(db: Kysely<Schema>, seals: Seals): ExportSnapshot {
  return { read: (accountId, own) => read(db, () => seals.of(accountId), accountId, own) };
}

async function* read(db: Kysely<Schema>, key: Key, accountId: AccountId, own: ExportId): AsyncGenerator<ExportPiece> {
  const transaction = await db
    .startTransaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute();
  try {
    await sql`set local timezone = 'UTC'`.execute(transaction);
    await takeTurnIn(transaction, accountId);
    const columns = await columnsOf(transaction);
    for (const [table, rule] of EXPORTED) {
      const here = columns.filter((each) => each.table === table);
      yield { kind: 'table', table, columns: here.filter(({ name }) => isHandedOut(rule.columns[name])) };
      const rows = fetched<StoredRow>(transaction, rowsOf(table, rule, here, accountId, own));
      for await (const { text, count } of pieces(linesOf(rows, sealedIn(table, rule), key)))
        yield { kind: 'lines', table, text, rows: count };
    }
    yield { kind: 'uploads', uploads: await uploadsOf(transaction, key, accountId) };
    for await (const rows of fetched<PictureRow>(transaction, picturesOf(accountId))) {
      const seal = await key();
      yield { kind: 'pictures', pictures: rows.map((row) => toPicture(seal, row)) };
    }
    await transaction.commit().execute();
  } finally {
    if (!transaction.isCommitted) await transaction.rollback().execute();
  }
}

type StoredColumn = ExportedColumn & { readonly table: string; readonly place: number | null };

/** Every column with the type of its values, whatever that is called here and however it is kept, and its place in the table's key. */
async function columnsOf(db: Transaction): Promise<readonly StoredColumn[]> {
  const { rows } = await sql<StoredColumn>`
    select c.relname as "table", a.attname as name, case t.typtype
      when 'd' then format_type(t.typbasetype, null) when 'e' then 'text' else format_type(t.oid, null) end as type, not a.attnotnull as nullable,
      array_position(i.indkey::int2[], a.attnum) as place
    from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_type t on t.oid = a.atttypid
    left join pg_index i on i.indrelid = c.oid and i.indisprimary
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
    order by c.relname, a.attnum
  `.execute(db);
  return rows.map((column) => ({ ...column, type: openedType(column) }));
}

function openedType({ table, name, type }: StoredColumn): string {
  const holds = TABLES[table]?.columns[name]?.sealed;
  return holds === undefined ? type : holds === 'text' ? 'text' : 'jsonb';
}

function rowsOf(
  table: string,
  rule: TableRule,
  columns: readonly StoredColumn[],
  accountId: AccountId,
  own: ExportId,
): RawBuilder<unknown> {
  const order = orderOf(rule, columns).map(({ name }) => sql`t.${sql.ref(name)}`);
  return sql`${selectLines(table, rule)}
    where ${ownedBy(rule, accountId) ?? sql`false`} and ${notOf(own, table)} order by ${sql.join(order)}`;
}

/**
 * By the table's key. A part of it that is made with a key of ours says nothing elsewhere: what is handed out in clear stands in
 * for it, so that an instance that has loaded a copy hands out the same one.
 */
function orderOf({ columns: rules }: TableRule, columns: readonly StoredColumn[]): readonly StoredColumn[] {
  const key = columns.filter(({ place }) => place !== null).toSorted((a, b) => Number(a.place) - Number(b.place));
  const isClear = ({ name }: StoredColumn): boolean =>
    rules[name]?.export === 'yes' && rules[name].sealed === undefined;
  return key.every(isClear) ? key : [...key.filter(isClear), ...columns.filter(isClear)];
}

/** What belongs to this export itself is left out: it changes while it is packed. */
function notOf(own: ExportId, table: string): RawBuilder<boolean> {
  if (table === 'export') return sql`id <> ${own}`;
  if (table === 'delivery') return sql`subject_id <> ${own}`;
  if (table === 'task')
    return sql`subject_id <> ${own} and subject_id not in (select id from delivery where subject_id = ${own})`;
  return sql`true`;
}

async function* linesOf(
  rows: AsyncIterable<readonly StoredRow[]>,
  sealed: readonly SealedColumn[],
  key: Key,
): AsyncGenerator<string> {
  for await (const batch of rows) {
    const seal = await key();
    // All at once: whoever reads on slowly would hold a key that may be destroyed by then.
    yield* batch.map((row) => lineOf(seal, sealed, row));
  }
}

async function* pieces(lines: AsyncIterable<string>): AsyncGenerator<{ text: string; count: number }> {
  let held: string[] = [];
  let chars = 0;
  for await (const line of lines) {
    held.push(line);
    chars += line.length;
    if (chars < PIECE_CHARS) continue;
    yield { text: held.join(''), count: held.length };
    [held, chars] = [[], 0];
  }
  if (held.length > 0) yield { text: held.join(''), count: held.length };
}

/** A result in batches, so that it is never in memory as a whole. One at a time in a transaction. */
async function* fetched<R>(db: Transaction, query: RawBuilder<unknown>): AsyncGenerator<readonly R[]> {
  await sql`declare exported no scroll cursor for ${query}`.execute(db);
  for (;;) {
    const { rows } = await sql<R>`fetch ${sql.lit(ROWS_A_FETCH)} from exported`.execute(db);
    if (rows.length > 0) yield rows;
    if (rows.length < ROWS_A_FETCH) break;
  }
  await sql`close exported`.execute(db);
}

async function uploadsOf(db: Transaction, key: Key, accountId: AccountId): Promise<readonly ExportedUpload[]> {
  const { rows } = await sql<Omit<ExportedUpload, 'fileName'> & { fileName: Sealed<'bulk_run.file_name'> }>`
    select id, source_key as "objectKey", file_name as "fileName" from bulk_run where account_id = ${accountId} order by id
  `.execute(db);
  const seal = await key();
  return rows.map((row) => ({ ...row, fileName: seal.open('bulk_run.file_name', row.fileName) }));
}

type PictureRow = Omit<ExportedPicture, 'prompt' | 'upload'> & {
  readonly prompt: Sealed<'generation.prompt'>;
  readonly upload: Sealed<'bulk_run.file_name'> | null;
};

function toPicture(seal: AccountSeal, row: PictureRow): ExportedPicture {
  return {
    ...row,
    prompt: seal.open('generation.prompt', row.prompt),
    upload: row.upload && seal.open('bulk_run.file_name', row.upload),
  };
}

/** Finished pictures whose owner has not deleted them. */
function picturesOf(accountId: AccountId): RawBuilder<unknown> {
  return sql`
    select i.id, i.object_key as "objectKey", i.media_type as "mediaType", i.bytes, i.width, i.height, i.seed,
      g.prompt, g.model, r.file_name as upload, g.row_number as "row", i.finished_at as "finishedAt", i.saved_at as "savedAt"
    from image i join generation g on g.id = i.generation_id left join bulk_run r on r.id = i.run_id
    where i.account_id = ${accountId} and i.object_key is not null and i.deleting_at is null order by i.id`;
}
