// BullMQ as a doorbell for tasks, on Redis or on the product's own Postgres. A job carries a task's id and generation, nothing else.

import { createHash } from 'node:crypto';
import type { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { createPostgresBackend, DEFAULT_SCHEMA, FlowProducer, runMigrations, Worker, type Job } from 'bullmq';
import { Redis } from 'ioredis';
import pg from 'pg';
import type { TaskId } from '../core/domain/ids.ts';
import type { Log } from '../core/ports.ts';
import type { Capacity } from './capacity.ts';

export type TaskJob = { readonly taskId: TaskId; readonly gen: number };

export interface TaskQueue {
  readonly backend: 'redis' | 'postgres';
  add(pool: string, jobs: readonly TaskJob[]): Promise<void>;
  /** Starts a worker for each pool; `handle` must not throw for an expected outcome. */
  work(capacity: Capacity, handle: (job: TaskJob) => Promise<void>): Promise<Workers>;
  close(): Promise<void>;
}

interface Workers {
  /** Takes no new job; resolves when the running ones have ended. */
  close(): Promise<void>;
}

/** One try for each job: attempts are counted on the task, so that there is one retry layer only. */
const JOB_OPTIONS = { attempts: 1, removeOnComplete: true, removeOnFail: true } as const;

/**
 * A job that a killed worker had, and which names a task of somebody's, is taken back and let go of within so long as both
 * together. Somebody slow may lose a job to another: tasks have leases of their own, so nothing is done twice for that.
 */
const TAKEN_BACK = { lockDuration: 15_000, stalledInterval: 5_000 } as const;

/** Postgres is bound by its own CPU: more connections than this make the queue slower, not faster. */
const POSTGRES_CONNECTIONS = 8;

/** How long idle workers may take to say goodbye to a queue that perhaps does not answer any more. */
const FAREWELL_MS = 3_000;

/** Reconnections to Redis after which adding jobs fails: about a second. */
const ADD_RETRIES = 5;

type Backend = {
  readonly kind: TaskQueue['backend'];
  /**
   * Jobs are added as flows without children: one statement for any number. On Postgres `Queue.addBulk` makes two temporary
   * tables a call, which costs more than the few dozen jobs that are handed out at a time.
   */
  readonly producer: FlowProducer;
  worker(name: string, concurrency: number, process: (job: Job) => Promise<void>): Worker;
  /** Gives up on a server that does not answer: whatever still waits for it fails. */
  abandon(): void;
  close(): Promise<void>;
};

type Config = {
  readonly redisUrl: string | null;
  readonly databaseUrl: string;
  /** For who makes the queue's own tables in Postgres, where that is somebody else. */
  readonly ownerUrl?: string;
  /** The role of the database under which they are used. */
  readonly role?: string;
  readonly pools: readonly string[];
};

/** Opens the queue on Redis where a URL is given, else on the product's own Postgres. */
export async function openQueue(config: Config, log: Log): Promise<TaskQueue> {
  const backend =
    config.redisUrl === null
      ? await onPostgres(config, log)
      : onRedis(config.redisUrl, await identityOf(config.databaseUrl), log);
  listened(backend.producer, backend.kind, log);
  const workers: Worker[] = [];
  return {
    backend: backend.kind,
    async add(pool, jobs) {
      await backend.producer.addBulk(
        jobs.map(({ taskId, gen }) => ({
          name: 'task',
          queueName: nameOf(pool),
          data: { taskId, gen },
          opts: { ...JOB_OPTIONS, jobId: nameOfJob(taskId, gen) },
        })),
      );
    },
    async work(capacity, handle) {
      const running = new Set<Promise<void>>();
      const process = async (job: Job): Promise<void> => {
        const ended = handle(readJob(job.data)).finally(() => running.delete(ended));
        running.add(ended);
        await ended;
      };
      for (const [pool, slots] of Object.entries(capacity))
        workers.push(listened(backend.worker(nameOf(pool), slots, process), backend.kind, log));
      await Promise.all(workers.map((worker) => worker.waitUntilReady()));
      return {
        async close() {
          const closed = Promise.all(workers.map((worker) => worker.close()));
          do await Promise.allSettled(running);
          while (!(await isOver(closed, FAREWELL_MS)) && running.size > 0);
          backend.abandon();
          await closed;
        },
      };
    },
    async close() {
      // Those of a start that was broken off, while the server did not answer, are still open.
      await Promise.all(workers.map((worker) => worker.close(true)));
      await backend.producer.close();
      await backend.close();
    },
  };
}

/** Waits for a farewell for so long; whether it is over by then. */
async function isOver(farewell: Promise<unknown>, ms: number): Promise<boolean> {
  const waiting = new AbortController();
  const late = sleep(ms, false, { signal: waiting.signal }).catch(() => false);
  try {
    return await Promise.race([farewell.then(() => true), late]);
  } finally {
    waiting.abort();
  }
}

function nameOf(pool: string): string {
  return `easel-${pool}`;
}

/**
 * The same for the same task, so that it is not queued twice, and not its id: BullMQ keeps the names of jobs that are long
 * done in a stream of events, where an erasure does not reach.
 */
function nameOfJob(taskId: TaskId, gen: number): string {
  return `t-${createHash('sha256').update(taskId).digest('base64url').slice(0, 22)}-${gen}`;
}

function readJob(data: unknown): TaskJob {
  const { taskId, gen } = data as Partial<TaskJob>;
  if (typeof taskId !== 'string' || typeof gen !== 'number') throw new TypeError('a job that names no task');
  return { taskId, gen };
}

/** Without an error listener, a lost connection would end the process. */
function listened<T extends FlowProducer | Worker>(emitter: T, kind: TaskQueue['backend'], log: Log): T {
  (emitter as EventEmitter).on('error', (error: Error & { code?: string }) =>
    log({ event: 'connection', to: kind, state: 'fault', code: error.code ?? error.name }),
  );
  return emitter;
}

async function onPostgres(config: Config, log: Log): Promise<Backend> {
  await prepare(config);
  const { databaseUrl, role, pools } = config;
  // Every worker keeps one connection for LISTEN beside those that do the work.
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: POSTGRES_CONNECTIONS + pools.length,
    application_name: 'easel-queue',
    // The functions BullMQ calls are unqualified; a pool of ours must name their schema itself.
    options: `-c search_path=${DEFAULT_SCHEMA}${role === undefined ? '' : ` -c role=${role}`}`,
  });
  const lost = (error: Error & { code?: string }): void =>
    log({ event: 'connection', to: 'postgres', state: 'fault', code: error.code ?? error.name });
  pool.on('error', lost);
  pool.on('connect', (client) => client.on('error', lost));
  return {
    kind: 'postgres',
    producer: new FlowProducer({ connection: pool }, createPostgresBackend) as unknown as FlowProducer,
    worker: (name, concurrency, process) =>
      new Worker(
        name,
        process,
        { connection: pool, concurrency, ...TAKEN_BACK },
        createPostgresBackend,
      ) as unknown as Worker,
    // A lost server ends its connections by itself, and with them whatever waits there.
    abandon: () => {},
    close: () => pool.end(),
  };
}

