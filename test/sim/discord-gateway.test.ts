// The real discord.js against the little Discord: log in, answer, fall off the gateway and come back.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { describe, test, type TestContext } from 'node:test';
import {
  ActionRowBuilder,
  ButtonBuilder,
  ButtonStyle,
  Client,
  DiscordAPIError,
  Events,
  GatewayIntentBits,
  MessageFlags,
  type Interaction,
} from 'discord.js';
import { WebSocket } from 'ws';
import { IMAGINE, setUp, textAt, type Rig } from './discord-rig.ts';

/** A logged-in discord.js client that hands every interaction to `answer`. */
async function logIn(
  t: TestContext,
  rig: Rig,
  answer: (interaction: Interaction) => Promise<unknown>,
  intents: GatewayIntentBits[] = [],
): Promise<Client<true>> {
  const client = new Client({
    intents,
    rest: { api: rig.world.apiUrl },
    // discord.js waits five seconds between two identifies, which is politeness towards the real Discord only.
    ws: { buildIdentifyThrottler: async () => ({ waitForIdentify: async () => undefined }) },
  });
  const failures: unknown[] = [];
  client.on(Events.InteractionCreate, (interaction) => {
    answer(interaction).catch((error: unknown) => failures.push(error));
  });
  t.after(async () => {
    await client.destroy();
    assert.deepEqual(failures, []);
  });
  const ready = once(client, Events.ClientReady);
  await client.login(rig.world.token);
  await ready;
  assert.ok(client.isReady());
  return client;
}

test('a picture is asked for, deferred, brought, and changed by a button', async (t) => {
  const rig = await setUp(t);
  const { world, ada, channel } = rig;
  const again = new ButtonBuilder().setLabel('Re-roll').setCustomId('v1:reroll:1').setStyle(ButtonStyle.Secondary);
  const client = await logIn(t, rig, async (interaction) => {
    if (interaction.isChatInputCommand()) {
      await interaction.deferReply();
      await interaction.editReply({
        content: `Here is ${interaction.options.getString('prompt', true)}`,
        files: [{ attachment: Buffer.from('not really a picture'), name: 'fox.png', description: 'A fox' }],
        components: [new ActionRowBuilder<ButtonBuilder>().addComponents(again)],
        allowedMentions: { parse: [] },
      });
      await interaction.followUp({ content: 'Not charged', flags: MessageFlags.Ephemeral });
    } else if (interaction.isButton()) {
      await interaction.update({ content: `${interaction.customId} it is`, components: [] });
    }
  });
  await client.application.commands.set([IMAGINE]);

  const asked = ada.slash(channel, 'imagine', { prompt: 'a fox' });
  assert.equal((await asked.acknowledged()).type, 5);
  const message = await asked.reply();
  assert.deepEqual(
    [message.content, message.attachments[0]?.bytes.toString()],
    ['Here is a fox', 'not really a picture'],
  );
  assert.equal((await asked.followUp()).visibleTo(world.person({ name: 'Eve' })), false);

  ada.press(message, { label: 'Re-roll' });
  await message.until(({ content }) => content === 'v1:reroll:1 it is');
  assert.deepEqual([message.buttons.length, message.attachments.length, message.edits.length], [0, 1, 1]);
});

test('a DM and a server without the bot work the same way through the token', async (t) => {
  const rig = await setUp(t);
  await logIn(t, rig, async (interaction) => {
    assert.ok(interaction.isChatInputCommand());
    await interaction.reply(interaction.inGuild() ? 'server' : 'DM');
  });
  const { world, ada } = rig;
  assert.equal((await ada.slash(world.dm(ada), 'imagine', { prompt: 'x' }).reply()).content, 'DM');
  assert.equal((await ada.slash(world.channel({ bot: false }), 'imagine', { prompt: 'x' }).reply()).content, 'server');
});

test('refusals reach the bot as the errors discord.js makes of them', async (t) => {
  const rig = await setUp(t);
  const heard = Promise.withResolvers<unknown>();
  await logIn(t, rig, async (interaction) => {
    assert.ok(interaction.isChatInputCommand());
    rig.world.clock.advance(3001);
    await interaction.deferReply().catch(heard.resolve);
  });
  rig.ada.slash(rig.channel, 'imagine', { prompt: 'x' });
  const error = await heard.promise;
  assert.ok(error instanceof DiscordAPIError);
  assert.deepEqual([error.code, error.status], [10062, 404]);
});

test('a client that asks for servers is told about the one it is in', async (t) => {
  const rig = await setUp(t);
  const client = await logIn(t, rig, async () => undefined, [GatewayIntentBits.Guilds]);
  assert.equal(
    client.guilds.cache.get(rig.channel.guildId ?? '')?.channels.cache.get(rig.channel.id)?.name,
    'pictures',
  );
});

