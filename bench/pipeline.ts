// Images through the whole path, with a provider that answers at once and pictures of a kilobyte, against BullMQ alone.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTelegramWorld, type TelegramWorld } from '../sim/telegram/world.ts';
import { startChild, type Child } from './children.ts';
import { median, paired, printRatio, type Timing } from './measure.ts';
import { printStatements } from './pipeline-statements.ts';
import { startPostgres, startRedis, withClient, type BenchPostgres } from './servers.ts';

const IMAGES = Number(process.env['BENCH_IMAGES'] ?? 3_000);
const SINGLES = Number(process.env['BENCH_SINGLES'] ?? 500);
const PAIRS = Number(process.env['BENCH_PAIRS'] ?? 5);
/** A folder for V8's profiles of our process, where they are wanted. */
const PROFILES = process.env['BENCH_CPU_PROF'];
const PEOPLE = 16;

/** Enough credits for any number of passes; every picture costs one, so that every capture passes the ledger. */
const MONEY = { CONSENT: 'notice', STARTER_CREDITS: '1000000', SKETCH_CREDITS: '1' };

/** Measures a bulk run, and single requests with their delivery, on both backends (Redis where there is one). */
export async function run(): Promise<void> {
  const postgres = await startPostgres({ shared_preload_libraries: 'pg_stat_statements' });
  const telegram = await createTelegramWorld();
  try {
    await backend('postgres', postgres, telegram, null);
    const redis = await startRedis();
    if (redis === null) console.log('redis-server is not installed and REDIS_URL is not set: Redis is left out');
    else {
      try {
        await backend('redis', postgres, telegram, { floor: redis.url(1), ours: redis.url(2) });
      } finally {
        await redis.stop();
      }
    }
  } finally {
    await telegram.close();
    await postgres.stop();
  }
}

type Costs = {
  readonly name: string;
  readonly images: number;
  readonly passes: Timing[];
  readonly serverCpuMs: number[];
};

async function backend(
  name: string,
  postgres: BenchPostgres,
  telegram: TelegramWorld,
  redis: { floor: string; ours: string } | null,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'easel-bench-'));
  const [floorUrl, oursUrl] = [await postgres.database(`floor_${name}`), await postgres.database(`ours_${name}`)];
  await withClient(oursUrl, (client) => client.query('create extension pg_stat_statements'));
  const env = {
    ...MONEY,
    DATA_DIR: folder,
    DATABASE_URL: oursUrl,
    KEYRING_URL: await postgres.database(`keyring_${name}`),
    ...(redis && { REDIS_URL: redis.ours }),
    TELEGRAM_TOKEN: telegram.token,
    TELEGRAM_API_URL: telegram.apiUrl,
  };
  try {
    const costs = await bulk(name, postgres, telegram, env, {
      DATABASE_URL: floorUrl,
      ...(redis && { REDIS_URL: redis.floor }),
    });
    await printStatements(oursUrl, IMAGES * (PAIRS + 1));
    costs.push(await singles(postgres, telegram, env));
    printCosts(name, costs);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function bulk(
  name: string,
  postgres: BenchPostgres,
  telegram: TelegramWorld,
  env: Readonly<Record<string, string>>,
  floorEnv: Readonly<Record<string, string>>,
): Promise<Costs[]> {
  const floor = await startChild('pipeline-floor.ts', { env: floorEnv });
  const ours = await startChild('pipeline-ours.ts', {
    env,
    nodeArgs: PROFILES ? ['--cpu-prof', `--cpu-prof-dir=${PROFILES}`] : [],
  });
  const [chat = ''] = chatsOf(telegram, 1);
  const costs = {
    floor: { name: 'BullMQ alone', images: IMAGES, passes: [], serverCpuMs: [] } as Costs,
    ours: { name: 'a bulk run', images: IMAGES, passes: [], serverCpuMs: [] } as Costs,
  };
  try {
    const compared = await paired({
      name: `pipeline on ${name}`,
      floor: () => measured(postgres, costs.floor, () => floor.ask('go', { jobs: IMAGES })),
      ours: async () => {
        await ours.ask('propose', { images: IMAGES, chat });
        return measured(postgres, costs.ours, () => finish(ours));
      },
      pairs: PAIRS,
    });
    await prove(ours);
    printRatio(`pipeline-${name}`, compared.ratio);
  } finally {
    await Promise.all([floor.close(), ours.close()]);
  }
  return [costs.floor, costs.ours];
}

async function singles(
  postgres: BenchPostgres,
  telegram: TelegramWorld,
  env: Readonly<Record<string, string>>,
): Promise<Costs> {
  const ours = await startChild('pipeline-ours.ts', { env });
  const costs: Costs = { name: 'single requests, delivered', images: SINGLES, passes: [], serverCpuMs: [] };
  const chats = chatsOf(telegram, PEOPLE);
  try {
    for (let pass = 0; pass < 4; pass++)
      await measured(postgres, costs, () => ours.ask('singles', { images: SINGLES, chats }));
    await prove(ours);
  } finally {
    await ours.close();
  }
  return costs;
}

/** People who have spoken to the bot, so that it may write to them. */
function chatsOf(telegram: TelegramWorld, count: number): string[] {
  return Array.from({ length: count }, (_, at) => {
    const person = telegram.person({ name: `Person${at}` });
    person.send('hello');
    return String(person.chat.id);
  });
}

async function finish(ours: Child): Promise<Timing> {
  const { images, ...timing } = await ours.ask<Timing & { images: number }>('go');
  if (images !== IMAGES) throw new Error(`${images} of ${IMAGES} pictures are ready and paid for`);
  return timing;
}

async function prove(ours: Child): Promise<void> {
  const broken = await ours.ask<string[]>('verify');
  if (broken.length > 0) throw new Error(`the ledger is broken: ${broken.join('; ')}`);
}

async function measured(postgres: BenchPostgres, costs: Costs, pass: () => Promise<Timing>): Promise<Timing> {
  const before = await postgres.cpuMs();
  const timing = await pass();
  costs.serverCpuMs.push((await postgres.cpuMs()) - before);
  costs.passes.push(timing);
  return timing;
}

/** Without the first pass of each, which was the warm-up. */
function printCosts(backendName: string, all: readonly Costs[]): void {
  console.table(
    all.map(({ name, images, passes, serverCpuMs }) => {
      const walls = passes.slice(1).map(({ wallMs }) => wallMs);
      const each = (ms: readonly number[]): number => Math.round((median(ms) * 1000) / images);
      return {
        [`pipeline on ${backendName}`]: name,
        'images/s': Math.round(images / (median(walls) / 1000)),
        'Node CPU, µs an image': each(passes.slice(1).map(({ cpuMs }) => cpuMs)),
        'Postgres CPU, µs an image': each(serverCpuMs.slice(1)),
        'passes, ms': walls.map((wall) => Math.round(wall)).join(' '),
      };
    }),
  );
}
