// What is left of somebody in a database: an independent look into every column of every table, which knows no catalogue.

import assert from 'node:assert/strict';
import type { Pool } from 'pg';
import { lookIntoDatabase } from '../../src/residue/database.ts';
import { createTally } from '../../src/residue/report.ts';

/** `table.column: needle`, for each column of any schema of ours that holds one of the needles, however it is written. */
export async function residue(pool: Pool, needles: readonly string[]): Promise<readonly string[]> {
  const tally = createTally(needles.map((text) => ({ kind: text, from: 'here', text })));
  await lookIntoDatabase(tally, pool.options.connectionString ?? '', '', (table) => !OF_SERVER.test(table));
  const { findings, unfit, closed } = tally.report();
  assert.deepEqual([unfit, closed], [{ short: 0, common: 0 }, []]);
  return [...new Set(findings.map(({ place, kind }) => `${place.replace(/^: \w+\./, '')}: ${kind}`))];
}

const OF_SERVER = /^(?:pg_catalog|information_schema)\./;

/** Tables that have a row of the account, by the name of its owner column. */
export async function tablesOf(pool: Pool, accountId: string): Promise<ReadonlySet<string>> {
  const { rows } = await pool.query<{ table: string }>(
    `select table_name as table from information_schema.columns
     where table_schema = 'public' and column_name = 'account_id' order by 1`,
  );
  const held = new Set<string>();
  for (const { table } of rows) {
    const found = await pool.query(`select from ${table} where account_id = $1 limit 1`, [accountId]);
    if (found.rows.length > 0) held.add(table);
  }
  return held;
}

/** Per table a digest of the rows in which a text is: what must not change while somebody else is erased. */
export async function rowsWith(pool: Pool, text: string): Promise<Readonly<Record<string, string>>> {
  const digests: Record<string, string> = {};
  for (const table of await tables(pool)) {
    const read = await pool.query<{ digest: string }>(
      `select count(*) || ':' || md5(coalesce(string_agg(t::text, '|' order by t::text), '')) as digest from ${table} t
       where position($1 in t::text) > 0`,
      [text],
    );
    digests[table] = read.rows[0]?.digest ?? '';
  }
  return digests;
}

/** Per table every id that is anywhere in it, whatever it is the id of, and how many of its rows hold a text. */
export async function idsIn(
  pool: Pool,
  text: string,
): Promise<ReadonlyMap<string, { readonly ids: ReadonlySet<string>; readonly texts: number }>> {
  const found = new Map<string, { ids: ReadonlySet<string>; texts: number }>();
  for (const table of await tables(pool)) {
    const { rows } = await pool.query<{ id: string }>(
      `select distinct m[1] as id from ${table} t,
         regexp_matches(t::text, '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}', 'g') as m`,
    );
    const { rows: holding } = await pool.query(`select from ${table} t where position($1 in t::text) > 0`, [text]);
    found.set(table, { ids: new Set(rows.map(({ id }) => id)), texts: holding.length });
  }
  return found;
}

async function tables(pool: Pool): Promise<readonly string[]> {
  const { rows } = await pool.query<{ table: string }>(
    `select table_name as table from information_schema.tables where table_schema = 'public' order by 1`,
  );
  return rows.map(({ table }) => table);
}
