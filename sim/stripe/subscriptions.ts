// Subscriptions as they begin at the payment page: with a first invoice that is asked for at once.

import { lasts, redeem } from './coupons.ts';
import { collect, createInvoice, finalize } from './invoices.ts';
import { stamp, type Realm } from './realm.ts';
import { appointRenewal } from './renewals.ts';
import { empty, listOf, type Invoice, type Price, type PromotionCode, type Subscription } from './shapes.ts';
import { newId } from './store.ts';
import { createItem, periodLine } from './subscription-items.ts';

type Start = {
  customer: string;
  items: readonly { price: Price; quantity: number }[];
  metadata: Record<string, string>;
  description: string | null;
  promotion: PromotionCode | undefined;
};

/** Starts a subscription with its first invoice, which the customer's purse is asked for at once. */
export function startSubscription(realm: Realm, start: Start): { subscription: Subscription; invoice: Invoice } {
  const [first] = start.items;
  if (!first?.price.recurring) throw new Error('A subscription needs a recurring price');
  const id = newId('sub_1');
  const at = realm.clock.nowS();
  const purse = realm.purses.get(start.customer);
  const subscription: Subscription = {
    id,
    object: 'subscription',
    ...stamp(realm),
    ...empty('application', 'application_fee_percent', 'billing_cycle_anchor_config', 'billing_thresholds'),
    ...empty('cancel_at', 'canceled_at', 'customer_account', 'days_until_due', 'default_source', 'ended_at'),
    ...empty('latest_invoice', 'managed_payments', 'next_pending_invoice_item_invoice', 'on_behalf_of'),
    ...empty('pause_collection', 'pending_invoice_item_interval', 'pending_setup_intent', 'pending_update', 'schedule'),
    ...empty('test_clock', 'transfer_data', 'trial_end', 'trial_start'),
    automatic_tax: { enabled: false, disabled_reason: null, liability: null },
    billing_cycle_anchor: at,
    billing_mode: { type: 'flexible', flexible: { proration_discounts: 'included' } },
    billing_schedules: [],
    cancel_at_period_end: false,
    cancellation_details: empty('comment', 'feedback', 'feedback_option', 'reason'),
    collection_method: 'charge_automatically',
    currency: first.price.currency,
    customer: start.customer,
    default_payment_method: purse?.paymentMethodId ?? null,
    default_tax_rates: [],
    description: start.description,
    discounts: [],
    invoice_settings: {
      ...empty('account_tax_ids', 'custom_fields', 'description', 'footer'),
      issuer: { type: 'self' },
    },
    items: listOf(
      start.items.map(({ price, quantity }) => createItem(realm, id, price, quantity, at)),
      `/v1/subscription_items?subscription=${id}`,
    ),
    metadata: start.metadata,
    payment_settings: {
      ...empty('payment_method_options', 'payment_method_types'),
      save_default_payment_method: 'off',
    },
    start_date: at,
    status: 'incomplete',
    trial_settings: { end_behavior: { billing_cycle_anchor: 'now', missing_payment_method: 'create_invoice' } },
  };
  if (start.promotion)
    subscription.discounts = [redeem(realm, start.promotion, { customer: start.customer, subscription: id }).id];
  realm.store.subscriptions.set(id, subscription);
  realm.tell(subscription, 'customer.subscription.created');
  const lines = subscription.items.data.map((item) => periodLine(realm, subscription, item));
  const invoice = createInvoice(realm, {
    subscription,
    reason: 'subscription_create',
    lines,
    period: { start: at, end: at },
  });
  subscription.latest_invoice = invoice.id;
  finalize(realm, invoice);
  collect(realm, invoice, purse);
  dropSpentDiscounts(realm, subscription);
  // A bank at work counts as good enough, and a card that does not pay never gets this far.
  realm.change(subscription, { status: 'active' }, 'customer.subscription.updated');
  appointRenewal(realm, subscription);
  return { subscription, invoice };
}

function dropSpentDiscounts(realm: Realm, subscription: Subscription): void {
  subscription.discounts = subscription.discounts.filter((id) => {
    const discount = realm.store.discounts.get(id);
    return discount !== undefined && lasts(realm, discount);
  });
}
