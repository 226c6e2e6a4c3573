// What buyers do again and again: open the shop, follow the link, pay there, and wait to be told.

import assert from 'node:assert/strict';
import { open, submit } from '../../sim/demo/browser.ts';
import { balanceIn } from '../../sim/demo/reading.ts';
import type { Bubble, Seat } from '../../sim/demo/seat.ts';
import type { Shop } from './product.ts';

/** The first button whose label is like that. */
export function labelIn(bubble: Bubble, pattern: RegExp): string {
  const { buttons, text } = bubble.look();
  return buttons.find((each) => pattern.test(each)) ?? assert.fail(`no ${pattern} among ${buttons.join()}:\n${text}`);
}

/** `/buy` and a press on a product; resolves with the purchase's message. */
export async function choose(seat: Seat, product: RegExp): Promise<Bubble> {
  const shop = await seat.type('/buy');
  const { bubble } = await seat.press(shop, labelIn(shop, product));
  return bubble ?? assert.fail('a press on a product shows its purchase');
}

/** The link to pay at, and the id of the session behind it. */
export function linkOf(purchase: Bubble): { url: string; id: string } {
  const { links, text } = purchase.look();
  const url = links.get('Pay at Stripe') ?? links.get('去 Stripe 付款') ?? assert.fail(`no link to pay at:\n${text}`);
  return { url, id: url.split('/').at(-1) ?? '' };
}

/** Opens the link of a purchase, fills in who pays if that matters, and pays there. */
export async function payAt(
  purchase: Bubble,
  method: 'card' | 'sepa' = 'card',
  payer: { readonly name?: string; readonly email?: string } = {},
): Promise<{ id: string }> {
  const { url, id } = linkOf(purchase);
  await submit(await open(url), { method, ...payer });
  return { id };
}

/** Waits for a message that nobody has asked for. */
export function told(seat: Seat, pattern: RegExp): Promise<Bubble> {
  return seat.next(({ text }) => pattern.test(text));
}

export async function balanceOf(seat: Seat): Promise<number> {
  return balanceIn((await seat.type('/balance')).look());
}

/** Stripe tells of everything that has happened so far once more, the latest first, and all of it has been looked at. */
export async function repeatEverything({ stripe, app }: Shop): Promise<void> {
  await stripe.webhooks.settled();
  for (const event of [...stripe.state.events.values()].toReversed()) await stripe.webhooks.repeat(event);
  while ((await app.core().settleDue(AbortSignal.timeout(10_000))) > 0);
}
