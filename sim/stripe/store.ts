// Everything Stripe keeps, by kind and in the order it came to be, and how a reference finds its object.

import { randomBytes } from 'node:crypto';
import type {
  BalanceTransaction,
  Charge,
  Coupon,
  Customer,
  Discount,
  Dispute,
  EarlyFraudWarning,
  EventDestination,
  Invoice,
  InvoiceLine,
  InvoicePayment,
  LineItem,
  PaymentIntent,
  PortalConfiguration,
  PortalSession,
  Price,
  Product,
  PromotionCode,
  Refund,
  Session,
  SnapshotEvent,
  Subscription,
  ThinEvent,
  WebhookEndpoint,
} from './shapes.ts';

/** `deleted` customers stay as `{id, object, deleted: true}` for whoever asks. */
export type Store = {
  balanceTransactions: Map<string, BalanceTransaction>;
  charges: Map<string, Charge>;
  coupons: Map<string, Coupon>;
  customers: Map<string, Customer>;
  deletedCustomers: Set<string>;
  destinations: Map<string, EventDestination>;
  discounts: Map<string, Discount>;
  disputes: Map<string, Dispute>;
  earlyFraudWarnings: Map<string, EarlyFraudWarning>;
  endpoints: Map<string, WebhookEndpoint>;
  events: Map<string, SnapshotEvent>;
  invoicePayments: Map<string, InvoicePayment>;
  invoices: Map<string, Invoice>;
  lineItems: Map<string, LineItem[]>;
  paymentIntents: Map<string, PaymentIntent>;
  /** Prorations that wait for the next invoice, by subscription. */
  pendingLines: Map<string, InvoiceLine[]>;
  portalConfigurations: Map<string, PortalConfiguration>;
  portalSessions: Map<string, PortalSession>;
  prices: Map<string, Price>;
  products: Map<string, Product>;
  promotionCodes: Map<string, PromotionCode>;
  refunds: Map<string, Refund>;
  sessions: Map<string, Session>;
  subscriptions: Map<string, Subscription>;
  thinEvents: Map<string, ThinEvent>;
};

export function createStore(): Store {
  return {
    balanceTransactions: new Map(),
    charges: new Map(),
    coupons: new Map(),
    customers: new Map(),
    deletedCustomers: new Set(),
    destinations: new Map(),
    discounts: new Map(),
    disputes: new Map(),
    earlyFraudWarnings: new Map(),
    endpoints: new Map(),
    events: new Map(),
    invoicePayments: new Map(),
    invoices: new Map(),
    lineItems: new Map(),
    paymentIntents: new Map(),
    pendingLines: new Map(),
    portalConfigurations: new Map(),
    portalSessions: new Map(),
    prices: new Map(),
    products: new Map(),
    promotionCodes: new Map(),
    refunds: new Map(),
    sessions: new Map(),
    subscriptions: new Map(),
    thinEvents: new Map(),
  };
}

/** The object behind a reference; undefined for ids of things this world only has ids of (payment methods). */
export function findReferenced(store: Store, id: string): object | undefined {
  if (store.deletedCustomers.has(id)) return { id, object: 'customer', deleted: true };
  return [
    store.customers,
    store.products,
    store.prices,
    store.sessions,
    store.subscriptions,
    store.invoices,
    store.paymentIntents,
    store.charges,
    store.balanceTransactions,
    store.refunds,
    store.disputes,
    store.coupons,
    store.promotionCodes,
    store.discounts,
  ]
    .map((kind) => kind.get(id))
    .find((found) => found !== undefined);
}

const LETTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** `cus_` and 14 letters, as Stripe writes ids. */
export function newId(prefix: string, length = 24): string {
  return prefix + Array.from(randomBytes(length), (byte) => LETTERS[byte % LETTERS.length]).join('');
}
