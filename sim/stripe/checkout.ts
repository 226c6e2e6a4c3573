// Checkout Sessions: opened with a page to pay at and a deadline, listed, and expired by somebody or by the clock.

import { priceOf } from './prices.ts';
import { SESSION_CREATE, SESSION_EXPIRE, SESSION_LINES, SESSION_LIST, SESSION_READ } from './checkout-params.ts';
import { customerOf, mergeMetadata } from './customers.ts';
import { endpoint, type Endpoint } from './endpoint.ts';
import { pageOf } from './lists.ts';
import { methodsFor } from './payments.ts';
import { stamp, type PaymentMethod, type Realm } from './realm.ts';
import { impossible, missingParameter, noSuch, ParameterRefusal } from './refusals.ts';
import { isWithin, type Read } from './schema.ts';
import { empty, type LineItem, type Price, type Session } from './shapes.ts';
import { newId } from './store.ts';

type Params = Read<typeof SESSION_CREATE>;

/** What a session needs to know once it is paid and its object does not tell. */
export type Order = {
  items: { price: Price; quantity: number }[];
  description: string | null;
  /** Goes on the payment intent or the subscription. */
  metadata: Record<string, string>;
  receiptEmail: string | null;
};

export type Orders = Map<string, Order>;

export function sessionOf(realm: Realm, id: string): Session {
  const session = realm.store.sessions.get(id);
  if (!session) throw noSuch('checkout.session', id);
  return session;
}

export function checkoutEndpoints(realm: Realm, orders: Orders): Endpoint[] {
  const { sessions, lineItems } = realm.store;
  return [
    endpoint('POST', '/v1/checkout/sessions', SESSION_CREATE, (params) => openSession(realm, orders, params)),
    endpoint('GET', '/v1/checkout/sessions', SESSION_LIST, (params) => {
      const { created, customer, customer_details: payer, payment_intent: intent, status, subscription } = params;
      return pageOf(sessions.values(), params, {
        kind: 'checkout.session',
        url: '/v1/checkout/sessions',
        keeps: (session) =>
          isWithin(created, session.created) &&
          (customer ?? session.customer) === session.customer &&
          (payer?.email ?? session.customer_details?.email) === session.customer_details?.email &&
          (intent ?? session.payment_intent) === session.payment_intent &&
          (status ?? session.status) === session.status &&
          (subscription ?? session.subscription) === session.subscription,
      });
    }),
    endpoint('GET', '/v1/checkout/sessions/:id', SESSION_READ, (_, id) => sessionOf(realm, id)),
    endpoint('GET', '/v1/checkout/sessions/:id/line_items', SESSION_LINES, (params, id) =>
      pageOf(lineItems.get(sessionOf(realm, id).id) ?? [], params, {
        kind: 'item',
        url: `/v1/checkout/sessions/${id}/line_items`,
      }),
    ),
    endpoint('POST', '/v1/checkout/sessions/:id/expire', SESSION_EXPIRE, (_, id) => {
      const session = sessionOf(realm, id);
      if (session.status !== 'open')
        throw impossible(
          `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of ${String(session.status)}.`,
        );
      return expire(realm, session);
    }),
  ];
}

function expire(realm: Realm, session: Session): Session {
  return realm.change(session, { status: 'expired', url: null }, 'checkout.session.expired');
}

