// What is slow or broken on the way to an answer: somebody is told all the same, and nobody else waits for it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { discordBot } from '../../src/bots/discord/bot.ts';
import { telegramBot } from '../../src/bots/telegram/bot.ts';
import { createDiscordWorld } from '../../sim/discord/world.ts';
import { createTelegramWorld } from '../../sim/telegram/world.ts';
import { coreRig } from '../support/core.ts';

const CSV = { name: 'animals.csv', bytes: Buffer.from('prompt\na fox\n'), contentType: 'text/csv' };

test('discord: who waited in vain for a slow file is told so', async (t) => {
  const world = await createDiscordWorld();
  const rig = await coreRig(t);
  const config = { token: world.token, apiUrl: world.apiUrl, cdnUrl: world.cdnUrl };
  const bot = discordBot({ config, core: rig.core.chat, clock: rig.clock, log: () => {}, thinkWithinMs: 200 });
  await bot.start();
  t.after(async () => {
    await bot.stop();
    await world.close();
  });
  world.faults.add({ path: /^\/ephemeral-attachments\//, fault: { kind: 'delay', ms: 60_000 } });
  const channel = world.channel();
  const told = await world.person().slash(channel, 'bulk', { file: CSV }).followUp();
  assert.match(told.content, /could not fetch that file/);
  assert.ok(told.ephemeral);
});

test('discord: a refusal that cannot be told in private is told in place of "thinking"', async (t) => {
  const world = await createDiscordWorld();
  const rig = await coreRig(t);
  const config = { token: world.token, apiUrl: world.apiUrl, cdnUrl: world.cdnUrl };
  const bot = discordBot({ config, core: rig.core.chat, clock: rig.clock, log: () => {} });
  await bot.start();
  t.after(async () => {
    await bot.stop();
    await world.close();
  });
  const fault = { kind: 'status', status: 500, body: {} } as const;
  world.faults.add({ method: 'POST', path: /\/webhooks\/\d+\/[^/]+$/, times: 3, fault });
  const channel = world.channel();
  const asked = world.person().slash(channel, 'imagine', { prompt: 'a fox --seeed 4' });
  assert.match((await asked.reply(({ content }) => content !== '…')).content, /I do not know the option/);
  assert.equal(channel.messages.length, 1);
});

test('telegram: a slow file in one chat keeps nobody else from being answered', async (t) => {
  const world = await createTelegramWorld();
  const rig = await coreRig(t);
  const bot = telegramBot({
    config: { token: world.token, apiUrl: world.apiUrl },
    core: rig.core.chat,
    log: () => {},
  });
  await bot.start();
  t.after(async () => {
    await bot.stop();
    await world.close();
  });
  const [ada, ben] = [world.person({ name: 'Ada' }), world.person({ name: 'Ben' })];
  world.faults.add({ path: /^\/file\//, fault: { kind: 'delay', ms: 5_000 } });
  ada.attach(CSV, { caption: '/bulk' });
  ben.send('/balance');
  const proposed = ada.chat.nextMessage();
  // Fetched only after Ada's file had begun: those before are confirmed by asking for these.
  await ben.chat.nextMessage();
  ben.send('/help');
  await ben.chat.nextMessage();
  assert.equal(ada.chat.messages.filter(({ fromBot }) => fromBot).length, 0);
  assert.match((await proposed).text ?? '', /animals\.csv/);
});
