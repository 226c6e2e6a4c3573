// Reading, changing and ending subscriptions over the API.

import type { Stripe } from 'stripe';
import { priceOf } from './prices.ts';
import { mergeMetadata } from './customers.ts';
import { endpoint, type Endpoint } from './endpoint.ts';
import { pageOf } from './lists.ts';
import { changeItem } from './proration.ts';
import type { Realm } from './realm.ts';
import { impossible, missingParameter, noSuch } from './refusals.ts';
import { cancelNow } from './renewals.ts';
import {
  clearable,
  expand,
  flag,
  isWithin,
  listOfFields,
  metadata,
  moment,
  nested,
  oneOf,
  paging,
  text,
  unplayed,
  whole,
  type Accepts,
} from './schema.ts';
import type { Subscription } from './shapes.ts';

const CANCELLATION = {
  comment: clearable(text),
  feedback: clearable(
    oneOf(
      'customer_service',
      'low_quality',
      'missing_features',
      'other',
      'switched_service',
      'too_complex',
      'too_expensive',
      'unused',
    ),
  ),
  feedback_option: unplayed,
} satisfies Accepts<Stripe.SubscriptionUpdateParams.CancellationDetails>;

const ITEM = {
  billing_thresholds: unplayed,
  clear_usage: unplayed,
  current_trial: unplayed,
  deleted: unplayed,
  discounts: unplayed,
  id: text,
  metadata: unplayed,
  plan: unplayed,
  price: text,
  price_data: unplayed,
  quantity: whole,
  tax_rates: unplayed,
} satisfies Accepts<Stripe.SubscriptionUpdateParams.Item>;

const UPDATE = {
  add_invoice_items: unplayed,
  application_fee_percent: unplayed,
  automatic_tax: unplayed,
  billing_cycle_anchor: unplayed,
  billing_schedules: unplayed,
  billing_thresholds: unplayed,
  cancel_at: unplayed,
  cancel_at_period_end: flag,
  cancellation_details: nested(CANCELLATION),
  collection_method: oneOf('charge_automatically'),
  days_until_due: unplayed,
  default_payment_method: unplayed,
  default_source: unplayed,
  default_tax_rates: unplayed,
  description: clearable(text),
  discounts: unplayed,
  expand,
  invoice_settings: unplayed,
  items: listOfFields(nested(ITEM)),
  metadata: clearable(metadata),
  off_session: flag,
  on_behalf_of: unplayed,
  pause_collection: unplayed,
  payment_behavior: oneOf('allow_incomplete'),
  payment_settings: unplayed,
  pending_invoice_item_interval: unplayed,
  proration_behavior: oneOf('always_invoice', 'create_prorations', 'none'),
  proration_date: unplayed,
  transfer_data: unplayed,
  trial_end: unplayed,
  trial_from_plan: unplayed,
  trial_settings: unplayed,
} satisfies Accepts<Stripe.SubscriptionUpdateParams>;

const CANCEL = {
  cancellation_details: nested(CANCELLATION),
  expand,
  invoice_now: unplayed,
  prorate: unplayed,
} satisfies Accepts<Stripe.SubscriptionCancelParams>;

const READ = { expand } satisfies Accepts<Stripe.SubscriptionRetrieveParams>;

const STATUSES = [
  'active',
  'canceled',
  'incomplete',
  'incomplete_expired',
  'past_due',
  'paused',
  'trialing',
  'unpaid',
] as const;

const LIST = {
  ...paging,
  automatic_tax: unplayed,
  collection_method: unplayed,
  created: moment,
  current_period_end: moment,
  current_period_start: moment,
  customer: text,
  customer_account: unplayed,
  plan: unplayed,
  price: text,
  status: oneOf(...STATUSES, 'all', 'ended'),
  test_clock: unplayed,
} satisfies Accepts<Stripe.SubscriptionListParams>;

