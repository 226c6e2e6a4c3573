// Stars in the simulated Telegram: the bot's word before a charge, receipts, refunds and the bot's account.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Bot, InlineKeyboard } from 'grammy';
import { refusal, setTheStage } from './telegram-setup.ts';
import { order, payFor, sendInvoice, setTheTable } from './telegram-table.ts';

const TOO_OLD = 'Bad Request: query is too old and response timeout expired or query ID is invalid';

test('a person pays an invoice once the bot agrees, and both are told', async (t) => {
  const { api, ada, message, world } = await setTheTable(t);
  assert.deepEqual(message.invoice, {
    title: '100 credits',
    description: 'For about 100 pictures',
    start_parameter: '',
    currency: 'XTR',
    total_amount: 50,
  });
  assert.ok(message.button('Pay ⭐️50').pay);
  assert.ok(!JSON.stringify(message.wire).includes('pur_1'));

  const checkout = ada.pay(message);
  const { query } = checkout;
  assert.equal(checkout.update?.pre_checkout_query, query);
  const { from, currency, total_amount: total, invoice_payload: payload } = query;
  assert.deepEqual([from.id, currency, total, payload], [ada.id, 'XTR', 50, 'pur_1']);
  assert.deepEqual([ada.stars, checkout.outcome, world.payments.length], [120, undefined, 0]);

  await api.answerPreCheckoutQuery(query.id, true);
  assert.equal((await checkout.ended()).state, 'paid');
  assert.equal(ada.stars, 70);
  const [payment] = world.payments;
  assert.ok(payment);
  assert.equal(payment.receipt, ada.chat.messages.at(-1));
  assert.deepEqual(payment.receipt.update?.message?.successful_payment, {
    currency: 'XTR',
    total_amount: 50,
    invoice_payload: 'pur_1',
    telegram_payment_charge_id: payment.chargeId,
    provider_payment_charge_id: payment.providerChargeId,
  });
  assert.equal(payment.receipt.wire.from?.id, ada.id);
});

test('a bot that says no is quoted to the person, and nothing is charged', async (t) => {
  const { api, ada, message, world } = await setTheTable(t);
  const checkout = ada.pay(message);
  await assert.rejects(
    api.answerPreCheckoutQuery(checkout.query.id, false),
    refusal(400, 'Bad Request: parameter "error_message" is required'),
  );
  await api.answerPreCheckoutQuery(checkout.query.id, false, { error_message: 'This offer has ended' });
  assert.deepEqual(await checkout.ended(), { state: 'refused', error: 'This offer has ended' });
  assert.deepEqual([ada.stars, world.payments.length], [120, 0]);
});

test('a bot has ten seconds to answer, and one answer', async (t) => {
  const { api, ada, message, world } = await setTheTable(t);
  world.clock.freeze();
  const [quick, slow] = [ada.pay(message), ada.pay(message)];
  world.clock.advance(10_000);
  await api.answerPreCheckoutQuery(quick.query.id, true);
  await assert.rejects(api.answerPreCheckoutQuery(quick.query.id, true), refusal(400, TOO_OLD));
  world.clock.advance(1);
  await assert.rejects(api.answerPreCheckoutQuery(slow.query.id, true), refusal(400, TOO_OLD));
  await assert.rejects(api.answerPreCheckoutQuery('12345', true), refusal(400, TOO_OLD));
  assert.deepEqual(await slow.ended(), { state: 'cancelled', error: 'BOT_PRECHECKOUT_TIMEOUT' });
  assert.deepEqual([ada.stars, world.payments.length], [70, 1]);
});

test('a bot that did not ask for pre-checkout queries is never asked', async (t) => {
  const { api, ada, message, world } = await setTheTable(t);
  world.clock.freeze();
  await api.getUpdates({ allowed_updates: ['message'] });
  const checkout = ada.pay(message);
  assert.equal(checkout.update, undefined);
  world.clock.advance(10_001);
  assert.deepEqual(await checkout.ended(), { state: 'cancelled', error: 'BOT_PRECHECKOUT_TIMEOUT' });
});

test('who has too few Stars cannot press Pay, and who spends them meanwhile is not charged', async (t) => {
  const { api, ada, message, world } = await setTheTable(t);
  const before = world.updates.length;
  const bob = world.person({ name: 'Bob', stars: 49 });
  const link = await api.raw.createInvoiceLink(order());
  assert.throws(() => bob.pay(link), /Bob has 49 Stars, and this costs 50/);
  assert.equal(world.updates.length, before);
  const checkout = ada.pay(message);
  ada.stars = 10;
  await api.answerPreCheckoutQuery(checkout.query.id, true);
  assert.deepEqual(await checkout.ended(), { state: 'cancelled', error: 'BALANCE_TOO_LOW' });
  assert.deepEqual([ada.stars, world.payments.length], [10, 0]);
});

test('an invoice can be paid again: selling something once is up to the bot', async (t) => {
  const { api, ada, message, world } = await setTheTable(t);
  const both = [await payFor(api, ada, message), await payFor(api, ada, message)];
  assert.equal(ada.stars, 20);
  assert.equal(new Set(both.map(({ chargeId }) => chargeId)).size, 2);
  assert.equal(new Set(both.map(({ providerChargeId }) => providerChargeId)).size, 2);
  assert.deepEqual(world.payments, both);
});

