// The Discord bot with discord.js, a real core and a little Discord: what people do there, and what they get to see.

import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { Locale } from 'discord-api-types/v10';
import { discordBot } from '../../src/bots/discord/bot.ts';
import { discordMessenger } from '../../src/bots/discord/messenger.ts';
import type { DeliveryId } from '../../src/core/domain/ids.ts';
import type { LogEvent } from '../../src/core/log-events.ts';
import type { Channel } from '../../sim/discord/channel.ts';
import type { Person } from '../../sim/discord/person.ts';
import { createDiscordWorld, type DiscordWorld } from '../../sim/discord/world.ts';
import { coreRig, type CoreRig } from '../support/core.ts';
import { storedDeliveries } from '../support/stored.ts';
import { NEVER, until } from './sending.ts';
import { generationView } from './status-views.ts';

type Scene = {
  world: DiscordWorld;
  rig: CoreRig;
  bot: ReturnType<typeof discordBot>;
  ada: Person;
  channel: Channel;
  log: LogEvent[];
};

async function scene(t: TestContext): Promise<Scene> {
  // Hooks run in the order they are given: the bot stops before what it stands on.
  const bots: ReturnType<typeof discordBot>[] = [];
  t.after(() => Promise.all(bots.map((bot) => bot.stop())));
  const world = await createDiscordWorld();
  t.after(() => world.close());
  const rig = await coreRig(t);
  const log: LogEvent[] = [];
  const config = { token: world.token, apiUrl: world.apiUrl, cdnUrl: world.cdnUrl };
  const bot = discordBot({
    config,
    core: rig.core.chat,
    clock: rig.clock,
    log: (event) => void log.push(event),
  });
  bots.push(bot);
  await bot.start();
  return { world, rig, bot, ada: world.person({ name: 'Ada' }), channel: world.channel(), log };
}

describe('A command in Discord', () => {
  test('is acknowledged and answered, and its answer is known as the status message', async (t) => {
    const { rig, ada, channel } = await scene(t);
    const asked = ada.slash(channel, 'imagine', { prompt: 'a **red** fox', count: 2 });
    const reply = await asked.reply();
    assert.equal((await asked.acknowledged()).type, 5);
    assert.match(reply.content, /> a \\\*\\\*red\\\*\\\* fox/);
    assert.equal(reply.ephemeral, false);
    await until(async () => (await storedDeliveries(rig))[0]?.message === `${channel.id}/${reply.id}`);
  });

  test('that is private is seen by nobody else', async (t) => {
    const { world, ada, channel } = await scene(t);
    const asked = ada.slash(channel, 'balance');
    const reply = await asked.reply();
    assert.ok(reply.visibleTo(ada) && !reply.visibleTo(world.person({ name: 'Bob' })));
    const secret = await ada.slash(channel, 'imagine', { prompt: 'a fox', private: true }).reply();
    assert.ok(secret.ephemeral);
  });

  test('that is refused leaves nothing in the channel and tells the person why', async (t) => {
    const { ada, channel, rig } = await scene(t);
    const asked = ada.slash(channel, 'imagine', { prompt: 'a fox --seeed 4' });
    const refused = await asked.followUp();
    assert.ok(refused.ephemeral);
    assert.match(refused.content, /seed/);
    await until(() => channel.messages.length === 1);
    assert.deepEqual(channel.messages, [refused]);
    assert.deepEqual(await storedDeliveries(rig), []);
  });

  test('that arrives twice is answered once', async (t) => {
    const { world, ada, channel, rig, log } = await scene(t);
    const asked = ada.slash(channel, 'imagine', { prompt: 'a fox' });
    await asked.reply();
    world.redeliver(asked);
    await until(() => log.some((event) => event.event === 'command' && event.outcome === 'not-ours'));
    assert.equal(channel.messages.length, 1);
    assert.equal((await storedDeliveries(rig)).length, 1);
  });

  test('is answered although the answer to the acknowledgement was lost', async (t) => {
    const { world, ada, channel } = await scene(t);
    world.faults.add({ method: 'POST', path: /callback$/, fault: { kind: 'reset', when: 'after' } });
    const reply = await ada.slash(channel, 'imagine', { prompt: 'a fox' }).reply();
    assert.match(reply.content, /fox/);
  });

  test('speaks the language of the person', async (t) => {
    const { world, channel } = await scene(t);
    const li = world.person({ name: 'Li', locale: Locale.ChineseCN });
    const reply = await li.slash(channel, 'balance').reply();
    assert.match(reply.content, /\p{sc=Han}/u);
  });

  test('is answered with an apology when the database is away, and the bot goes on', async (t) => {
    const { rig, ada, channel, log } = await scene(t);
    await rig.database.pool.query('alter table inbound_event rename to gone');
    const sorry = await ada.slash(channel, 'balance').reply();
    assert.match(sorry.content, /our side/);
    await rig.database.pool.query('alter table gone rename to inbound_event');
    assert.doesNotMatch((await ada.slash(channel, 'balance').reply()).content, /our side/);
    const fault = log.find((event) => event.event === 'fault');
    assert.ok(fault?.event === 'fault' && fault.where === 'discord');
  });
});

