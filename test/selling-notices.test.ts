// What the program says about selling when it starts: the platforms' rules, and what is missing to take money.

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { createDiscordWorld } from '../sim/discord/world.ts';
import { createTelegramWorld } from '../sim/telegram/world.ts';
import { createApp } from '../src/app.ts';
import { readConfig, type Role } from '../src/config.ts';
import type { LogEvent } from '../src/core/log-events.ts';
import { freshDatabase } from './support/postgres.ts';

const ABOUT_SELLING = new Set<string>([
  'discord-premium-apps',
  'telegram-digital-goods',
  'stripe-return-address',
  'stripe-webhook-secret',
]);

/** Starts the program with these settings and both platforms, and says what it noted about selling. */
async function noted(
  t: TestContext,
  roles: readonly Role[],
  settings: Record<string, string>,
): Promise<Map<string, string>> {
  const closers: (() => Promise<unknown>)[] = [];
  // Registered before the database is made: hooks run in their order, and the database is dropped last.
  t.after(async () => {
    for (const close of closers.toReversed()) await close();
  });
  const folder = await mkdtemp(join(tmpdir(), 'easel-notices-'));
  closers.push(() => rm(folder, { recursive: true, force: true }));
  const { settings: databases } = await freshDatabase(t);
  const [discord, telegram] = [await createDiscordWorld(), await createTelegramWorld()];
  closers.push(
    () => discord.close(),
    () => telegram.close(),
  );
  const config = readConfig({
    DATA_DIR: folder,
    ...databases,
    PORT: '0',
    DISCORD_TOKEN: discord.token,
    DISCORD_API_URL: discord.apiUrl,
    TELEGRAM_TOKEN: telegram.token,
    TELEGRAM_API_URL: telegram.apiUrl,
    ...settings,
  });
  const logged: LogEvent[] = [];
  const app = createApp(config, new Set(roles), (event) => void logged.push(event));
  closers.push(() => app.close());
  await app.start();
  const notices = logged.filter((event) => event.event === 'notice');
  return new Map(notices.flatMap(({ about, value }) => (ABOUT_SELLING.has(about) ? [[about, value]] : [])));
}

test('With Stripe on both platforms it says what Discord and Telegram ask of whoever sells there', async (t) => {
  const said = await noted(t, ['bots'], { STRIPE_SECRET_KEY: 'sk_test_1', PAY_TELEGRAM: 'stripe,stars' });
  assert.match(said.get('discord-premium-apps') ?? '', /Premium Apps/);
  assert.match(said.get('telegram-digital-goods') ?? '', /6\.2/);
});

test('With Stars on Telegram and nothing on Discord there is nothing to say', async (t) => {
  const said = await noted(t, ['bots', 'web'], {
    STRIPE_SECRET_KEY: 'sk_test_1',
    STRIPE_WEBHOOK_SECRET: 'whsec_1',
    PUBLIC_URL: 'https://easel.example',
    PAY_DISCORD: 'none',
  });
  assert.deepEqual([...said], []);
});

test('With a key for tests and nothing else it starts, and says where people come back to and what it will not hear', async (t) => {
  const said = await noted(t, ['web'], { STRIPE_SECRET_KEY: 'sk_test_1' });
  assert.match(said.get('stripe-return-address') ?? '', /^http:\/\/127\.0\.0\.1:[1-9]\d+$/);
  assert.match(said.get('stripe-webhook-secret') ?? '', /hourly look/);
});
