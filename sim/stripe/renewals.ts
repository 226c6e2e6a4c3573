// What the clock does to subscriptions: renewals, payments tried again, and the end when nobody pays.

import { addInterval } from './clock.ts';
import { collect, createInvoice, finalize } from './invoices.ts';
import type { Realm } from './realm.ts';
import { empty, type Invoice, type Subscription, type SubscriptionItem } from './shapes.ts';
import { periodLine, recurringOf } from './subscription-items.ts';

/** After a failed renewal the card is tried again after so many days; then the subscription ends. */
const RETRY_AFTER_DAYS = [3, 5, 7];
/** A renewal's invoice stays a draft for an hour. */
const DRAFT_S = 3600;

/** Notes when the current period ends, in place of what was noted before. */
export function appointRenewal(realm: Realm, subscription: Subscription): void {
  const [item] = subscription.items.data;
  if (!item) throw new Error(`${subscription.id} has no items`);
  appoint(realm, subscription, item.current_period_end, () => {
    if (subscription.cancel_at_period_end) endSubscription(realm, subscription);
    else renew(realm, subscription);
  });
}

function appoint(realm: Realm, subscription: Subscription, atS: number, run: () => void): void {
  realm.appointments.get(subscription.id)?.();
  realm.appointments.set(subscription.id, realm.clock.at(atS, run));
}

function renew(realm: Realm, subscription: Subscription): void {
  const [before] = subscription.items.data;
  if (!before) throw new Error(`${subscription.id} has no items`);
  const period = { start: before.current_period_start, end: before.current_period_end };
  const data = subscription.items.data.map((item) => ({
    ...item,
    current_period_start: period.end,
    current_period_end: nextPeriodEnd(subscription, item, period.end),
  }));
  const pending = realm.store.pendingLines.get(subscription.id) ?? [];
  realm.store.pendingLines.delete(subscription.id);
  const lines = [...pending, ...data.map((item) => periodLine(realm, subscription, item))];
  const invoice = createInvoice(realm, { subscription, reason: 'subscription_cycle', lines, period });
  const items = { ...subscription.items, data };
  realm.change(subscription, { items, latest_invoice: invoice.id }, 'customer.subscription.updated');
  realm.clock.at(realm.clock.nowS() + DRAFT_S, () => {
    if (subscription.status === 'canceled') return;
    finalize(realm, invoice);
    collectFor(realm, subscription, invoice);
  });
  appointRenewal(realm, subscription);
}

/** Collects an invoice of a running subscription; a failure makes it past due and is tried again days later. */
export function collectFor(realm: Realm, subscription: Subscription, invoice: Invoice): void {
  if (subscription.status === 'canceled' || invoice.status !== 'open') return;
  const outcome = collect(realm, invoice, realm.purses.get(subscription.customer));
  if (outcome === 'failed') collectionFailed(realm, subscription, invoice);
  else if (outcome === 'paid') collectionSucceeded(realm, subscription);
}

export function collectionSucceeded(realm: Realm, subscription: Subscription): void {
  if (subscription.status === 'past_due')
    realm.change(subscription, { status: 'active' }, 'customer.subscription.updated');
}

export function collectionFailed(realm: Realm, subscription: Subscription, invoice: Invoice): void {
  const days = RETRY_AFTER_DAYS[invoice.attempt_count - 1];
  if (subscription.status !== 'past_due')
    realm.change(subscription, { status: 'past_due' }, 'customer.subscription.updated');
  if (days === undefined) {
    endSubscription(realm, subscription, 'payment_failed');
    return;
  }
  const next = realm.clock.nowS() + days * 86_400;
  realm.change(invoice, { next_payment_attempt: next }, 'invoice.updated');
  realm.clock.at(next, () => collectFor(realm, subscription, invoice));
}

/** Ends it now, because somebody asked for it. */
export function cancelNow(realm: Realm, subscription: Subscription): Subscription {
  return endSubscription(realm, subscription, 'cancellation_requested');
}

function endSubscription(
  realm: Realm,
  subscription: Subscription,
  reason: 'cancellation_requested' | 'payment_failed' = 'cancellation_requested',
): Subscription {
  realm.appointments.get(subscription.id)?.();
  realm.appointments.delete(subscription.id);
  realm.store.pendingLines.delete(subscription.id);
  const at = realm.clock.nowS();
  return realm.change(
    subscription,
    {
      status: 'canceled',
      canceled_at: subscription.canceled_at ?? at,
      ended_at: at,
      cancellation_details: {
        ...empty('comment', 'feedback', 'feedback_option'),
        ...subscription.cancellation_details,
        reason,
      },
    },
    'customer.subscription.deleted',
  );
}

/** Counted from the anchor, so that the 31st comes back after a short month. */
function nextPeriodEnd(subscription: Subscription, item: SubscriptionItem, startS: number): number {
  const { interval, interval_count: count } = recurringOf(item.price);
  let end = startS;
  for (let periods = 1; end <= startS; periods += 1)
    end = addInterval(subscription.billing_cycle_anchor, interval, periods * count);
  return end;
}
