// How statements travel: what names itself is planned once a connection, and what nobody reads does not wait for its answer.

import type { PostgresPool, PostgresPoolClient } from 'kysely';
import type pg from 'pg';

// A statement may say in a comment who it is, such as /* claim-tasks */ or /* add-delivery unread */.
const NAME = /\/\* ([a-z]+(?:-[a-z]+)*)( unread)? \*\//;

/**
 * The pool as Kysely sees it. Two kinds of comment in a statement mean something here:
 * - a name: it is prepared. A name stands for one text, and that text lists its columns: what was prepared as `select *`
 *   fails in a running program once a migration has added a column. The name also shows in pg_stat_activity.
 * - `unread`: inside a transaction the call resolves at once, without rows, and the statement goes with the next one that is
 *   read, at the latest with `commit`; so does its failure. `begin` is always like that. So a transaction costs as many
 *   journeys to the server as it has answers to read, and not as many as it has statements.
 * @param pool in pipeline mode
 */
export function statementPool(pool: pg.Pool): PostgresPool {
  const lent = new WeakMap<pg.PoolClient, PostgresPoolClient>();
  return {
    options: pool.options,
    end: () => pool.end(),
    async connect() {
      const client = await pool.connect();
      // Kysely keeps what it knows of a connection by the object it was given.
      const travelling = lent.get(client) ?? travel(client);
      lent.set(client, travelling);
      return travelling;
    },
  };
}

const NO_ROWS: Pick<pg.QueryResult, 'command' | 'rowCount' | 'rows'> = { command: '', rowCount: 0, rows: [] };

function travel(client: pg.PoolClient): PostgresPoolClient {
  const { stream } = client.connection;
  let inTransaction = false;
  let unread: Promise<unknown>[] = [];

  const query = async (text: string, values: readonly unknown[]): Promise<typeof NO_ROWS> => {
    const [, name, isUnread] = NAME.exec(text) ?? [];
    if (text === 'begin') inTransaction = true;
    const waits = inTransaction && (text === 'begin' || isUnread !== undefined);
    // One write for what goes together: each costs a system call and wakes the server.
    if (waits && unread.length === 0) stream.cork();
    const answer = client.query({ text, values: [...values], ...(name !== undefined && { name }) });
    if (waits) {
      // Heard below; until then it is nobody's failure.
      answer.catch(() => undefined);
      unread.push(answer);
      return NO_ROWS;
    }
    const before = unread;
    unread = [];
    if (before.length > 0) stream.uncork();
    if (text === 'commit' || text === 'rollback') inTransaction = false;
    if (text === 'rollback') await Promise.allSettled(before);
    // Of several failures the first one is the cause: answers come in the order of their statements.
    else await Promise.all([...before, answer]);
    return answer;
  };
  return {
    query: query as unknown as PostgresPoolClient['query'],
    release: (destroy) => client.release(destroy),
  };
}
