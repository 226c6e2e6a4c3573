// How statements travel: those that name themselves are parsed and planned once a connection, and `begin` rides along.

import type { PostgresPool, PostgresPoolClient } from 'kysely';
import type pg from 'pg';

// A statement may carry its name in a comment, such as /* claim-tasks */; pg_stat_activity shows it as well.
const NAME = /\/\* ([a-z]+(?:-[a-z]+)*) \*\//;

/**
 * The pool as Kysely sees it. A name stands for one text, and that text lists its columns: what was prepared as
 * `select *` fails in a running program once a migration has added a column.
 * @param pool in pipeline mode, so that a transaction's `begin` and its first statement cost one journey, not two
 */
export function preparing(pool: pg.Pool): PostgresPool {
  const lent = new WeakMap<pg.PoolClient, PostgresPoolClient>();
  return {
    options: pool.options,
    end: () => pool.end(),
    async connect() {
      const client = await pool.connect();
      // Kysely keeps what it knows of a connection by the object it was given.
      const wrapped = lent.get(client) ?? wrap(client);
      lent.set(client, wrapped);
      return wrapped;
    },
  };
}

function wrap(client: pg.PoolClient): PostgresPoolClient {
  let beginning = false;
  const send = (text: string, values: readonly unknown[]): Promise<pg.QueryResult> => {
    const name = NAME.exec(text)?.[1];
    return client.query({ text, values: [...values], ...(name !== undefined && { name }) });
  };
  const query = async (text: string, values: readonly unknown[]): Promise<pg.QueryResult> => {
    if (text === 'begin') {
      beginning = true;
      return NOTHING;
    }
    if (!beginning) return send(text, values);
    beginning = false;
    const [, answer] = await Promise.all([client.query('begin'), send(text, values)]);
    return answer;
  };
  return {
    query: query as unknown as PostgresPoolClient['query'],
    release: (destroy) => client.release(destroy),
  };
}

const NOTHING: pg.QueryResult = { command: 'BEGIN', rowCount: 0, oid: 0, rows: [], fields: [] };