function openSession(realm: Realm, orders: Orders, params: Params): Session {
  const { mode, line_items: wanted } = params;
  if (mode === undefined) throw missingParameter('mode');
  if (mode === 'setup') throw new ParameterRefusal('The simulator does not play sessions of the setup mode', 'mode');
  if (!wanted?.length) throw missingParameter('line_items');
  if (params.success_url === undefined) throw missingParameter('success_url');
  checkTogether(params);
  const customer = params.customer === undefined ? undefined : customerOf(realm, params.customer);
  const items = wanted.map(({ price, quantity }, index) => ({
    price: usable(priceOf(realm, price, `line_items[${index}][price]`), mode, index),
    quantity: quantity ?? 1,
  }));
  const currency = items[0]?.price.currency ?? '';
  if (items.some(({ price }) => price.currency !== currency))
    throw new ParameterRefusal('All line items must have the same currency.', 'line_items');
  const at = realm.clock.nowS();
  const id = newId(realm.livemode ? 'cs_live_a1' : 'cs_test_a1', 56);
  const total = items.reduce((sum, { price, quantity }) => sum + (price.unit_amount ?? 0) * quantity, 0);
  const allowed = params.allowed_payment_method_types ?? null;
  const session: Session = {
    id,
    object: 'checkout.session',
    ...stamp(realm),
    ...empty('adaptive_pricing', 'after_expiration', 'client_secret', 'collected_information', 'consent'),
    ...empty('consent_collection', 'currency_conversion', 'customer_account', 'customer_details', 'invoice'),
    ...empty('integration_identifier', 'invoice_creation', 'managed_payments', 'origin_context', 'payment_intent'),
    ...empty('payment_link', 'payment_method_configuration_details', 'payment_method_options', 'permissions'),
    ...empty('recovered_from', 'saved_payment_method_options', 'setup_intent', 'shipping_address_collection'),
    ...empty('shipping_cost', 'subscription', 'wallet_options'),
    allow_promotion_codes: params.allow_promotion_codes ?? null,
    allowed_payment_method_types: allowed,
    amount_subtotal: total,
    amount_total: total,
    automatic_tax: { enabled: false, liability: null, provider: null, status: null },
    billing_address_collection: params.billing_address_collection ?? null,
    cancel_url: params.cancel_url ?? null,
    client_reference_id: params.client_reference_id ?? null,
    currency,
    custom_fields: [],
    custom_text: empty('after_submit', 'shipping_address', 'submit', 'terms_of_service_acceptance'),
    customer: customer?.id ?? null,
    customer_creation: mode === 'payment' && !customer ? (params.customer_creation ?? 'if_required') : null,
    customer_email: params.customer_email ?? null,
    discounts: [],
    expires_at: deadline(at, params.expires_at),
    locale: (params.locale ?? null) as Session['locale'],
    metadata: mergeMetadata({}, params.metadata),
    mode,
    payment_method_collection: mode === 'subscription' ? 'always' : 'if_required',
    payment_method_types: methodsFor(currency).filter((method) => allowed === null || allowed.includes(method)),
    payment_status: 'unpaid',
    shipping_options: [],
    status: 'open',
    submit_type: params.submit_type ?? null,
    success_url: params.success_url,
    total_details: { amount_discount: 0, amount_shipping: 0, amount_tax: 0 },
    ui_mode: 'hosted_page',
    url: `${realm.origin}/pay/${id}`,
  };
  const extra = params.payment_intent_data ?? params.subscription_data;
  orders.set(id, {
    items,
    description: extra?.description ?? null,
    metadata: mergeMetadata({}, extra?.metadata),
    receiptEmail: params.payment_intent_data?.receipt_email ?? null,
  });
  realm.store.lineItems.set(id, items.map((item) => lineItem(realm, item)).toReversed());
  realm.store.sessions.set(id, session);
  realm.clock.at(session.expires_at, () => {
    if (session.status === 'open') expire(realm, session);
  });
  return session;
}

/** What Stripe refuses to see in one request. */
function checkTogether(params: Params): void {
  const { mode } = params;
  if (params.customer !== undefined && params.customer_email !== undefined)
    throw impossible('You may only specify one of these parameters: customer, customer_email.', {
      param: 'customer',
      code: 'parameters_exclusive',
    });
  if (mode === 'subscription' && params.payment_intent_data)
    throw impossible('You can not pass `payment_intent_data` in `subscription` mode.', {
      param: 'payment_intent_data',
    });
  if (mode === 'payment' && params.subscription_data)
    throw impossible('You can not pass `subscription_data` in `payment` mode.', { param: 'subscription_data' });
  if (mode !== 'payment' && params.customer_creation !== undefined)
    throw impossible('`customer_creation` can only be used in `payment` mode.', { param: 'customer_creation' });
}

function usable(price: Price, mode: 'payment' | 'subscription', index: number): Price {
  const param = `line_items[${index}][price]`;
  if (!price.active)
    throw impossible('The price specified is inactive. This field only accepts active prices.', { param });
  if (mode === 'payment' && price.recurring)
    throw impossible(
      'You specified `payment` mode but passed a recurring price. Either switch to `subscription` mode or use only one-time prices.',
      { param },
    );
  if (mode === 'subscription' && !price.recurring)
    throw impossible('The simulator plays subscriptions of recurring prices only.', { param });
  return price;
}

/** 24 hours unless asked otherwise, and then from 30 minutes to 24 hours. */
function deadline(atS: number, wanted: number | undefined): number {
  const param = 'expires_at';
  if (wanted === undefined) return atS + 86_400;
  if (wanted < atS + 30 * 60)
    throw impossible('The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation.', {
      param,
    });
  if (wanted > atS + 86_400)
    throw impossible('The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.', {
      param,
    });
  return wanted;
}

function lineItem(realm: Realm, { price, quantity }: { price: Price; quantity: number }): LineItem {
  const amount = (price.unit_amount ?? 0) * quantity;
  return {
    id: newId('li_1'),
    object: 'item',
    adjustable_quantity: null,
    amount_discount: 0,
    amount_subtotal: amount,
    amount_tax: 0,
    amount_total: amount,
    currency: price.currency,
    description: realm.store.products.get(price.product)?.name ?? null,
    metadata: {},
    price,
    quantity,
  };
}

/** The ways to pay that the page of this session offers. */
export function offeredMethods(session: Session): PaymentMethod[] {
  return methodsFor(session.currency ?? '').filter((method) => session.payment_method_types.includes(method));
}
