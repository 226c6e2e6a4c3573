// A charge in our words, and what can take its money back: refunds, disputes, and a warning that it was never meant.

import type { Stripe } from 'stripe';
import type { ChargeFacts, DisputeFacts, MoneyRef, WarningFacts } from '../core/domain/payment.ts';
import { idOf } from './facts-plain.ts';

/** @param paidFor the session or invoice that this charge paid, where it is known */
export function chargeFacts(charge: Stripe.Charge, paidFor: MoneyRef | null): ChargeFacts {
  return {
    kind: 'charge',
    id: charge.id,
    intentId: idOf(charge.payment_intent),
    total: { amount: charge.amount, currency: charge.currency },
    refunded: charge.amount_refunded,
    paidFor,
  };
}

export function disputeFacts(dispute: Stripe.Dispute, charge: ChargeFacts): DisputeFacts {
  return {
    kind: 'dispute',
    id: dispute.id,
    charge,
    status: statusOf(dispute.status),
    withdrawn: dispute.balance_transactions.some(({ amount }) => amount < 0),
  };
}

export function warningFacts(warning: Stripe.Radar.EarlyFraudWarning, charge: ChargeFacts): WarningFacts {
  return { kind: 'warning', id: warning.id, charge };
}

/** An inquiry that was closed, or a dispute that was headed off, leaves the money (or its refund) where it is: over, and not lost. */
function statusOf(status: Stripe.Dispute.Status): DisputeFacts['status'] {
  if (status === 'lost') return 'lost';
  return status === 'won' || status === 'warning_closed' || status === 'prevented' ? 'won' : 'open';
}
