// A Checkout Session in our words: one press of Buy, and what has come of it.

import type { Stripe } from 'stripe';
import type { SessionFacts } from '../core/domain/payment.ts';
import { idOf, timeOf } from './facts-plain.ts';
import { productSold } from './facts-price.ts';

/** What the facts are read from, beside the session itself. */
export const SESSION_EXPAND = ['line_items', 'payment_intent'];

/**
 * @param session with SESSION_EXPAND
 * @param debit what takes the money, where the session itself does not tell: the intent of a plan's first invoice
 */
export function sessionFacts(session: Stripe.Checkout.Session, debit: Stripe.PaymentIntent | null): SessionFacts {
  const intent = typeof session.payment_intent === 'string' ? null : session.payment_intent;
  const price = session.line_items?.data[0]?.price ?? null;
  return {
    kind: 'session',
    id: session.id,
    purchaseId: session.metadata?.['purchase_id'] ?? null,
    customerId: idOf(session.customer),
    mode: session.mode === 'subscription' ? 'subscription' : 'payment',
    status: statusOf(session.status),
    paid: paidOf(session, intent ?? debit),
    product: price && productSold(price),
    total: { amount: session.amount_total ?? 0, currency: session.currency ?? '' },
    intentId: idOf(session.payment_intent),
    taxCountry: session.customer_details?.address?.country ?? null,
    createdAt: timeOf(session.created),
  };
}

function statusOf(status: Stripe.Checkout.Session['status']): SessionFacts['status'] {
  return STATUSES.find((known) => known === status) ?? 'open';
}

const STATUSES = ['open', 'complete', 'expired'] as const;

function paidOf(session: Stripe.Checkout.Session, intent: Stripe.PaymentIntent | null): SessionFacts['paid'] {
  if (session.status !== 'complete') return 'not-yet';
  if (session.payment_status === 'paid') return 'paid';
  if (session.payment_status === 'no_payment_required') return 'free';
  return isRefused(intent) ? 'refused' : 'waiting';
}

/** After the person has done their part, an intent that wants another payment method has been refused by the bank. */
export function isRefused(intent: Stripe.PaymentIntent | null): boolean {
  return intent?.status === 'requires_payment_method' || intent?.status === 'canceled';
}
