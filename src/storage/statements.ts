// How statements travel: what names itself is planned once a connection, and what nobody reads does not wait for its answer.

import type { PostgresPool, PostgresPoolClient } from 'kysely';
import pg from 'pg';
import { Journey, wired, type Answer, type Hear, type Statement } from './journey.ts';

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
 * @param turn whose turn it is, asked whenever a connection is lent: a connection that was told otherwise before is told it
 * together with the first statement
 */
export function statementPool(pool: pg.Pool, turn: () => string = NOBODY): PostgresPool {
  const lent = new WeakMap<pg.PoolClient, Travelling>();
  return {
    options: pool.options,
    end: () => pool.end(),
    async connect() {
      const client = await pool.connect();
      // Kysely keeps what it knows of a connection by the object it was given.
      const travelling = lent.get(client) ?? travel(client);
      lent.set(client, travelling);
      travelling.lendTo(turn());
      return travelling.client;
    },
  };
}

const NOBODY = (): string => '';

type Travelling = { readonly client: PostgresPoolClient; lendTo(account: string): void };

const TELL = `/* tell-turn */ select set_config('app.account', $1, false)`;
const NO_ROWS: Promise<Answer> = Promise.resolve({ command: '', rowCount: 0, rows: [] });
const ROLLED_BACK: Promise<Answer> = Promise.resolve({ command: 'ROLLBACK', rowCount: null, rows: [] });

function travel(client: pg.PoolClient): Travelling {
  let inTransaction = false;
  /** What goes with the next one that is read. */
  let waiting: Statement[] = [];
  // What a new connection has been told; null where that may have been undone.
  let told: string | null = '';
  let account = '';
  /** It was told in the transaction under way, and is undone with it. */
  let isFresh = false;

  const wait = ({ name }: Manner, text: string, values: readonly unknown[]): void => {
    waiting.push({ name, text, values: wired(values) });
  };
  const send = (manner: Manner | null, text: string, values: readonly unknown[]): Promise<Answer> => {
    const company = waiting;
    if (manner) wait(manner, text, values);
    waiting = [];
    return manner ? together(client, company) : behind(client, company, () => alone(client, text, values));
  };

  const query = (text: string, values: readonly unknown[]): Promise<Answer> => {
    const manner = mannerOf(text);
    if (text === 'rollback') return takeBack();
    if (text === 'begin') {
      inTransaction = true;
      wait(BEGIN, text, values);
    }
    if (told !== account) {
      wait(TELLING, TELL, [account]);
      told = account;
      isFresh = true;
    }
    if (text === 'begin') return NO_ROWS;
    if (inTransaction && manner?.isUnread) {
      wait(manner, text, values);
      return NO_ROWS;
    }
    const answer = send(manner, text, values);
    if (isFresh) answer.then(({ command }) => command === 'ROLLBACK' && forget(), forget);
    if (text === 'commit') inTransaction = false;
    if (!inTransaction) isFresh = false;
    return answer;
  };

  const forget = (): void => {
    told = null;
  };

  const takeBack = (): Promise<Answer> => {
    const [first] = waiting;
    inTransaction = false;
    waiting = [];
    isFresh = false;
    forget();
    // What has not left yet need not be taken back.
    return first?.name === 'begin' ? ROLLED_BACK : alone(client, 'rollback', []);
  };

  return {
    client: {
      query: query as unknown as PostgresPoolClient['query'],
      release: (destroy) => client.release(destroy),
    },
    lendTo: (next) => void (account = next),
  };
}

function together(client: pg.PoolClient, statements: readonly Statement[]): Promise<Answer> {
  return new Promise((resolve, reject) => {
    client.query(new Journey(statements, (error, answer) => (error ? reject(error) : resolve(answer))));
  });
}

/** Without the promise and the copies of client.query: that is what most of a small statement costs on our side. */
function alone(client: pg.PoolClient, text: string, values: readonly unknown[]): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const hear: Hear = (error, answer) => (error ? reject(error) : resolve(answer));
    client.query(new pg.Query(text, values as unknown[], hear));
  });
}

/** What has no name, and may be several statements, cannot share an end with others: it follows them, without waiting. */
async function behind(
  client: pg.PoolClient,
  company: readonly Statement[],
  read: () => Promise<Answer>,
): Promise<Answer> {
  if (company.length === 0) return read();
  const [before, answer] = await Promise.allSettled([together(client, company), read()]);
  // Of two failures the first one is the cause.
  if (before.status === 'rejected') throw before.reason;
  if (answer.status === 'rejected') throw answer.reason;
  return answer.value;
}

type Manner = { readonly name: string; readonly isUnread: boolean };

// A name stands for one text, so these are no more than there are names.
const named = new Map<string, Manner>([['commit', { name: 'commit', isUnread: false }]]);
const BEGIN: Manner = { name: 'begin', isUnread: true };
const TELLING: Manner = { name: 'tell-turn', isUnread: true };

/** Null for what says no name. */
function mannerOf(text: string): Manner | null {
  const before = named.get(text);
  if (before) return before;
  const [, name, isUnread] = NAME.exec(text) ?? [];
  if (name === undefined) return null;
  const manner = { name, isUnread: isUnread !== undefined };
  named.set(text, manner);
  return manner;
}
