// An invoice of a plan in our words: which months of which plan it pays for, and whether the money has come.

import type { Stripe } from 'stripe';
import type { InvoiceFacts } from '../core/domain/payment.ts';
import { isRefused } from './facts-checkout.ts';
import { idOf, timeOf } from './facts-plain.ts';

/** A line that pays for one period of a subscription. */
export type PeriodLine = { readonly line: Stripe.InvoiceLineItem; readonly subscriptionId: string };

/**
 * Lines that are a period of a plan. A change of plan or of seats makes prorations, which Stripe writes as lines of the
 * subscription or as items of the invoice; neither is a month.
 */
export function periodLines(lines: readonly Stripe.InvoiceLineItem[]): PeriodLine[] {
  return lines.flatMap((line) => {
    const item = line.parent?.subscription_item_details;
    if (!item || item.proration || !item.subscription || (line.quantity ?? 1) < 1) return [];
    return [{ line, subscriptionId: item.subscription }];
  });
}

/** The price of a line, by id. */
export function priceOfLine(line: Stripe.InvoiceLineItem): string | null {
  return idOf(line.pricing?.price_details?.price);
}

/**
 * @param periods of all lines of the invoice
 * @param payments of the invoice, with `payment.payment_intent` expanded
 * @param productOf the product a price sells, by its id
 */
export function invoiceFacts(
  invoice: Stripe.Invoice,
  periods: readonly PeriodLine[],
  payments: readonly Stripe.InvoicePayment[],
  productOf: ReadonlyMap<string, string | null>,
): InvoiceFacts {
  const payment = payments.find(({ status }) => status === 'paid') ?? payments.find((one) => one.is_default) ?? null;
  const reference = payment?.payment.payment_intent ?? null;
  const paid = invoice.status === 'paid';
  const paidAt = invoice.status_transitions.paid_at;
  return {
    kind: 'invoice',
    id: invoice.id,
    customerId: idOf(invoice.customer),
    ofPlan: invoice.parent?.type === 'subscription_details',
    paid,
    trouble: paid ? null : troubleOf(typeof reference === 'string' ? null : reference, invoice.attempted),
    total: { amount: paid ? invoice.amount_paid : invoice.amount_due, currency: invoice.currency },
    periods: periods.map(({ line, subscriptionId }) => ({
      subscriptionId,
      product: productOf.get(priceOfLine(line) ?? '') ?? null,
      quantity: line.quantity ?? 1,
      start: timeOf(line.period.start),
      end: timeOf(line.period.end),
    })),
    intentId: idOf(reference),
    taxCountry: invoice.customer_address?.country ?? null,
    createdAt: timeOf(invoice.created),
    paidAt: paidAt === null ? null : timeOf(paidAt),
  };
}

function troubleOf(intent: Stripe.PaymentIntent | null, attempted: boolean): InvoiceFacts['trouble'] {
  if (intent?.status === 'processing') return 'waiting';
  return attempted && (isRefused(intent) || intent?.status === 'requires_action') ? 'refused' : null;
}
