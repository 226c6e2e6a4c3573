// What a database holds, table by table, so that a test can say exactly what was written and that nothing else was.

import type { Pool } from 'pg';

/** Per table: how many rows, and a digest of what they say. */
export type Tables = Readonly<Record<string, { readonly rows: number; readonly digest: string }>>;

export async function readTables(pool: Pool): Promise<Tables> {
  const { rows } = await pool.query<{ name: string }>(
    `select table_name as name from information_schema.tables
     where table_schema = 'public' and table_name not like 'kysely%' order by 1`,
  );
  const tables: Record<string, { rows: number; digest: string }> = {};
  for (const { name } of rows) {
    const read = await pool.query<{ rows: string; digest: string }>(
      `select count(*) as rows, coalesce(md5(string_agg(t::text, '|' order by t::text)), '') as digest from ${name} t`,
    );
    tables[name] = { rows: Number(read.rows[0]?.rows), digest: read.rows[0]?.digest ?? '' };
  }
  return tables;
}

/** Rows added by table; tables whose rows only changed are listed with 0. */
export function written(before: Tables, after: Tables): Record<string, number> {
  const changed = Object.entries(after).filter(([name, now]) => before[name]?.digest !== now.digest);
  return Object.fromEntries(changed.map(([name, now]) => [name, now.rows - (before[name]?.rows ?? 0)]));
}