/** Makes the queue's own tables, or brings them up to date, and lends them to whoever uses them. */
async function prepare({ databaseUrl, ownerUrl = databaseUrl, role }: Config): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl, application_name: 'easel-queue' });
  await client.connect();
  try {
    await runMigrations(client);
    if (role === undefined) return;
    // Of two that grant the same at once, one fails.
    await client.query(`
      begin;
      select pg_advisory_xact_lock(hashtextextended('easel queue', 0));
      grant usage on schema ${DEFAULT_SCHEMA} to ${role};
      grant all on all tables in schema ${DEFAULT_SCHEMA} to ${role};
      grant all on all sequences in schema ${DEFAULT_SCHEMA} to ${role};
      commit`);
  } finally {
    await client.end();
  }
}

/**
 * Which database the jobs are about, however its address is written. Without it two installations that share a Redis, or
 * two tests, would take each other's jobs and find no task behind them.
 */
async function identityOf(databaseUrl: string): Promise<string> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'easel-queue' });
  await client.connect();
  try {
    const { rows } = await client.query<{ identity: string }>(
      `select system_identifier || '-' || (select oid from pg_database where datname = current_database()) as identity
         from pg_control_system()`,
    );
    return rows[0]?.identity ?? '';
  } finally {
    await client.end();
  }
}

function onRedis(url: string, installation: string, log: Log): Backend {
  const prefix = `easel:{${installation}}`;
  const connections: Redis[] = [];
  const known = (connection: Redis): Redis => {
    connection.on('error', (error: Error & { code?: string }) =>
      log({ event: 'connection', to: 'redis', state: 'fault', code: error.code ?? error.name }),
    );
    connections.push(connection);
    // BullMQ waits for jobs on a copy, which has to be left as well.
    const duplicate = connection.duplicate.bind(connection);
    connection.duplicate = (...options: Parameters<typeof duplicate>) => known(duplicate(...options));
    return connection;
  };
  const connect = (maxRetriesPerRequest: number | null): Redis => known(new Redis(url, { maxRetriesPerRequest }));
  return {
    kind: 'redis',
    // Handing out fails soon while Redis is away, and the leader goes on with the rest; workers wait for it to come back.
    producer: new FlowProducer({ connection: connect(ADD_RETRIES), prefix }),
    worker: (name, concurrency, process) =>
      new Worker(name, process, { connection: connect(null), concurrency, prefix, ...TAKEN_BACK }),
    abandon: () => connections.forEach(leave),
    close: async () => connections.forEach(leave),
  };
}

/**
 * Disconnects for good. Told so between two attempts to connect, ioredis would stop there without announcing its end, for
 * which BullMQ waits; one more attempt, whatever comes of it, makes it do so.
 */
function leave(connection: Redis): void {
  connection.disconnect();
  if (connection.status !== 'reconnecting') return;
  connection.connect().then(
    () => connection.disconnect(),
    () => {},
  );
}
