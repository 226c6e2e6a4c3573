/** Brings a database up to date with the SQL files in `migrations/`, each in its own transaction. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Kysely, PostgresDialect, sql } from 'kysely';
import { Migrator, type Migration } from 'kysely/migration';
import { Pool } from 'pg';
import { asOwner } from './roles.ts';
import { StartRefused } from '../core/start-refused.ts';

const migrationsFolder = fileURLToPath(new URL('../../migrations', import.meta.url));
/** Those of the keyring, which is a database of its own. */
export const KEYRING_MIGRATIONS = join(migrationsFolder, 'keyring');
/** The code under which a migration says in words why this database cannot be brought up to date. */
const REFUSED = 'EASEL';

/**
 * Runs every migration that has not run yet, in the order of the file names, and resolves to their names.
 * Several processes may do this at once: Kysely holds an advisory lock, and the others find nothing left to do.
 * Rejects, naming the file, when one fails; those before it stay. Rejects as well when a file that has run is missing.
 */
export async function migrate(databaseUrl: string, folder = migrationsFolder): Promise<string[]> {
  // Two: the lock is taken on one connection, but Kysely looks at tables through the pool.
  const pool = new Pool({ connectionString: asOwner(databaseUrl), max: 2 });
  // A server that goes away rejects what is running; without a listener it would end the program as well.
  pool.on('error', () => undefined);
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  const migrator = new Migrator({ db, provider: { getMigrations: () => readMigrations(folder) } });
  const done: string[] = [];
  try {
    // migrateToLatest() would put all files into one transaction, and a new enum value cannot be used in its own.
    for (;;) {
      const { error, results = [] } = await migrator.migrateUp();
      if (error !== undefined) {
        if (error instanceof Error && 'code' in error && error.code === REFUSED)
          throw new StartRefused(error.message, { cause: error });
        const failed = results.find((result) => result.status === 'Error')?.migrationName;
        throw new Error(`The database could not be migrated${failed === undefined ? '' : `: ${failed}.sql failed`}`, {
          cause: error,
        });
      }
      if (results.length === 0) return done;
      done.push(...results.map((result) => result.migrationName));
    }
  } finally {
    await db.destroy();
  }
}

async function readMigrations(folder: string): Promise<Record<string, Migration>> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).toSorted();
  const migrations: Record<string, Migration> = {};
  for (const name of names) {
    const text = await readFile(join(folder, name), 'utf8');
    // Without parameters pg uses the simple protocol, which runs a file of many statements in one go.
    migrations[name.replace(/\.sql$/, '')] = { up: async (db) => void (await sql.raw(text).execute(db)) };
  }
  return migrations;
}
