// The queue's two backends, and everything that runs tasks, put together as the program does.

import { createPostgresBackend, Queue } from 'bullmq';
import { Redis } from 'ioredis';
import type { TestContext } from 'node:test';
import type { Chime } from '../../src/core/ports.ts';
import type { Capacity } from '../../src/jobs/capacity.ts';
import { startLead } from '../../src/jobs/lead.ts';
import { openQueue } from '../../src/jobs/queue.ts';
import { startWorkers } from '../../src/jobs/workers.ts';
import { openChime } from '../../src/storage/chime.ts';
import { openPresence } from '../../src/storage/presence.ts';
import { coreRig, type CoreRig } from '../support/core.ts';
import { redisUrl } from '../support/redis.ts';

export type Backend = { readonly name: 'postgres' | 'redis'; readonly redisUrl: string | null };

/** @param database of Redis, one for each test file, since files run at the same time */
export function backends(database: number): readonly Backend[] {
  const redis = redisUrl();
  const onRedis = redis ? [{ name: 'redis' as const, redisUrl: new URL(`/${database}`, redis).href }] : [];
  return [{ name: 'postgres', redisUrl: null }, ...onRedis];
}

export type WorkingRig = CoreRig & {
  readonly chime: Chime;
  /** Takes every job out of the queue, as if it had been lost. */
  loseQueue(): Promise<void>;
  /** Ends what runs tasks, before the test ends. */
  close(): Promise<void>;
};

const CAPACITY: Capacity = { chat: 4, files: 1, 'draw-sketch': 8 };

/** A rig whose core is served by workers and a leader in this process; all of it ends with the test. */
export async function workingRig(t: TestContext, backend: Backend, capacity = CAPACITY): Promise<WorkingRig> {
  await emptyRedis(backend);
  let chime: Awaited<ReturnType<typeof openChime>> | undefined;
  const rig = await coreRig(t, {
    worker: (url) => openPresence(url, () => {}),
    doorbell: async (url, log) => (chime = await openChime(url, log)),
  });
  if (!chime) throw new Error('the rig has no doorbell');
  const log = rig.ports.log;
  const config = { redisUrl: backend.redisUrl, databaseUrl: rig.url, pools: Object.keys(capacity) };
  const queue = await openQueue(config, log);
  const needs = { core: rig.core, store: rig.store, queue, capacity, chime, leads: () => true, log };
  const workers = await startWorkers(needs);
  const lead = startLead(needs);
  let closing: Promise<void> | null = null;
  const closeAll = async (): Promise<void> => {
    await lead.close();
    await workers.close();
    await queue.close();
  };
  const close = (): Promise<void> => (closing ??= closeAll());
  // Tests undo in the order they set up; this has to come before the database goes.
  t.after(close);
  return { ...rig, chime, close, loseQueue: () => loseQueue(backend, rig.url, Object.keys(capacity)) };
}

export async function emptyRedis({ redisUrl: url }: Backend): Promise<void> {
  if (url === null) return;
  const redis = new Redis(url);
  await redis.flushdb();
  await redis.quit();
}

async function loseQueue(backend: Backend, databaseUrl: string, pools: readonly string[]): Promise<void> {
  if (backend.redisUrl !== null) return emptyRedis(backend);
  for (const each of pools) {
    const queue = new Queue(`easel-${each}`, { connection: databaseUrl }, createPostgresBackend);
    await queue.obliterate({ force: true });
    await queue.close();
  }
}
