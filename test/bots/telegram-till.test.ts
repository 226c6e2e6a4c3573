// The till with grammY and a little Telegram: the word before Stars are charged, and the books kept when they have moved.

import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import type { ChatCore } from '../../src/core/answers.ts';
import type { LogEvent } from '../../src/core/log-events.ts';
import { telegramBot } from '../../src/bots/telegram/bot.ts';
import { createTelegramWorld } from '../../sim/telegram/world.ts';
import { sendInvoice, order } from '../sim/telegram-table.ts';
import { Api } from 'grammy';
import { coreWith } from './calls.ts';
import { until } from './sending.ts';

type Paid = Parameters<ChatCore['paidStars']>;

/** Ada with 120 Stars in front of an invoice over 50, and a bot whose core answers what a test says. */
async function scene(t: TestContext, answers: Partial<ChatCore> = {}) {
  const bots: ReturnType<typeof telegramBot>[] = [];
  t.after(() => Promise.all(bots.map((bot) => bot.stop())));
  const world = await createTelegramWorld();
  t.after(() => world.close());
  const ada = world.person({ name: 'Ada', stars: 120 });
  const log: LogEvent[] = [];
  const paid: Paid[] = [];
  const refunded: [userId: string, chargeId: string][] = [];
  const core = coreWith({
    rails: () => ['stars'],
    mayPayStars: () => Promise.resolve(null),
    paidStars: (...args) => Promise.resolve(void paid.push(args)),
    refundedStars: (ask, chargeId) => Promise.resolve(void refunded.push([ask.person.userId, chargeId])),
    ...answers,
  });
  const config = { token: world.token, apiUrl: world.apiUrl };
  const startBot = async () => {
    const bot = telegramBot({ config, core, log: (event) => void log.push(event) });
    bots.push(bot);
    await bot.start();
    return bot;
  };
  const bot = await startBot();
  ada.send('hello');
  const api = new Api(world.token, { apiRoot: world.apiUrl });
  await sendInvoice(api, ada, order());
  const invoice = await ada.chat.nextMessage(({ invoice: offer }) => offer !== undefined);
  return { world, ada, api, invoice, bot, startBot, log, paid, refunded };
}

function outcomes(log: readonly LogEvent[], command: string): string[] {
  return log.flatMap((event) => (event.event === 'command' && event.command === command ? [event.outcome] : []));
}

describe('Before Stars are charged', () => {
  test('the core is asked who pays what, and its yes lets the payment go on', async (t) => {
    const asked: unknown[] = [];
    const { ada, invoice, paid, log } = await scene(t, {
      mayPayStars: (...args) => Promise.resolve(asked.push(args) > 0 ? null : null),
    });
    const outcome = await ada.pay(invoice).ended();
    assert.ok(outcome.state === 'paid');
    assert.deepEqual(asked, [[{ platform: 'telegram', userId: String(ada.id), locale: 'en' }, 'pur_1', 50]]);
    await until(() => paid.length === 1);
    const [ask, facts] = paid[0] ?? assert.fail();
    assert.deepEqual(ask.address, {
      platform: 'telegram',
      chatId: String(ada.id),
      threadId: null,
      replyTo: null,
      group: false,
    });
    assert.deepEqual([facts.payload, facts.stars, facts.chargeId], ['pur_1', 50, outcome.payment.chargeId]);
    await until(() => outcomes(log, 'stars:may-pay').join() === 'agreed');
  });

  test('its no is said in the words of the person, and nothing is charged', async (t) => {
    const { world, ada, api, invoice } = await scene(t, {
      mayPayStars: () => Promise.resolve({ code: 'purchase-over', facts: {} }),
    });
    assert.deepEqual(await ada.pay(invoice).ended(), {
      state: 'refused',
      error: 'That offer is over, and nothing was charged. /buy shows a new one.',
    });
    const li = world.person({ name: 'Li', languageCode: 'zh-hans', stars: 50 });
    const outcome = await li.pay(await api.raw.createInvoiceLink(order())).ended();
    assert.ok(outcome.state === 'refused');
    assert.match(outcome.error, /这个报价已经失效/);
    assert.equal(world.payments.length, 0);
  });

  test('a fault is a no with the advice to try again', async (t) => {
    const { world, ada, invoice, log } = await scene(t, {
      mayPayStars: () => Promise.reject(new Error('no database')),
    });
    const outcome = await ada.pay(invoice).ended();
    assert.ok(outcome.state === 'refused');
    assert.match(outcome.error, /nothing was charged\. Please try again/);
    assert.equal(world.payments.length, 0);
    await until(() => outcomes(log, 'stars:may-pay').join() === 'faulty');
  });

  test('a core that does not answer is a no well before Telegram loses patience', async (t) => {
    const { ada, invoice, log } = await scene(t, { mayPayStars: () => new Promise(() => undefined) });
    const startedAt = performance.now();
    const outcome = await ada.pay(invoice).ended();
    assert.ok(outcome.state === 'refused');
    assert.ok(performance.now() - startedAt < 8_000);
    await until(() => outcomes(log, 'stars:may-pay').join() === 'too-late');
  });

  test('nobody waits for anybody else: a slow command holds up no payment', async (t) => {
    const slow = Promise.withResolvers<{ kind: 'repeated' }>();
    const { ada, invoice } = await scene(t, { balance: () => slow.promise });
    ada.send('/balance');
    const outcome = await ada.pay(invoice).ended();
    assert.equal(outcome.state, 'paid');
    slow.resolve({ kind: 'repeated' });
  });

  test('an answer that is lost is given again', async (t) => {
    const { world, ada, invoice } = await scene(t);
    world.faults.add({ path: /answerPreCheckoutQuery$/, fault: { kind: 'reset', when: 'before' } });
    assert.equal((await ada.pay(invoice).ended()).state, 'paid');
  });
});

