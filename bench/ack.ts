// From a command going out to the bot until its acknowledgement comes in, at 200 commands a second, against a bare bot.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance, type EventLoopUtilization } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { createApp } from '../src/app.ts';
import { readConfig } from '../src/config.ts';
import type { Asking } from '../src/core/answers.ts';
import { createLog } from '../src/log.ts';
import { createStage, type Asked, type Platform, type Stage } from './ack-stage.ts';
import { startChild, startProgram } from './children.ts';
import { median, percentile, printRatio } from './measure.ts';
import { startPostgres, withClient } from './servers.ts';

const RATE = Number(process.env['BENCH_RATE'] ?? 200);
const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 20);
const PAIRS = Number(process.env['BENCH_PAIRS'] ?? 5);
const BACKLOG = Number(process.env['BENCH_BACKLOG'] ?? 10_000);
const WARM_UP_SECONDS = 3;
const ANSWER_WITHIN_MS = 20_000;
const REST_MS = 300;

/** As the program comes, Sketch costs nothing; BENCH_CREDITS=1 sends each command through the ledger as well. */
const MONEY = { CONSENT: 'notice', STARTER_CREDITS: '1000000', SKETCH_CREDITS: process.env['BENCH_CREDITS'] ?? '0' };

/** Measures both platforms, with nothing waiting and with a full queue. */
export async function run(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'easel-bench-'));
  const postgres = await startPostgres();
  const databaseUrl = await postgres.database('ack');
  const databases = { DATABASE_URL: databaseUrl, KEYRING_URL: await postgres.database('ack_keyring') };
  const [bare, whole] = [await createStage(), await createStage()];
  const env = { ...MONEY, ...whole.env, DATA_DIR: folder, ...databases };
  const floor = await startChild('ack-floor.ts', { env: bare.env });
  // Nobody draws here: what is asked for stays in the queue.
  const ours = startProgram(['--role=bots'], env);
  try {
    await Promise.all([bare.listening(), whole.listening()]);
    const clear = (): Promise<void> => cancelWaiting(databaseUrl);
    const grown = (): Promise<void> => analyze(databaseUrl);
    for (const platform of ['discord', 'telegram'] as const) await compare(platform, bare, whole, { clear, grown }, '');
    await fillQueue(folder, databases);
    for (const platform of ['discord', 'telegram'] as const)
      await compare(platform, bare, whole, { clear, grown }, `-${BACKLOG}`);
  } finally {
    await Promise.all([floor.close(), ours.stop()]);
    await Promise.all([bare.close(), whole.close()]);
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

type Figures = { readonly p50: number; readonly p99: number };
type Slice = { readonly sign: Figures; readonly words: Figures; readonly loop: number };

async function compare(
  platform: Platform,
  bare: Stage,
  whole: Stage,
  { clear, grown }: { clear: () => Promise<void>; grown: () => Promise<void> },
  suffix: string,
): Promise<void> {
  const turn = async (stage: Stage, seconds: number): Promise<Slice> => {
    const slice = await commands(stage, platform, seconds);
    await sleep(REST_MS);
    await clear();
    return slice;
  };
  await turn(bare, WARM_UP_SECONDS);
  await turn(whole, WARM_UP_SECONDS);
  await grown();
  const floor: Slice[] = [];
  const ours: Slice[] = [];
  for (let pair = 0; pair < PAIRS; pair++) {
    const turns = [
      async () => floor.push(await turn(bare, SECONDS / PAIRS)),
      async () => ours.push(await turn(whole, SECONDS / PAIRS)),
    ];
    if (pair % 2 === 1) turns.reverse();
    for (const each of turns) await each();
  }
  for (const what of platform === 'telegram' ? (['sign', 'words'] as const) : (['words'] as const)) {
    const line = (name: string, slices: readonly Slice[]): Record<string, string> => ({
      [`${TITLES[platform][what]}${suffix && `, ${BACKLOG} tasks waiting`}`]: name,
      'p50, ms': median(slices.map((slice) => slice[what].p50)).toFixed(2),
      'p99, ms': median(slices.map((slice) => slice[what].p99)).toFixed(2),
      'p50 of each': slices.map((slice) => slice[what].p50.toFixed(2)).join(' '),
      'simulator busy': `${Math.round(100 * median(slices.map(({ loop }) => loop)))} %`,
    });
    console.table([line('bare bot', floor), line('ours', ours)]);
    const ratios = ours.map((slice, at) => slice[what].p50 / (floor[at]?.[what].p50 ?? Number.NaN));
    printRatio(
      `${platform === 'telegram' && what === 'words' ? 'status' : 'ack'}-${platform}${suffix}`,
      median(ratios),
    );
  }
}

/** On Telegram the "typing" line acknowledges, and the status message is measured beside it, against the bare bot's words. */
const TITLES = {
  discord: { sign: '', words: 'acknowledging on discord' },
  telegram: { sign: 'acknowledging on telegram', words: 'first words on telegram' },
} as const;

/** Commands at an even pace, whatever becomes of those before. */
async function commands(stage: Stage, platform: Platform, seconds: number): Promise<Slice> {
  const before: EventLoopUtilization = performance.eventLoopUtilization();
  const start = performance.now();
  const answers: Promise<Asked>[] = [];
  while (answers.length < RATE * seconds) {
    const due = Math.min(RATE * seconds, ((performance.now() - start) * RATE) / 1000);
    while (answers.length < due) answers.push(stage.ask(platform));
    await sleep(1);
  }
  const asked = await inTime(Promise.all(answers), `${platform}: a command was not acknowledged`);
  const { utilization } = performance.eventLoopUtilization(before);
  const figures = (waits: readonly number[]): Figures => ({ p50: percentile(waits, 50), p99: percentile(waits, 99) });
  return {
    sign: figures(asked.map(({ signMs }) => signMs)),
    words: figures(asked.map(({ wordsMs }) => wordsMs)),
    loop: utilization,
  };
}

async function inTime<T>(work: Promise<T>, otherwise: string): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(otherwise)), ANSWER_WITHIN_MS);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Takes away what the last slice asked for, so that every slice finds the same queue. */
async function cancelWaiting(databaseUrl: string): Promise<void> {
  await withClient(databaseUrl, (client) =>
    client.query(`update task set state = 'cancelled' where state = 'queued' and class = 'interactive'`),
  );
}

