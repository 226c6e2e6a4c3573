// The whole product between simulated platforms: in this process for most journeys, as a child process for those that kill it.

import { EventEmitter, on } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Pool } from 'pg';
import type { Locale } from 'discord-api-types/v10';
import { discordSeat } from '../../sim/demo/discord-seat.ts';
import { createProgram, freePort, type Program } from '../../sim/demo/program.ts';
import type { Seat } from '../../sim/demo/seat.ts';
import { telegramSeat } from '../../sim/demo/telegram-seat.ts';
import { createDiscordWorld, type DiscordWorld } from '../../sim/discord/world.ts';
import { createImagesApi, type ImagesApi } from '../../sim/images/api.ts';
import { createStripeWorld, type StripeWorld } from '../../sim/stripe/world.ts';
import { createTelegramWorld, type TelegramWorld } from '../../sim/telegram/world.ts';
import type { Journal } from '../../sim/wire/journal.ts';
import { createApp, type App, type Overrides } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import type { LogEvent } from '../../src/core/log-events.ts';
import { freshDatabase } from './postgres.ts';
import { redisUrl } from './redis.ts';

export const STARTER_CREDITS = 1_000;
export const PLATFORMS = ['discord', 'telegram'] as const;

const PATIENCE_MS = 15_000;

type Worlds = {
  readonly discord: DiscordWorld;
  readonly telegram: TelegramWorld;
  readonly images: ImagesApi;
  /** Every request that reached one of them, oldest first. */
  readonly wire: readonly Parameters<Journal['record']>[0][];
  /** Somebody new: in a channel of their own on Discord, in a private chat on Telegram. */
  seat(platform: Seat['platform'], who?: { name?: string; locale?: Locale }): Seat;
  /** Ada and Ben in one place: a channel on Discord, a group on Telegram. */
  pair(platform: Seat['platform']): readonly [ada: Seat, ben: Seat];
};

export type Product = Worlds & {
  readonly app: App;
  /** Beside the program's own connections. */
  readonly database: Pool;
  /** Waits for something the program logs; what it has logged before counts. */
  logged(matches: (event: LogEvent) => boolean): Promise<LogEvent>;
  /** Everything it has logged. */
  events(): readonly LogEvent[];
  /** Faults among it: a journey without bad weather must leave none. */
  faults(): readonly LogEvent[];
};

export type SpawnedProduct = Worlds & {
  readonly program: Program;
  /** Starts the program, the first time or again, and resolves when both bots listen. */
  start(): Promise<void>;
  /** kill -9, until the platforms have noticed. */
  kill(): Promise<void>;
};

/** A product that sells, by Stripe on both platforms and for Stars on Telegram. */
export type Shop = Product & { readonly stripe: StripeWorld };

type Settings = Readonly<Record<string, string>>;

export const SUPPORT_CONTACT = 'help@easel.example';

/**
 * Starts everything on a database and a bucket of their own; ended and removed when the test `t` ends.
 * @param settings of the environment, in place of those that are good for most tests
 */
export async function startProduct(
  t: TestContext,
  overrides: Overrides = {},
  settings: Settings | ((given: { readonly pool: Pool; readonly settings: Settings }) => Promise<Settings>) = {},
): Promise<Product> {
  const rig = await openRig(t);
  return run(rig, typeof settings === 'function' ? await settings(rig) : settings, overrides);
}

/** The same beside a Stripe with our products, which tells us of each event in both formats. */
export async function startShop(t: TestContext, settings: Readonly<Record<string, string>> = {}): Promise<Shop> {
  const rig = await openRig(t);
  const stripe = await createStripeWorld({ journal: rig.journal });
  rig.beforeClosing(() => stripe.close());
  const port = await freePort();
  const publicUrl = `http://127.0.0.1:${port}`;
  const paying = {
    PORT: String(port),
    PUBLIC_URL: publicUrl,
    STRIPE_SECRET_KEY: stripe.secretKey,
    STRIPE_API_URL: stripe.apiUrl,
    STRIPE_WEBHOOK_SECRET: stripe.webhookSecrets.join(','),
    PAY_TELEGRAM: 'stripe,stars',
    SUPPORT_CONTACT,
    ...settings,
  };
  const product = await run(rig, paying);
  stripe.webhooks.register({ url: `${publicUrl}/webhooks/stripe` });
  stripe.webhooks.register({ url: `${publicUrl}/webhooks/stripe/thin`, payload: 'thin' });
  await product.app.core().publishProducts(publicUrl);
  return { ...product, stripe };
}

