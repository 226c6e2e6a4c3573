// Deleted pictures leave the chats they were brought into, as far as the platforms let us.

import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import sharp from 'sharp';
import { discordMessenger } from '../../src/bots/discord/messenger.ts';
import { telegramMessenger } from '../../src/bots/telegram/messenger.ts';
import { textForm, type ImageId } from '../../src/core/domain/ids.ts';
import type { DiscordAddress, TelegramAddress } from '../../src/core/domain/chat.ts';
import type { GenerationView } from '../../src/core/domain/view.ts';
import type { Delivery, Messenger } from '../../src/core/ports.ts';
import type { Message } from '../../sim/discord/message.ts';
import { tooManyRequests } from '../../sim/telegram/refusals.ts';
import type { SimMessage } from '../../sim/telegram/messages.ts';
import { newId } from '../support/core.ts';
import { DEFER, setUp, type Rig } from '../sim/discord-rig.ts';
import { png, setTheStage, type Stage } from '../sim/telegram-setup.ts';
import { decided, delivery, filesOf, NEVER, sendOnce, type Picture } from './sending.ts';
import { generationView } from './status-views.ts';

const HOUR = 3_600_000;

/** A finished request of so many pictures, each with an id of its own. */
function drawn(count: number): GenerationView {
  const images = Array.from({ length: count }, () => 'ready' as const);
  const view = generationView({ images, phase: 'finished', creditsCaptured: count });
  return { ...view, images: view.images.map((image) => ({ ...image, id: newId<ImageId>() })) };
}

/** The same after pictures of it were deleted. */
function without(view: GenerationView, ...gone: readonly number[]): GenerationView {
  return { ...view, gone: gone.length, images: view.images.filter(({ index }) => !gone.includes(index)) };
}

async function picturesOf(view: GenerationView, bytes?: number): Promise<Picture[]> {
  return Promise.all(
    view.images.map(async ({ id }) => ({
      name: `${textForm('img', id)}.png`,
      bytes: bytes === undefined ? await png() : new Uint8Array(bytes).fill(7),
      mediaType: 'image/png',
    })),
  );
}

type Brought = {
  readonly messenger: Messenger;
  readonly owed: Delivery;
  readonly steps: Record<string, string | null>;
};

async function bring(messenger: Messenger, owed: Delivery, view: GenerationView, bytes?: number): Promise<Brought> {
  const { once, steps } = sendOnce();
  const message = await messenger.deliver(owed, view, filesOf({ images: await picturesOf(view, bytes) }), once, NEVER);
  return { messenger, owed: { ...owed, message, state: 'sent' }, steps: Object.fromEntries(steps) };
}

function withdraw({ messenger, owed, steps }: Brought, view: GenerationView | null): Promise<void> {
  return messenger.withdraw(owed, view, filesOf({}), steps, NEVER);
}

describe('Deleted pictures in Telegram', () => {
  async function scene(
    t: TestContext,
  ): Promise<Stage & { messenger: Messenger; owed: Delivery; sent(): SimMessage[] }> {
    const stage = await setTheStage(t);
    const { chat } = stage.ada;
    await stage.api.sendMessage(chat.id, 'Queued');
    const status = await chat.nextMessage();
    const address: TelegramAddress = {
      platform: 'telegram',
      chatId: String(chat.id),
      threadId: null,
      replyTo: null,
      group: false,
    };
    const messenger = telegramMessenger({ token: stage.world.token, apiUrl: stage.world.apiUrl });
    const sent = (): SimMessage[] => chat.messages.filter((message) => message.fromBot && !message.deleted);
    return { ...stage, messenger, owed: delivery(address, String(status.id)), sent };
  }

  test('take their message with them, and doing it twice is no failure', async (t) => {
    const { messenger, owed, sent } = await scene(t);
    const brought = await bring(messenger, owed, drawn(1));
    assert.equal(sent().length, 1);
    await withdraw(brought, null);
    assert.equal(sent().length, 0);
    await withdraw(brought, null);
  });

  test('leave an album one by one', async (t) => {
    const { messenger, owed, sent } = await scene(t);
    const view = drawn(3);
    const brought = await bring(messenger, owed, view);
    assert.equal(sent().length, 4);
    await withdraw(brought, without(view, 0, 2));
    const [status, left] = sent();
    assert.match(status?.text ?? '', /2 pictures deleted/);
    assert.equal(left?.photo?.name, `${textForm('img', view.images[1]?.id ?? '')}.png`);
    await withdraw(brought, null);
    assert.equal(sent().length, 0);
  });

  test('leave a message that is too old to be deleted, which stays with another picture', async (t) => {
    const { world, messenger, owed, sent } = await scene(t);
    const brought = await bring(messenger, owed, drawn(1));
    world.clock.advance(49 * HOUR);
    await withdraw(brought, null);
    await withdraw(brought, null);
    const [message] = sent();
    assert.match(message?.caption ?? '', /this one stays, without its picture/);
    assert.deepEqual([message?.buttons, message?.photo?.name], [[], 'deleted.png']);
    const { width, height } = await sharp(message?.photo?.bytes).metadata();
    assert.deepEqual([width, height], [256, 256]);
  });

  test('leave an album that is too old, and its words', async (t) => {
    const { world, messenger, owed, sent } = await scene(t);
    const brought = await bring(messenger, owed, drawn(2));
    world.clock.advance(49 * HOUR);
    await withdraw(brought, null);
    assert.deepEqual(
      sent().map(({ photo, text }) => photo?.name ?? text?.startsWith('Deleted.')),
      [true, 'deleted.png', 'deleted.png'],
    );
  });

  test('wait when Telegram asks for it', async (t) => {
    const { world, messenger, owed } = await scene(t);
    const brought = await bring(messenger, owed, drawn(1));
    world.refuseNext('deleteMessage', tooManyRequests(3));
    await assert.rejects(withdraw(brought, null), decided('wait'));
    await withdraw(brought, null);
  });
});