/** What autovacuum does within a minute: a database of a few seconds has no statistics, and plans by guessing. */
async function analyze(databaseUrl: string): Promise<void> {
  await withClient(databaseUrl, (client) => client.query('analyze'));
}

/** Starts a run as a person does; no worker is there to take it up. */
async function fillQueue(folder: string, databases: Readonly<Record<string, string>>): Promise<void> {
  const config = readConfig({ ...MONEY, DATA_DIR: folder, ...databases });
  const app = createApp(config, new Set(['bots'] as const), createLog('error'));
  await app.start();
  try {
    const { chat } = app.core();
    const rows = Array.from({ length: BACKLOG }, (_, at) => `a hen number ${at}`);
    const upload = { name: 'hens.csv', bytes: Buffer.from(['prompt', ...rows].join('\n')) };
    const run = await chat.proposeRun(asking('propose'), upload);
    if (run.kind !== 'accepted') throw new Error('the run was not proposed');
    await chat.startRun({ ...asking('start'), message: null }, run.view.id, 'all');
  } finally {
    await app.close();
  }
}

function asking(event: string): Asking {
  const userId = '1';
  return {
    event: { platform: 'telegram', id: event },
    person: { platform: 'telegram', userId, locale: 'en' },
    address: { platform: 'telegram', chatId: userId, threadId: null, replyTo: null, group: false },
  };
}
