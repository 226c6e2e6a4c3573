/** A database of its own for every test that asks, copied from a template that has all migrations. */
import { mkdtemp, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, type TestContext } from 'node:test';
import { Client, Pool } from 'pg';
import { startEmbeddedPostgres } from '../../src/storage/embedded-postgres.ts';
import { pairKeyring } from '../../src/storage/keyring-pair.ts';
import { openMasterKeys } from '../../src/storage/master-keys.ts';
import { KEYRING_MIGRATIONS, migrate } from '../../src/storage/migrate.ts';

export interface TestServer {
  stop(): Promise<void>;
}

export interface FreshDatabase {
  readonly url: string;
  readonly pool: Pool;
  /** What a program needs to start on it. */
  readonly settings: {
    readonly DATABASE_URL: string;
    readonly KEYRING_URL: string;
    readonly MASTER_KEY: string;
  };
}

/** What the keyring of a test run is made with; a program takes this environment when it is told of none. */
export const ENVIRONMENT = 'local';
export const MASTER_KEY = Buffer.alloc(32, 7).toString('base64');

const template = 'easel_template';
/** One for all databases of a run: they are copies of the template, and have its id. */
const keyring = 'easel_keyring';
/** Where test processes find the server of the run; its database is the one for maintenance. */
const serverVariable = 'EASEL_TEST_POSTGRES_URL';

/** Starts a server in memory, makes the template, and publishes the address to this process and its children. */
export async function startTestServer(): Promise<TestServer> {
  const dataDir = await mkdtemp(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'easel-test-'));
  const server = await startEmbeddedPostgres({ dataDir, durable: false, settings: { max_connections: '300' } });
  const stop = async (): Promise<void> => {
    delete process.env[serverVariable];
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    const maintenance = server.database('postgres').url;
    await execute(maintenance, `CREATE DATABASE ${template}`);
    await execute(maintenance, `CREATE DATABASE ${keyring}`);
    const [databaseUrl, keyringUrl] = [server.database(template).url, server.database(keyring).url];
    await Promise.all([migrate(databaseUrl), migrate(keyringUrl, KEYRING_MIGRATIONS)]);
    const masterKeys = await openMasterKeys({ masterKeys: [MASTER_KEY], dataDir });
    await pairKeyring({ databaseUrl, keyringUrl, environment: ENVIRONMENT, masterKeys });
    process.env[serverVariable] = maintenance;
  } catch (error) {
    await stop();
    throw error;
  }
  return { stop };
}

let started: Promise<TestServer> | undefined;

/**
 * A migrated, empty database, dropped when the test `t` ends. A file that is run without the global setup starts a
 * server of its own, once, and stops it after its last test.
 * @param from a database to copy instead; nobody may be connected to it
 */
export async function freshDatabase(t: TestContext, from = template): Promise<FreshDatabase> {
  const { url, pool } = await emptyDatabase(t, from);
  return { url, pool, settings: { DATABASE_URL: url, KEYRING_URL: await sharedKeyringUrl(), MASTER_KEY } };
}

/** The keyring that belongs to every fresh database. */
export async function sharedKeyringUrl(): Promise<string> {
  return at(await maintenanceUrl(), keyring);
}

/** A database without any table, dropped when the test `t` ends. */
export async function emptyDatabase(t: TestContext, from = 'template1'): Promise<{ url: string; pool: Pool }> {
  const maintenance = await maintenanceUrl();
  const name = `test_${process.pid}_${(databases += 1)}`;
  // FILE_COPY with a checkpoint is slower than WAL_LOG for a database as small as ours.
  await execute(maintenance, `CREATE DATABASE ${name} TEMPLATE ${from}`);
  const url = at(maintenance, name);
  const pool = new Pool({ connectionString: url, max: 10 });
  // Sessions that are cut off below are no failure; without a listener they would end the test process.
  pool.on('error', () => undefined);
  t.after(async () => {
    await pool.end();
    await execute(maintenance, `DROP DATABASE ${name} WITH (FORCE)`);
  });
  return { url, pool };
}

async function maintenanceUrl(): Promise<string> {
  if (process.env[serverVariable] === undefined) await (started ??= startTestServer());
  const maintenance = process.env[serverVariable];
  if (maintenance === undefined) throw new Error('The test server has stopped');
  return maintenance;
}

function at(server: string, database: string): string {
  const url = new URL(server);
  url.pathname = `/${database}`;
  return url.href;
}

let databases = 0;

// Registered when this file is imported, so that it runs after the last test of the importing file.
after(async () => (await started)?.stop());

async function execute(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
