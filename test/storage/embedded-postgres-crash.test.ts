/** The embedded PostgreSQL survives kills of either side and is shared by programs, the last of which ends it. */
import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { platform } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { ServerExit } from '../../src/storage/embedded-postgres.ts';
import {
  ask,
  isAlive,
  startHere,
  seededFolder,
  startOwner,
  temporaryFolder,
  untilGone,
} from './embedded-postgres-rig.ts';

const linux = platform() === 'linux';

describe('After a kill -9', () => {
  test('of the server its program is told, and the next start has what was committed', async (t) => {
    const dataDir = await seededFolder(t);
    const { promise: exited, resolve: onExit } = Promise.withResolvers<ServerExit>();
    const first = await startHere(t, { dataDir, durable: true, onExit });
    await ask(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    process.kill(first.pid, 'SIGKILL');
    const { code, signal } = await exited;
    assert.deepEqual({ code, signal }, { code: null, signal: 'SIGKILL' });
    const second = await startHere(t, { dataDir });
    assert.deepEqual(await ask(second.url, 'SELECT answer FROM kept'), [{ answer: 42 }]);
  });

  test('of the server the next start waits for sessions that are still at work', { skip: !linux }, async (t) => {
    const dataDir = await seededFolder(t);
    const first = await startHere(t, { dataDir });
    // Never looks at its connection, so it does not notice that the server is gone.
    const cutOff = assert.rejects(ask(first.url, 'DO $$ BEGIN LOOP END LOOP; END $$'));
    const working = `SELECT pid FROM pg_stat_activity WHERE query LIKE 'DO %' AND state = 'active'`;
    while ((await ask(first.url, working)).length === 0);
    process.kill(first.pid, 'SIGKILL');
    await first.stop();
    const second = await startHere(t, { dataDir });
    await cutOff;
    assert.deepEqual(await ask(second.url, working), []);
  });

  test('of a program its server lives on, is used by the next one, and ended by it', async (t) => {
    const dataDir = await seededFolder(t);
    const owner = await startOwner(t, dataDir);
    await ask(owner.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    assert.equal(await owner.end('kill'), 'SIGKILL');
    const server = await startHere(t, { dataDir });
    assert.equal(server.pid, owner.serverPid);
    assert.deepEqual(await ask(server.url, 'SELECT answer FROM kept'), [{ answer: 42 }]);
    await server.stop();
    await untilGone(server.pid);
  });

  test('of everything at once a stranger may have got the number of the server', { skip: !linux }, async (t) => {
    const dataDir = await seededFolder(t);
    const first = await startHere(t, { dataDir });
    const pidFile = join(dataDir, 'cluster', 'postmaster.pid');
    const text = await readFile(pidFile, 'utf8');
    process.kill(first.pid, 'SIGKILL');
    await first.stop();
    await writeFile(pidFile, text.replace(/^\d+/, String(process.pid)));
    const second = await startHere(t, { dataDir });
    assert.deepEqual(await ask(second.url, 'SELECT 1 AS one'), [{ one: 1 }]);
  });

  test('of one session the server goes on, and so does everybody who uses it', async (t) => {
    const dataDir = await seededFolder(t);
    const owner = await startOwner(t, dataDir);
    let exits = 0;
    const server = await startHere(t, { dataDir, onExit: () => (exits += 1) });
    // The server cuts off all sessions when one of them crashes.
    const { keepers } = await keepersOf(server.url);
    assert.equal(keepers.length, 2);
    process.kill(keepers[0] ?? Number.NaN, 'SIGKILL');
    let now: { server: number; keepers: number[] } | null = null;
    const renewed = (pids: readonly number[]) => pids.length === 2 && pids.every((pid) => !keepers.includes(pid));
    while (now === null || !renewed(now.keepers)) {
      // It refuses connections while it restarts its sessions, and until it notices, the old ones are still listed.
      now = await keepersOf(server.url).catch(() => null);
    }
    assert.equal(now.server, server.pid);
    assert.equal(await owner.end('stop'), 0);
    assert.equal(exits, 0);
    assert.equal(isAlive(server.pid), true);
  });
});

describe('Programs that name the same folder', () => {
  test('at the same moment share one server, and the last to stop ends it', async (t) => {
    const dataDir = await temporaryFolder(t);
    const [a, b, c] = await Promise.all([startOwner(t, dataDir), startOwner(t, dataDir), startHere(t, { dataDir })]);
    assert.deepEqual([a.serverPid, b.serverPid], [c.pid, c.pid]);
    await c.stop();
    assert.equal(await a.end('stop'), 0);
    assert.deepEqual(await ask(b.url, 'SELECT 1 AS one'), [{ one: 1 }]);
    assert.equal(await b.end('stop'), 0);
    await untilGone(c.pid);
  });

  test('may stop at the same moment without leaving the server behind', async (t) => {
    const dataDir = await seededFolder(t);
    const owners = await Promise.all([startOwner(t, dataDir), startOwner(t, dataDir), startOwner(t, dataDir)]);
    assert.deepEqual(await Promise.all(owners.map((owner) => owner.end('stop'))), [0, 0, 0]);
    await untilGone(owners[0]?.serverPid ?? 0);
  });

  test('are all told when the server dies', async (t) => {
    const dataDir = await seededFolder(t);
    const owner = await startOwner(t, dataDir);
    const { promise: exited, resolve: onExit } = Promise.withResolvers<ServerExit>();
    await startHere(t, { dataDir, onExit });
    process.kill(owner.serverPid, 'SIGKILL');
    await exited;
    // The next start also frees the shared memory of a killed server.
    await startHere(t, { dataDir });
  });

  test('get a new server when nobody can reach the old one any more', { skip: !linux }, async (t) => {
    const dataDir = await seededFolder(t);
    const owner = await startOwner(t, dataDir);
    await rm(join(dataDir, 'socket'), { recursive: true });
    const server = await startHere(t, { dataDir });
    assert.notEqual(server.pid, owner.serverPid);
    assert.deepEqual(await ask(server.url, 'SELECT 1 AS one'), [{ one: 1 }]);
  });
});

test('A program that fails takes the server it started with it', async (t) => {
  const owner = await startOwner(t, await seededFolder(t));
  assert.equal(await owner.end('throw'), 1);
  await untilGone(owner.serverPid);
});

test('The log of a server has none of what people wrote', async (t) => {
  const { promise: exited, resolve: onExit } = Promise.withResolvers<ServerExit>();
  const dataDir = await seededFolder(t);
  const server = await startHere(t, { dataDir, onExit });
  await ask(server.url, 'CREATE TABLE person (name text PRIMARY KEY)');
  await ask(server.url, `INSERT INTO person VALUES ('Ada Lovelace')`);
  await assert.rejects(ask(server.url, `INSERT INTO person VALUES ('Ada Lovelace')`), { code: '23505' });
  process.kill(server.pid, 'SIGKILL');
  const log = (await exited).log.join('\n');
  assert.match(log, /duplicate key/);
  assert.doesNotMatch(log, /Ada/);
  await startHere(t, { dataDir });
});

async function keepersOf(url: string): Promise<{ server: number; keepers: number[] }> {
  const rows = await ask(
    url,
    `SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::int AS server, coalesce(array_agg(pid), '{}') AS keepers
      FROM pg_stat_activity WHERE application_name = 'easel keeper'`,
  );
  // The shape is the query's own.
  return rows[0] as { server: number; keepers: number[] };
}
