// Images through the whole path, with a provider that answers at once and pictures of a kilobyte, against BullMQ alone.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startChild, type Child } from './children.ts';
import { median, paired, printRatio, type Timing } from './measure.ts';
import { startPostgres, startRedis, withClient, type BenchPostgres } from './servers.ts';

const IMAGES = Number(process.env['BENCH_IMAGES'] ?? 3_000);
const PAIRS = Number(process.env['BENCH_PAIRS'] ?? 5);
const MAINTENANCE_STATEMENTS = 12;

/** Enough credits for any number of passes. */
const MONEY = { STARTER_CREDITS: '1000000', SKETCH_CREDITS: '1' };

/** Measures a bulk run on both backends (Redis where there is one). */
export async function run(): Promise<void> {
  const postgres = await startPostgres({ shared_preload_libraries: 'pg_stat_statements' });
  try {
    await backend('postgres', postgres, null);
    const redis = await startRedis();
    if (redis === null) console.log('redis-server is not installed and REDIS_URL is not set: Redis is left out');
    else {
      try {
        await backend('redis', postgres, [redis.url(1), redis.url(2)]);
      } finally {
        await redis.stop();
      }
    }
  } finally {
    await postgres.stop();
  }
}

type Costs = { name: string; passes: Timing[]; serverCpuMs: number[] };

async function backend(name: string, postgres: BenchPostgres, redis: readonly [string, string] | null): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'easel-bench-'));
  const [floorUrl, oursUrl] = [await postgres.database(`floor_${name}`), await postgres.database(`ours_${name}`)];
  for (const url of [floorUrl, oursUrl])
    await withClient(url, (client) => client.query('create extension pg_stat_statements'));
  const floor = await startChild('pipeline-floor.ts', {
    env: { DATABASE_URL: floorUrl, ...(redis && { REDIS_URL: redis[0] }) },
  });
  const ours = await startChild('pipeline-ours.ts', {
    env: { ...MONEY, DATA_DIR: folder, DATABASE_URL: oursUrl, ...(redis && { REDIS_URL: redis[1] }) },
    nodeArgs: process.env['BENCH_CPU_PROF'] ? ['--cpu-prof', `--cpu-prof-dir=${process.env['BENCH_CPU_PROF']}`] : [],
  });
  try {
    const costs: Record<'floor' | 'ours', Costs> = {
      floor: { name: 'BullMQ alone', passes: [], serverCpuMs: [] },
      ours: { name: 'bulk run', passes: [], serverCpuMs: [] },
    };
    const compared = await paired({
      name: `pipeline on ${name}`,
      floor: () => measured(postgres, costs.floor, () => floor.ask('go', { jobs: IMAGES })),
      ours: async () => {
        await ours.ask('propose', { images: IMAGES });
        return measured(postgres, costs.ours, () => finish(ours));
      },
      pairs: PAIRS,
    });
    table(name, [costs.floor, costs.ours]);
    const broken = await ours.ask<string[]>('verify');
    if (broken.length > 0) throw new Error(`the ledger is broken: ${broken.join('; ')}`);
    await statements(floorUrl, IMAGES * (PAIRS + 1));
    await statements(oursUrl, IMAGES * (PAIRS + 1));
    printRatio(`pipeline-${name}`, compared.ratio);
  } finally {
    await Promise.all([floor.close(), ours.close()]);
    await rm(folder, { recursive: true, force: true });
  }
}

async function finish(ours: Child): Promise<Timing> {
  const { images, ...timing } = await ours.ask<Timing & { images: number }>('go');
  if (images !== IMAGES) throw new Error(`${images} of ${IMAGES} pictures are ready and paid for`);
  return timing;
}

async function measured(postgres: BenchPostgres, costs: Costs, pass: () => Promise<Timing>): Promise<Timing> {
  const before = await postgres.cpuMs();
  const timing = await pass();
  costs.serverCpuMs.push((await postgres.cpuMs()) - before);
  costs.passes.push(timing);
  return timing;
}

/** Without the first pass of each, which was the warm-up. */
function table(backendName: string, all: readonly Costs[]): void {
  const each = (ms: number): number => Math.round((ms * 1000) / IMAGES);
  console.table(
    all.map(({ name, passes, serverCpuMs }) => ({
      [`pipeline on ${backendName}`]: name,
      'images/s': Math.round(IMAGES / (median(passes.slice(1).map(({ wallMs }) => wallMs)) / 1000)),
      'Node CPU, µs an image': each(median(passes.slice(1).map(({ cpuMs }) => cpuMs))),
      'Postgres CPU, µs an image': each(median(serverCpuMs.slice(1))),
      'passes, ms': passes
        .slice(1)
        .map(({ wallMs }) => Math.round(wallMs))
        .join(' '),
    })),
  );
}

/** What the database was asked, by how long it was busy with it. */
async function statements(url: string, images: number): Promise<void> {
  await withClient(url, async (client) => {
    const { rows } = await client.query(
      `select calls, total_exec_time + total_plan_time as ms, regexp_replace(query, '\\s+', ' ', 'g') as query
       from pg_stat_statements where dbid = (select oid from pg_database where datname = current_database())
       order by ms desc`,
    );
    const calls = rows.reduce((sum: number, row) => sum + Number(row.calls), 0);
    console.table(
      rows.slice(0, MAINTENANCE_STATEMENTS).map((row) => ({
        statement: String(row.query).slice(0, 90),
        'an image': (Number(row.calls) / images).toFixed(3),
        'µs an image': Math.round((row.ms * 1000) / images),
      })),
    );
    console.log(`${(calls / images).toFixed(2)} statements an image`);
  });
}
