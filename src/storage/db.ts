// One pool of Postgres connections, and Kysely over it.

import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Log } from '../core/ports.ts';
import type { Schema } from './schema.ts';
import { statementPool } from './statements.ts';

export type Database = { readonly kysely: Kysely<Schema>; readonly pool: pg.Pool; close(): Promise<void> };

/** Credits and seeds are int8 in the database and safe integers here; anything larger is a bug and says so. */
function readInt8(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError('an int8 beyond 2^53 came from the database');
  return value;
}

/**
 * Opens a pool. Connections are made when first needed.
 * @param url postgres://… or a socket URL as startEmbeddedPostgres gives
 * @param log hears when a connection is lost; without that listener a lost server would end the process
 * @param turn whose turn it is, for connections that are told so (account-context.ts)
 */
export function openDatabase(url: string, connections: number, log: Log, turn?: () => string): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    application_name: 'easel',
    // See statements.ts.
    pipeline: true,
    // A query that hangs must not hold a transaction open for ever.
    statement_timeout: 60_000,
    idle_in_transaction_session_timeout: 60_000,
    types: {
      getTypeParser: (oid, format) =>
        oid === pg.types.builtins.INT8 && format !== 'binary' ? readInt8 : pg.types.getTypeParser(oid, format),
    },
  });
  const lost = (error: Error & { code?: string }): void =>
    log({ event: 'connection', to: 'postgres', state: 'fault', code: error.code ?? error.name });
  pool.on('error', lost);
  pool.on('connect', (client) => client.on('error', lost));
  const kysely = new Kysely<Schema>({ dialect: new PostgresDialect({ pool: statementPool(pool, turn) }) });
  return { kysely, pool, close: () => kysely.destroy() };
}
