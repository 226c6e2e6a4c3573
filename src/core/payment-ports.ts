// Who takes money for us: a payment provider with a checkout of its own, and Telegram with its Stars.

import type { Locale } from './domain/chat.ts';
import type { AccountId, PurchaseId } from './domain/ids.ts';
import type { MoneyFacts, MoneyRef } from './domain/payment.ts';
import type { Product } from './domain/products.ts';

/** Stripe, as far as the core knows it. Nothing is retried in here: whoever calls has a task or a person that comes again. */
export interface Payments {
  /** The provider's customer for an account, made at most once: the idempotency key is `cus:<account>`. @throws PaymentsError */
  customer(account: AccountId, locale: Locale, signal: AbortSignal): Promise<string>;
  /**
   * A checkout for one purchase, made at most once: the idempotency key is `checkout:<purchase>`.
   * @throws PaymentsError, refused as `customer-missing` when the customer was deleted
   */
  openSession(
    purchase: {
      readonly id: PurchaseId;
      readonly accountId: AccountId;
      readonly customerId: string;
      readonly product: Product;
      readonly locale: Locale;
      /** A whole second; a repetition under the same key has to ask for the same. */
      readonly expiresAt: Date;
    },
    signal: AbortSignal,
  ): Promise<{ readonly sessionId: string; readonly url: string }>;
  /** Where a customer sees invoices, changes or ends a plan, and changes the card. @throws PaymentsError */
  portal(customerId: string, locale: Locale, signal: AbortSignal): Promise<string>;
  /** Ends a subscription at once; silent when it has ended. @throws PaymentsError */
  cancelSubscription(id: string, signal: AbortSignal): Promise<void>;
  /** Closes a checkout that nobody has paid; silent when it is paid or closed. @throws PaymentsError */
  expireSession(id: string, signal: AbortSignal): Promise<void>;
  /** Deletes a customer, and with them their plans at once; silent when there is none. @throws PaymentsError */
  deleteCustomer(id: string, signal: AbortSignal): Promise<void>;
  /** What an object is now; null when there is no such object, or it is of another mode (test, live) than ours. @throws PaymentsError */
  look(ref: MoneyRef, signal: AbortSignal): Promise<MoneyFacts | null>;
  /**
   * Everything that moved money since then, by listing objects and not events: complete sessions, paid invoices, subscriptions,
   * refunded charges, disputes, warnings. Oldest first within a kind; sessions and invoices before what takes them back.
   * @throws PaymentsError
   */
  changedSince(since: Date, signal: AbortSignal): AsyncIterable<MoneyRef>;
  /** Brings the provider's products, prices, webhook endpoints and portal in line with ours. @throws PaymentsError */
  publish(products: readonly Product[], publicUrl: string, signal: AbortSignal): Promise<PublishedAccount>;
}

/** What publishing did, a line for each thing, and the signing secrets of endpoints it has made: shown once, never stored. */
export type PublishedAccount = {
  readonly done: readonly { readonly what: string; readonly outcome: 'made' | 'changed' | 'kept' }[];
  readonly secrets: readonly { readonly endpoint: string; readonly secret: string }[];
};

/** The provider did not do what it was asked; `retry` is the decision. */
export class PaymentsError extends Error {
  readonly retry: PaymentsRetry;

  constructor(retry: PaymentsRetry, options?: { cause?: unknown }) {
    super(retry.kind, options);
    this.name = 'PaymentsError';
    this.retry = retry;
  }
}

export type PaymentsRetry =
  /** A passing fault. */
  | { readonly kind: 'backoff' }
  | { readonly kind: 'wait'; readonly afterMs: number }
  /** It will never do that: our request, key or configuration is wrong, and an operator has to look. `code` is the provider's. */
  | { readonly kind: 'refused'; readonly code: string };

/** Telegram Stars, as far as they move without a chat. */
export interface Stars {
  /** Gives the Stars of one payment back, once. @throws MessengerError */
  refund(
    userId: string,
    chargeId: string,
    signal: AbortSignal,
  ): Promise<'refunded' | 'refunded-before' | 'unknown-charge'>;
  /** Payments and refunds, oldest first. @throws MessengerError */
  transactionsSince(since: Date, signal: AbortSignal): AsyncIterable<StarTransaction>;
}

export type StarTransaction = {
  readonly chargeId: string;
  readonly userId: string;
  readonly stars: number;
  /** Our invoice payload: the text form of a purchase, or whatever else it says. */
  readonly payload: string;
  readonly at: Date;
  readonly kind: 'payment' | 'refund';
};

/** How people may pay on a platform, as configured. */
export type Rail = 'stripe' | 'stars';
