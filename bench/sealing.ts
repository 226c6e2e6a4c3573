// What sealing costs: a bulk run through the whole path, as it is and with nothing sealed, in turns within one run.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTelegramWorld, type TelegramWorld } from '../sim/telegram/world.ts';
import { startChild, type Child } from './children.ts';
import { paired, print, printRatio, type Timing } from './measure.ts';
import { startPostgres, type BenchPostgres } from './servers.ts';

const IMAGES = Number(process.env['BENCH_IMAGES'] ?? 3_000);
const PAIRS = Number(process.env['BENCH_PAIRS'] ?? 7);

/** As in the pipeline bench: a provider that answers at once, pictures of a kilobyte, and every picture is paid for. */
const MONEY = { CONSENT: 'notice', STARTER_CREDITS: '1000000', SKETCH_CREDITS: '1' };

export async function run(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'easel-bench-'));
  const postgres = await startPostgres();
  const telegram = await createTelegramWorld();
  const programs: Child[] = [];
  try {
    const start = async (name: string, sealed: 'yes' | 'no'): Promise<Child> => {
      const child = await startChild('pipeline-ours.ts', { env: await settings(name, sealed) });
      programs.push(child);
      return child;
    };
    const settings = async (name: string, sealed: 'yes' | 'no'): Promise<Record<string, string>> => ({
      ...MONEY,
      ...(await databases(postgres, name)),
      DATA_DIR: join(folder, name),
      TELEGRAM_TOKEN: telegram.token,
      TELEGRAM_API_URL: telegram.apiUrl,
      BENCH_SEALED: sealed,
    });
    const [bare, sealed] = [await start('bare', 'no'), await start('sealed', 'yes')];
    const comparison = await paired({
      name: 'a bulk run, with nothing sealed and as it is',
      floor: pass(postgres, bare, chatOf(telegram)),
      ours: pass(postgres, sealed, chatOf(telegram)),
      pairs: PAIRS,
    });
    print(comparison, IMAGES, 'images');
    printRatio('sealing', comparison.ratio);
    printRatio('sealing-cpu', comparison.floorCpuMs / comparison.oursCpuMs);
  } finally {
    for (const program of programs) await program.close();
    await telegram.close();
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function databases(postgres: BenchPostgres, name: string): Promise<Record<string, string>> {
  return { DATABASE_URL: await postgres.database(name), KEYRING_URL: await postgres.database(`${name}_keyring`) };
}

/** Somebody who has spoken to the bot, so that it may write to them. */
function chatOf(telegram: TelegramWorld): string {
  const person = telegram.person({ name: 'Ada' });
  person.send('hello');
  return String(person.chat.id);
}

/** Processor time is that of the program and of the database together. */
function pass(postgres: BenchPostgres, program: Child, chat: string): () => Promise<Timing> {
  return async () => {
    await program.ask('propose', { images: IMAGES, chat });
    const before = await postgres.cpuMs();
    const { images, ...timing } = await program.ask<Timing & { images: number }>('go');
    if (images !== IMAGES) throw new Error(`${images} of ${IMAGES} pictures are ready and paid for`);
    return { ...timing, cpuMs: timing.cpuMs + (await postgres.cpuMs()) - before };
  };
}