/** Ends with the period that is paid for, or goes on after all. */
export function cancelAtPeriodEnd(realm: Realm, subscription: Subscription, ends: boolean): Subscription {
  const at = realm.clock.nowS();
  const end = subscription.items.data[0]?.current_period_end ?? at;
  const details = { comment: null, feedback: null, feedback_option: null, ...subscription.cancellation_details };
  return realm.change(
    subscription,
    {
      cancel_at_period_end: ends,
      cancel_at: ends ? end : null,
      canceled_at: ends ? at : null,
      cancellation_details: { ...details, reason: ends ? 'cancellation_requested' : null },
    },
    'customer.subscription.updated',
  );
}

export function subscriptionEndpoints(realm: Realm): Endpoint[] {
  const { subscriptions } = realm.store;

  function subscriptionOf(id: string): Subscription {
    const subscription = subscriptions.get(id);
    if (!subscription) throw noSuch('subscription', id);
    return subscription;
  }

  return [
    endpoint('GET', '/v1/subscriptions', LIST, ({ created, customer, price, status, ...params }) =>
      pageOf(subscriptions.values(), params, {
        kind: 'subscription',
        url: '/v1/subscriptions',
        keeps: (one) =>
          isWithin(created, one.created) &&
          (customer ?? one.customer) === one.customer &&
          (price === undefined || one.items.data.some((item) => item.price.id === price)) &&
          one.items.data.every(
            (item) =>
              isWithin(params.current_period_end, item.current_period_end) &&
              isWithin(params.current_period_start, item.current_period_start),
          ) &&
          hasStatus(one, status),
      }),
    ),
    endpoint('GET', '/v1/subscriptions/:id', READ, (_, id) => subscriptionOf(id)),
    endpoint('POST', '/v1/subscriptions/:id', UPDATE, (params, id) => {
      const subscription = subscriptionOf(id);
      const changes = params.items?.map((change) => {
        if (change.id === undefined) throw missingParameter('items[0][id]');
        const item = subscription.items.data.find((one) => one.id === change.id);
        if (!item) throw noSuch('subscription_item', change.id, 'items[0][id]');
        const price = change.price === undefined ? item.price : priceOf(realm, change.price, 'items[0][price]');
        return { item, price, quantity: change.quantity ?? item.quantity ?? 1 };
      });
      if (subscription.status === 'canceled' && (changes || params.cancel_at_period_end !== undefined))
        throw impossible('A canceled subscription can only update its cancellation_details and metadata.', {
          code: 'invalid_canceled_subscription_fields',
        });
      const words = {
        ...(params.description === undefined ? {} : { description: params.description || null }),
        ...(params.metadata === undefined ? {} : { metadata: mergeMetadata(subscription.metadata, params.metadata) }),
      };
      if (Object.keys(words).length > 0) realm.change(subscription, words, 'customer.subscription.updated');
      if (params.cancel_at_period_end !== undefined)
        cancelAtPeriodEnd(realm, subscription, params.cancel_at_period_end);
      noteCancellation(subscription, params.cancellation_details);
      for (const change of changes ?? [])
        changeItem(realm, subscription, change, params.proration_behavior ?? 'create_prorations');
      return subscription;
    }),
    endpoint('DELETE', '/v1/subscriptions/:id', CANCEL, (params, id) => {
      const subscription = subscriptionOf(id);
      if (subscription.status === 'canceled') throw noSuch('subscription', id);
      noteCancellation(subscription, params.cancellation_details);
      return cancelNow(realm, subscription);
    }),
  ];
}

type Words = { comment?: string | undefined; feedback?: string | undefined };

function noteCancellation(subscription: Subscription, words: Words | undefined): void {
  if (!words || !subscription.cancellation_details) return;
  const { comment, feedback } = words;
  if (comment !== undefined) subscription.cancellation_details.comment = comment || null;
  if (feedback !== undefined) Object.assign(subscription.cancellation_details, { feedback: feedback || null });
}

/** Without a wish, everything that is not over. */
function hasStatus(subscription: Subscription, wanted: string | undefined): boolean {
  const { status } = subscription;
  if (wanted === undefined) return status !== 'canceled' && status !== 'incomplete_expired';
  if (wanted === 'all') return true;
  return wanted === 'ended' ? status === 'canceled' || status === 'incomplete_expired' : status === wanted;
}
