// Notices and purchases on their way into Discord: to one person, once, and never where others read.

import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { discordMessenger } from '../../src/bots/discord/messenger.ts';
import type { DiscordAddress } from '../../src/core/domain/chat.ts';
import { DEFER, setUp } from '../sim/discord-rig.ts';
import { decided, delivery, filesOf, NEVER, sendOnce } from './sending.ts';
import { noticeView, purchaseView } from './purchase-views.ts';

const MINUTES = 60_000;
const arrived = noticeView({ about: 'credits-arrived', credits: 100, product: 'pack-100', available: 125 });
const none = filesOf({});

/** Ada has pressed Buy under an answer that only she sees, in a channel with others. */
async function scene(t: TestContext) {
  const rig = await setUp(t);
  const { world, ada, channel } = rig;
  const asked = ada.slash(channel, 'imagine', { prompt: 'a fox' });
  await rig.acknowledge(asked, { ...DEFER, data: { flags: 64 } });
  await rig.call('PATCH', rig.hook(asked, '@original'), { json: { content: 'Pay' } });
  const status = asked.original ?? assert.fail();
  const address: DiscordAddress = {
    platform: 'discord',
    applicationId: world.applicationId,
    channelId: channel.id,
    userId: ada.id,
    botInChannel: true,
    ephemeral: false,
    token: asked.token,
    tokenUntil: new Date(world.clock.now() + 13.5 * MINUTES).toISOString(),
  };
  const messenger = discordMessenger({
    token: world.token,
    apiUrl: world.apiUrl,
    clock: { now: () => new Date(world.clock.now()) },
  });
  const inChannel = () => channel.messages.filter((message) => !message.ephemeral);
  return { ...rig, messenger, status, address, inChannel, owed: delivery(address, null) };
}

describe('A notice in Discord', () => {
  test('comes beside the last answer while its token lives, for one pair of eyes', async (t) => {
    const { messenger, channel, owed, inChannel } = await scene(t);
    const { once, steps } = sendOnce();
    const message = await messenger.deliver(owed, arrived, none, once, NEVER);
    const shown = channel.messages.at(-1) ?? assert.fail();
    assert.ok(shown.ephemeral);
    assert.match(shown.content, /100 credits have arrived/);
    assert.equal(message, `${channel.id}/${shown.id}`);
    assert.equal(inChannel().length, 0);
    assert.deepEqual([...steps.keys()], ['notice']);
  });

  test('comes as a DM after that, though the bot could write in the channel', async (t) => {
    const { world, messenger, ada, owed, inChannel } = await scene(t);
    world.clock.advance(14 * MINUTES);
    const { once } = sendOnce();
    await messenger.deliver(owed, arrived, none, once, NEVER);
    assert.match(world.dm(ada).messages.at(-1)?.content ?? '', /100 credits have arrived/);
    assert.equal(inChannel().length, 0);
  });

  test('goes nowhere when nobody can be reached', async (t) => {
    const { world, messenger, ada, owed, inChannel } = await scene(t);
    world.clock.advance(14 * MINUTES);
    ada.dms = 'closed';
    await assert.rejects(messenger.deliver(owed, arrived, none, sendOnce().once, NEVER), decided('gone'));
    assert.equal(inChannel().length, 0);
  });

  test('of which nobody knows whether it came is not sent again, not even another way', async (t) => {
    const { world, messenger, channel, ada, owed } = await scene(t);
    const { once } = sendOnce();
    world.faults.add({ path: /webhooks\/\d+\/[^/]+$/, fault: { kind: 'reset', when: 'after' } });
    await assert.rejects(messenger.deliver(owed, arrived, none, once, NEVER), decided('fault'));
    assert.equal(await messenger.deliver(owed, arrived, none, once, NEVER), null);
    world.clock.advance(14 * MINUTES);
    assert.equal(await messenger.deliver(owed, arrived, none, once, NEVER), null);
    assert.equal(channel.messages.filter(({ content }) => content.includes('arrived')).length, 1);
    assert.equal(world.dm(ada).messages.length, 0);
  });
});

describe('A purchase in Discord', () => {
  test('is edited in its message while that can be reached, and given up in silence after that', async (t) => {
    const { world, messenger, status, channel, ada, address } = await scene(t);
    const owed = delivery({ ...address, ephemeral: true }, `${channel.id}/${status.id}`);
    const { once, steps } = sendOnce();
    const before = channel.messages.length;
    assert.equal(await messenger.showProgress(owed, purchaseView(), NEVER), owed.message);
    assert.equal(status.buttons[0]?.url, purchaseView().url);
    const paid = purchaseView({ state: 'paid', url: null });
    assert.equal(await messenger.deliver(owed, paid, none, once, NEVER), owed.message);
    assert.match(status.content, /Paid/);
    assert.deepEqual(status.buttons, []);
    world.clock.advance(14 * MINUTES);
    assert.equal(await messenger.deliver(owed, paid, none, once, NEVER), null);
    assert.equal(channel.messages.length, before);
    assert.equal(world.dm(ada).messages.length, 0);
    assert.equal(steps.size, 0);
  });
});
