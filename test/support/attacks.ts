// Attacks on the rows of somebody, made up by the thousand: each is one statement, which counts what it has got hold of.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { TABLES } from '../../src/core/domain/data-catalogue.ts';
import type { Verb } from '../../src/storage/wall-grants.ts';
import { OWNED, type Two } from './wall.ts';

type Row = Readonly<Record<string, unknown>>;
/** A column by which a row leads to one of `parent`, what that is found by, and what else the row says of it then. */
type Lead = { readonly column: string; readonly parent: string; readonly key: string; readonly as?: Row };

/** How one may end besides with a refusal: without a row, or with a code. */
export type Attack = {
  readonly table: string;
  readonly verb: Verb;
  readonly statement: string;
  /** Whether a row of Ben's would lead to one of Ada's. */
  readonly crosses: boolean;
  readonly ends: ReadonlySet<string>;
};

/** Nothing was there to be got hold of. */
const NOTHING = new Set(['0']);
/** Or what is to be handed over is tied to what stays. */
const TIED = new Set(['0', '23503']);
/** By its key, or before that by another rule of the table. */
const NOT_ADDED = new Set(['23503', '23505', '23514']);

/** The rows of both, by table, and how tables lead to each other. */
type Field = {
  readonly both: Two;
  readonly hers: ReadonlyMap<string, readonly Row[]>;
  readonly his: ReadonlyMap<string, readonly Row[]>;
  readonly leads: ReadonlyMap<string, readonly Lead[]>;
};

/** What tasks and deliveries may be about, which no foreign key can say. */
const ABOUT: readonly (readonly [child: string, as: Row, parent: string])[] = [
  ['task', { kind: 'generate' }, 'image'],
  ['task', { kind: 'assemble' }, 'bulk_run'],
  ['task', { kind: 'export' }, 'export'],
  ['task', { kind: 'erase' }, 'erasure'],
  ['task', { kind: 'deliver' }, 'delivery'],
  ['task', { kind: 'withdraw' }, 'delivery'],
  ['delivery', { subject_kind: 'generation' }, 'generation'],
  ['delivery', { subject_kind: 'run' }, 'bulk_run'],
  ['delivery', { subject_kind: 'image' }, 'image'],
  ['delivery', { subject_kind: 'history' }, 'history'],
  ['delivery', { subject_kind: 'purchase' }, 'purchase'],
  ['delivery', { subject_kind: 'notice' }, 'notice'],
  ['delivery', { subject_kind: 'export' }, 'export'],
];

export async function fieldOf(both: Two): Promise<Field> {
  const { pool } = both.shop.database;
  const rowsOf = async (id: string): Promise<Map<string, readonly Row[]>> => {
    const rows = new Map<string, readonly Row[]>();
    for (const [name, of] of OWNED) {
      const read = await pool.query<{ row: Row }>(`select to_jsonb(t) as row from ${name} t where ${of(id)}`);
      rows.set(
        name,
        read.rows.map(({ row }) => row),
      );
    }
    return rows;
  };
  const { rows: keys } = await pool.query<Lead & { child: string }>(
    `select conrelid::regclass::text as child, confrelid::regclass::text as parent, c.attname as "column", p.attname as key
     from pg_constraint cross join unnest(conkey, confkey) k (child, parent)
     join pg_attribute c on c.attrelid = conrelid and c.attnum = k.child
     join pg_attribute p on p.attrelid = confrelid and p.attnum = k.parent
     where contype = 'f' and connamespace = 'public'::regnamespace and c.attname <> 'account_id'`,
  );
  const about = ABOUT.map(([child, as, parent]) => ({ child, as, parent, column: 'subject_id', key: 'id' }));
  // A receipt is another account by intent; what has no account of its own is of the account it leads to.
  const leads = Map.groupBy(
    [...keys, ...about].filter(
      ({ child, column }) => column !== 'receipt_id' && 'account_id' in (TABLES[child]?.columns ?? {}),
    ),
    ({ child }) => child,
  );
  return { both, hers: await rowsOf(both.ada), his: await rowsOf(both.ben), leads };
}

/** One more, at random. */
export function attack(field: Field, roll: (sides: number) => number): Attack {
  const one = <T>(all: readonly T[]): T => all[roll(all.length)] ?? assert.fail('nothing to choose from');
  const table = one([...OWNED.keys()]);
  const leads = field.leads.get(table);
  return leads && roll(4) === 0 ? crossing(field, table, one(leads), roll) : reaching(field, table, roll);
}

function reaching({ both: { ada, ben }, hers }: Field, table: string, roll: (sides: number) => number): Attack {
  const { owner, columns } = TABLES[table] ?? assert.fail(table);
  const of = OWNED.get(table) ?? assert.fail(table);
  const rows = hers.get(table) ?? [];
  const row = rows[roll(rows.length)] ?? {};
  const filled = Object.keys(columns).filter((name) => row[name] !== null && !Array.isArray(row[name]));
  const [named, also] = [filled[roll(filled.length)] ?? '', filled[roll(filled.length)] ?? ''];
  const where = [
    of(ada),
    `${of(ada)} and "${named}" is not null`,
    `"${named}" = ${literal(row[named])} and ${of(ada)}`,
  ][roll(3)];
  const made = (verb: Verb, statement: string, ends = NOTHING): Attack => ({
    table,
    verb,
    statement,
    crosses: false,
    ends,
  });
  switch (roll(6)) {
    case 0:
      return made('select', `select count(*) from ${table} where ${where}`);
    case 1:
      return made('select', `select count(*) filter (where not (${of(ben)})) from ${table}`);
    case 2:
      return made('update', counted(`update ${table} set "${also}" = "${also}" where ${where}`));
    case 3:
      return made('delete', counted(`delete from ${table} where ${where}`));
    case 4:
      return made('insert', inserted(table, row));
    default: {
      if (!('column' in owner)) return made('select', `select count(*) from ${table} where ${where}`);
      const [from, to] = roll(2) === 0 ? [ada, ben] : [ben, ada];
      return made('update', counted(`update ${table} set ${owner.column} = '${to}' where ${of(from)}`), TIED);
    }
  }
}

function crossing({ both, hers, his }: Field, table: string, lead: Lead, roll: (sides: number) => number): Attack {
  const [mine, yours] = [his.get(table) ?? [], hers.get(lead.parent) ?? []];
  const row = mine[roll(mine.length)] ?? assert.fail(`Ben has nothing in ${table}`);
  const to = yours[roll(yours.length)]?.[lead.key];
  const made = (verb: Verb, statement: string): Attack => ({
    table,
    verb,
    statement,
    crosses: true,
    ends: NOT_ADDED,
  });
  if (roll(2) === 0)
    return made(
      'update',
      counted(`update ${table} set "${lead.column}" = ${literal(to)} where ${OWNED.get(table)?.(both.ben)}`),
    );
  return made(
    'insert',
    inserted(table, { ...row, ...('id' in row && { id: randomUUID() }), ...lead.as, [lead.column]: to }),
  );
}

function counted(statement: string): string {
  return `with w as (${statement} returning 1) select count(*) from w`;
}

function inserted(table: string, row: Row): string {
  return counted(
    `insert into ${table} overriding system value select * from jsonb_populate_record(null::${table}, ${literal(row)})`,
  );
}

function literal(value: unknown): string {
  return pg.escapeLiteral(typeof value === 'string' ? value : JSON.stringify(value));
}
