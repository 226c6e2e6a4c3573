/** What the tests of the embedded PostgreSQL share: folders, questions to a server, and programs that own one. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import {
  startEmbeddedPostgres,
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
} from '../../src/storage/embedded-postgres.ts';

const closers = new WeakMap<TestContext, (() => unknown)[]>();

/** Runs `close` at the end of the test, the last first; node:test runs its own `after` hooks the first first. */
function atEnd(t: TestContext, close: () => unknown): void {
  const known = closers.get(t);
  if (known !== undefined) {
    known.push(close);
    return;
  }
  const list = [close];
  closers.set(t, list);
  t.after(async () => {
    for (const each of list.toReversed()) await each();
  });
}

/** A folder in memory that is gone after the test. */
export async function temporaryFolder(t: TestContext): Promise<string> {
  const folder = await makeTemporaryFolder();
  atEnd(t, () => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function makeTemporaryFolder(): Promise<string> {
  return await mkdtemp(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'easel-pg-test-'));
}

let seed: Promise<string> | undefined;

/** A folder with a server's data, made once for the whole file: a first start takes ten times as long as a copy. */
export async function seededFolder(t: TestContext): Promise<string> {
  const folder = await temporaryFolder(t);
  await cp(await (seed ??= makeSeed()), folder, { recursive: true });
  return folder;
}

async function makeSeed(): Promise<string> {
  const folder = await makeTemporaryFolder();
  const server = await startEmbeddedPostgres({ dataDir: folder, durable: false });
  await server.stop();
  return folder;
}

after(async () => {
  if (seed !== undefined) await rm(await seed, { recursive: true });
});

/** A server of this process, which the test gives up at its end if not before. */
export async function startHere(t: TestContext, options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ durable: false, ...options });
  atEnd(t, () => server.stop());
  return server;
}

/** The rows that a query on a new connection gives. */
export async function ask(url: string, query: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  // The server may be killed while this is connected; the query then rejects.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(query)).rows;
  } finally {
    await client.end();
  }
}

export interface Owner {
  readonly pid: number;
  readonly serverPid: number;
  readonly url: string;
  /** Tells the program what to do next, and waits for its end; resolves to its exit code or signal. */
  end(how: 'stop' | 'throw' | 'kill'): Promise<number | string>;
}

const program = `
  import { createInterface } from 'node:readline';
  const [module, dataDir] = process.argv.slice(1);
  const { startEmbeddedPostgres } = await import(module);
  const server = await startEmbeddedPostgres({ dataDir, durable: false });
  console.log(JSON.stringify({ serverPid: server.pid, url: server.url }));
  const commands = createInterface({ input: process.stdin });
  commands.on('line', (command) => {
    if (command === 'throw') throw new Error('as told');
    void server.stop();
  });
`;

/** Runs another program that starts, or joins, the server of `dataDir`, and waits until it has. */
export async function startOwner(
  t: TestContext,
  dataDir: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Owner> {
  const module = fileURLToPath(new URL('../../src/storage/embedded-postgres.ts', import.meta.url));
  const args = ['--input-type=module', '--eval', program, module, dataDir];
  const child = spawn(process.execPath, args, { env, stdio: ['pipe', 'pipe', 'ignore'] });
  const exited = once(child, 'exit');
  atEnd(t, async () => {
    child.kill('SIGKILL');
    await exited;
  });
  const [line] = await Promise.race([once(createInterface({ input: child.stdout }), 'line'), exited]);
  assert.equal(typeof line, 'string', `the program ended with ${line} instead of starting a server`);
  const { serverPid, url }: { serverPid: number; url: string } = JSON.parse(line);
  return {
    pid: child.pid ?? 0,
    serverPid,
    url,
    async end(how) {
      if (how === 'kill') child.kill('SIGKILL');
      else child.stdin.end(`${how}\n`);
      const [code, signal] = await exited;
      return code ?? signal;
    },
  };
}

/** Waits until process `pid` is gone: for servers whose parent is not this process. */
export async function untilGone(pid: number): Promise<void> {
  while (existsSync(`/proc/${pid}`) || (!existsSync('/proc/self') && isAlive(pid))) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    // Gone.
    return false;
  }
}