describe('on the gateway', () => {
  test('a client that was cut off resumes and gets what it missed', async (t) => {
    const rig = await setUp(t);
    const client = await logIn(
      t,
      rig,
      async (interaction) => interaction.isChatInputCommand() && interaction.reply('here'),
    );
    const resumed = once(client, Events.ShardResume);
    rig.world.connections.dropGateway();
    const asked = rig.ada.slash(rig.channel, 'imagine', { prompt: 'missed' });
    assert.equal((await asked.reply()).content, 'here');
    await resumed;
  });

  test('a client whose session ended identifies anew, and what it missed is lost', async (t) => {
    const rig = await setUp(t);
    await logIn(t, rig, async (interaction) => interaction.isChatInputCommand() && interaction.reply('here'));
    rig.world.connections.invalidateSession();
    const lost = rig.ada.slash(rig.channel, 'imagine', { prompt: 'lost' });
    await rig.world.connections.ready();
    const asked = rig.ada.slash(rig.channel, 'imagine', { prompt: 'x' });
    assert.equal((await asked.reply()).content, 'here');
    assert.equal(lost.acknowledgement, undefined);
  });

  test('a client asked to reconnect does so without losing anything', async (t) => {
    const rig = await setUp(t);
    const client = await logIn(
      t,
      rig,
      async (interaction) => interaction.isChatInputCommand() && interaction.reply('here'),
    );
    const resumed = once(client, Events.ShardResume);
    rig.world.connections.askToReconnect();
    await resumed;
    assert.equal((await rig.ada.slash(rig.channel, 'imagine', { prompt: 'x' }).reply()).content, 'here');
  });

  test('the same interaction may be delivered twice, and only one answer counts', async (t) => {
    const rig = await setUp(t);
    const seen: string[] = [];
    const second = Promise.withResolvers<unknown>();
    await logIn(t, rig, async (interaction) => {
      seen.push(interaction.id);
      if (interaction.isChatInputCommand()) await interaction.reply('here').catch(second.resolve);
    });
    const asked = rig.ada.slash(rig.channel, 'imagine', { prompt: 'x' });
    await asked.reply();
    rig.world.redeliver(asked);
    const error = await second.promise;
    assert.ok(error instanceof DiscordAPIError && error.code === 40060);
    assert.deepEqual(seen, [asked.id, asked.id]);
  });

  test('a wrong token, an unknown session and an early word are refused', async (t) => {
    const { world, call } = await setUp(t);
    const url = textAt(await call('GET', '/gateway/bot'), 'url');
    const say = async (payload: unknown): Promise<{ close?: number; op?: number }> => {
      const socket = new WebSocket(`${url}?v=10&encoding=json`);
      t.after(() => socket.terminate());
      await once(socket, 'message');
      const closed = once(socket, 'close').then(([close]: number[]) => ({ ...(close !== undefined && { close }) }));
      const answered = once(socket, 'message').then(([data]) => ({ op: Number(JSON.parse(String(data)).op) }));
      socket.send(JSON.stringify(payload));
      return Promise.race([closed, answered]);
    };
    assert.deepEqual(await say({ op: 2, d: { token: 'wrong', intents: 0 } }), { close: 4004 });
    assert.deepEqual(await say({ op: 6, d: { token: world.token, session_id: 'x', seq: 1 } }), { op: 9 });
    assert.deepEqual(await say({ op: 3, d: {} }), { close: 4003 });
    assert.deepEqual(await say({ op: 99 }), { close: 4001 });
    assert.deepEqual(await say({ op: 1, d: null }), { op: 11 });
  });
});

test('a server that removes the bot tells who asked to hear of servers, and lets nobody in any more', async (t) => {
  const rig = await setUp(t);
  const deaf = await logIn(t, rig, async () => assert.fail('nobody asks'));
  const client = await logIn(t, rig, async () => assert.fail('nobody asks'), [GatewayIntentBits.Guilds]);
  const heard: string[] = [];
  deaf.on(Events.GuildDelete, () => heard.push('deaf'));
  const removed = once(client, Events.GuildDelete);
  rig.world.removeBot();
  const [guild] = await removed;
  assert.equal(Object(guild).id, rig.channel.guildId);
  const { status, body } = await rig.call('POST', `/channels/${rig.channel.id}/messages`, {
    json: { content: 'hello' },
  });
  assert.deepEqual([status, body['code'], heard], [403, 50001, []]);
  // Before the world ends: one that waits for its turn would begin to come back meanwhile, and discord.js never ends that.
  await Promise.all([deaf.destroy(), client.destroy()]);
});
