// Results on their way into Discord: every way they can take, and that none is taken twice.

import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { discordMessenger } from '../../src/bots/discord/messenger.ts';
import type { DiscordAddress } from '../../src/core/domain/chat.ts';
import { MessengerError, type Delivery, type Messenger } from '../../src/core/ports.ts';
import type { Channel } from '../../sim/discord/channel.ts';
import type { Message } from '../../sim/discord/message.ts';
import type { Person } from '../../sim/discord/person.ts';
import type { DiscordWorld } from '../../sim/discord/world.ts';
import { DEFER, setUp, type Rig } from '../sim/discord-rig.ts';
import { decided, delivery, filesOf, NEVER, sendOnce, type Picture } from './sending.ts';
import { generationView, runView } from './status-views.ts';

const MINUTES = 60_000;
const done = generationView({ images: ['ready', 'ready'], phase: 'finished', creditsCaptured: 4 });

type Scene = Rig & {
  messenger: Messenger;
  status: Message;
  address: DiscordAddress;
  owed: Delivery;
};

/** Somebody has asked, and the answer says how things stand. */
async function scene(
  t: TestContext,
  { ephemeral = false, place }: { ephemeral?: boolean; place?: (world: DiscordWorld, ada: Person) => Channel } = {},
): Promise<Scene> {
  const rig = await setUp(t);
  const { world, ada } = rig;
  const channel = place?.(world, ada) ?? rig.channel;
  const asked = ada.slash(channel, 'imagine', { prompt: 'a fox' });
  await rig.acknowledge(asked, ephemeral ? { ...DEFER, data: { flags: 64 } } : DEFER);
  await rig.call('PATCH', rig.hook(asked, '@original'), { json: { content: 'Queued' } });
  const status = asked.original ?? assert.fail();
  const address: DiscordAddress = {
    platform: 'discord',
    applicationId: world.applicationId,
    channelId: channel.id,
    userId: ada.id,
    botInChannel: channel.botIsMember,
    ephemeral,
    token: asked.token,
    tokenUntil: new Date(world.clock.now() + 13.5 * MINUTES).toISOString(),
  };
  const clock = { now: () => new Date(world.clock.now()) };
  const messenger = discordMessenger({ token: world.token, apiUrl: world.apiUrl, clock });
  return { ...rig, channel, messenger, status, address, owed: delivery(address, `${channel.id}/${status.id}`) };
}

function picture(name: string, bytes = 1000): Picture {
  return { name, bytes: new Uint8Array(bytes).fill(7), mediaType: 'image/png' };
}

const two = filesOf({ images: [picture('one.png'), picture('two.png')] });

function names(message: Message): string[] {
  return message.attachments.map(({ filename }) => filename);
}

describe('Progress in Discord', () => {
  test('edits the answer through its token, and later through the channel', async (t) => {
    const { world, messenger, status, owed } = await scene(t);
    assert.equal(await messenger.showProgress(owed, generationView({ phase: 'drawing' }), NEVER), owed.message);
    assert.match(status.content, /Drawing/);
    world.clock.advance(14 * MINUTES);
    const half = generationView({ phase: 'drawing', images: ['ready', 'ready', 'owed', 'owed'] });
    assert.equal(await messenger.showProgress(owed, half, NEVER), owed.message);
    assert.match(status.content, /2\/4/);
  });

  test('is dropped when Discord asks to wait, with the time it asked for', async (t) => {
    const { world, messenger, owed } = await scene(t);
    world.limits.refuseNext({ method: 'PATCH', path: /@original/, retryAfterMs: 7000 });
    await assert.rejects(messenger.showProgress(owed, generationView(), NEVER), (error) => {
      assert.ok(error instanceof MessengerError && error.what.kind === 'wait');
      return error.what.afterMs >= 7000;
    });
  });

  test('shows nothing where the message is gone', async (t) => {
    const { world, call, hook, messenger, address, owed } = await scene(t);
    const asked = [...world.interactions.values()].find(({ token }) => token === address.token) ?? assert.fail();
    await call('DELETE', hook(asked, '@original'));
    assert.equal(await messenger.showProgress(owed, generationView(), NEVER), null);
  });
});

