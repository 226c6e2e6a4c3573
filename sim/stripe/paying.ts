// What a person does at the payment page: types a code, presses Pay; and what their bank says days later.

import { amountOff, findPromotion, redeem } from './coupons.ts';
import { offeredMethods, type Order, type Orders } from './checkout.ts';
import { createCustomer } from './customers.ts';
import { PAYER, type Payer } from './charges.ts';
import { markPaid, paymentOf } from './invoices.ts';
import { attempt, createPaymentIntent, settle } from './payments.ts';
import type { Purse, Realm } from './realm.ts';
import { collectionFailed, collectionSucceeded } from './renewals.ts';
import type { Customer, Invoice, PaymentIntent, PromotionCode, Session } from './shapes.ts';
import { newId } from './store.ts';
import { startSubscription } from './subscriptions.ts';

/** `sepa` and `ach` are debits of a bank account: the session completes unpaid, and `settleBank` tells how it went. */
export type Pay = {
  method?: 'card' | 'sepa' | 'ach';
  /** A promotion code, where the session allows them. */
  code?: string;
  /** What is written into the fields of the page. */
  email?: string;
  name?: string;
  /** The card is refused: the session stays open. */
  declined?: boolean;
};

const METHODS = { card: 'card', sepa: 'sepa_debit', ach: 'us_bank_account' } as const;

/** The page said no, in words for the person in front of it. */
export class PageRefusal extends Error {
  override readonly name = 'PageRefusal';
}

/** Presses Pay. Throws a PageRefusal when the page would not let the person. */
export function pay(realm: Realm, orders: Orders, session: Session, wish: Pay = {}): Session {
  const order = orders.get(session.id);
  if (session.status !== 'open' || !order)
    throw new PageRefusal(`This session is ${String(session.status)}; nothing can be paid any more.`);
  const method = METHODS[wish.method ?? 'card'];
  if (!offeredMethods(session).includes(method)) throw new PageRefusal(`The page does not offer ${method} here.`);
  const promotion = readCode(realm, session, wish.code);
  const off = amountOff(realm, promotion?.promotion.coupon ?? null, session.amount_subtotal ?? 0);
  const total = (session.amount_subtotal ?? 0) - off;
  const payer = { ...PAYER, email: session.customer_email ?? wish.email ?? PAYER.email, name: wish.name ?? PAYER.name };
  const purse: Purse = { method, paymentMethodId: newId('pm_1'), works: wish.declined !== true, payer };
  if (wish.declined && total > 0) {
    const intent = createPaymentIntent(realm, { ...wanted(session, order), amount: total });
    attempt(realm, intent, purse);
    throw new PageRefusal('Your card was declined.');
  }
  const customer = payerOf(realm, session, payer);
  if (customer) realm.purses.set(customer.id, purse);
  const done: Partial<Session> = {
    status: 'complete',
    url: null,
    customer: customer?.id ?? null,
    customer_details: {
      address: payer.address,
      business_name: null,
      email: customer?.email ?? payer.email,
      individual_name: null,
      name: payer.name,
      phone: null,
      tax_exempt: 'none',
      tax_ids: [],
    },
    collected_information: { business_name: null, individual_name: null, shipping_details: null },
    amount_total: total,
    total_details: { amount_discount: off, amount_shipping: 0, amount_tax: 0 },
    discounts: promotion ? [{ coupon: promotion.promotion.coupon, promotion_code: promotion.id }] : [],
  };
  if (session.mode === 'subscription') {
    if (!customer) throw new Error('A subscription always has a customer');
    const { invoice, subscription } = startSubscription(realm, { ...order, customer: customer.id, promotion });
    const payment_status = total === 0 ? 'no_payment_required' : invoice.status === 'paid' ? 'paid' : 'unpaid';
    Object.assign(done, { payment_status, invoice: invoice.id, subscription: subscription.id });
  } else if (total === 0) {
    if (promotion) redeem(realm, promotion, { checkout_session: session.id, customer: customer?.id ?? null });
    done.payment_status = 'no_payment_required';
  } else {
    if (promotion) redeem(realm, promotion, { checkout_session: session.id, customer: customer?.id ?? null });
    const intent = createPaymentIntent(realm, {
      ...wanted(session, order),
      amount: total,
      customer: customer?.id ?? null,
    });
    attempt(realm, intent, purse);
    Object.assign(done, {
      payment_intent: intent.id,
      payment_status: intent.status === 'succeeded' ? 'paid' : 'unpaid',
    });
  }
  return realm.change(session, done, 'checkout.session.completed');
}

/** The bank has decided about a session that completed unpaid. Throws when no bank is at work. */
export function settleSession(realm: Realm, session: Session, ok: boolean): Session {
  const invoice = realm.store.invoices.get(session.invoice ?? '');
  if (invoice) settleInvoice(realm, invoice, ok);
  else settle(realm, debitOf(realm, session.id, session.payment_intent), ok);
  if (ok) return realm.change(session, { payment_status: 'paid' }, 'checkout.session.async_payment_succeeded');
  realm.tell(session, 'checkout.session.async_payment_failed');
  return session;
}

/** The same for an invoice, whether a session began its subscription or the clock renewed it. */
export function settleInvoice(realm: Realm, invoice: Invoice, ok: boolean): Invoice {
  const subscription = realm.store.subscriptions.get(invoice.parent?.subscription_details?.subscription ?? '');
  if (!subscription) throw new Error(`${invoice.id} belongs to no subscription`);
  settle(realm, debitOf(realm, invoice.id, paymentOf(realm, invoice)?.payment.payment_intent ?? null), ok);
  if (ok) {
    markPaid(realm, invoice);
    collectionSucceeded(realm, subscription);
  } else {
    realm.tell(invoice, 'invoice.payment_failed');
    collectionFailed(realm, subscription, invoice);
  }
  return invoice;
}

function debitOf(realm: Realm, owner: string, intentId: string | null): PaymentIntent {
  const intent = realm.store.paymentIntents.get(intentId ?? '');
  if (!intent) throw new Error(`${owner} has no payment that a bank could decide about`);
  return intent;
}

/** The customer of the session, made now when there is none and one is needed. */
function payerOf(realm: Realm, session: Session, { email, name }: Payer): Customer | undefined {
  const known = realm.store.customers.get(session.customer ?? '');
  if (session.customer !== null && !known) throw new PageRefusal('The customer of this session was deleted.');
  if (known) return known;
  if (session.mode !== 'subscription' && session.customer_creation !== 'always') return undefined;
  return createCustomer(realm, { email, name });
}

function readCode(realm: Realm, session: Session, code: string | undefined): PromotionCode | undefined {
  if (code === undefined || code === '') return undefined;
  const promotion = session.allow_promotion_codes === true ? findPromotion(realm, code) : undefined;
  if (!promotion) throw new PageRefusal('This code is invalid.');
  return promotion;
}

function wanted(session: Session, order: Order) {
  const { customer, currency } = session;
  const { description, metadata, receiptEmail } = order;
  return { customer, currency: currency ?? '', description, metadata, receiptEmail };
}
