// A transaction at the price of what is done in it: a connection, and no query builder before somebody builds a query.

import {
  AbortedTransactionError,
  CompiledQuery,
  DummyDriver,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  Transaction,
  type DatabaseConnection,
  type Dialect,
  type Kysely,
  type KyselyProps,
  type QueryResult,
} from 'kysely';
import type { Schema } from './schema.ts';

/** Where rows are: the pool, or one transaction. */
export type Place = {
  /** For queries that are built. */
  readonly kysely: Kysely<Schema>;
  /** Runs a text as it stands, which costs half of what a query that is built does. The columns it lists are the caller's to know. */
  run<Row = unknown>(text: string, parameters: readonly unknown[]): Promise<QueryResult<Row>>;
};

/** Outside of transactions: each statement on any connection. */
export function poolPlace(db: Kysely<Schema>): Place {
  return { kysely: db, run: (text, parameters) => db.executeQuery(CompiledQuery.raw(text, [...parameters])) };
}

const BEGIN = CompiledQuery.raw('begin');
const COMMIT = CompiledQuery.raw('commit');
const ROLLBACK = CompiledQuery.raw('rollback');

/**
 * Runs `work` in a transaction of the default isolation, which it commits, or takes back when `work` or the commit fails.
 * @throws AbortedTransactionError when a statement has failed and `work` went on all the same
 */
export function inTransaction<T>(db: Kysely<Schema>, work: (place: Place) => Promise<T>): Promise<T> {
  const executor = db.getExecutor();
  return executor.provideConnection(async (connection) => {
    const place = new OpenTransaction(connection, executor);
    await connection.executeQuery(BEGIN);
    try {
      const result = await work(place);
      const { rows } = await connection.executeQuery<{ command: string }>(COMMIT);
      if (rows[0]?.command === 'ROLLBACK') throw new AbortedTransactionError();
      return result;
    } catch (error) {
      if (!(error instanceof AbortedTransactionError)) await connection.executeQuery(ROLLBACK);
      throw error;
    } finally {
      place.end();
    }
  });
}

type Executor = KyselyProps['executor'];

class OpenTransaction implements Place {
  readonly #connection: DatabaseConnection;
  readonly #executor: Executor;
  #kysely: Kysely<Schema> | null = null;
  #isOver = false;

  constructor(connection: DatabaseConnection, executor: Executor) {
    this.#connection = connection;
    this.#executor = executor;
  }

  get kysely(): Kysely<Schema> {
    this.#kysely ??= new Transaction<Schema>({
      ...UNASKED,
      executor: this.#executor.withConnectionProvider({ provideConnection: (consumer) => consumer(this.#open()) }),
    });
    return this.#kysely;
  }

  run = async <Row>(text: string, parameters: readonly unknown[]): Promise<QueryResult<Row>> =>
    this.#open().executeQuery<Row>({ ...BEGIN, sql: text, parameters });

  end(): void {
    this.#isOver = true;
  }

  /** The connection is somebody else's afterwards: a statement that nobody waited for must not run in their transaction. */
  #open(): DatabaseConnection {
    if (this.#isOver) throw new Error('a statement for a transaction that is over');
    return this.#connection;
  }
}

const dialect: Dialect = {
  createAdapter: () => new PostgresAdapter(),
  createDriver: () => new DummyDriver(),
  createIntrospector: (db) => new PostgresIntrospector(db),
  createQueryCompiler: () => new PostgresQueryCompiler(),
};
/** What the constructor of a transaction wants, and nothing that is done within one uses. */
const UNASKED = { config: { dialect }, dialect, driver: dialect.createDriver() };