async function run(rig: Rig, more: Readonly<Record<string, string>>, overrides: Overrides = {}): Promise<Product> {
  const events: LogEvent[] = [];
  const arrivals = new EventEmitter().setMaxListeners(0);
  const log = (event: LogEvent): void => {
    events.push(event);
    arrivals.emit('event', event);
  };
  const app = createApp(readConfig({ ...rig.settings, ...more }), new Set(['all'] as const), log, overrides);
  rig.beforeClosing(async () => void (await app.close()));
  await app.start();
  await rig.worlds.telegram.listening();
  return {
    ...rig.worlds,
    app,
    database: rig.pool,
    async logged(matches) {
      const known = events.find(matches);
      if (known) return known;
      for await (const [event] of on(arrivals, 'event', { signal: AbortSignal.timeout(PATIENCE_MS) }))
        if (matches(event)) return event;
      throw new Error('The log has ended');
    },
    events: () => events,
    faults: () => events.filter(({ event }) => event === 'fault'),
  };
}

/** The same with the program as a child process, not started yet. */
export async function spawnProduct(t: TestContext): Promise<SpawnedProduct> {
  const { worlds, settings, folder, beforeClosing } = await openRig(t);
  const program = createProgram(settings, join(folder, 'program.log'));
  beforeClosing(async () => void (await program.stop()));
  const { discord, telegram } = worlds;
  return {
    ...worlds,
    program,
    start: () =>
      program.start(() =>
        Promise.all([
          discord.connections.ready({ timeoutMs: 60_000 }),
          discord.connections.registered({ timeoutMs: 60_000 }),
          telegram.listening({ timeoutMs: 60_000 }),
        ]),
      ),
    async kill() {
      await program.kill();
      await discord.connections.ready({ count: 0 });
    },
  };
}

type Rig = {
  readonly worlds: Worlds;
  readonly journal: Journal;
  readonly settings: Readonly<Record<string, string>>;
  readonly pool: Pool;
  readonly folder: string;
  /** Runs before worlds and database go, the latest first. */
  beforeClosing(close: () => Promise<void>): void;
};

async function openRig(t: TestContext): Promise<Rig> {
  const closers: (() => Promise<void>)[] = [];
  // Registered before the database is made: hooks run in their order, and the database is dropped last.
  t.after(async () => {
    for (const close of closers.toReversed()) await close();
  });
  const folder = await mkdtemp(join(tmpdir(), 'easel-journey-'));
  closers.push(() => rm(folder, { recursive: true, force: true }));
  const { settings: databases, pool } = await freshDatabase(t);
  const wire: Parameters<Journal['record']>[0][] = [];
  const journal: Journal = { record: (entry) => void wire.push(entry) };
  const discord = await createDiscordWorld({ journal });
  closers.push(() => discord.close());
  const telegram = await createTelegramWorld({ journal });
  closers.push(() => telegram.close());
  const images = await createImagesApi({ journal });
  closers.push(() => images.close());
  images.tinyImages(true);
  const redis = redisUrl();
  const settings = {
    DATA_DIR: folder,
    ...databases,
    ...(redis !== undefined && { REDIS_URL: redis }),
    PORT: '0',
    DISCORD_TOKEN: discord.token,
    DISCORD_PUBLIC_KEY: discord.events.publicKey,
    DISCORD_API_URL: discord.apiUrl,
    DISCORD_CDN_URL: discord.cdnUrl,
    TELEGRAM_TOKEN: telegram.token,
    TELEGRAM_API_URL: telegram.apiUrl,
    OPENAI_API_KEY: images.apiKey,
    OPENAI_BASE_URL: images.baseUrl,
    STARTER_CREDITS: String(STARTER_CREDITS),
    CONSENT: 'notice',
    LOG_LEVEL: 'debug',
  };
  let people = 0;
  const seat: Worlds['seat'] = (platform, { name = 'Ada', locale } = {}) => {
    people += 1;
    if (platform === 'discord')
      return discordSeat(
        discord,
        discord.person({ name, ...(locale !== undefined && { locale }) }),
        discord.channel({ name: `studio-${people}` }),
      );
    return telegramSeat(telegram, telegram.person({ name, languageCode: locale ?? 'en' }));
  };
  const pair: Worlds['pair'] = (platform) => {
    if (platform === 'discord') {
      const channel = discord.channel({ name: 'together' });
      const sit = (name: string): Seat => discordSeat(discord, discord.person({ name }), channel);
      return [sit('Ada'), sit('Ben')];
    }
    const [ada, ben] = [telegram.person({ name: 'Ada' }), telegram.person({ name: 'Ben' })];
    const group = telegram.group({ title: 'Painters' }, ada, ben);
    return [telegramSeat(telegram, ada, group), telegramSeat(telegram, ben, group)];
  };
  return {
    worlds: { discord, telegram, images, wire, seat, pair },
    journal,
    settings,
    pool,
    folder,
    beforeClosing: (close) => void closers.push(close),
  };
}
