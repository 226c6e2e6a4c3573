// A subscription in our words: which plan, in which state, and until when.

import type { Stripe } from 'stripe';
import type { SubscriptionFacts } from '../core/domain/payment.ts';
import { idOf, timeOf } from './facts-plain.ts';
import { productSold } from './facts-price.ts';

/** A plan of ours is one item; its period is on the item, not on the subscription. */
export function subscriptionFacts(subscription: Stripe.Subscription): SubscriptionFacts {
  const [item] = subscription.items.data;
  const end = item ? timeOf(item.current_period_end) : null;
  const cancelsAt = subscription.cancel_at === null ? null : timeOf(subscription.cancel_at);
  return {
    kind: 'subscription',
    id: subscription.id,
    customerId: idOf(subscription.customer),
    status: statusOf(subscription.status),
    product: item ? productSold(item.price) : null,
    quantity: item?.quantity ?? 1,
    currentPeriodEnd: end,
    cancelsAt: cancelsAt ?? (subscription.cancel_at_period_end ? end : null),
    createdAt: timeOf(subscription.created),
  };
}

const STATUSES = [
  'incomplete',
  'incomplete_expired',
  'trialing',
  'active',
  'past_due',
  'canceled',
  'unpaid',
  'paused',
] as const;

/** A status that Stripe may add one day gives nobody anything. */
function statusOf(status: string): SubscriptionFacts['status'] {
  return STATUSES.find((known) => known === status) ?? 'paused';
}
