// Time that passes in a database: everything in it happened so much longer ago, whatever it is.

import type { Pool } from 'pg';

type Moments = {
  readonly table: string;
  readonly columns: string[];
  /** Null for a table of nobody's. */ readonly owner: string | null;
};

/** Columns of every table of ours that say when something was or will be. */
async function momentsOf(pool: Pool): Promise<readonly Moments[]> {
  const { rows } = await pool.query<Moments>(
    `select c.table_name as table, array_agg(quote_ident(c.column_name)) as columns, (
       select case o.table_name when 'account' then 'id' else 'account_id' end from information_schema.columns o
       where o.table_schema = 'public' and o.table_name = c.table_name and (o.column_name = 'account_id' or o.table_name = 'account') limit 1
     ) as owner
     from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
     where c.table_schema = 'public' and t.table_type = 'BASE TABLE' and c.table_name not like 'kysely_%'
       and c.data_type in ('timestamp with time zone', 'date') and c.is_generated = 'NEVER'
     group by c.table_name order by 1`,
  );
  return rows;
}

/**
 * Moves every moment into the past, as a restored backup would bring it: no trigger looks.
 * @param by an interval of whole hours
 * @param accountId whose alone, in place of everybody's
 */
export async function age(pool: Pool, by: string, accountId: string | null = null): Promise<void> {
  const moments = await momentsOf(pool);
  const client = await pool.connect();
  try {
    await client.query(`begin; set local session_replication_role = 'replica'`);
    for (const { table, columns, owner } of moments) {
      if (accountId !== null && owner === null) continue;
      const set = columns.map((column) => `${column} = ${column} - $1::interval`).join();
      const [where, values] = accountId === null ? ['', [by]] : [`where ${owner} = $2`, [by, accountId]];
      await client.query(`update ${table} set ${set} ${where}`, values);
    }
    await client.query('commit');
  } finally {
    client.release();
  }
}