describe('Stars that have moved', () => {
  test('are written down again and again until that is done, and Telegram keeps the update until then', async (t) => {
    let tries = 0;
    const { world, ada, invoice, paid, log } = await scene(t, {
      paidStars: (...args) => {
        tries += 1;
        if (tries < 3) return Promise.reject(new Error('no database'));
        assert.ok(world.pendingUpdates() > 0);
        return Promise.resolve(void paid.push(args));
      },
    });
    await ada.pay(invoice).ended();
    await until(() => paid.length === 1);
    await until(() => world.pendingUpdates() === 0);
    await until(() => outcomes(log, 'stars:paid').join() === 'booked');
  });

  test('come again after a restart when they could not be written down before', async (t) => {
    let broken = true;
    const { world, ada, invoice, bot, startBot, paid, log } = await scene(t, {
      paidStars: (...args) =>
        broken ? Promise.reject(new Error('no database')) : Promise.resolve(void paid.push(args)),
    });
    await ada.pay(invoice).ended();
    await until(() => log.some((event) => event.event === 'fault' && event.where === 'telegram-till'));
    await bot.stop();
    assert.deepEqual(outcomes(log, 'stars:paid'), ['comes-again']);
    assert.ok(world.pendingUpdates() > 0);
    broken = false;
    await startBot();
    await until(() => paid.length === 1);
    await until(() => world.pendingUpdates() === 0);
    assert.equal(paid[0]?.[1].chargeId, world.payments[0]?.chargeId);
  });

  test('back to the person are written down by the charge they undo', async (t) => {
    const { ada, api, invoice, refunded } = await scene(t);
    const outcome = await ada.pay(invoice).ended();
    assert.ok(outcome.state === 'paid');
    await api.refundStarPayment(ada.id, outcome.payment.chargeId);
    await until(() => refunded.length === 1);
    assert.deepEqual(refunded, [[String(ada.id), outcome.payment.chargeId]]);
  });

  test('in a group are the business of the payer alone', async (t) => {
    const { world, ada, api, paid } = await scene(t);
    const group = world.group({ title: 'Painters' }, ada);
    await sendInvoice(api, group, order());
    await ada.pay(await group.nextMessage()).ended();
    await until(() => paid.length === 1);
    const [ask] = paid[0] ?? assert.fail();
    assert.ok(ask.address.platform === 'telegram');
    assert.deepEqual([ask.address.chatId, ask.address.group], [String(ada.id), false]);
  });
});
