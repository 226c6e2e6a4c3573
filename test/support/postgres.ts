/** A database of its own for every test that asks, copied from a template that has all migrations. */
import { mkdtemp, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, type TestContext } from 'node:test';
import { Client, Pool } from 'pg';
import { startEmbeddedPostgres } from '../../src/storage/embedded-postgres.ts';
import { migrate } from '../../src/storage/migrate.ts';

export interface TestServer {
  stop(): Promise<void>;
}

export interface FreshDatabase {
  readonly url: string;
  readonly pool: Pool;
}

const template = 'easel_template';
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
    await migrate(server.database(template).url);
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
  if (process.env[serverVariable] === undefined) await (started ??= startTestServer());
  const maintenance = process.env[serverVariable];
  if (maintenance === undefined) throw new Error('The test server has stopped');

  const name = `test_${process.pid}_${(databases += 1)}`;
  // FILE_COPY with a checkpoint is slower than WAL_LOG for a database as small as ours.
  await execute(maintenance, `CREATE DATABASE ${name} TEMPLATE ${from}`);
  const url = new URL(maintenance);
  url.pathname = `/${name}`;
  const pool = new Pool({ connectionString: url.href, max: 10 });
  // Sessions that are cut off below are no failure; without a listener they would end the test process.
  pool.on('error', () => undefined);
  t.after(async () => {
    await pool.end();
    await execute(maintenance, `DROP DATABASE ${name} WITH (FORCE)`);
  });
  return { url: url.href, pool };
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