describe('A result in Discord', () => {
  test('replaces the status message while the token lives, and again when the task is repeated', async (t) => {
    const { messenger, status, channel, owed } = await scene(t);
    const { once, steps } = sendOnce();
    assert.equal(await messenger.deliver(owed, done, two, once, NEVER), owed.message);
    assert.equal(await messenger.deliver(owed, done, two, once, NEVER), owed.message);
    assert.deepEqual(names(status), ['one.png', 'two.png']);
    assert.deepEqual([...status.attachments[0]!.bytes.subarray(0, 3)], [7, 7, 7]);
    assert.match(status.content, /a red fox/);
    assert.equal(channel.messages.length, 1);
    assert.equal(steps.size, 0, 'an edit needs no intent');
  });

  test('becomes a message that answers the status message when the token is dead, and the status points at it', async (t) => {
    const { world, messenger, status, channel, owed } = await scene(t);
    world.clock.advance(14 * MINUTES);
    const { once } = sendOnce();
    const shown = await messenger.deliver(owed, done, two, once, NEVER);
    assert.equal(channel.messages.length, 2);
    const result = channel.messages[1] ?? assert.fail();
    assert.equal(shown, `${channel.id}/${result.id}`);
    assert.deepEqual(names(result), ['one.png', 'two.png']);
    assert.equal(typeof result.nonce, 'string');
    assert.deepEqual(names(status), []);
    assert.match(status.content, /below/i);
    await messenger.deliver(owed, done, two, once, NEVER);
    assert.equal(channel.messages.length, 2, 'a repeated task sends nothing again');
  });

  test('is asked for again under the same nonce when the answer was lost, and appears once', async (t) => {
    const { world, messenger, channel, owed } = await scene(t);
    world.clock.advance(14 * MINUTES);
    world.faults.add({ method: 'POST', path: /channels\/\d+\/messages$/, fault: { kind: 'reset', when: 'after' } });
    await messenger.deliver(owed, done, two, sendOnce().once, NEVER);
    assert.equal(channel.messages.length, 2);
  });

  test('goes to the DM of the person where the bot is not in the channel', async (t) => {
    const { world, ada, messenger, owed } = await scene(t, { place: (world) => world.channel({ bot: false }) });
    world.clock.advance(14 * MINUTES);
    const shown = await messenger.deliver(owed, done, two, sendOnce().once, NEVER);
    const dm = world.dm(ada);
    assert.deepEqual(dm.messages.map(names), [['one.png', 'two.png']]);
    assert.equal(shown, `${dm.id}/${dm.messages[0]?.id}`);
  });

  test('of a private request never appears in the channel', async (t) => {
    const { world, ada, messenger, channel, owed } = await scene(t, { ephemeral: true });
    world.clock.advance(14 * MINUTES);
    await messenger.deliver(owed, done, two, sendOnce().once, NEVER);
    assert.equal(channel.messages.length, 1);
    assert.equal(world.dm(ada).messages.length, 1);
  });

  test('takes the next way when the channel is closed to the bot', async (t) => {
    const { world, ada, messenger, channel, owed } = await scene(t);
    world.clock.advance(14 * MINUTES);
    channel.botMaySend = false;
    await messenger.deliver(owed, done, two, sendOnce().once, NEVER);
    assert.equal(world.dm(ada).messages.length, 1);
  });

  test('is undeliverable when every way is closed', async (t) => {
    for (const dms of ['closed', 'no-mutual-guilds'] as const) {
      const { world, ada, messenger, owed } = await scene(t, { place: (world) => world.channel({ bot: false }) });
      ada.dms = dms;
      world.clock.advance(14 * MINUTES);
      await assert.rejects(messenger.deliver(owed, done, two, sendOnce().once, NEVER), decided('gone'));
    }
  });

  test('goes on by the channel when Discord no longer knows the token, and keeps the bot token for it', async (t) => {
    const { world, messenger, channel, address, owed } = await scene(t);
    // Our clock thinks it is still good.
    const late = {
      ...owed,
      address: { ...address, tokenUntil: new Date(world.clock.now() + 60 * MINUTES).toISOString() },
    };
    world.clock.advance(16 * MINUTES);
    await messenger.deliver(late, done, two, sendOnce().once, NEVER);
    assert.equal(channel.messages.length, 2);
  });

  test('that may or may not have arrived is not sent again: the status message asks the person to look', async (t) => {
    const { world, messenger, status, channel, owed } = await scene(t);
    world.clock.advance(14 * MINUTES);
    const { once, steps } = sendOnce();
    steps.set('result', null);
    assert.equal(await messenger.deliver(owed, done, two, once, NEVER), owed.message);
    assert.equal(channel.messages.length, 1);
    assert.ok(status.buttons.some(({ customId }) => customId?.startsWith('v1:show:')));
  });

  test('waits when Discord asks for it', async (t) => {
    const { world, messenger, owed } = await scene(t);
    world.limits.refuseNext({ method: 'PATCH', path: /@original/, retryAfterMs: 3000 });
    await assert.rejects(messenger.deliver(owed, done, two, sendOnce().once, NEVER), decided('wait'));
  });

  test('is a fault to be tried again when Discord fails', async (t) => {
    const { world, messenger, owed } = await scene(t);
    world.faults.add({ path: /@original/, fault: { kind: 'status', status: 503 } });
    await assert.rejects(messenger.deliver(owed, done, two, sendOnce().once, NEVER), decided('fault'));
    world.faults.add({ path: /@original/, fault: { kind: 'reset', when: 'after' } });
    await assert.rejects(messenger.deliver(owed, done, two, sendOnce().once, NEVER), decided('fault'));
    await messenger.deliver(owed, done, two, sendOnce().once, NEVER);
  });

  test('names a picture that is too large for Discord and brings the others', async (t) => {
    const { messenger, status, owed } = await scene(t);
    const files = filesOf({ images: [picture('small.png'), picture('huge.png', 10 * 1024 * 1024 + 1)] });
    await messenger.deliver(owed, done, files, sendOnce().once, NEVER);
    assert.deepEqual(names(status), ['small.png']);
    assert.match(status.content, /huge\.png/);
  });
});

