// A copy is complete by a scan of the database that knows nothing of the catalogue, and it holds nothing of anybody else.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Pool } from 'pg';
import type { AccountId } from '../../../src/core/domain/ids.ts';
import { openValues, type Boxes } from '../../../src/storage/sealed-values.ts';
import type { AccountSeal, Sealed, SealedPlace } from '../../../src/storage/seals.ts';
import { exported, rowsIn, textIn, type Copy } from '../../support/copies.ts';
import { everybody, objectsOf } from '../../support/everybody.ts';
import { asking } from '../../support/people.ts';

/** Tables in which nothing says whose a row is, and why nobody can look for theirs there. */
const NOBODYS: Readonly<Record<string, string>> = {
  inbound_event: 'numbers of events, without who caused them',
  usage_hourly: 'counts over at least 20 accounts',
  stripe_inbox: "numbers of the payment provider's events",
  settlement: "names of the payment provider's objects",
  reconciliation: 'counters over everybody',
  suppression: 'marks of accounts that are gone',
};

/** Whole tables of somebody's that are not handed out, and why. */
const UNTOLD: Readonly<Record<string, string>> = {
  legal_request: 'a law may forbid to tell of it; who may be told is told in the chat',
};

/** What is not handed out of somebody's own rows, and why. */
const WITHHELD: Readonly<Record<string, string>> = {
  'task.lease_token': 'a key of the worker that holds the task',
  'history.words_mark': 'made of the words, which are handed out, with a key of the account',
  'identity.mark': 'made of the user id, which is handed out, with a key of the keyring',
  'bulk_run.parts': 'names of ZIP files that are made of the pictures and of nothing else',
  'erasure.to_withdraw': 'messages of ours, sealed for the receipt and there for minutes',
  'export.parts': 'names of files that are gone after a day',
  'export.link_hash': 'recognises a link that only the person has',
  'legal_hold.opened_by': 'the name of an operator',
  'legal_hold.approved_by': 'the name of an operator',
  'legal_hold.lift_asked_by': 'the name of an operator',
  'lifted_hold.asked_mark': "a mark of an operator's name",
  'lifted_hold.approved_mark': "a mark of an operator's name",
};
/** What of an address is a key to answer by. */
const KEYS: ReadonlySet<string> = new Set(['token', 'tokenUntil']);

type Row = Record<string, unknown>;

/** Every row that is somebody's: by a column that names the account, or by a foreign key to a row that is. */
async function scan(
  pool: Pool,
  account: AccountId,
  seal: AccountSeal,
): Promise<{ rows: Map<string, Row[]>; nobodys: string[] }> {
  const { rows: columns } = await pool.query<{ table: string; column: string; type: string }>(
    `select table_name as "table", column_name as "column", data_type as type from information_schema.columns
     where table_schema = 'public' and table_name not like 'kysely%'`,
  );
  const opened = (table: string, row: Row): Row => {
    const boxes = columns.filter((each) => each.table === table && each.type === 'bytea' && row[each.column] !== null);
    const values = boxes.map(({ column }) => [column, openIn(seal, `${table}.${column}`, String(row[column]))]);
    // The one object of which each value is a box.
    if (table === 'delivery') values.push(['steps', openValues(seal, 'delivery.steps', row['steps'] as Boxes)]);
    return { ...row, ...(Object.fromEntries(values) as Row) };
  };
  const { rows: keys } = await pool.query<{ child: string; column: string; parent: string; key: string }>(
    `select c.table_name as child, c.column_name as "column", p.table_name as parent, p.column_name as key
     from information_schema.referential_constraints r
     join information_schema.key_column_usage c on c.constraint_name = r.constraint_name
     join information_schema.key_column_usage p
       on p.constraint_name = r.unique_constraint_name and p.ordinal_position = c.position_in_unique_constraint
     where r.constraint_schema = 'public'`,
  );
  const whose = (table: string): string | null => {
    if (table === 'account') return 'id = $1::uuid';
    if (columns.some((each) => each.table === table && each.column === 'account_id')) return 'account_id = $1::uuid';
    const key = keys.find(({ child, parent }) => child === table && whose(parent) !== null);
    return key ? `"${key.column}" in (select "${key.key}" from "${key.parent}" where ${whose(key.parent)})` : null;
  };
  const rows = new Map<string, Row[]>();
  const nobodys = [];
  for (const table of new Set(columns.map((each) => each.table))) {
    if (table in UNTOLD) continue;
    const where = whose(table);
    if (where === null) nobodys.push(table);
    else {
      const found = await pool.query<{ row: Row }>(`select to_jsonb(t) as row from "${table}" t where ${where}`, [
        account,
      ]);
      rows.set(
        table,
        found.rows.map(({ row }) => opened(table, row)),
      );
    }
  }
  return { rows, nobodys };
}

