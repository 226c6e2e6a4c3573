// Money as a provider reports it, in our words: what an object is now, and what that means for credits.

/** A money object by name. An event is only a hint that one of these has changed. */
export type MoneyRef = {
  readonly kind: 'session' | 'invoice' | 'subscription' | 'charge' | 'dispute' | 'warning';
  /** As the provider names it. */
  readonly id: string;
};

export type Money = { /** In the currency's smallest unit. */ readonly amount: number; readonly currency: string };

/** A checkout: one press of Buy. */
export type SessionFacts = {
  readonly kind: 'session';
  readonly id: string;
  /** From our own metadata; null for a session that is not ours. */
  readonly purchaseId: string | null;
  readonly customerId: string | null;
  readonly mode: 'payment' | 'subscription';
  readonly status: 'open' | 'complete' | 'expired';
  /** `waiting`: complete, and the bank has not answered yet. `refused`: it has, with no. */
  readonly paid: 'paid' | 'free' | 'waiting' | 'refused' | 'not-yet';
  /** Lookup key of the price that was sold; null when the price is not one of ours. */
  readonly product: string | null;
  readonly total: Money;
  readonly intentId: string | null;
  readonly taxCountry: string | null;
  readonly createdAt: Date;
};

export type InvoiceFacts = {
  readonly kind: 'invoice';
  readonly id: string;
  readonly customerId: string | null;
  /** False for the receipt of a pack, whose session says everything. */
  readonly ofPlan: boolean;
  readonly paid: boolean;
  /** A payment was tried and refused, or waits for the bank. */
  readonly trouble: 'refused' | 'waiting' | null;
  readonly total: Money;
  /** Lines of a subscription that are no proration: each is one period of an allowance. */
  readonly periods: readonly {
    readonly subscriptionId: string;
    readonly product: string | null;
    readonly quantity: number;
    readonly start: Date;
    readonly end: Date;
  }[];
  readonly intentId: string | null;
  readonly taxCountry: string | null;
  readonly createdAt: Date;
  /** Null where that is not said, or not so. */
  readonly paidAt: Date | null;
};

export type SubscriptionFacts = {
  readonly kind: 'subscription';
  readonly id: string;
  readonly customerId: string | null;
  readonly status:
    'incomplete' | 'incomplete_expired' | 'trialing' | 'active' | 'past_due' | 'canceled' | 'unpaid' | 'paused';
  readonly product: string | null;
  readonly quantity: number;
  readonly currentPeriodEnd: Date | null;
  readonly cancelsAt: Date | null;
  readonly createdAt: Date;
};

export type ChargeFacts = {
  readonly kind: 'charge';
  readonly id: string;
  readonly intentId: string | null;
  readonly total: Money;
  /** So far, of `total.amount`. */
  readonly refunded: number;
  /** What it paid, where that is one of ours. */
  readonly paidFor: MoneyRef | null;
};

export type DisputeFacts = {
  readonly kind: 'dispute';
  readonly id: string;
  readonly charge: ChargeFacts;
  readonly status: 'open' | 'won' | 'lost';
  /** Whether the money was ever taken back; an inquiry takes none. */
  readonly withdrawn: boolean;
};

/** An early fraud warning: the card's owner has told the bank that this was not them. */
export type WarningFacts = { readonly kind: 'warning'; readonly id: string; readonly charge: ChargeFacts };

export type MoneyFacts = SessionFacts | InvoiceFacts | SubscriptionFacts | ChargeFacts | DisputeFacts | WarningFacts;

/** How many of `credits` go back for a refund: in proportion, rounded up, never more than there were. */
export function refundTarget(credits: number, paid: number, refunded: number): number {
  return paid === 0 ? 0 : Math.min(credits, Math.ceil((credits * refunded) / paid));
}
