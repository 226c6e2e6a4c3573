// Invoices of subscriptions: drawn up, made final, collected, and paid or not.

import { amountOff } from './coupons.ts';
import { stamp, type Purse, type Realm } from './realm.ts';
import { attempt, createPaymentIntent } from './payments.ts';
import { empty, listOf, type Invoice, type InvoiceLine, type InvoicePayment, type Subscription } from './shapes.ts';
import { newId } from './store.ts';

type Draft = {
  subscription: Subscription;
  reason: 'subscription_create' | 'subscription_cycle' | 'subscription_update';
  lines: InvoiceLine[];
  /** The period that ended, as Stripe has it: not the one that the lines pay for. */
  period: { start: number; end: number };
};

/** A draft; discounts of the subscription are taken off what is discountable. */
export function createInvoice(realm: Realm, { subscription, reason, lines, period }: Draft): Invoice {
  const customer = realm.store.customers.get(subscription.customer);
  if (!customer) throw new Error(`${subscription.id} has no customer any more`);
  const id = newId('in_1');
  const subtotal = lines.reduce((sum, line) => sum + line.amount, 0);
  const discountable = lines.reduce((sum, line) => sum + (line.discountable ? line.amount : 0), 0);
  const discounts = subscription.discounts.flatMap((name) => realm.store.discounts.get(name) ?? []);
  const off = discounts.map((discount) => ({
    amount: amountOff(realm, discount.source.coupon, discountable),
    discount: discount.id,
  }));
  const total = subtotal - off.reduce((sum, { amount }) => sum + amount, 0);
  for (const line of lines) line.invoice = id;
  const invoice: Invoice = {
    id,
    object: 'invoice',
    ...stamp(realm),
    ...empty('account_tax_ids', 'application', 'automatically_finalizes_at', 'custom_fields', 'customer_account'),
    ...empty('customer_address', 'customer_phone', 'customer_shipping', 'default_payment_method', 'default_source'),
    ...empty('description', 'due_date', 'effective_at', 'ending_balance', 'footer', 'from_invoice', 'number'),
    ...empty('last_finalization_error', 'latest_revision', 'next_payment_attempt', 'on_behalf_of', 'receipt_number'),
    ...empty('rendering', 'shipping_cost', 'shipping_details', 'statement_descriptor', 'test_clock'),
    account_country: 'GB',
    account_name: 'Easel',
    amount_due: Math.max(0, total),
    amount_overpaid: 0,
    amount_paid: 0,
    amount_remaining: Math.max(0, total),
    amount_shipping: 0,
    attempt_count: 0,
    attempted: false,
    auto_advance: true,
    automatic_tax: { ...empty('disabled_reason', 'liability', 'provider', 'status'), enabled: false },
    billing_reason: reason,
    collection_method: 'charge_automatically',
    currency: subscription.currency,
    customer: customer.id,
    customer_email: customer.email,
    customer_name: customer.name ?? null,
    customer_tax_exempt: 'none',
    customer_tax_ids: [],
    default_tax_rates: [],
    discounts: discounts.map((discount) => discount.id),
    issuer: { type: 'self' },
    lines: listOf(lines, `/v1/invoices/${id}/lines`),
    metadata: {},
    parent: {
      type: 'subscription_details',
      quote_details: null,
      subscription_details: { metadata: { ...subscription.metadata }, subscription: subscription.id },
    },
    payment_settings: empty('default_mandate', 'payment_method_options', 'payment_method_types'),
    period_end: period.end,
    period_start: period.start,
    post_payment_credit_notes_amount: 0,
    pre_payment_credit_notes_amount: 0,
    starting_balance: customer.balance,
    status: 'draft',
    status_transitions: empty('finalized_at', 'marked_uncollectible_at', 'paid_at', 'voided_at'),
    subtotal,
    subtotal_excluding_tax: subtotal,
    total,
    total_discount_amounts: off,
    total_excluding_tax: total,
    total_pretax_credit_amounts: [],
    total_taxes: [],
    webhooks_delivered_at: realm.clock.nowS(),
  };
  realm.store.invoices.set(id, invoice);
  realm.tell(invoice, 'invoice.created');
  return invoice;
}