/** What the account's key opens, from the way PostgreSQL writes bytes: JSON where it looks like it, and words otherwise. */
function openIn(seal: AccountSeal, place: string, hex: string): unknown {
  const text = seal.open(place as SealedPlace, Buffer.from(hex.slice(2), 'hex') as Sealed<SealedPlace>);
  return /^[[{]/.test(text) ? JSON.parse(text) : text;
}

function handedOut(table: string, row: Row): Row {
  const kept = Object.entries(row).filter(([column]) => !(`${table}.${column}` in WITHHELD));
  return Object.fromEntries(
    kept.map(([column, value]) => [column, column === 'address' ? withoutKeys(value as Row) : value]),
  );
}

function withoutKeys(address: Row): Row {
  return Object.fromEntries(Object.entries(address).filter(([name]) => !KEYS.has(name)));
}

/** The same value however its keys are ordered and its times are written. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+[+-]\d\d:\d\d$/.test(inner))
      return new Date(inner).toISOString();
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  });
}

type Schema = { required: string[]; properties: Record<string, { type?: string | string[]; format?: string }> };

function schemaOf(copy: Copy, table: string): Schema {
  return JSON.parse(textIn(copy, `schema/${table}.json`)) as Schema;
}

const FORMATS: Readonly<Record<string, RegExp>> = {
  uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+00:00$/,
};

/** What of JSON Schema is used here. */
function conforms(row: Row, { required, properties }: Schema, table: string): void {
  assert.deepEqual(Object.keys(row).toSorted(), required.toSorted(), table);
  for (const [name, { type, format }] of Object.entries(properties)) {
    const value = row[name];
    const is =
      value === null ? 'null' : Array.isArray(value) ? 'array' : Number.isInteger(value) ? 'integer' : typeof value;
    if (type !== undefined) assert.ok([type].flat().includes(is), `${table}.${name} is ${is}, not ${String(type)}`);
    if (format !== undefined && typeof value === 'string') assert.match(value, FORMATS[format] ?? assert.fail(format));
  }
}

describe('a copy of everything', () => {
  test('P39: has every column of every row an independent scan finds, and no byte of anybody else', async (t) => {
    const { shop, account, otherNeedles } = await everybody(t);
    const found = await scan(shop.database.pool, account, await shop.seals.of(account));
    assert.deepEqual(found.nobodys.toSorted(), Object.keys(NOBODYS).toSorted());
    const empty = [...found.rows].filter(([, rows]) => rows.length === 0).map(([table]) => table);
    assert.deepEqual(empty, [], 'the person has not done what these tables are for');

    const copy = await exported(shop, asking('user-ada-lovelace'));
    for (const [table, rows] of found.rows)
      assert.deepEqual(
        rowsIn(copy, table).map(canonical).toSorted(),
        rows.map((row) => canonical(handedOut(table, row))).toSorted(),
        table,
      );
    for (const table of Object.keys(UNTOLD)) assert.ok(!copy.has(`tables/${table}.jsonl`), table);
    for (const table of found.rows.keys())
      for (const row of rowsIn(copy, table)) conforms(row, schemaOf(copy, table), table);
    for (const needle of otherNeedles)
      for (const [name, bytes] of copy) assert.ok(!bytes.includes(needle), `${needle} is in ${name}`);
  });

  test('P05, P10: has the bytes of what was uploaded and drawn, and what was asked of us', async (t) => {
    const { shop } = await everybody(t);
    const copy = await exported(shop, asking('user-ada-lovelace'));
    const { pool } = shop.database;
    for (const { key, file } of await objectsOf(pool, rowsIn(copy, 'account')[0]?.['id']))
      assert.deepEqual(copy.get(file), Buffer.from((await shop.bucket.get(key)) ?? assert.fail(key)), file);
    assert.ok(textIn(copy, 'tables/ticket.jsonl').includes('canary question'));
  });
});
