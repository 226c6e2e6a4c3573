// The migrated database and schema.ts say the same: every table, every column, and what may be null.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { freshDatabase } from '../support/postgres.ts';

type Column = { type: string; nullable: boolean; generated: boolean };
type Tables = Record<string, Record<string, Column>>;

/** Reads an interface of tables: one `table: { column: Type; … };` after the other. */
function readSchema(source: string): Tables {
  const [, whole = ''] = /export interface \w+(?: extends [\w, ]+)? \{([^]*?)\n\}/.exec(source) ?? [];
  // What is inside a json column is not the database's business.
  const body = whole.replaceAll(/\{[^{}]*\}\[\]/g, 'object[]');
  const tables: Tables = {};
  for (const [, table = '', columns = ''] of body.matchAll(/^ {2}(\w+): \{([^]*?)\};$/gm)) {
    tables[table] = {};
    for (const [, column = '', type = ''] of columns.matchAll(/(\w+): ([^;]+?)(?=;|\s*$)/g))
      tables[table][column] = {
        type: type.replace(/^Generated<(.*)>$/, '$1').replace(/ \| null$/, ''),
        nullable: type.endsWith(' | null'),
        generated: type.startsWith('Generated<'),
      };
  }
  return tables;
}

/** What a column of this type is read as. */
function kindOf(type: string): string {
  if (type === 'Date') return 'time';
  if (type === 'number') return 'number';
  if (type === 'boolean') return 'yes or no';
  if (type.startsWith('JSONColumnType<') || type.startsWith('SealedValues<')) return 'json';
  if (type.startsWith('Sealed<')) return 'sealed';
  if (type.endsWith('[]')) return 'list';
  return 'text';
}

const KINDS: Readonly<Record<string, string>> = {
  uuid: 'text',
  text: 'text',
  bytea: 'sealed',
  bigint: 'number',
  boolean: 'yes or no',
  integer: 'number',
  smallint: 'number',
  jsonb: 'json',
  ARRAY: 'list',
  'timestamp with time zone': 'time',
};

describe('schema.ts', () => {
  test('names every table and column of the migrated database, and no other', async (t) => {
    const { pool } = await freshDatabase(t);
    const declared: Tables = {};
    for (const name of ['schema', 'schema-ledger', 'schema-money'])
      Object.assign(
        declared,
        readSchema(await readFile(new URL(`../../src/storage/${name}.ts`, import.meta.url), 'utf8')),
      );
    const { rows } = await pool.query<{
      table: string;
      column: string;
      kind: string;
      nullable: boolean;
      filled: boolean;
    }>(
      `select table_name as table, column_name as column, data_type as kind, is_nullable = 'YES' as nullable, column_default is not null or is_identity = 'YES' as filled
       from information_schema.columns where table_schema = 'public' and table_name not like 'kysely%' order by 1, 2`,
    );
    assert.ok(rows.length > 100, `only ${rows.length} columns were read`);
    const inDatabase = rows.map(
      ({ table, column, kind, nullable }) => `${table}.${column} ${KINDS[kind]}${nullable ? ' or null' : ''}`,
    );
    const inTypes = Object.entries(declared).flatMap(([table, columns]) =>
      Object.entries(columns).map(
        ([column, { type, nullable }]) => `${table}.${column} ${kindOf(type)}${nullable ? ' or null' : ''}`,
      ),
    );
    assert.deepEqual(inTypes.toSorted(), inDatabase.toSorted());
    // What may be left out of an insert must have a default.
    const filled = new Set(rows.filter((row) => row.filled).map(({ table, column }) => `${table}.${column}`));
    for (const [table, columns] of Object.entries(declared))
      for (const [column, { generated }] of Object.entries(columns))
        assert.ok(!generated || filled.has(`${table}.${column}`), `${table}.${column} has no default`);
  });
});
