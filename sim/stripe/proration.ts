// A change of plan or seats in the middle of a period: what is left of the old is credited, what is left of the new is owed.

import { createInvoice, finalize } from './invoices.ts';
import { createLine } from './invoice-lines.ts';
import type { Realm } from './realm.ts';
import { ParameterRefusal } from './refusals.ts';
import { appointRenewal, collectFor } from './renewals.ts';
import type { InvoiceLine, Price, Subscription, SubscriptionItem } from './shapes.ts';
import { createItem, periodLine, recurringOf } from './subscription-items.ts';

export type ProrationBehavior = 'always_invoice' | 'create_prorations' | 'none';

type ItemChange = { item: SubscriptionItem; price: Price; quantity: number };

/**
 * Changes price or quantity of an item. Another interval starts a new period now and is billed now; otherwise the period
 * stays and the difference is billed now (`always_invoice`), with the next renewal, or never.
 */
export function changeItem(
  realm: Realm,
  subscription: Subscription,
  { item, price, quantity }: ItemChange,
  behavior: ProrationBehavior,
): void {
  if (price.currency !== subscription.currency)
    throw new ParameterRefusal(
      `The price is in ${price.currency}, the subscription in ${subscription.currency}.`,
      'items',
    );
  if (price.id === item.price.id && quantity === item.quantity) return;
  const at = realm.clock.nowS();
  const anew = startsAnew(item.price, price);
  const period = { start: item.current_period_start, end: item.current_period_end };
  const changed: SubscriptionItem = {
    ...createItem(realm, subscription.id, price, quantity, anew ? at : period.start),
    id: item.id,
    created: item.created,
    ...(anew ? {} : { current_period_end: period.end }),
  };
  const kind = behavior === 'create_prorations' && !anew ? 'pending' : 'immediate';
  const lines: InvoiceLine[] = [];
  if (behavior !== 'none') {
    lines.push(partLine(realm, subscription, item, at, -1, kind));
    if (!anew) lines.push(partLine(realm, subscription, changed, at, 1, kind));
  }
  if (anew) lines.push(periodLine(realm, subscription, changed));
  const data = subscription.items.data.map((one) => (one.id === item.id ? changed : one));
  const patch = { items: { ...subscription.items, data }, ...(anew ? { billing_cycle_anchor: at } : {}) };
  realm.change(subscription, patch, 'customer.subscription.updated');
  if (anew) appointRenewal(realm, subscription);
  if (kind === 'pending') {
    const { pendingLines } = realm.store;
    pendingLines.set(subscription.id, [...(pendingLines.get(subscription.id) ?? []), ...lines]);
    return;
  }
  if (lines.length === 0) return;
  const invoice = createInvoice(realm, { subscription, reason: 'subscription_update', lines, period });
  realm.change(subscription, { latest_invoice: invoice.id }, 'customer.subscription.updated');
  finalize(realm, invoice);
  collectFor(realm, subscription, invoice);
}

function startsAnew(before: Price, after: Price): boolean {
  const [old, next] = [recurringOf(before), recurringOf(after)];
  return old.interval !== next.interval || old.interval_count !== next.interval_count;
}

/** What the rest of the period is worth: owed (1) or credited (-1). */
function partLine(
  realm: Realm,
  subscription: Subscription,
  item: SubscriptionItem,
  fromS: number,
  sign: 1 | -1,
  proration: 'immediate' | 'pending',
): InvoiceLine {
  const { price, quantity = 1, current_period_start: start, current_period_end: end } = item;
  const share = (end - fromS) / (end - start);
  const product = realm.store.products.get(price.product)?.name ?? price.product;
  return createLine(realm, {
    subscription: subscription.id,
    item: item.id,
    price,
    quantity,
    amount: sign * Math.round((price.unit_amount ?? 0) * quantity * share),
    period: { start: fromS, end },
    proration,
    description: `${sign === 1 ? 'Remaining' : 'Unused'} time on ${quantity} × ${product}`,
  });
}