/** Makes it final: from here on it is owed. A credit on the customer's balance is used, a negative total added to it. */
export function finalize(realm: Realm, invoice: Invoice): Invoice {
  const customer = realm.store.customers.get(invoice.customer ?? '');
  const start = customer?.balance ?? 0;
  const due = Math.max(0, invoice.total + start);
  const end = invoice.total + start - due;
  if (customer && end !== start) realm.change(customer, { balance: end }, 'customer.updated');
  const number = `${customer?.invoice_prefix ?? 'EASEL'}-${String(customer?.next_invoice_sequence ?? 1).padStart(4, '0')}`;
  if (customer) customer.next_invoice_sequence = (customer.next_invoice_sequence ?? 1) + 1;
  return realm.change(
    invoice,
    {
      status: 'open',
      number,
      amount_due: due,
      amount_remaining: due,
      starting_balance: start,
      ending_balance: end,
      effective_at: realm.clock.nowS(),
      hosted_invoice_url: `${realm.origin}/invoices/${invoice.id}`,
      invoice_pdf: `${realm.origin}/invoices/${invoice.id}/pdf`,
      status_transitions: { ...invoice.status_transitions, finalized_at: realm.clock.nowS() },
    },
    'invoice.finalized',
  );
}

/** Tries to take what is owed. `waiting` means that a bank is at work. */
export function collect(realm: Realm, invoice: Invoice, purse: Purse | undefined): 'paid' | 'waiting' | 'failed' {
  if (invoice.amount_due === 0) {
    markPaid(realm, invoice);
    return 'paid';
  }
  Object.assign(invoice, { attempted: true, attempt_count: invoice.attempt_count + 1 });
  if (!purse) {
    realm.tell(invoice, 'invoice.payment_failed');
    return 'failed';
  }
  const payment = paymentOf(realm, invoice) ?? createPayment(realm, invoice);
  const intent = realm.store.paymentIntents.get(payment.payment.payment_intent ?? '');
  if (!intent) throw new Error(`${payment.id} has no payment intent`);
  attempt(realm, intent, purse);
  if (intent.status === 'processing') return 'waiting';
  if (intent.status === 'succeeded') {
    markPaid(realm, invoice);
    return 'paid';
  }
  realm.tell(invoice, 'invoice.payment_failed');
  return 'failed';
}

export function markPaid(realm: Realm, invoice: Invoice): void {
  const at = realm.clock.nowS();
  const payment = paymentOf(realm, invoice);
  if (payment)
    realm.change(
      payment,
      { status: 'paid', amount_paid: invoice.amount_due, status_transitions: { canceled_at: null, paid_at: at } },
      'invoice_payment.paid',
    );
  realm.change(
    invoice,
    {
      status: 'paid',
      attempted: true,
      amount_paid: invoice.amount_due,
      amount_remaining: 0,
      next_payment_attempt: null,
      status_transitions: { ...invoice.status_transitions, paid_at: at },
    },
    'invoice.paid',
    'invoice.payment_succeeded',
  );
}

export function paymentOf(realm: Realm, invoice: Invoice): InvoicePayment | undefined {
  return [...realm.store.invoicePayments.values()].find((payment) => payment.invoice === invoice.id);
}

function createPayment(realm: Realm, invoice: Invoice): InvoicePayment {
  const intent = createPaymentIntent(realm, {
    amount: invoice.amount_due,
    currency: invoice.currency,
    customer: invoice.customer,
    description: invoice.billing_reason === 'subscription_create' ? 'Subscription creation' : 'Subscription update',
  });
  const payment: InvoicePayment = {
    id: newId('inpay_1'),
    object: 'invoice_payment',
    ...stamp(realm),
    amount_paid: null,
    amount_requested: invoice.amount_due,
    currency: invoice.currency,
    invoice: invoice.id,
    is_default: true,
    payment: { type: 'payment_intent', payment_intent: intent.id },
    status: 'open',
    status_transitions: { canceled_at: null, paid_at: null },
  };
  realm.store.invoicePayments.set(payment.id, payment);
  return payment;
}