describe('A file in Discord', () => {
  const csv = Buffer.from('prompt,count\na fox,1\na bear,2\n');

  test('is fetched at once and proposed', async (t) => {
    const { ada, channel } = await scene(t);
    const file = { name: 'animals.csv', bytes: csv, contentType: 'text/csv' };
    const reply = await ada.slash(channel, 'bulk', { file }).reply();
    assert.match(reply.content, /animals\.csv/);
    assert.ok(reply.buttons.some(({ customId }) => customId?.startsWith('v1:start:')));
  });

  test('whose link is dead by then is refused in words', async (t) => {
    const { world, ada, channel } = await scene(t);
    world.uploads.linkLifetimeMs = -1;
    const file = { name: 'animals.csv', bytes: csv, contentType: 'text/csv' };
    const refused = await ada.slash(channel, 'bulk', { file }).followUp();
    assert.match(refused.content, /fetch/);
  });
});

describe('A press in Discord', () => {
  test('that edits replaces the message, and its address gets the fresh token', async (t) => {
    const { rig, ada, channel } = await scene(t);
    const reply = await ada.slash(channel, 'imagine', { prompt: 'a fox' }).reply();
    const pressed = ada.press(reply, { label: 'Cancel' });
    assert.equal((await pressed.acknowledged()).type, 6);
    await reply.until(({ content }) => /ancelled/.test(content));
    const address = (await storedDeliveries(rig))[0]?.address;
    assert.equal(address?.platform === 'discord' && address.token, pressed.token);
  });

  test('by somebody else is refused to them alone, and the message stays', async (t) => {
    const { world, ada, channel } = await scene(t);
    const reply = await ada.slash(channel, 'imagine', { prompt: 'a fox' }).reply();
    const before = reply.content;
    const bob = world.person({ name: 'Bob' });
    const refused = await bob.press(reply, { label: 'Cancel' }).followUp();
    assert.ok(refused.ephemeral && refused.visibleTo(bob) && !refused.visibleTo(ada));
    assert.equal(reply.content, before);
  });
});

describe('The Discord bot', () => {
  test('registers its commands only when they changed', async (t) => {
    const { world, rig, bot } = await scene(t);
    const [first] = world.commands;
    await bot.stop();
    const config = { token: world.token, apiUrl: world.apiUrl, cdnUrl: world.cdnUrl };
    const again = discordBot({ config, core: rig.core.chat, clock: rig.clock, log: () => {} });
    await again.start();
    await again.stop();
    assert.equal(world.commands[0]?.version, first?.version);
  });

  test('gets what it missed while the gateway was away', async (t) => {
    const { world, ada, channel } = await scene(t);
    world.connections.dropGateway();
    const reply = await ada.slash(channel, 'balance').reply();
    assert.ok(reply.content.length > 0);
  });

  test('is not let in with a wrong token, and says so without it', async (t) => {
    const { world, rig } = await scene(t);
    const token = `${Buffer.from('1').toString('base64url')}.wrong.token`;
    const config = { token, apiUrl: world.apiUrl, cdnUrl: world.cdnUrl };
    const stranger = discordBot({ config, core: rig.core.chat, clock: rig.clock, log: () => {} });
    await assert.rejects(stranger.start(), (error: Error) => !`${error.message}${error.stack}`.includes(token));
    await stranger.stop();
  });

  test('says nothing of tokens and prompts in its log', async (t) => {
    const { world, ada, channel, log } = await scene(t);
    world.faults.add({
      path: /@original/,
      times: 9,
      fault: { kind: 'status', status: 400, body: { message: 'x', code: 50035 } },
    });
    const asked = ada.slash(channel, 'imagine', { prompt: 'a secret fox' });
    await until(() => log.some((event) => event.event === 'fault'));
    const written = JSON.stringify(log);
    for (const secret of [asked.token, world.token, 'secret fox']) assert.ok(!written.includes(secret));
  });
});

test('A result finds its way with the real messenger after the bot has answered', async (t) => {
  const { world, rig, ada, channel } = await scene(t);
  const reply = await ada.slash(channel, 'imagine', { prompt: 'a fox' }).reply();
  await until(async () => (await storedDeliveries(rig))[0]?.message !== null);
  const { rows } = await rig.database.pool.query<{ id: DeliveryId }>('select id from delivery');
  const owed = (await rig.store.deliveries.find(rows[0]?.id ?? assert.fail())) ?? assert.fail();
  const messenger = discordMessenger({ token: world.token, apiUrl: world.apiUrl, clock: rig.clock });
  const shown = await messenger.showProgress(owed, generationView({ phase: 'drawing' }), NEVER);
  assert.equal(shown, `${channel.id}/${reply.id}`);
  await reply.until(({ content }) => /Drawing/.test(content));
});
