// Notices and purchases on their way into Telegram: into the private chat, once, and never into a group.

import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { telegramMessenger } from '../../src/bots/telegram/messenger.ts';
import type { TelegramAddress } from '../../src/core/domain/chat.ts';
import { setTheStage } from '../sim/telegram-setup.ts';
import { decided, delivery, filesOf, NEVER, sendOnce } from './sending.ts';
import { noticeView, purchaseView } from './purchase-views.ts';

const arrived = noticeView({ about: 'credits-arrived', credits: 100, product: 'pack-100', available: 125 });
const none = filesOf({});

async function scene(t: TestContext) {
  const stage = await setTheStage(t);
  const asked = stage.ada.send('/buy');
  await stage.api.sendMessage(stage.ada.id, 'Credits');
  const status = await stage.ada.chat.nextMessage();
  const address: TelegramAddress = {
    platform: 'telegram',
    chatId: String(stage.ada.id),
    threadId: null,
    replyTo: asked.id,
    group: false,
  };
  const messenger = telegramMessenger({ token: stage.world.token, apiUrl: stage.world.apiUrl });
  const said = () => stage.ada.chat.messages.filter(({ fromBot }) => fromBot);
  return { ...stage, messenger, status, address, said };
}

describe('A notice in Telegram', () => {
  test('is a message of its own that answers nothing', async (t) => {
    const { messenger, address, said } = await scene(t);
    const message = await messenger.deliver(delivery(address, null), arrived, none, sendOnce().once, NEVER);
    const shown = said().at(-1) ?? assert.fail();
    assert.match(shown.text ?? '', /100 credits have arrived/);
    assert.equal(message, String(shown.id));
    assert.equal(shown.replyTo, undefined);
  });

  test('that is longer than a message comes with all of it in a file', async (t) => {
    const { messenger, address, said } = await scene(t);
    const answer = 'word '.repeat(900).trim();
    const long = noticeView({ about: 'ticket-answered', number: 12, answer });
    await messenger.deliver(delivery(address, null), long, none, sendOnce().once, NEVER);
    const shown = said().at(-1) ?? assert.fail();
    assert.match(shown.caption ?? '', /^An answer to your ticket #12\nword word/);
    assert.ok(shown.document?.bytes.toString().endsWith(answer));
  });

  test('never goes into a group', async (t) => {
    const { world, messenger, address, ada } = await scene(t);
    const group = world.group({ title: 'Painters' }, ada);
    const owed = delivery({ ...address, chatId: String(group.id), group: true }, null);
    await assert.rejects(messenger.deliver(owed, arrived, none, sendOnce().once, NEVER), decided('gone'));
    assert.equal(group.messages.filter(({ fromBot }) => fromBot).length, 0);
  });

  test('of which nobody knows whether it came is not sent again', async (t) => {
    const { world, messenger, address, said } = await scene(t);
    const { once } = sendOnce();
    world.faults.add({ path: /sendMessage$/, fault: { kind: 'reset', when: 'after' } });
    const owed = delivery(address, null);
    await assert.rejects(messenger.deliver(owed, arrived, none, once, NEVER), decided('fault'));
    assert.equal(await messenger.deliver(owed, arrived, none, once, NEVER), null);
    assert.equal(said().filter(({ text }) => text?.includes('arrived')).length, 1);
  });

  test('to somebody who has blocked the bot is given up', async (t) => {
    const { messenger, address, ada } = await scene(t);
    ada.block();
    const deliver = messenger.deliver(delivery(address, null), arrived, none, sendOnce().once, NEVER);
    await assert.rejects(deliver, decided('gone'));
  });
});

describe('A purchase in Telegram', () => {
  test('is edited in its message, and given up in silence when that is gone', async (t) => {
    const { messenger, status, address, said } = await scene(t);
    const owed = delivery(address, String(status.id));
    const { once, steps } = sendOnce();
    assert.equal(await messenger.showProgress(owed, purchaseView(), NEVER), owed.message);
    assert.equal(status.button('Pay at Stripe').url, purchaseView().url);
    const paid = purchaseView({ state: 'paid', url: null });
    assert.equal(await messenger.deliver(owed, paid, none, once, NEVER), owed.message);
    assert.match(status.text ?? '', /Paid/);
    assert.deepEqual(status.buttons, []);
    const before = said().length;
    status.remove();
    assert.equal(await messenger.deliver(owed, paid, none, once, NEVER), null);
    assert.equal(await messenger.deliver(delivery(address, null), paid, none, once, NEVER), null);
    assert.deepEqual([said().length, steps.size], [before, 0]);
  });
});