test('a link can be paid by anybody, and the receipt goes to their private chat', async (t) => {
  const { api, ada, world } = await setTheTable(t);
  const link = await api.raw.createInvoiceLink(order({ payload: 'pur_2' }));
  assert.match(link, /^https:\/\/t\.me\/\$[\w-]{16}$/u);
  await api.sendMessage(ada.id, 'Buy', { reply_markup: new InlineKeyboard().url('50 Stars', link) });
  const shop = await ada.chat.nextMessage();
  const bob = world.person({ name: 'Bob', stars: 50 });
  const payment = await payFor(api, bob, shop.button('50 Stars').url ?? '');
  assert.deepEqual([payment.payer, payment.chat, payment.payload], [bob, bob.chat, 'pur_2']);
  await api.sendMessage(bob.id, 'Thank you');
  assert.throws(() => bob.pay('https://t.me/$nothing'), /Nothing to pay at/);
});

test('an invoice in a group is paid there, whatever the privacy mode', async (t) => {
  const { api, ada, world } = await setTheTable(t);
  const group = world.group({ title: 'Painters' }, ada);
  await sendInvoice(api, group, order());
  const { receipt } = await payFor(api, ada, await group.nextMessage());
  assert.equal(receipt.update?.message?.chat.id, group.id);
});

test('a refund gives the Stars back once, and the chat shows it', async (t) => {
  const { api, ada, message, world } = await setTheTable(t);
  const payment = await payFor(api, ada, message);
  await api.refundStarPayment(ada.id, payment.chargeId);
  assert.equal(ada.stars, 120);
  assert.deepEqual(payment.refund?.update?.message?.refunded_payment, {
    currency: 'XTR',
    total_amount: 50,
    invoice_payload: 'pur_1',
    telegram_payment_charge_id: payment.chargeId,
    provider_payment_charge_id: payment.providerChargeId,
  });
  const refund = (userId: number, chargeId: string) => api.refundStarPayment(userId, chargeId);
  await assert.rejects(refund(ada.id, payment.chargeId), refusal(400, 'Bad Request: CHARGE_ALREADY_REFUNDED'));
  await assert.rejects(refund(ada.id, 'stx-unknown'), refusal(400, 'Bad Request: CHARGE_NOT_FOUND'));
  const bob = world.person({ name: 'Bob' });
  await assert.rejects(refund(bob.id, payment.chargeId), refusal(400, 'Bad Request: CHARGE_NOT_FOUND'));
  await assert.rejects(refund(0, payment.chargeId), refusal(400, 'Bad Request: invalid user_id specified'));
  await assert.rejects(
    refund(ada.id, ''),
    refusal(400, 'Bad Request: parameter "telegram_payment_charge_id" is required'),
  );
  assert.equal(ada.stars, 120);
});

test("the bot's account lists payments and refunds, oldest first and in pages", async (t) => {
  const { api, ada, message, world } = await setTheTable(t);
  world.clock.freeze();
  assert.deepEqual(await api.getMyStarBalance(), { amount: 0 });
  const [first, second] = [await payFor(api, ada, message), await payFor(api, ada, message)];
  assert.deepEqual(await api.getMyStarBalance(), { amount: 100 });
  await api.refundStarPayment(ada.id, first.chargeId);
  assert.deepEqual(await api.getMyStarBalance(), { amount: 50 });
  const { transactions } = await api.getStarTransactions();
  const partner = { type: 'user', transaction_type: 'invoice_payment', user: ada.user, invoice_payload: 'pur_1' };
  const date = first.atS;
  assert.deepEqual(transactions, [
    { id: first.chargeId, amount: 50, date, source: partner },
    { id: second.chargeId, amount: 50, date, source: partner },
    { id: first.chargeId, amount: 50, date, receiver: partner },
  ]);
  const page = await api.getStarTransactions({ offset: 1, limit: 1 });
  assert.deepEqual(
    page.transactions.map(({ id }) => id),
    [second.chargeId],
  );
});

test('a receipt is delivered again, and late, under the same id', async (t) => {
  const { api, ada, message, world } = await setTheTable(t);
  const { receipt } = await payFor(api, ada, message);
  assert.ok(receipt.update);
  const offset = receipt.update.update_id + 1;
  await api.getUpdates({ offset });
  const later = ada.send('thanks').update;
  world.redeliver(receipt.update);
  world.redeliver(receipt.update);
  assert.deepEqual(await api.getUpdates({ offset }), [receipt.update, receipt.update, later]);
});

test('a running bot sells: it agrees, delivers on the receipt and hears of the refund', async (t) => {
  const { ada, world } = await setTheStage(t);
  ada.stars = 50;
  const bot = new Bot(world.token, { client: { apiRoot: world.apiUrl } });
  bot.command('buy', (ctx) =>
    ctx.replyWithInvoice('100 credits', 'Credits', 'pur_1', 'XTR', [{ label: '100 credits', amount: 50 }]),
  );
  bot.on('pre_checkout_query', (ctx) => ctx.answerPreCheckoutQuery(true));
  bot.on('message:successful_payment', async (ctx) => {
    await ctx.reply(`Thank you for ${ctx.msg.successful_payment.total_amount} Stars`);
    await ctx.refundStarPayment();
  });
  bot.on('message:refunded_payment', (ctx) => ctx.reply('They are yours again'));
  const running = bot.start({ allowed_updates: ['message', 'pre_checkout_query'] });
  ada.send('/buy');
  const outcome = await ada.pay(await ada.chat.nextMessage(({ invoice: offer }) => offer !== undefined)).ended();
  assert.equal(outcome.state, 'paid');
  await ada.chat.nextMessage(({ text }) => text === 'Thank you for 50 Stars');
  await ada.chat.nextMessage(({ text }) => text === 'They are yours again');
  assert.equal(ada.stars, 50);
  await bot.stop();
  await running;
});
