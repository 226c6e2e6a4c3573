// How statements travel: what names itself is planned once a connection, and what nobody reads does not wait for its answer.

import type { PostgresPool, PostgresPoolClient } from 'kysely';
import pg from 'pg';

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

type Answer = Pick<pg.QueryResult, 'command' | 'rowCount' | 'rows'>;
type Hear = (error: Error | null | undefined, answer: Answer) => void;
/** Statements that go together and are not read, and what the first that failed among them failed with. */
type Company = { size: number; failure: Error | null };

const NO_ROWS: Promise<Answer> = Promise.resolve({ command: '', rowCount: 0, rows: [] });

function travel(client: pg.PoolClient): PostgresPoolClient {
  const { stream } = client.connection;
  let inTransaction = false;
  let unread: Company = { size: 0, failure: null };

  const query = (text: string, values: readonly unknown[]): Promise<Answer> => {
    const { name, isUnread } = mannerOf(text);
    if (text === 'begin') inTransaction = true;
    const company = unread;
    if (inTransaction && isUnread) {
      // One write for what goes together: each costs a system call and wakes the server.
      if (company.size === 0) stream.cork();
      company.size += 1;
      ask(client, name, text, values, (error) => {
        company.failure ??= error ?? null;
      });
      return NO_ROWS;
    }
    unread = { size: 0, failure: null };
    return new Promise((resolve, reject) => {
      ask(client, name, text, values, (error, answer) => {
        // Of several failures the first one is the cause, and answers come in the order of their statements. What is rolled
        // back may have failed.
        const failure = text === 'rollback' ? error : (company.failure ?? error);
        if (failure) reject(failure);
        else resolve(answer);
      });
      if (company.size > 0) stream.uncork();
      if (text === 'commit' || text === 'rollback') inTransaction = false;
    });
  };
  return {
    query: query as unknown as PostgresPoolClient['query'],
    release: (destroy) => client.release(destroy),
  };
}

/** Without the promise and the copies of client.query: that is what most of a small statement costs on our side. */
function ask(
  client: pg.PoolClient,
  name: string | undefined,
  text: string,
  values: readonly unknown[],
  hear: Hear,
): void {
  const query: pg.Query & { name?: string } = new pg.Query(text, values as unknown[], hear);
  if (name !== undefined) query.name = name;
  client.query(query);
}

type Manner = { readonly name?: string; readonly isUnread: boolean };

// A name stands for one text, so these are no more than there are names.
const named = new Map<string, Manner>();
const NAMELESS: Manner = { isUnread: false };
const BEGIN: Manner = { isUnread: true };

function mannerOf(text: string): Manner {
  const before = named.get(text);
  if (before) return before;
  if (text === 'begin') return BEGIN;
  const [, name, isUnread] = NAME.exec(text) ?? [];
  if (name === undefined) return NAMELESS;
  const manner = { name, isUnread: isUnread !== undefined };
  named.set(text, manner);
  return manner;
}
