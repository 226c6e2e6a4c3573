// Cold start: from starting the program on the data of an earlier run until it has acknowledged its first command.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createStage, type Platform, type Stage } from './ack-stage.ts';
import { startProgram } from './children.ts';
import { median } from './measure.ts';

const STARTS = Number(process.env['BENCH_STARTS'] ?? 5);

type Start = Readonly<Record<Platform, number>>;

/** Prints milliseconds, with the embedded server and both bots; there is no floor to compare with. */
export async function run(): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'easel-bench-data-'));
  // One world for all of them: in another one, numbers of events would come again and be taken for repetitions.
  const stage = await createStage();
  try {
    const first = await start(stage, dataDir, 'stop');
    const again: Start[] = [];
    for (let each = 0; each < STARTS; each++) again.push(await start(stage, dataDir, 'stop'));
    const crashed: Start[] = [];
    await start(stage, dataDir, 'kill');
    for (let each = 1; each < STARTS; each++) crashed.push(await start(stage, dataDir, 'kill'));
    crashed.push(await start(stage, dataDir, 'stop'));
    console.table([
      line('first start, which makes the data', [first]),
      line('start on existing data', again),
      line('start after a kill -9', crashed),
    ]);
  } finally {
    await stage.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}

function line(what: string, starts: readonly Start[]): Record<string, string> {
  const of = (platform: Platform): string => median(starts.map((each) => each[platform])).toFixed(0);
  return {
    'cold start': what,
    'first answer on Discord, ms': of('discord'),
    'first answer on Telegram, ms': of('telegram'),
  };
}

async function start(stage: Stage, dataDir: string, end: 'stop' | 'kill'): Promise<Start> {
  const startedAt = performance.now();
  const program = startProgram([], { ...stage.env, DATA_DIR: dataDir, PORT: '0' });
  // Written while the program is down, as Telegram allows; a slash command needs a bot that is there.
  const telegram = stage.ask('telegram').then(() => performance.now() - startedAt);
  await stage.listening();
  await stage.ask('discord');
  const discord = performance.now() - startedAt;
  const taken = { discord, telegram: await telegram };
  await program[end]();
  await stage.deserted();
  return taken;
}
