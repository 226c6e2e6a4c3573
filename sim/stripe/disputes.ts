// Disputes and early fraud warnings: what a payer's bank says long after the money has come in.

import type { Stripe } from 'stripe';
import { bookBalance } from './balance.ts';
import { endpoint, type Endpoint } from './endpoint.ts';
import { pageOf } from './lists.ts';
import { stamp, type Realm } from './realm.ts';
import { noSuch } from './refusals.ts';
import { expand, isWithin, moment, paging, text, type Accepts } from './schema.ts';
import { empty, type Charge, type Dispute, type EarlyFraudWarning } from './shapes.ts';
import { newId } from './store.ts';

const READ = { expand } satisfies Accepts<Stripe.DisputeRetrieveParams> &
  Accepts<Stripe.Radar.EarlyFraudWarningRetrieveParams>;
const LIST = {
  ...paging,
  charge: text,
  created: moment,
  payment_intent: text,
} satisfies Accepts<Stripe.DisputeListParams> & Accepts<Stripe.Radar.EarlyFraudWarningListParams>;

const DISPUTE_FEE = 1500;

/** The payer's bank takes a charge back: the dispute is opened, the money not yet withdrawn. */
export function openDispute(realm: Realm, charge: Charge, reason: string): Dispute {
  if (charge.disputed) throw new Error(`${charge.id} is disputed already`);
  const dispute: Dispute = {
    id: newId('du_1'),
    object: 'dispute',
    ...stamp(realm),
    amount: charge.amount - charge.amount_refunded,
    balance_transactions: [],
    charge: charge.id,
    currency: charge.currency,
    enhanced_eligibility_types: [],
    evidence: {
      ...empty('access_activity_log', 'billing_address', 'cancellation_policy', 'cancellation_policy_disclosure'),
      ...empty('cancellation_rebuttal', 'customer_communication', 'customer_purchase_ip', 'customer_signature'),
      ...empty('duplicate_charge_documentation', 'duplicate_charge_explanation', 'duplicate_charge_id', 'receipt'),
      ...empty('product_description', 'refund_policy', 'refund_policy_disclosure', 'refund_refusal_explanation'),
      ...empty('service_date', 'service_documentation', 'shipping_address', 'shipping_carrier', 'shipping_date'),
      ...empty('shipping_documentation', 'shipping_tracking_number', 'uncategorized_file', 'uncategorized_text'),
      customer_email_address: charge.billing_details.email,
      customer_name: charge.billing_details.name,
      enhanced_evidence: {},
    },
    evidence_details: {
      due_by: realm.clock.nowS() + 9 * 86_400,
      enhanced_eligibility: {},
      has_evidence: false,
      past_due: false,
      submission_count: 0,
      submission_method: 'manual',
    },
    intended_submission_method: null,
    is_charge_refundable: false,
    metadata: {},
    payment_intent: charge.payment_intent,
    reason,
    status: 'needs_response',
  };
  realm.store.disputes.set(dispute.id, dispute);
  realm.change(charge, { disputed: true }, 'charge.updated');
  realm.tell(dispute, 'charge.dispute.created');
  return dispute;
}

/** The money leaves the balance, with a fee. Throws when it has left already. */
export function withdrawFunds(realm: Realm, dispute: Dispute): Dispute {
  if (dispute.balance_transactions.length > 0) throw new Error(`The funds of ${dispute.id} are withdrawn already`);
  const { amount, currency, id } = dispute;
  const taken = bookBalance(realm, { amount: -amount, fee: DISPUTE_FEE, currency, source: id, type: 'adjustment' });
  return realm.change(dispute, { balance_transactions: [taken] }, 'charge.dispute.funds_withdrawn');
}

/** The bank has decided; after a dispute that was won, money that had been withdrawn comes back. */
export function closeDispute(realm: Realm, dispute: Dispute, outcome: 'won' | 'lost'): Dispute {
  if (dispute.status === 'won' || dispute.status === 'lost')
    throw new Error(`${dispute.id} is ${dispute.status} already`);
  const withdrawn = dispute.balance_transactions.length > 0;
  realm.change(dispute, { status: outcome, is_charge_refundable: outcome === 'won' }, 'charge.dispute.closed');
  if (outcome === 'lost' || !withdrawn) return dispute;
  const { amount, currency, id } = dispute;
  const back = bookBalance(realm, { amount, currency, source: id, type: 'adjustment' });
  const balance_transactions = [...dispute.balance_transactions, back];
  return realm.change(dispute, { balance_transactions }, 'charge.dispute.funds_reinstated');
}

/** The card network expects fraud; a refund now would still avert the dispute. */
export function warnOfFraud(realm: Realm, charge: Charge): EarlyFraudWarning {
  const warning: EarlyFraudWarning = {
    id: newId('issfr_1'),
    object: 'radar.early_fraud_warning',
    ...stamp(realm),
    actionable: !charge.refunded && !charge.disputed,
    charge: charge.id,
    fraud_type: 'unauthorized_use_of_card',
    ...(charge.payment_intent === null ? {} : { payment_intent: charge.payment_intent }),
  };
  realm.store.earlyFraudWarnings.set(warning.id, warning);
  realm.tell(warning, 'radar.early_fraud_warning.created');
  return warning;
}

export function disputeEndpoints(realm: Realm): Endpoint[] {
  const { disputes, earlyFraudWarnings } = realm.store;
  return [
    endpoint('GET', '/v1/disputes', LIST, ({ charge, created, payment_intent: intent, ...params }) =>
      pageOf(disputes.values(), params, {
        kind: 'dispute',
        url: '/v1/disputes',
        keeps: (dispute) =>
          isWithin(created, dispute.created) &&
          (charge ?? dispute.charge) === dispute.charge &&
          (intent ?? dispute.payment_intent) === dispute.payment_intent,
      }),
    ),
    endpoint('GET', '/v1/disputes/:id', READ, (_, id) => {
      const dispute = disputes.get(id);
      if (!dispute) throw noSuch('dispute', id);
      return dispute;
    }),
    endpoint('GET', '/v1/radar/early_fraud_warnings', LIST, ({ charge, created, payment_intent: intent, ...params }) =>
      pageOf(earlyFraudWarnings.values(), params, {
        kind: 'early fraud warning',
        url: '/v1/radar/early_fraud_warnings',
        keeps: (warning) =>
          isWithin(created, warning.created) &&
          (charge ?? warning.charge) === warning.charge &&
          (intent ?? warning.payment_intent) === warning.payment_intent,
      }),
    ),
    endpoint('GET', '/v1/radar/early_fraud_warnings/:id', READ, (_, id) => {
      const warning = earlyFraudWarnings.get(id);
      if (!warning) throw noSuch('early fraud warning', id);
      return warning;
    }),
  ];
}
