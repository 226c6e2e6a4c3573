// The floor of the pipeline: BullMQ alone, with jobs that do nothing, on the same backend and with as many slots.

import { createPostgresBackend, DEFAULT_SCHEMA, Queue, runMigrations, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import pg from 'pg';
import { answerParent, clocked } from './children.ts';

const NAME = 'floor';
const CONCURRENCY = 32;
const POSTGRES_CONNECTIONS = 8;
const JOBS_A_CALL = 1_000;
const JOB_OPTIONS = { attempts: 1, removeOnComplete: true, removeOnFail: true };

answerParent(async () => {
  let left = 0;
  let done = (): void => {};
  const process = async (): Promise<void> => {
    left -= 1;
    if (left === 0) done();
  };
  const { queue, worker, close } = await open(process);
  await worker.waitUntilReady();
  return {
    deeds: {
      /** From the first job being added until the last one was worked on. */
      go: ({ jobs }: { jobs: number }) =>
        clocked(async () => {
          left = jobs;
          const all = new Promise<void>((resolve) => (done = resolve));
          for (let at = 0; at < jobs; at += JOBS_A_CALL)
            await queue.addBulk(
              Array.from({ length: Math.min(JOBS_A_CALL, jobs - at) }, (_, n) => ({
                name: 'task',
                data: { taskId: `job-${at + n}`, gen: 1 },
                opts: JOB_OPTIONS,
              })),
            );
          await all;
        }),
    },
    async close() {
      await worker.close();
      await queue.close();
      await close();
    },
  };
});

type Opened = { queue: Queue; worker: Worker; close(): Promise<void> };

async function open(handle: () => Promise<void>): Promise<Opened> {
  const redisUrl = process.env['REDIS_URL'];
  if (redisUrl !== undefined) {
    const connection = new Redis(redisUrl, { maxRetriesPerRequest: null });
    return {
      queue: new Queue(NAME, { connection }),
      worker: new Worker(NAME, handle, { connection, concurrency: CONCURRENCY }),
      async close() {
        await connection.quit();
      },
    };
  }
  const pool = new pg.Pool({
    connectionString: process.env['DATABASE_URL'],
    max: POSTGRES_CONNECTIONS,
    options: `-c search_path=${DEFAULT_SCHEMA}`,
  });
  const client = await pool.connect();
  await runMigrations(client);
  client.release();
  return {
    queue: new Queue(NAME, { connection: pool }, createPostgresBackend) as unknown as Queue,
    worker: new Worker(
      NAME,
      handle,
      { connection: pool, concurrency: CONCURRENCY },
      createPostgresBackend,
    ) as unknown as Worker,
    close: () => pool.end(),
  };
}
