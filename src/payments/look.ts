// Looking at one money object: fetched with what belongs to it, and told in our words.

import type { Stripe } from 'stripe';
import type { ChargeFacts, MoneyFacts, MoneyRef } from '../core/domain/payment.ts';
import type { Payments } from '../core/payment-ports.ts';
import type { StripeClient } from './client.ts';
import { isMissing } from './errors.ts';
import { chargeFacts, disputeFacts, warningFacts } from './facts-charge.ts';
import { SESSION_EXPAND, sessionFacts } from './facts-checkout.ts';
import { invoiceFacts, periodLines, priceOfLine } from './facts-invoice.ts';
import { idOf } from './facts-plain.ts';
import { productSold } from './facts-price.ts';
import { subscriptionFacts } from './facts-subscription.ts';

const PAGE = 100;

/** @param live whether our key is of live mode; objects of the other mode are not ours */
export function createLook(client: StripeClient, live: boolean): Payments['look'] {
  // What a price sells never changes once it is published.
  const products = new Map<string, string | null>();

  async function find<T extends { livemode: boolean }>(
    signal: AbortSignal,
    call: (sdk: Stripe) => Promise<T>,
  ): Promise<T | null> {
    try {
      const found = await client.ask(signal, call);
      return found.livemode === live ? found : null;
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  }

  async function session(id: string, signal: AbortSignal): Promise<MoneyFacts | null> {
    const found = await find(signal, (sdk) => sdk.checkout.sessions.retrieve(id, { expand: [...SESSION_EXPAND] }));
    if (!found) return null;
    const invoice = idOf(found.invoice);
    const unclear = found.status === 'complete' && found.payment_status === 'unpaid' && found.payment_intent === null;
    const [payment] = unclear && invoice !== null ? await paymentsOf(invoice, signal) : [];
    const intent = payment?.payment.payment_intent;
    return sessionFacts(found, typeof intent === 'object' ? intent : null);
  }

  async function invoice(id: string, signal: AbortSignal): Promise<MoneyFacts | null> {
    const found = await find(signal, (sdk) => sdk.invoices.retrieve(id));
    if (!found) return null;
    const lines = found.lines.has_more
      ? await client.ask(signal, (sdk) =>
          sdk.invoices.listLineItems(id, { limit: PAGE }).autoPagingToArray({ limit: 1_000 }),
        )
      : found.lines.data;
    const periods = periodLines(lines);
    for (const { line } of periods) await learn(priceOfLine(line), signal);
    return invoiceFacts(found, periods, await paymentsOf(id, signal), products);
  }

  async function learn(price: string | null, signal: AbortSignal): Promise<void> {
    if (price === null || products.has(price)) return;
    const found = await find(signal, (sdk) => sdk.prices.retrieve(price));
    const product = found && productSold(found);
    // One that is not ours may be declared so yet, and whoever has a plan of it gets the credits then.
    if (product !== null) products.set(price, product);
  }

  async function paymentsOf(invoice: string, signal: AbortSignal): Promise<readonly Stripe.InvoicePayment[]> {
    const expand = ['data.payment.payment_intent'];
    return (await client.ask(signal, (sdk) => sdk.invoicePayments.list({ invoice, expand, limit: PAGE }))).data;
  }

  async function subscription(id: string, signal: AbortSignal): Promise<MoneyFacts | null> {
    const found = await find(signal, (sdk) => sdk.subscriptions.retrieve(id));
    return found && subscriptionFacts(found);
  }

  async function charge(id: string, signal: AbortSignal): Promise<ChargeFacts | null> {
    const found = await find(signal, (sdk) => sdk.charges.retrieve(id));
    return found && chargeFacts(found, await paidBy(idOf(found.payment_intent), signal));
  }

  /** An invoice has no intent and an intent no session: both are asked who was paid by this one. */
  async function paidBy(intent: string | null, signal: AbortSignal): Promise<MoneyRef | null> {
    if (intent === null) return null;
    const sessions = await client.ask(signal, (sdk) =>
      sdk.checkout.sessions.list({ payment_intent: intent, limit: 1 }),
    );
    if (sessions.data[0]) return { kind: 'session', id: sessions.data[0].id };
    const payment = { type: 'payment_intent', payment_intent: intent } as const;
    const payments = await client.ask(signal, (sdk) => sdk.invoicePayments.list({ payment, limit: 1 }));
    const paid = idOf(payments.data[0]?.invoice);
    return paid === null ? null : { kind: 'invoice', id: paid };
  }

  async function dispute(id: string, signal: AbortSignal): Promise<MoneyFacts | null> {
    const found = await find(signal, (sdk) => sdk.disputes.retrieve(id));
    const charged = found && (await charge(idOf(found.charge) ?? '', signal));
    return found && charged && disputeFacts(found, charged);
  }

  async function warning(id: string, signal: AbortSignal): Promise<MoneyFacts | null> {
    const found = await find(signal, (sdk) => sdk.radar.earlyFraudWarnings.retrieve(id));
    const charged = found && (await charge(idOf(found.charge) ?? '', signal));
    return found && charged && warningFacts(found, charged);
  }

  const looks = { session, invoice, subscription, charge, dispute, warning };
  return (ref, signal) => looks[ref.kind](ref.id, signal);
}
