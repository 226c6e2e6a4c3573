// An embedded PostgreSQL that dies while it is used comes back under the same address, with what was committed.

import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { test } from 'node:test';
import { lastingPostgres } from '../../src/storage/lasting-postgres.ts';
import { ask, isAlive, seededFolder, untilGone } from './embedded-postgres-rig.ts';

test('A server that is killed is started again, and ended with the program', async (t) => {
  const heard = new EventEmitter();
  const dataDir = await seededFolder(t);
  const server = await lastingPostgres({ dataDir }, (event) => {
    if (event.event === 'connection') heard.emit(event.state, event);
  });
  await ask(server.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
  for (let n = 0; n < 2; n += 1) {
    const up = once(heard, 'up');
    process.kill(await serverOf(server.url), 'SIGKILL');
    await up;
    assert.deepEqual(await ask(server.url, 'SELECT answer FROM kept'), [{ answer: 42 }]);
  }
  const last = await serverOf(server.url);
  await server.stop();
  await untilGone(last);
});

test('A server that dies while the program ends is not started again', async (t) => {
  const server = await lastingPostgres({ dataDir: await seededFolder(t) }, () => {});
  const pid = await serverOf(server.url);
  process.kill(pid, 'SIGKILL');
  await server.stop();
  assert.equal(isAlive(pid), false);
  await assert.rejects(ask(server.url, 'SELECT 1'));
});

async function serverOf(url: string): Promise<number> {
  const [row] = await ask(url, `SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::int AS pid`);
  return (row as { pid: number }).pid;
}
