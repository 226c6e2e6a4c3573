// Results on their way into Telegram: by editing where that can be repeated, by a send that happens once where not.

import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { telegramMessenger } from '../../src/bots/telegram/messenger.ts';
import type { TelegramAddress } from '../../src/core/domain/chat.ts';
import { MessengerError, type Delivery, type Messenger } from '../../src/core/ports.ts';
import type { SimChat } from '../../sim/telegram/chats.ts';
import type { SimMessage } from '../../sim/telegram/messages.ts';
import { tooManyRequests } from '../../sim/telegram/refusals.ts';
import { png, setTheStage, type Stage } from '../sim/telegram-setup.ts';
import { decided, delivery, filesOf, NEVER, sendOnce, type Picture } from './sending.ts';
import { generationView, runView } from './status-views.ts';

const one = generationView({ images: ['ready'], phase: 'finished', creditsCaptured: 2 });
const four = generationView({ images: ['ready', 'ready', 'ready', 'ready'], phase: 'finished', creditsCaptured: 8 });

type Scene = Stage & {
  messenger: Messenger;
  chat: SimChat;
  status: SimMessage;
  address: TelegramAddress;
  owed: Delivery;
};

/** Ada has asked, and the answer says how things stand. */
async function scene(t: TestContext, pick?: (stage: Stage) => SimChat): Promise<Scene> {
  const stage = await setTheStage(t);
  const chat = pick?.(stage) ?? stage.ada.chat;
  const asked = stage.ada.send('/imagine a fox', { chat });
  await stage.api.sendMessage(chat.id, 'Queued');
  const status = await chat.nextMessage();
  const address: TelegramAddress = {
    platform: 'telegram',
    chatId: String(chat.id),
    threadId: null,
    replyTo: asked.id,
    group: chat.wire.type !== 'private',
  };
  const messenger = telegramMessenger({ token: stage.world.token, apiUrl: stage.world.apiUrl });
  return { ...stage, messenger, chat, status, address, owed: delivery(address, String(status.id)) };
}

async function picture(name: string, width?: number, height?: number): Promise<Picture> {
  return { name, bytes: await png(width, height), mediaType: 'image/png' };
}

async function pictures(count: number): Promise<Picture[]> {
  return Promise.all(Array.from({ length: count }, (_, n) => picture(`img_${n + 1}.png`)));
}

function sent(chat: SimChat): SimMessage[] {
  return chat.messages.filter((message) => message.fromBot && !message.deleted);
}

describe('Progress in Telegram', () => {
  test('edits the status message, and saying the same twice is no failure', async (t) => {
    const { messenger, status, owed } = await scene(t);
    const view = generationView({ phase: 'drawing' });
    assert.equal(await messenger.showProgress(owed, view, NEVER), owed.message);
    assert.equal(await messenger.showProgress(owed, view, NEVER), owed.message);
    assert.match(status.text ?? '', /Drawing/);
  });

  test('is dropped when Telegram asks to wait, with the time it asked for', async (t) => {
    const { world, messenger, owed } = await scene(t);
    world.refuseNext('editMessageText', tooManyRequests(5));
    await assert.rejects(messenger.showProgress(owed, generationView(), NEVER), (error) => {
      assert.ok(error instanceof MessengerError && error.what.kind === 'wait');
      return error.what.afterMs === 5000;
    });
  });

  test('shows nothing where there is no message to edit', async (t) => {
    const { messenger, api, chat, status, owed } = await scene(t);
    assert.equal(await messenger.showProgress({ ...owed, message: null }, generationView(), NEVER), null);
    await api.deleteMessage(chat.id, status.id);
    assert.equal(await messenger.showProgress(owed, generationView(), NEVER), null);
  });
});

