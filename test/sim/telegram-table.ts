// Ada with Stars and an invoice in front of her, and what tests about payments do again and again.

import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { Api, InlineKeyboard } from 'grammy';
import type { SimMessage } from '../../sim/telegram/messages.ts';
import type { Person } from '../../sim/telegram/people.ts';
import type { Payment } from '../../sim/telegram/stars.ts';
import { setTheStage, type Stage } from './telegram-setup.ts';

export type Order = Parameters<Api['raw']['createInvoiceLink']>[0];

/** A pack of credits for 50 Stars, with what a test wants otherwise. */
export function order(other: Partial<Order> = {}): Order {
  return {
    title: '100 credits',
    description: 'For about 100 pictures',
    payload: 'pur_1',
    currency: 'XTR',
    prices: [{ label: '100 credits', amount: 50 }],
    ...other,
  };
}

export async function sendInvoice(
  api: Api,
  to: { id: number },
  offer: Order,
  keyboard?: InlineKeyboard,
): Promise<void> {
  await api.raw.sendInvoice({ chat_id: to.id, ...offer, ...(keyboard ? { reply_markup: keyboard } : {}) });
}

/** Ada has 120 Stars and an invoice over 50 in front of her. */
export async function setTheTable(t: TestContext): Promise<Stage & { message: SimMessage }> {
  const stage = await setTheStage(t);
  stage.ada.stars = 120;
  await sendInvoice(stage.api, stage.ada, order());
  return { ...stage, message: await stage.ada.chat.nextMessage() };
}

/** The person presses Pay and the bot agrees. */
export async function payFor(api: Api, person: Person, what: SimMessage | string): Promise<Payment> {
  const checkout = person.pay(what);
  await api.answerPreCheckoutQuery(checkout.query.id, true);
  const outcome = await checkout.ended();
  assert.ok(outcome.state === 'paid');
  return outcome.payment;
}
