// Stars over the wire: an invoice in the chat, the word before the charge, credits, and Stars that go back.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SimMessage } from '../../sim/telegram/messages.ts';
import type { Person } from '../../sim/telegram/people.ts';
import type { Payment } from '../../sim/telegram/stars.ts';
import { hasZip, isSettled } from '../../sim/demo/reading.ts';
import type { Seat } from '../../sim/demo/seat.ts';
import { telegramSeat } from '../../sim/demo/telegram-seat.ts';
import { balanceOf, told } from '../support/buying.ts';
import { STARTER_CREDITS, startShop } from '../support/product.ts';

const PACK = /^100 credits · 390 ⭐$/;

test('Stars over the wire', async (t) => {
  const shop = await startShop(t);
  const { telegram } = shop;
  const someone = (stars: number) => {
    const person = telegram.person({ name: 'Ada', stars });
    return { person, seat: telegramSeat(telegram, person) };
  };

  await t.test('a pack is paid in the chat, spent, given back by the operator, and seen', async () => {
    const { person, seat } = someone(400);
    const invoice = await invoiceFor(person);
    assert.deepEqual(invoice.invoice, {
      title: '100 credits',
      description: 'For about 100 pictures with GPT Image 1 Mini.',
      start_parameter: '',
      currency: 'XTR',
      total_amount: 390,
    });
    const { chargeId } = await pay(person, invoice);
    assert.match((await told(seat, /arrived/)).look().text, /100 credits have arrived\.\nYou have 1,100 credits\./);
    assert.equal(person.stars, 10);
    await (await seat.type('/imagine a fox --count 4')).until(isSettled);

    assert.equal(await shop.app.core().refundStars(chargeId), 'refunded');
    assert.match(
      (await told(seat, /went back/)).look().text,
      /390 ⭐ went back to you, and 100 credits were taken back/,
    );
    assert.equal(person.stars, 400);
    assert.equal(await shop.app.core().refundStars(chargeId), 'refunded-before');
    const { text } = (await seat.type('/balance')).look();
    assert.match(text, /^You have 996 credits\.[^]*-100 · taken back[^]*\+100 · bought with Stars/);
    assert.equal(seat.bubbles().filter((bubble) => bubble.look().text.includes('went back')).length, 1);
  });

  await t.test('a receipt that comes three times is credited once, and told once', async () => {
    const { person, seat } = someone(390);
    const { receipt } = await pay(person, await invoiceFor(person));
    await told(seat, /arrived/);
    for (let time = 0; time < 2; time += 1) telegram.redeliver(receipt.update ?? assert.fail());
    assert.equal(await balanceOf(seat), STARTER_CREDITS + 100);
    assert.equal(seat.bubbles().filter((bubble) => bubble.look().text.includes('arrived')).length, 1);
  });

  await t.test('an invoice that was paid is not paid again', async () => {
    const { person, seat } = someone(800);
    const invoice = await invoiceFor(person);
    await pay(person, invoice);
    await told(seat, /arrived/);
    const again = await person.pay(invoice).ended();
    assert.ok(again.state === 'refused');
    assert.match(again.error, /That offer is over, and nothing was charged/);
    assert.deepEqual([person.stars, await balanceOf(seat)], [410, STARTER_CREDITS + 100]);
  });

  await t.test('Stars that Telegram gives back by itself are heard of, too', async () => {
    const { person, seat } = someone(390);
    const { chargeId } = await pay(person, await invoiceFor(person));
    await told(seat, /arrived/);
    const given = await fetch(`${telegram.apiUrl}/bot${telegram.token}/refundStarPayment`, {
      method: 'POST',
      body: new URLSearchParams({ user_id: String(person.id), telegram_payment_charge_id: chargeId }),
    });
    assert.equal(given.status, 200);
    await told(seat, /went back/);
    assert.equal(await balanceOf(seat), STARTER_CREDITS);
  });

  await t.test('credits that were spent before their Stars went back are owed, and said so', async () => {
    const { person, seat } = someone(390);
    const { chargeId } = await pay(person, await invoiceFor(person));
    await told(seat, /arrived/);
    await spend(seat, 66);
    assert.equal(await shop.app.core().refundStars(chargeId), 'refunded');
    assert.match((await told(seat, /went back/)).look().text, /You owe 56 credits/);
    const { text } = (await seat.type('/balance')).look();
    assert.match(text, /^You have 0 credits\.\nYou owe 56 credits/);
    const refused = await seat.type('/imagine a fox');
    assert.deepEqual(refused.look().buttons, ['Buy credits']);
    assert.match(refused.look().text, /That needs 1 credit, and you have 0 credits\./);
  });

  assert.deepEqual(shop.faults(), []);
});

/** `/buy` and a press on the Stars of the small pack. */
async function invoiceFor(person: Person): Promise<SimMessage> {
  const asked = person.send('/buy');
  const message = await person.chat.nextMessage(({ replyTo }) => replyTo === asked);
  const label = message.buttons.find((button) => PACK.test(button.label))?.label ?? assert.fail(message.describe());
  person.press(message, { label });
  return person.chat.nextMessage(({ invoice }) => invoice !== undefined);
}

async function pay(person: Person, invoice: SimMessage): Promise<Payment> {
  const outcome = await person.pay(invoice).ended();
  assert.ok(outcome.state === 'paid', JSON.stringify(outcome));
  return outcome.payment;
}

/** Sixteen credits a row. */
async function spend(seat: Seat, rows: number): Promise<void> {
  const lines = Array.from({ length: rows }, (_, n) => `a fox ${n},gpt-image-1,4`);
  const bytes = Buffer.from(['prompt,model,count', ...lines].join('\n'));
  const run = await seat.attach({ name: 'many.csv', bytes, contentType: 'text/csv' });
  await seat.press(run, 'Start');
  await run.until(hasZip, { timeoutMs: 60_000 });
}
