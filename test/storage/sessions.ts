// Ends sessions from outside, as a server does that restarts or a network that breaks.

import type { Pool } from 'pg';

/** Ends every session of this database with that name; resolves to how many there were. */
export async function killSessions(pool: Pool, name: string): Promise<number> {
  const { rowCount } = await pool.query(
    `select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = current_database() and application_name = $1`,
    [name],
  );
  return rowCount ?? 0;
}

export async function countSessions(pool: Pool, name: string): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    `select count(*)::int from pg_stat_activity where datname = current_database() and application_name = $1`,
    [name],
  );
  return rows[0]?.count ?? 0;
}
