// The servers a bench stands on: PostgreSQL on this disk as the product brings it, and Redis where there is one.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import pg from 'pg';
import type { OpenKeyring } from '../src/storage/keyring.ts';
import { openPairedKeyring } from '../src/storage/open-keyring.ts';
import { startEmbeddedPostgres } from '../src/storage/embedded-postgres.ts';

export interface BenchPostgres {
  /** Makes an empty database and says its address. */
  database(name: string): Promise<string>;
  /** The keyring of one of its databases, which has all migrations: opened, and closed by whoever asks. */
  keyring(databaseUrl: string): Promise<OpenKeyring>;
  /** Processor time of the server and all its sessions so far, in milliseconds; 0 where the system does not tell. */
  cpuMs(): Promise<number>;
  stop(): Promise<void>;
}

/** Starts a durable server of its own in a temporary folder on disk, and removes it again. */
export async function startPostgres(settings: Readonly<Record<string, string>> = {}): Promise<BenchPostgres> {
  const dataDir = await mkdtemp(join(tmpdir(), 'easel-bench-postgres-'));
  const server = await startEmbeddedPostgres({ dataDir, settings });
  const database = async (name: string): Promise<string> => {
    await withClient(server.url, async (client) => {
      await client.query(`create database ${client.escapeIdentifier(name)}`);
    });
    return server.database(name).url;
  };
  return {
    database,
    async keyring(databaseUrl) {
      const keyringUrl = await database(`${new URL(databaseUrl).pathname.slice(1)}_keyring`);
      const place = { databaseUrl, keyringUrl, environment: 'local', masterKeys: [], dataDir };
      return openPairedKeyring(place, true, () => undefined);
    },
    cpuMs: () => cpuOfFamily(server.pid),
    async stop() {
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Lends a connection. */
export async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** A process, its living children and those it has buried. */
async function cpuOfFamily(pid: number): Promise<number> {
  const names = await readdir('/proc').catch(() => []);
  let ticks = 0;
  for (const name of names.filter((each) => /^\d+$/.test(each))) {
    // A process may end while we look at the others.
    const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => null);
    // The name, in brackets, may hold anything: fields are counted from its end (state is the first, see proc(5)).
    const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? [];
    const [utime = 0, stime = 0, cutime = 0, cstime = 0] = fields.slice(11, 15).map(Number);
    if (Number(name) === pid) ticks += utime + stime + cutime + cstime;
    else if (Number(fields[1]) === pid) ticks += utime + stime;
  }
  const ticksPerSecond = 100;
  return (ticks * 1000) / ticksPerSecond;
}

export interface BenchRedis {
  /** One of its sixteen databases. */
  url(database: number): string;
  stop(): Promise<void>;
}

/** The server at REDIS_URL, else one of our own that keeps nothing on disk; null where there is no Redis. */
export async function startRedis(): Promise<BenchRedis | null> {
  const given = process.env['REDIS_URL'];
  if (given) return { url: (database) => at(given, database), stop: () => Promise.resolve() };
  const port = await freePort();
  const child = spawn(
    'redis-server',
    ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'],
    {
      stdio: 'ignore',
    },
  );
  const kill = (): void => void child.kill('SIGKILL');
  const failed = once(child, 'error').then(() => false);
  if (!(await Promise.race([failed, once(child, 'spawn').then(() => true)]))) return null;
  process.once('exit', kill);
  const url = `redis://127.0.0.1:${port}`;
  await answering(url);
  return {
    url: (database) => at(url, database),
    async stop() {
      process.off('exit', kill);
      const exit = once(child, 'exit');
      child.kill();
      await exit;
    },
  };
}

function at(base: string, database: number): string {
  const url = new URL(base);
  url.pathname = `/${database}`;
  return url.href;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function answering(url: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null });
    redis.on('error', () => undefined);
    try {
      await redis.connect();
      await redis.quit();
      return;
    } catch (error) {
      if (attempt === 100) throw error;
      await sleep(20);
    }
  }
}
