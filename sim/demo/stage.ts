// The stage: the outside world in a box, the program as a process beside it, and what the scenes share.

import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Locale } from 'discord-api-types/v10';
import { createDiscordWorld, type DiscordWorld } from '../discord/world.ts';
import { createImagesApi, type ImagesApi } from '../images/api.ts';
import { createStripeWorld, type StripeWorld } from '../stripe/world.ts';
import type { Person } from '../telegram/people.ts';
import { createTelegramWorld, type TelegramWorld } from '../telegram/world.ts';
import { createJournal } from '../wire/journal.ts';
import { discordSeat } from './discord-seat.ts';
import { openGallery, type Gallery } from './gallery.ts';
import { createProgram, freePort, type Program } from './program.ts';
import type { Bubble, Seat } from './seat.ts';
import { telegramSeat } from './telegram-seat.ts';
import type { Transcript } from './transcript.ts';

export const STARTER_CREDITS = 120;

/** Somebody in the play, and what the pictures they got should have cost. */
export type Actor = Seat & {
  /** Credits of pictures that were promised and came. */
  spent: number;
  /** Credits that were bought and not refunded. */
  bought: number;
  /** Their first single picture. */
  first: Bubble | null;
  /** The id of their account, once they have a copy that says it. */
  account: string | null;
};

export type Stage = Transcript & {
  readonly discord: DiscordWorld;
  readonly telegram: TelegramWorld;
  readonly images: ImagesApi;
  readonly stripe: StripeWorld;
  readonly program: Program;
  readonly gallery: Gallery;
  readonly ann: Actor;
  readonly bob: Actor;
  readonly mei: Actor;
  /** Who has Stars to spend. */
  readonly meiHerself: Person;
  /** Folders of the bucket: one for each account that has anything in it. */
  accountFolders(): Promise<readonly string[]>;
  /** Starts the program and resolves when both bots listen. */
  raise(): Promise<void>;
  /** Ends the program, then the worlds, and removes what the program kept; the second call waits for the first. */
  close(): Promise<void>;
};

/** Opens everything but the program, which a scene starts. */
export async function openStage(transcript: Transcript, outFolder: string): Promise<Stage> {
  const gallery = await openGallery(outFolder);
  const dataDir = await mkdtemp(join(tmpdir(), 'easel-demo-'));
  const journal = createJournal(process.env['SIM_JOURNAL']);
  const discord = await createDiscordWorld({ journal });
  const telegram = await createTelegramWorld({ journal });
  const images = await createImagesApi({ journal });
  const stripe = await createStripeWorld({ journal });
  const port = await freePort();
  const program = createProgram(
    {
      DATA_DIR: dataDir,
      PORT: String(port),
      PUBLIC_URL: `http://127.0.0.1:${port}`,
      STRIPE_SECRET_KEY: stripe.secretKey,
      STRIPE_API_URL: stripe.apiUrl,
      PAY_TELEGRAM: 'stripe,stars',
      DISCORD_TOKEN: discord.token,
      DISCORD_API_URL: discord.apiUrl,
      DISCORD_CDN_URL: discord.cdnUrl,
      TELEGRAM_TOKEN: telegram.token,
      TELEGRAM_API_URL: telegram.apiUrl,
      OPENAI_API_KEY: images.apiKey,
      OPENAI_BASE_URL: images.baseUrl,
      STARTER_CREDITS: String(STARTER_CREDITS),
      SKETCH_CREDITS: '1',
      LOG_LEVEL: 'debug',
    },
    join(outFolder, 'program.log'),
  );
  let closing: Promise<void> | null = null;
  const close = async (): Promise<void> => {
    try {
      await program.stop();
    } finally {
      await Promise.all([discord.close(), telegram.close(), images.close(), stripe.close()]);
      await rm(dataDir, { recursive: true, force: true });
    }
  };
  const actor = (seat: Seat): Actor => Object.assign(seat, { spent: 0, bought: 0, first: null, account: null });
  const meiHerself = telegram.person({ name: '小美', languageCode: 'zh-hans', stars: 1_000 });
  const art = discord.channel({ name: 'art' });
  return {
    ...transcript,
    discord,
    telegram,
    images,
    stripe,
    program,
    gallery,
    ann: actor(telegramSeat(telegram, telegram.person({ name: 'Ann' }))),
    bob: actor(discordSeat(discord, discord.person({ name: 'Bob', locale: Locale.EnglishUS }), art)),
    mei: actor(telegramSeat(telegram, meiHerself)),
    meiHerself,
    accountFolders: () => readdir(join(dataDir, 'bucket', 't')),
    raise: () =>
      program.start(() =>
        Promise.all([
          telegram.listening({ timeoutMs: 60_000 }),
          discord.connections.ready({ timeoutMs: 60_000 }),
          discord.connections.registered({ timeoutMs: 60_000 }),
        ]),
      ),
    close: () => (closing ??= close()),
  };
}