describe('A picture in Telegram', () => {
  test('turns the status message into it, also when the task is repeated', async (t) => {
    const { messenger, chat, status, owed } = await scene(t);
    const files = filesOf({ images: await pictures(1) });
    const { once, steps } = sendOnce();
    assert.equal(await messenger.deliver(owed, one, files, once, NEVER), owed.message);
    assert.equal(await messenger.deliver(owed, one, files, once, NEVER), owed.message);
    assert.equal(status.photo?.width, 64);
    assert.match(status.caption ?? '', /a red fox/);
    assert.ok(status.buttons.some(({ data }) => data?.startsWith('v1:reroll:')));
    assert.equal(sent(chat).length, 1);
    assert.equal(steps.size, 0, 'an edit needs no intent');
  });

  test('answers the question when the status message is gone or was never known', async (t) => {
    const { messenger, api, chat, status, owed } = await scene(t);
    const files = filesOf({ images: await pictures(1) });
    await api.deleteMessage(chat.id, status.id);
    const { once } = sendOnce();
    const shown = await messenger.deliver(owed, one, files, once, NEVER);
    assert.equal(await messenger.deliver({ ...owed, message: null }, one, files, once, NEVER), shown);
    const [result, ...others] = sent(chat);
    assert.deepEqual(others, []);
    assert.equal(String(result?.id), shown);
    assert.equal(result?.replyTo?.text, '/imagine a fox');
    assert.ok(result?.photo && result.buttons.length > 0);
  });

  test('that Telegram would not show as a photo comes as a document', async (t) => {
    const { messenger, status, owed } = await scene(t);
    const wide = generationView({ ...one, images: ['ready'], order: { width: 3000, height: 100 } });
    const files = filesOf({ images: [await picture('wide.png', 3000, 100)] });
    await messenger.deliver(owed, wide, files, sendOnce().once, NEVER);
    assert.equal(status.document?.name, 'wide.png');
  });

  test('comes as a document too when only Telegram finds out', async (t) => {
    const { messenger, status, owed } = await scene(t);
    const files = filesOf({ images: [await picture('wide.png', 3000, 100)] });
    await messenger.deliver(owed, one, files, sendOnce().once, NEVER);
    assert.equal(status.document?.name, 'wide.png');
  });

  test('that failed leaves words and no picture', async (t) => {
    const { messenger, status, owed } = await scene(t);
    const failed = generationView({ images: ['failed'], failures: ['policy'], phase: 'finished' });
    await messenger.deliver(owed, failed, filesOf({}), sendOnce().once, NEVER);
    assert.match(status.text ?? '', /safety filter/);
  });
});

describe('Several pictures in Telegram', () => {
  test('come as one album, and the buttons stay on the status message', async (t) => {
    const { messenger, chat, status, owed } = await scene(t);
    const files = filesOf({ images: await pictures(4) });
    const { once, steps } = sendOnce();
    await messenger.deliver(owed, four, files, once, NEVER);
    await messenger.deliver(owed, four, files, once, NEVER);
    const album = sent(chat).filter(({ wire }) => wire.media_group_id !== undefined);
    assert.equal(album.length, 4);
    assert.ok(album.every(({ photo }) => photo));
    assert.equal(sent(chat).length, 5);
    assert.ok(status.buttons.length > 0);
    assert.deepEqual([...steps.keys()], ['album']);
  });

  test('whose sending broke off are not sent again: the status message offers to show them', async (t) => {
    const { world, messenger, chat, status, owed } = await scene(t);
    const files = filesOf({ images: await pictures(2) });
    const { once } = sendOnce();
    world.faults.add({ path: /sendMediaGroup$/, fault: { kind: 'reset', when: 'after' } });
    await assert.rejects(messenger.deliver(owed, four, files, once, NEVER), decided('fault'));
    assert.equal(await messenger.deliver(owed, four, files, once, NEVER), owed.message);
    assert.equal(sent(chat).length, 3, 'the album that did arrive, and the status message');
    assert.ok(status.buttons.some(({ data }) => data?.startsWith('v1:show:')));
  });

  test('are sent later when Telegram asks to wait', async (t) => {
    const { world, messenger, chat, owed } = await scene(t);
    const files = filesOf({ images: await pictures(2) });
    const { once } = sendOnce();
    world.refuseNext('sendMediaGroup', tooManyRequests(1));
    await assert.rejects(messenger.deliver(owed, four, files, once, NEVER), decided('wait'));
    await messenger.deliver(owed, four, files, once, NEVER);
    assert.equal(sent(chat).length, 3);
  });
});

