// The stage: the outside world in a box, the program as a process beside it, and what the scenes share.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Locale } from 'discord-api-types/v10';
import { createDiscordWorld, type DiscordWorld } from '../discord/world.ts';
import { createImagesApi, type ImagesApi } from '../images/api.ts';
import { createTelegramWorld, type TelegramWorld } from '../telegram/world.ts';
import { createJournal } from '../wire/journal.ts';
import { discordSeat } from './discord-seat.ts';
import { openGallery, type Gallery } from './gallery.ts';
import { createProgram, type Program } from './program.ts';
import type { Bubble, Seat } from './seat.ts';
import { telegramSeat } from './telegram-seat.ts';
import type { Transcript } from './transcript.ts';

export const STARTER_CREDITS = 120;

/** Somebody in the play, and what the pictures they got should have cost. */
export type Actor = Seat & {
  /** Credits of pictures that were promised and came. */
  spent: number;
  /** Their first single picture. */
  first: Bubble | null;
};

export type Stage = Transcript & {
  readonly discord: DiscordWorld;
  readonly telegram: TelegramWorld;
  readonly images: ImagesApi;
  readonly program: Program;
  readonly gallery: Gallery;
  readonly ann: Actor;
  readonly bob: Actor;
  readonly mei: Actor;
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
  const program = createProgram(
    {
      DATA_DIR: dataDir,
      PORT: '0',
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
      await Promise.all([discord.close(), telegram.close(), images.close()]);
      await rm(dataDir, { recursive: true, force: true });
    }
  };
  const actor = (seat: Seat): Actor => Object.assign(seat, { spent: 0, first: null });
  const art = discord.channel({ name: 'art' });
  return {
    ...transcript,
    discord,
    telegram,
    images,
    program,
    gallery,
    ann: actor(telegramSeat(telegram, telegram.person({ name: 'Ann' }))),
    bob: actor(discordSeat(discord, discord.person({ name: 'Bob', locale: Locale.EnglishUS }), art)),
    mei: actor(telegramSeat(telegram, telegram.person({ name: '小美', languageCode: 'zh-hans' }))),
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
