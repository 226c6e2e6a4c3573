// A Redis that is not there: the program still ends when it is asked to, and leaves nothing behind that keeps it alive.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { test, type TestContext } from 'node:test';
import type { LogEvent } from '../../src/core/log-events.ts';
import { openQueue } from '../../src/jobs/queue.ts';
import { freshDatabase } from '../support/postgres.ts';
import { redisUrl } from '../support/redis.ts';
import { startWorkerProcess } from './processes.ts';

/** The way to a Redis, which can be cut; nobody answers there afterwards. */
async function wayTo(t: TestContext, url: string): Promise<{ url: string; cut(): Promise<void> }> {
  const { hostname, port, pathname } = new URL(url);
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(Number(port || 6379), hostname);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
      // A cut is what this is for.
      socket.on('error', () => {});
    }
    near.pipe(far).pipe(near);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = async (): Promise<void> => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  t.after(cut);
  return { url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}${pathname}`, cut };
}

test('a start that waits for Redis can be broken off', async (t) => {
  const { url: databaseUrl } = await freshDatabase(t);
  const nobody = createServer().listen(0, '127.0.0.1');
  await once(nobody, 'listening');
  const { port } = nobody.address() as AddressInfo;
  await new Promise((resolve) => nobody.close(resolve));
  const refused = Promise.withResolvers<void>();
  const log = (event: LogEvent): void => {
    if (event.event === 'connection' && event.code === 'ECONNREFUSED') refused.resolve();
  };
  const queue = await openQueue({ redisUrl: `redis://127.0.0.1:${port}`, databaseUrl, pools: ['chat'] }, log);
  const working = queue.work({ chat: 1 }, async () => {});
  await refused.promise;
  await queue.close();
  await (await working).close();
});

test('a worker whose Redis went away ends in order', { skip: redisUrl() === undefined }, async (t) => {
  const { settings } = await freshDatabase(t);
  const way = await wayTo(t, redisUrl() ?? '');
  const worker = await startWorkerProcess(t, { ...settings, REDIS_URL: way.url });
  await way.cut();
  assert.equal(await worker.end('SIGTERM'), 0);
});
