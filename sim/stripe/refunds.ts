// Refunds: part of a charge or all of it goes back; never more than came in, and not while the payer disputes it.

import type { Stripe } from 'stripe';
import { bookBalance } from './balance.ts';
import { chargeOf } from './charges.ts';
import { mergeMetadata } from './customers.ts';
import { endpoint, type Endpoint } from './endpoint.ts';
import { pageOf } from './lists.ts';
import { intentOf } from './payments.ts';
import type { Realm } from './realm.ts';
import { impossible, noSuch, ParameterRefusal } from './refusals.ts';
import {
  clearable,
  expand,
  isWithin,
  metadata,
  moment,
  oneOf,
  paging,
  text,
  unplayed,
  whole,
  type Accepts,
} from './schema.ts';
import { empty, type Charge, type Refund } from './shapes.ts';
import { newId } from './store.ts';

const CREATE = {
  amount: whole,
  charge: text,
  currency: unplayed,
  customer: unplayed,
  expand,
  instructions_email: unplayed,
  metadata: clearable(metadata),
  origin: unplayed,
  payment_intent: text,
  reason: oneOf('duplicate', 'fraudulent', 'requested_by_customer'),
  refund_application_fee: unplayed,
  reverse_transfer: unplayed,
} satisfies Accepts<Stripe.RefundCreateParams>;

const READ = { expand } satisfies Accepts<Stripe.RefundRetrieveParams>;
const LIST = {
  ...paging,
  charge: text,
  created: moment,
  payment_intent: text,
} satisfies Accepts<Stripe.RefundListParams>;

type Wish = { amount?: number | undefined; reason?: Refund['reason'] | undefined; metadata?: Record<string, string> };

/** Gives money back; all that is left of the charge when no amount is named. */
export function refundCharge(realm: Realm, charge: Charge, wish: Wish = {}): Refund {
  if (charge.status !== 'succeeded')
    throw impossible(`This charge is ${charge.status} and cannot be refunded.`, { code: 'charge_not_refundable' });
  const dispute = [...realm.store.disputes.values()].find((one) => one.charge === charge.id);
  if (dispute && !dispute.is_charge_refundable)
    throw impossible(`Charge ${charge.id} has been charged back; cannot issue a refund.`, { code: 'charge_disputed' });
  const left = charge.amount - charge.amount_refunded;
  if (left === 0)
    throw impossible(`Charge ${charge.id} has already been refunded.`, { code: 'charge_already_refunded' });
  const amount = wish.amount ?? left;
  if (amount < 1) throw new ParameterRefusal('Invalid positive integer', 'amount', 'parameter_invalid_integer');
  if (amount > left)
    throw impossible(`Refund amount (${amount}) is greater than unrefunded amount on charge (${left})`, {
      param: 'amount',
    });
  const refund: Refund = {
    id: newId('re_3'),
    object: 'refund',
    ...empty('customer_account', 'receipt_number', 'source_transfer_reversal', 'transfer_reversal'),
    amount,
    balance_transaction: null,
    charge: charge.id,
    created: realm.clock.nowS(),
    currency: charge.currency,
    customer: charge.customer,
    destination_details: {
      card: { reference_status: 'pending', reference_type: 'acquirer_reference_number', type: 'refund' },
      type: 'card',
    },
    metadata: wish.metadata ?? {},
    payment_intent: charge.payment_intent,
    payment_method: charge.payment_method,
    reason: wish.reason ?? null,
    status: 'succeeded',
  };
  const { currency, id } = refund;
  const type = charge.id.startsWith('py_') ? 'payment_refund' : 'refund';
  refund.balance_transaction = bookBalance(realm, { amount: -amount, currency, source: id, type }).id;
  realm.store.refunds.set(id, refund);
  const refunded = charge.amount_refunded + amount;
  realm.change(charge, { amount_refunded: refunded, refunded: refunded === charge.amount }, 'charge.refunded');
  realm.tell(refund, 'refund.created');
  return refund;
}

export function refundEndpoints(realm: Realm): Endpoint[] {
  const { refunds } = realm.store;
  return [
    endpoint('POST', '/v1/refunds', CREATE, ({ charge: chargeId, payment_intent: intentId, ...wish }) => {
      if (chargeId === undefined && intentId === undefined)
        throw impossible('One of the following params should be provided for this request: payment_intent or charge.');
      const taken = intentId === undefined ? chargeId : intentOf(realm, intentId).latest_charge;
      if (taken === null || taken === undefined)
        throw impossible(`This PaymentIntent (${String(intentId)}) does not have a successful charge to refund.`, {
          param: 'payment_intent',
        });
      return refundCharge(realm, chargeOf(realm, taken), { ...wish, metadata: mergeMetadata({}, wish.metadata) });
    }),
    endpoint('GET', '/v1/refunds', LIST, ({ charge, created, payment_intent: intent, ...params }) =>
      pageOf(refunds.values(), params, {
        kind: 'refund',
        url: '/v1/refunds',
        keeps: (refund) =>
          isWithin(created, refund.created) &&
          (charge ?? refund.charge) === refund.charge &&
          (intent ?? refund.payment_intent) === refund.payment_intent,
      }),
    ),
    endpoint('GET', '/v1/refunds/:id', READ, (_, id) => {
      const refund = refunds.get(id);
      if (!refund) throw noSuch('refund', id);
      return refund;
    }),
  ];
}
