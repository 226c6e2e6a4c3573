// Reading invoices, their lines and the payments that belong to them.

import type { Stripe } from 'stripe';
import { endpoint, type Endpoint } from './endpoint.ts';
import { pageOf } from './lists.ts';
import type { Realm } from './realm.ts';
import { noSuch } from './refusals.ts';
import { expand, isWithin, moment, nested, oneOf, paging, required, text, unplayed, type Accepts } from './schema.ts';
import type { Invoice } from './shapes.ts';

const READ = { expand } satisfies Accepts<Stripe.InvoiceRetrieveParams> & Accepts<Stripe.InvoicePaymentRetrieveParams>;
const LINES = paging satisfies Accepts<Stripe.InvoiceListLineItemsParams>;
const LIST = {
  ...paging,
  collection_method: unplayed,
  created: moment,
  customer: text,
  customer_account: unplayed,
  due_date: unplayed,
  status: oneOf('draft', 'open', 'paid', 'uncollectible', 'void'),
  subscription: text,
} satisfies Accepts<Stripe.InvoiceListParams>;
const LIST_PAYMENTS = {
  ...paging,
  created: moment,
  invoice: text,
  payment: nested({ payment_intent: text, payment_record: unplayed, type: required(oneOf('payment_intent')) }),
  status: oneOf('canceled', 'open', 'paid'),
} satisfies Accepts<Stripe.InvoicePaymentListParams>;

export function invoiceEndpoints(realm: Realm): Endpoint[] {
  const { invoices, invoicePayments } = realm.store;

  function invoiceOf(id: string): Invoice {
    const invoice = invoices.get(id);
    if (!invoice) throw noSuch('invoice', id);
    return invoice;
  }

  return [
    endpoint('GET', '/v1/invoices', LIST, ({ created, customer, status, subscription, ...params }) =>
      pageOf(invoices.values(), params, {
        kind: 'invoice',
        url: '/v1/invoices',
        keeps: (invoice) =>
          isWithin(created, invoice.created) &&
          (customer ?? invoice.customer) === invoice.customer &&
          (status ?? invoice.status) === invoice.status &&
          (subscription === undefined || subscription === invoice.parent?.subscription_details?.subscription),
      }),
    ),
    endpoint('GET', '/v1/invoices/:id', READ, (_, id) => invoiceOf(id)),
    endpoint('GET', '/v1/invoices/:id/lines', LINES, (params, id) =>
      // Lines keep the order they are billed in, and pages start at the newest.
      pageOf(invoiceOf(id).lines.data.toReversed(), params, { kind: 'line_item', url: `/v1/invoices/${id}/lines` }),
    ),
    endpoint('GET', '/v1/invoice_payments', LIST_PAYMENTS, ({ created, invoice, payment, status, ...params }) =>
      pageOf(invoicePayments.values(), params, {
        kind: 'invoice_payment',
        url: '/v1/invoice_payments',
        keeps: (one) =>
          isWithin(created, one.created) &&
          (invoice ?? one.invoice) === one.invoice &&
          (status ?? one.status) === one.status &&
          (payment?.payment_intent ?? one.payment.payment_intent) === one.payment.payment_intent,
      }),
    ),
    endpoint('GET', '/v1/invoice_payments/:id', READ, (_, id) => {
      const payment = invoicePayments.get(id);
      if (!payment) throw noSuch('invoice_payment', id);
      return payment;
    }),
  ];
}