describe('A run in Discord', () => {
  const part = 9 * 1024 * 1024;
  const keys = ['a', 'b', 'c', 'd'];
  const view = runView({
    state: 'finished',
    ready: 100,
    parts: keys.map((key) => ({ key, name: `easel-${key}.zip`, bytes: part })),
  });
  const files = filesOf({
    parts: Object.fromEntries(keys.map((key) => [key, new Uint8Array(part)])),
    sheet: new Uint8Array(5000),
  });

  test('brings its contact sheet and every part of its ZIP, in as few messages as Discord allows', async (t) => {
    const { messenger, status, channel, owed } = await scene(t);
    const { once, steps } = sendOnce();
    await messenger.deliver(owed, view, files, once, NEVER);
    assert.deepEqual(names(status), ['contact-sheet.jpg', 'easel-a.zip', 'easel-b.zip']);
    assert.deepEqual(names(channel.messages[1] ?? assert.fail()), ['easel-c.zip', 'easel-d.zip']);
    await messenger.deliver(owed, view, files, once, NEVER);
    assert.equal(channel.messages.length, 2);
    assert.deepEqual([...steps.keys()], ['files-2']);
  });

  test('keeps its further parts private when it was asked for in private', async (t) => {
    const { messenger, channel, owed } = await scene(t, { ephemeral: true });
    await messenger.deliver(owed, view, files, sendOnce().once, NEVER);
    assert.ok(channel.messages.every((message) => message.ephemeral));
  });
});
