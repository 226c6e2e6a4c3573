// A database as a dump would have it and more: every row of every table as text, also what the server itself keeps about values.

import type { Client } from 'pg';
import { beginLook } from './look-into.ts';
import { reading } from './reading.ts';
import type { Tally } from './report.ts';

const STORE = 'dump';
const ROWS_AT_ONCE = 500;
/** Between two values, so that they are not read as one. */
const APART = Buffer.from('\n');

type Table = {
  readonly oid: number;
  readonly name: string;
  readonly columns: readonly string[];
  readonly binary: ReadonlySet<string>;
};

/**
 * Packed values are unpacked by the server on the way, so what a value holds is seen however it is stored. Read in one
 * snapshot, a few hundred rows at a time.
 * @param called what the database is called in the report
 * @param wanted of the name of a table, as `schema.table`: whether it is looked into
 */
export async function lookIntoDatabase(
  tally: Tally,
  url: string,
  called: string,
  wanted: (table: string) => boolean = () => true,
): Promise<void> {
  await reading(url, async (client) => {
    for (const table of (await tablesOf(client)).filter(({ name }) => wanted(name)))
      await lookIntoTable(client, tally, table, `${called}: ${table.name}`);
  });
}

async function tablesOf(client: Client): Promise<readonly Table[]> {
  const { rows } = await client.query<{ oid: string; name: string; columns: string; binary: string }>(
    `select c.oid, format('%I.%I', n.nspname, c.relname) as name, json_agg(quote_ident(a.attname) order by a.attnum) as columns,
       coalesce(json_agg(quote_ident(a.attname)) filter (where a.atttypid = 'bytea'::regtype), '[]') as binary
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where c.relkind in ('r', 'm', 'S') and n.nspname !~ '^pg_(toast|temp)'
     group by c.oid, n.nspname, c.relname order by n.nspname ~ '^pg_|^information_schema$', 2`,
  );
  return rows.map(({ oid, name, columns, binary }) => ({
    oid: Number(oid),
    name,
    columns: JSON.parse(columns),
    binary: new Set<string>(JSON.parse(binary)),
  }));
}

async function lookIntoTable(client: Client, tally: Tally, table: Table, called: string): Promise<void> {
  await client.query('savepoint here');
  try {
    await lookIntoRows(client, tally, table, called);
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (code !== NOT_ALLOWED) throw error;
    await client.query('rollback to here');
    // Not allowed is not empty; of the server's own tables some are for its superuser, and hold passwords.
    if (!table.name.startsWith('pg_catalog.')) tally.closed(`${called} (not allowed)`);
  }
}

const NOT_ALLOWED = '42501';

async function lookIntoRows(client: Client, tally: Tally, { name, columns, binary }: Table, called: string) {
  const looks = columns.map((column) => beginLook(tally, STORE, `${called}.${column}`));
  const wanted = columns.map((column) => (binary.has(column) ? column : `${column}::text`));
  await client.query(`declare looked no scroll cursor for select ${wanted.join(', ')} from ${name}`);
  for (;;) {
    const { rows } = await client.query<(string | Buffer | null)[]>({
      text: `fetch ${ROWS_AT_ONCE} from looked`,
      rowMode: 'array',
    });
    if (rows.length === 0) break;
    for (const [index, look] of looks.entries()) {
      const values = rows.flatMap((row) => {
        const value = row[index] ?? null;
        return value === null ? [] : [Buffer.from(value as string), APART];
      });
      await look.feed(Buffer.concat(values));
    }
  }
  await client.query('close looked');
  for (const look of looks) await look.end();
}
