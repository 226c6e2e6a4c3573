// Statements that name themselves are prepared: parsed and planned once for each connection instead of at every call.

import type { PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely';
import type pg from 'pg';

/** A statement may begin with its name in a comment, `/* claim-tasks *​/`; the name also shows in pg_stat_activity. */
const NAME = /^\s*\/\* ([a-z]+(?:-[a-z]+)*) \*\//;

/**
 * The pool as Kysely sees it. A name stands for one text, and that text lists its columns: what was prepared as
 * `select *` fails in a running program once a migration has added a column.
 */
export function preparing(pool: pg.Pool): PostgresPool {
  const lent = new WeakMap<pg.PoolClient, PostgresPoolClient>();
  return {
    options: pool.options,
    end: () => pool.end(),
    async connect() {
      const client = await pool.connect();
      const wrapped = lent.get(client) ?? wrap(client);
      lent.set(client, wrapped);
      return wrapped;
    },
  };
}

function wrap(client: pg.PoolClient): PostgresPoolClient {
  const query = async (text: string, values: readonly unknown[]): Promise<PostgresQueryResult<never>> => {
    const name = NAME.exec(text)?.[1];
    const result = await client.query<never>({ text, values: [...values], ...(name !== undefined && { name }) });
    return result as PostgresQueryResult<never>;
  };
  return { query: query as PostgresPoolClient['query'], release: (error) => client.release(error) };
}
