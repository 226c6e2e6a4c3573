// Payment intents: money that should come in, by a card at once or by a bank that answers days later.

import type { Stripe } from 'stripe';
import { bookCharge, createCharge } from './charges.ts';
import { endpoint, type Endpoint } from './endpoint.ts';
import { pageOf } from './lists.ts';
import { stamp, type PaymentMethod, type Purse, type Realm } from './realm.ts';
import { noSuch } from './refusals.ts';
import { expand, isWithin, moment, paging, text, unplayed, type Accepts } from './schema.ts';
import { empty, type PaymentIntent } from './shapes.ts';
import { newId } from './store.ts';

const READ = { client_secret: unplayed, expand } satisfies Accepts<Stripe.PaymentIntentRetrieveParams>;
const LIST = {
  ...paging,
  created: moment,
  customer: text,
  customer_account: unplayed,
} satisfies Accepts<Stripe.PaymentIntentListParams>;

type Wanted = {
  amount: number;
  currency: string;
  customer: string | null;
  description?: string | null;
  metadata?: Record<string, string>;
  receiptEmail?: string | null;
};

export function createPaymentIntent(realm: Realm, wanted: Wanted): PaymentIntent {
  const id = newId('pi_3');
  const intent: PaymentIntent = {
    id,
    object: 'payment_intent',
    ...stamp(realm),
    ...empty('allowed_payment_method_types', 'application', 'application_fee_amount', 'automatic_payment_methods'),
    ...empty('canceled_at', 'cancellation_reason', 'customer_account', 'excluded_payment_method_types', 'shipping'),
    ...empty('last_payment_error', 'latest_charge', 'managed_payments', 'next_action', 'on_behalf_of', 'source'),
    ...empty('payment_method', 'payment_method_configuration_details', 'payment_method_options', 'payment_record'),
    ...empty('processing', 'review', 'setup_future_usage', 'statement_descriptor', 'statement_descriptor_suffix'),
    ...empty('transfer_data', 'transfer_group'),
    amount: wanted.amount,
    amount_capturable: 0,
    amount_received: 0,
    capture_method: 'automatic_async',
    client_secret: `${id}_secret_${newId('', 25)}`,
    confirmation_method: 'automatic',
    currency: wanted.currency,
    customer: wanted.customer,
    description: wanted.description ?? null,
    metadata: wanted.metadata ?? {},
    payment_method_types: methodsFor(wanted.currency),
    receipt_email: wanted.receiptEmail ?? null,
    status: 'requires_payment_method',
  };
  realm.store.paymentIntents.set(id, intent);
  realm.tell(intent, 'payment_intent.created');
  return intent;
}

/** Banks debit accounts in their own currency only. */
export function methodsFor(currency: string): PaymentMethod[] {
  if (currency === 'eur') return ['card', 'sepa_debit'];
  return currency === 'usd' ? ['card', 'us_bank_account'] : ['card'];
}

/** Tries to take the money: a card answers now, a bank lets the intent stand at `processing`. */
export function attempt(realm: Realm, intent: PaymentIntent, purse: Purse): PaymentIntent {
  const { method, paymentMethodId, works } = purse;
  intent.payment_method = paymentMethodId;
  if (!works) {
    const charge = createCharge(realm, intent, purse, 'failed');
    realm.tell(charge, 'charge.failed');
    return fail(realm, intent, charge.id, 'Your card was declined.');
  }
  const charge = createCharge(realm, intent, purse, method === 'card' ? 'succeeded' : 'pending');
  if (method !== 'card') {
    realm.tell(charge, 'charge.pending');
    return realm.change(intent, { status: 'processing', latest_charge: charge.id }, 'payment_intent.processing');
  }
  realm.tell(charge, 'charge.succeeded');
  const received = { status: 'succeeded' as const, latest_charge: charge.id, amount_received: intent.amount };
  return realm.change(intent, received, 'payment_intent.succeeded');
}

/** The bank has answered. Throws when it was not asked. */
export function settle(realm: Realm, intent: PaymentIntent, ok: boolean): PaymentIntent {
  const charge = realm.store.charges.get(intent.latest_charge ?? '');
  if (intent.status !== 'processing' || !charge)
    throw new Error(`${intent.id} is ${intent.status}, no bank is at work`);
  if (!ok) {
    const reason = { failure_code: 'insufficient_funds', failure_message: 'The account has insufficient funds.' };
    realm.change(charge, { status: 'failed', paid: false, ...reason }, 'charge.failed');
    return fail(realm, intent, charge.id, 'The customer’s bank account could not be debited.');
  }
  bookCharge(realm, charge);
  const taken = { status: 'succeeded' as const, paid: true, captured: true, amount_captured: charge.amount };
  realm.change(charge, taken, 'charge.succeeded');
  return realm.change(intent, { status: 'succeeded', amount_received: intent.amount }, 'payment_intent.succeeded');
}

function fail(realm: Realm, intent: PaymentIntent, charge: string, message: string): PaymentIntent {
  const code = message.startsWith('Your card') ? 'card_declined' : 'payment_method_provider_decline';
  return realm.change(
    intent,
    {
      status: 'requires_payment_method',
      latest_charge: charge,
      payment_method: null,
      last_payment_error: { type: 'card_error', code, decline_code: 'generic_decline', message, charge },
    },
    'payment_intent.payment_failed',
  );
}

export function intentOf(realm: Realm, id: string, param = 'payment_intent'): PaymentIntent {
  const intent = realm.store.paymentIntents.get(id);
  if (!intent) throw noSuch('payment_intent', id, param);
  return intent;
}

export function paymentEndpoints(realm: Realm): Endpoint[] {
  return [
    endpoint('GET', '/v1/payment_intents', LIST, ({ created, customer, ...params }) =>
      pageOf(realm.store.paymentIntents.values(), params, {
        kind: 'payment_intent',
        url: '/v1/payment_intents',
        keeps: (intent) => isWithin(created, intent.created) && (customer ?? intent.customer) === intent.customer,
      }),
    ),
    endpoint('GET', '/v1/payment_intents/:id', READ, (_, id) => intentOf(realm, id, 'intent')),
  ];
}