describe('Deleted pictures in Discord', () => {
  async function scene(
    t: TestContext,
    ephemeral = false,
  ): Promise<Rig & { messenger: Messenger; owed: Delivery; status: Message }> {
    const rig = await setUp(t);
    const { world, ada, channel } = rig;
    const asked = ada.slash(channel, 'imagine', { prompt: 'a fox' });
    await rig.acknowledge(asked, ephemeral ? { ...DEFER, data: { flags: 64 } } : DEFER);
    await rig.call('PATCH', rig.hook(asked, '@original'), { json: { content: 'Queued' } });
    const status = asked.original ?? assert.fail();
    const address: DiscordAddress = {
      platform: 'discord',
      applicationId: world.applicationId,
      channelId: channel.id,
      userId: ada.id,
      botInChannel: true,
      ephemeral,
      token: asked.token,
      tokenUntil: new Date(world.clock.now() + 13.5 * 60_000).toISOString(),
    };
    const messenger = discordMessenger({
      token: world.token,
      apiUrl: world.apiUrl,
      clock: { now: () => new Date(world.clock.now()) },
    });
    return { ...rig, messenger, owed: delivery(address, `${channel.id}/${status.id}`), status };
  }

  const names = (message: Message): string[] => message.attachments.map(({ filename }) => filename);

  test('leave their message, which keeps the others and says so', async (t) => {
    const { messenger, owed, status } = await scene(t);
    const view = drawn(3);
    const brought = await bring(messenger, owed, view);
    const before = names(status);
    await withdraw(brought, without(view, 1));
    assert.deepEqual(names(status), [before[0], before[2]]);
    assert.match(status.content, /1 picture deleted/);
    await withdraw(brought, null);
    assert.deepEqual([status.content, names(status), status.buttons.length], ['Deleted.', [], 0]);
    await withdraw(brought, null);
  });

  test('leave it as the bot when the token is dead', async (t) => {
    const { world, messenger, owed, status } = await scene(t);
    const brought = await bring(messenger, owed, drawn(1));
    world.clock.advance(24 * HOUR);
    await withdraw(brought, null);
    assert.deepEqual(names(status), []);
  });

  test('stay in what only one person sees once nobody can edit it, and that is no failure', async (t) => {
    const { world, messenger, owed, status } = await scene(t, true);
    const brought = await bring(messenger, owed, drawn(1));
    world.clock.advance(24 * HOUR);
    await withdraw(brought, null);
    assert.equal(names(status).length, 1);
  });

  test('leave the further messages of a result that one does not hold', async (t) => {
    const { messenger, owed, status, channel } = await scene(t);
    const view = drawn(4);
    const brought = await bring(messenger, owed, view, 9 * 1024 * 1024);
    assert.deepEqual(Object.keys(brought.steps), ['files-2']);
    const [, id] = brought.steps['files-2']?.split('/') ?? [];
    const further = channel.messages.find((message) => message.id === id) ?? assert.fail();
    assert.deepEqual([names(status).length, names(further).length], [2, 2]);
    await withdraw(brought, without(view, 0, 3));
    assert.deepEqual([names(status).length, names(further).length, further.deleted], [1, 1, false]);
    await withdraw(brought, null);
    assert.deepEqual([names(status).length, further.deleted], [0, true]);
  });
});