describe('A run in Telegram', () => {
  function runOf(keys: readonly string[]) {
    const parts = keys.map((key) => ({ key, name: `easel-${key}.zip`, bytes: 3 }));
    const files = filesOf({ parts: Object.fromEntries(keys.map((key) => [key, Buffer.from(key.repeat(3))])) });
    return { view: runView({ state: 'finished', ready: 100, parts }), files };
  }

  test('turns the status message into its ZIP', async (t) => {
    const { messenger, chat, status, owed } = await scene(t);
    const { view, files } = runOf(['a']);
    await messenger.deliver(owed, view, files, sendOnce().once, NEVER);
    assert.equal(status.document?.name, 'easel-a.zip');
    assert.equal(status.document?.bytes.toString(), 'aaa');
    assert.equal(sent(chat).length, 1);
  });

  test('of several parts sends each of them once', async (t) => {
    const { messenger, chat, status, owed } = await scene(t);
    const { view, files } = runOf(['a', 'b', 'c']);
    const { once } = sendOnce();
    await messenger.deliver(owed, view, files, once, NEVER);
    await messenger.deliver(owed, view, files, once, NEVER);
    const parts = sent(chat).filter((message) => message !== status);
    assert.deepEqual(
      parts.map(({ document }) => document?.name),
      ['easel-a.zip', 'easel-b.zip', 'easel-c.zip'],
    );
    assert.match(status.text ?? '', /prompts\.csv/);
  });
});

describe('A chat in Telegram', () => {
  test('that is blocked is gone', async (t) => {
    const { messenger, ada, owed } = await scene(t);
    ada.block();
    await assert.rejects(messenger.showProgress(owed, generationView(), NEVER), decided('gone'));
    await assert.rejects(
      messenger.deliver(owed, one, filesOf({ images: await pictures(1) }), sendOnce().once, NEVER),
      decided('gone'),
    );
  });

  test('that was never there is gone', async (t) => {
    const { messenger, owed, address } = await scene(t);
    const lost = { ...owed, message: null, address: { ...address, chatId: '4711' } };
    await assert.rejects(messenger.deliver(lost, one, filesOf({}), sendOnce().once, NEVER), decided('gone'));
  });

  test('that became a supergroup lives on under its new id', async (t) => {
    const { messenger, chat, owed } = await scene(t, ({ world, ada }) => world.group({ title: 'Foxes' }, ada));
    const next = chat.migrate();
    const { once } = sendOnce();
    const failed = await messenger
      .deliver({ ...owed, message: null }, one, filesOf({}), once, NEVER)
      .catch((error: unknown) => error);
    assert.ok(failed instanceof MessengerError && failed.what.kind === 'moved');
    const { address } = failed.what;
    assert.ok(address.platform === 'telegram');
    assert.equal(address.chatId, String(next.id));
    await messenger.deliver({ ...owed, message: null, address }, one, filesOf({}), once, NEVER);
    assert.equal(sent(next).length, 1);
  });

  test('that cannot be reached at all certainly got nothing, so the send may be tried again', async (t) => {
    const { address, owed } = await scene(t);
    const nobody = telegramMessenger({ token: '1:a', apiUrl: 'http://127.0.0.1:9' });
    const { once, steps } = sendOnce();
    const lost = { ...owed, message: null, address };
    await assert.rejects(nobody.deliver(lost, one, filesOf({}), once, NEVER), decided('wait'));
    assert.equal(steps.size, 0);
  });
});
