// Rows of a table as lines of a copy: what PostgreSQL writes as JSON, and behind it what was sealed, opened.

import { sql, type RawBuilder } from 'kysely';
import type { Column, TableRule } from '../core/domain/data-catalogue/types.ts';
import { openValues, type Boxes } from './sealed-values.ts';
import type { AccountSeal, Sealed, SealedPlace } from './seals.ts';

type Box = Sealed<SealedPlace>;

/** A row as it is read: its clear columns as JSON, and the others by name. */
export type StoredRow = { readonly line: string } & { readonly [column: string]: Box | string | null };

export type SealedColumn = {
  readonly name: string;
  readonly place: SealedPlace;
  readonly holds: NonNullable<Column['sealed']>;
  /** Fields of a JSON value that are handed out, where not all are. */
  readonly still: readonly string[] | null;
};

export function isHandedOut(column: Column | undefined): boolean {
  return column !== undefined && (column.export === 'yes' || column.export.still !== undefined);
}

/** The sealed columns of a table that are handed out. */
export function sealedIn(table: string, { columns }: TableRule): readonly SealedColumn[] {
  return Object.entries(columns).flatMap(([name, column]) =>
    column.sealed && isHandedOut(column)
      ? [
          {
            name,
            place: `${table}.${name}` as SealedPlace,
            holds: column.sealed,
            still: column.export === 'yes' ? null : (column.export.still ?? []),
          },
        ]
      : [],
  );
}

/** What to select of a table named `t` for `lineOf`. */
export function selectLines(table: string, rule: TableRule): RawBuilder<unknown> {
  const clear = Object.entries(rule.columns).filter(([, column]) => !column.sealed && isHandedOut(column));
  const sealed = sealedIn(table, rule).map(({ name }) => sql`, t.${sql.ref(name)}`);
  const row = sql`select ${sql.join(clear.map(([name, column]) => handedOut(name, column)))}`;
  return sql`select (select row_to_json(r)::text from (${row}) r) as line ${sql.join(sealed, sql``)} from ${sql.table(table)} t`;
}

function handedOut(name: string, { export: rule }: Column): RawBuilder<unknown> {
  if (rule === 'yes') return sql`t.${sql.ref(name)}`;
  return sql`(select jsonb_object_agg(key, value) from jsonb_each(t.${sql.ref(name)})
    where key = any(${rule.still ?? []}::text[])) as ${sql.ref(name)}`;
}

/** One line, with its end. @throws SealBroken */
export function lineOf(seal: AccountSeal, columns: readonly SealedColumn[], row: StoredRow): string {
  if (columns.length === 0) return `${row.line}\n`;
  const opened = columns.map((column) => `${JSON.stringify(column.name)}:${openJson(seal, column, row)}`);
  return `${row.line.slice(0, -1)},${opened.join()}}\n`;
}

function openJson(seal: AccountSeal, { name, place, holds, still }: SealedColumn, row: StoredRow): string {
  const held = row[name];
  if (held === null) return 'null';
  if (holds === 'values') return JSON.stringify(openValues(seal, place, held as unknown as Boxes));
  const text = seal.open(place, held as Box);
  if (holds === 'text') return JSON.stringify(text);
  if (still === null) return text;
  const fields = Object.entries(JSON.parse(text) as object).filter(([field]) => still.includes(field));
  return JSON.stringify(Object.fromEntries(fields));
}
