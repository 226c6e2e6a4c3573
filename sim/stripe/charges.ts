// Charges: one attempt to take money, with what the platform is told about card or bank account and payer.

import type { Stripe } from 'stripe';
import { bookBalance } from './balance.ts';
import { endpoint, type Endpoint } from './endpoint.ts';
import { pageOf } from './lists.ts';
import { stamp, type PaymentMethod, type Purse, type Realm } from './realm.ts';
import { noSuch } from './refusals.ts';
import { expand, isWithin, moment, paging, text, unplayed, type Accepts } from './schema.ts';
import { empty, type Address, type Charge, type PaymentIntent } from './shapes.ts';
import { newId } from './store.ts';

const READ = { expand } satisfies Accepts<Stripe.ChargeRetrieveParams>;
const LIST = {
  ...paging,
  created: moment,
  customer: text,
  payment_intent: text,
  transfer_group: unplayed,
} satisfies Accepts<Stripe.ChargeListParams>;

/** What whoever says nothing else writes on the payment page; personal data that has no business in anybody's database. */
export const PAYER = {
  name: 'Ada Lovelace',
  email: 'ada@example.com',
  phone: null,
  address: {
    city: 'London',
    country: 'GB',
    line1: '12 St James’s Square',
    line2: null,
    postal_code: 'SW1Y 4JH',
    state: null,
  } satisfies Address,
};

export type Payer = Pick<typeof PAYER, 'phone' | 'address'> & { readonly name: string; readonly email: string };

/** A charge of the whole payment intent: `pending` until a bank has decided. */
export function createCharge(
  realm: Realm,
  intent: PaymentIntent,
  { method, payer }: Pick<Purse, 'method' | 'payer'>,
  status: 'succeeded' | 'pending' | 'failed',
): Charge {
  const declined = status === 'failed' && method === 'card';
  const charge: Charge = {
    id: newId(method === 'card' ? 'ch_3' : 'py_3'),
    object: 'charge',
    ...stamp(realm),
    ...empty('application', 'application_fee', 'application_fee_amount', 'balance_transaction', 'on_behalf_of'),
    ...empty('failure_balance_transaction', 'receipt_number', 'review', 'shipping', 'source', 'source_transfer'),
    ...empty('statement_descriptor', 'statement_descriptor_suffix', 'transfer_data', 'transfer_group'),
    amount: intent.amount,
    amount_captured: status === 'succeeded' ? intent.amount : 0,
    amount_refunded: 0,
    billing_details: { ...payer, tax_id: null },
    calculated_statement_descriptor: 'EASEL',
    captured: status === 'succeeded',
    currency: intent.currency,
    customer: intent.customer,
    description: intent.description,
    disputed: false,
    failure_code: declined ? 'card_declined' : null,
    failure_message: declined ? 'Your card was declined.' : null,
    fraud_details: {},
    metadata: { ...intent.metadata },
    outcome: {
      ...empty('advice_code', 'network_advice_code', 'reason'),
      network_decline_code: declined ? '05' : null,
      network_status: declined ? 'declined_by_network' : 'approved_by_network',
      risk_level: method === 'card' ? 'normal' : 'not_assessed',
      seller_message: declined ? 'The bank did not return any further details with this decline.' : 'Payment complete.',
      type: declined ? 'issuer_declined' : 'authorized',
    },
    paid: status === 'succeeded',
    payment_intent: intent.id,
    payment_method: intent.payment_method,
    payment_method_details: methodDetails(method),
    radar_options: {},
    receipt_email: intent.receipt_email,
    receipt_url: `${realm.origin}/receipts/${intent.id}`,
    refunded: false,
    status,
  };
  realm.store.charges.set(charge.id, charge);
  if (status === 'succeeded') bookCharge(realm, charge);
  return charge;
}

/** Money that has come in shows in the balance, less the fee. */
export function bookCharge(realm: Realm, charge: Charge): void {
  const { amount, currency, id } = charge;
  const fee = Math.round(amount * 0.015) + 25;
  charge.balance_transaction = bookBalance(realm, {
    amount,
    currency,
    fee: Math.min(fee, amount),
    source: id,
    type: id.startsWith('py_') ? 'payment' : 'charge',
  }).id;
}

export function chargeOf(realm: Realm, id: string, param = 'charge'): Charge {
  const charge = realm.store.charges.get(id);
  if (!charge) throw noSuch('charge', id, param);
  return charge;
}

export function chargeEndpoints(realm: Realm): Endpoint[] {
  return [
    endpoint('GET', '/v1/charges', LIST, ({ created, customer, payment_intent: intent, ...params }) =>
      pageOf(realm.store.charges.values(), params, {
        kind: 'charge',
        url: '/v1/charges',
        keeps: (charge) =>
          isWithin(created, charge.created) &&
          (customer ?? charge.customer) === charge.customer &&
          (intent ?? charge.payment_intent) === charge.payment_intent,
      }),
    ),
    endpoint('GET', '/v1/charges/:id', READ, (_, id) => chargeOf(realm, id, 'id')),
  ];
}

function methodDetails(method: PaymentMethod): NonNullable<Charge['payment_method_details']> {
  switch (method) {
    case 'card':
      return {
        type: 'card',
        card: {
          ...empty(
            'amount_authorized',
            'authorization_code',
            'electronic_commerce_indicator',
            'installments',
            'mandate',
          ),
          ...empty('network_transaction_id', 'three_d_secure', 'transaction_link_id', 'wallet'),
          brand: 'visa',
          checks: { address_line1_check: null, address_postal_code_check: 'pass', cvc_check: 'pass' },
          country: 'GB',
          exp_month: 12,
          exp_year: 2039,
          fingerprint: 'Xt5EWLLDS7FJjR1c',
          funding: 'credit',
          last4: '4242',
          network: 'visa',
          regulated_status: 'unregulated',
        },
      };
    case 'sepa_debit':
      return {
        type: 'sepa_debit',
        sepa_debit: {
          bank_code: '37040044',
          branch_code: '',
          country: 'DE',
          fingerprint: 'vifs0Ho7vwRn1Miu',
          last4: '3000',
          mandate: 'mandate_1SimulatedEasel',
        },
      };
    case 'us_bank_account':
      return {
        type: 'us_bank_account',
        us_bank_account: {
          account_holder_type: 'individual',
          account_type: 'checking',
          bank_name: 'STRIPE TEST BANK',
          fingerprint: 'FFDMA0xfhBjWSZLu',
          last4: '6789',
          payment_reference: null,
          routing_number: '110000000',
        },
      };
  }
}
