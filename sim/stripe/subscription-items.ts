// The items of a subscription: what is paid for, how many, and which period is running.

import { addInterval } from './clock.ts';
import { createLine } from './invoice-lines.ts';
import type { Realm } from './realm.ts';
import { empty, type InvoiceLine, type Plan, type Price, type Subscription, type SubscriptionItem } from './shapes.ts';
import { newId } from './store.ts';

export function createItem(
  realm: Realm,
  subscription: string,
  price: Price,
  quantity: number,
  startS: number,
): SubscriptionItem {
  const { interval, interval_count: count } = recurringOf(price);
  return {
    id: newId('si_', 14),
    object: 'subscription_item',
    billing_thresholds: null,
    created: realm.clock.nowS(),
    current_period_end: addInterval(startS, interval, count),
    current_period_start: startS,
    current_trial: null,
    discounts: [],
    metadata: {},
    plan: planOf(price),
    price,
    quantity,
    subscription,
    tax_rates: [],
  };
}

/** The line that pays for an item's current period. */
export function periodLine(realm: Realm, subscription: Subscription, item: SubscriptionItem): InvoiceLine {
  const { price, quantity = 1, current_period_start: start, current_period_end: end } = item;
  const product = realm.store.products.get(price.product)?.name ?? price.product;
  const description = `${quantity} × ${product} (at ${((price.unit_amount ?? 0) / 100).toFixed(2)} / ${recurringOf(price).interval})`;
  return createLine(realm, {
    subscription: subscription.id,
    item: item.id,
    price,
    quantity,
    period: { start, end },
    description,
  });
}

export function recurringOf(price: Price): NonNullable<Price['recurring']> {
  if (!price.recurring) throw new Error(`${price.id} is not recurring`);
  return price.recurring;
}

/** The older name of a recurring price, which items still carry. */
function planOf(price: Price): Plan {
  const { interval, interval_count: count } = recurringOf(price);
  return {
    id: price.id,
    object: 'plan',
    ...empty('meter', 'tiers_mode', 'transform_usage', 'trial_period_days'),
    active: price.active,
    amount: price.unit_amount,
    amount_decimal: price.unit_amount_decimal,
    billing_scheme: 'per_unit',
    created: price.created,
    currency: price.currency,
    interval,
    interval_count: count,
    livemode: price.livemode,
    metadata: price.metadata,
    nickname: price.nickname,
    product: price.product,
    usage_type: 'licensed',
  };
}
