// Where the database and the keyring are: somebody's, or an embedded server that is started for them.

import { join } from 'node:path';
import type { Config } from '../config.ts';
import type { Log } from '../core/ports.ts';
import type { Closers } from '../lifecycle.ts';
import { lastingPostgres } from '../storage/lasting-postgres.ts';

const EMBEDDED_KEYRING = 'easel_keyring';

export type Addresses = {
  readonly databaseUrl: string;
  /** The same database, for who owns its tables. */
  readonly ownerUrl: string;
  readonly keyringUrl: string;
};

export async function openServers(
  { databaseUrl, migrateUrl, keyringUrl, dataDir }: Config,
  closers: Closers,
  log: Log,
): Promise<Addresses> {
  if (databaseUrl !== null && keyringUrl !== null)
    return { databaseUrl, ownerUrl: migrateUrl ?? databaseUrl, keyringUrl };
  const server = await lastingPostgres({ dataDir: join(dataDir, 'postgres') }, log);
  closers.add('postgres', () => server.stop(), 30_000);
  log({ event: 'notice', about: 'embedded-postgres', value: 'started' });
  return {
    databaseUrl: databaseUrl ?? server.url,
    ownerUrl: migrateUrl ?? databaseUrl ?? server.url,
    keyringUrl: keyringUrl ?? (await server.database(EMBEDDED_KEYRING)),
  };
}
