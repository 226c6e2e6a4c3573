// The rows of money as the core sees them: purchases, payments and what they granted, plans, what is to be settled, and who is told.

import type { Movement } from './answers.ts';
import type { ChatAddress, Locale } from './domain/chat.ts';
import type { AccountId, NoticeId, PurchaseId, TicketId } from './domain/ids.ts';
import type { FreezeReason, GrantSource } from './domain/ledger.ts';
import type { Notice } from './domain/notice.ts';
import type { DisputeFacts, Money, MoneyRef, SubscriptionFacts } from './domain/payment.ts';
import type { PurchaseState } from './domain/view.ts';
import type { Rail } from './payment-ports.ts';

/** The nouns of money, beside the others in store.ts. */
export interface MoneyRows {
  readonly purchases: PurchaseRows;
  readonly customers: CustomerRows;
  readonly payments: PaymentRows;
  readonly subscriptions: SubscriptionRows;
  readonly settlements: SettlementRows;
  readonly notices: NoticeRows;
  readonly tickets: TicketRows;
  readonly credits: CreditRows;
  readonly reconciliations: ReconciliationRows;
}

export type Purchase = {
  readonly id: PurchaseId;
  readonly accountId: AccountId;
  readonly product: string;
  readonly rail: Rail;
  readonly credits: number;
  readonly money: Money;
  readonly state: PurchaseState;
  readonly sessionId: string | null;
  readonly url: string | null;
  readonly expiresAt: Date;
  /** Null while its account is going. */
  readonly address: ChatAddress | null;
  readonly createdAt: Date;
};

/** A purchase and whose it is: what is written in it is written for them. */
type OwnedPurchase = Pick<Purchase, 'id' | 'accountId'>;

export interface PurchaseRows {
  /** False when the account has another one open for the same product. */
  add(purchase: Omit<Purchase, 'sessionId' | 'url' | 'address'> & { readonly address: ChatAddress }): Promise<boolean>;
  find(id: PurchaseId, lock?: 'lock'): Promise<Purchase | null>;
  /** The one whose link is out, or is being asked for. */
  openFor(accountId: AccountId, product: string, rail: Rail): Promise<Purchase | null>;
  /** Where its link is, once it is known; false when it is no longer waiting for one. */
  opened(purchase: OwnedPurchase, session: { readonly sessionId: string; readonly url: string }): Promise<boolean>;
  /** Whoever bought is answered there from now on. */
  readdress(purchase: OwnedPurchase, address: ChatAddress): Promise<void>;
  /** Moves it on, unless it is further already; returns whether it moved. */
  move(id: PurchaseId, to: Exclude<PurchaseState, 'creating' | 'open'>, sessionId?: string): Promise<boolean>;
  /** When the account's purchases since then were begun, oldest first. */
  begunSince(accountId: AccountId, since: Date): Promise<readonly Date[]>;
  /** When its packs since then were paid, oldest first. */
  packsPaidSince(accountId: AccountId, packs: readonly string[], since: Date): Promise<readonly Date[]>;
  /** Links past their time. */
  past(now: Date, limit: number): Promise<readonly PurchaseId[]>;
  /** Links that are out. */
  unfinished(accountId: AccountId): Promise<readonly Pick<Purchase, 'id' | 'product' | 'sessionId'>[]>;
  /** Where an account bought last. */
  latestAddress(accountId: AccountId): Promise<ChatAddress | null>;
}

export interface CustomerRows {
  /** The provider's customer; null when there is none yet. */
  find(accountId: AccountId): Promise<string | null>;
  /** Says that one is being made; what is known of it by then. */
  claim(accountId: AccountId): Promise<string | null>;
  made(accountId: AccountId, customerId: string): Promise<void>;
  /** The provider has no such customer any more. */
  lost(accountId: AccountId, customerId: string): Promise<void>;
  owner(customerId: string): Promise<KnownAccount | null>;
}

export type Payment = {
  /** `stripe:cs_…`, `stripe:in_…`, `stars:<charge id>`. */
  readonly ref: string;
  /** Null: its account was gone when the money came. */
  readonly accountId: AccountId | null;
  readonly purchaseId: PurchaseId | null;
  readonly product: string | null;
  readonly credits: number;
  /** False for what is paid between two months, such as a further seat. */
  readonly owesCredits: boolean;
  readonly money: Money;
  readonly refunded: number;
  readonly taxCountry: string | null;
  readonly intentId: string | null;
  readonly address: ChatAddress | null;
  readonly paidAt: Date;
};

/** What a payment granted: the ledger's grants, by source_ref, and how many credits each was. */
export type PaidGrant = { readonly sourceRef: string; readonly credits: number };

export type Dispute = {
  readonly id: string;
  readonly status: DisputeFacts['status'];
  readonly withdrawn: boolean;
};

export interface PaymentRows {
  /**
   * Books a payment, or learns what was not known of it, and locks it until the transaction ends; as it is booked now.
   * Without an address it gets the one where its account bought last.
   */
  book(payment: Omit<Payment, 'refunded'>): Promise<{ readonly payment: Payment; readonly isNew: boolean }>;
  /** Locked until the transaction ends: of two who change what it granted, one waits. */
  lock(by: { readonly ref: string } | { readonly intentId: string }): Promise<Payment | null>;
  knows(intentId: string): Promise<boolean>;
  /** Its total so far, which only rises; whether it rose. */
  refunded(ref: string, amount: number): Promise<boolean>;
  /** Says what a payment grants; false when that was said before, by this payment or another. */
  grants(ref: string, grant: PaidGrant): Promise<boolean>;
  granted(ref: string): Promise<readonly PaidGrant[]>;
  /** A dispute as it is now; it never goes back. Whether that is news. */
  dispute(ref: string, dispute: Dispute): Promise<boolean>;
  disputes(ref: string): Promise<readonly Dispute[]>;
  /** What was bought since then, with the payment that stands for it; null where none does. */
  grantsSince(since: Date): Promise<readonly BoughtGrant[]>;
  /** Paid, owing credits, and nothing granted. */
  countWithoutGrant(): Promise<number>;
  /** Where these tables and the ledger say different things: a grant of one that the other lacks, or other amounts. */
  countDrift(): Promise<number>;
}

export type BoughtGrant = {
  readonly accountId: AccountId;
  readonly sourceRef: string;
  readonly source: GrantSource;
  readonly paymentRef: string | null;
  /** When its money came, as far as we were told; without a payment, when it was granted. */
  readonly paidAt: Date;
};

export type Subscription = Omit<SubscriptionFacts, 'kind' | 'customerId'> & { readonly accountId: AccountId };

export interface SubscriptionRows {
  /** What is known of one; locked until the transaction ends. */
  lock(id: string): Promise<Subscription | null>;
  put(subscription: Subscription): Promise<void>;
  /** The account's newest one that is active, on trial or past due. */
  current(accountId: AccountId): Promise<Subscription | null>;
  /** Those that could still cost something. */
  unended(accountId: AccountId): Promise<readonly Subscription[]>;
}

/** Where a settlement stood before its object was looked at. */
export type SettlementStand = { readonly version: number; readonly rounds: number; readonly waits: boolean };

export interface SettlementRows {
  /** Records an event and makes its object due, both or neither; false when it was heard before. */
  hear(heard: {
    readonly endpoint: 'snapshot' | 'thin';
    readonly eventId: string;
    readonly type: string;
    readonly ref: MoneyRef;
  }): Promise<boolean>;
  /** What is due, the longest waiting first. */
  due(limit: number): Promise<readonly MoneyRef[]>;
  /** Where an object stands; makes its row when nobody has spoken of it. */
  stand(ref: MoneyRef): Promise<SettlementStand>;
  /** Takes the turn to write what a look has found; false when somebody else has settled it since. */
  take(ref: MoneyRef, stand: SettlementStand): Promise<boolean>;
  /** Settled as of `version`: what was heard since is still due. */
  settled(ref: MoneyRef, version: number): Promise<void>;
  /** Comes again later; an event that comes before that makes it due at once. */
  postpone(ref: MoneyRef, afterMs: number, failure: string): Promise<void>;
  attempts(ref: MoneyRef): Promise<number>;
  oldestWaitSeconds(): Promise<number>;
  /** Forgets events heard before then; returns how many. */
  forgetEvents(before: Date, limit: number): Promise<number>;
}

export interface NoticeRows {
  /** False when the account was told before. */
  add(notice: {
    readonly id: NoticeId;
    readonly accountId: AccountId;
    readonly ref: string;
    readonly facts: Notice;
  }): Promise<boolean>;
  find(id: NoticeId): Promise<Notice | null>;
}

export type Ticket = {
  readonly id: TicketId;
  readonly number: number;
  readonly accountId: AccountId;
  readonly text: string;
  readonly address: ChatAddress;
  readonly createdAt: Date;
};

export interface TicketRows {
  /** Returns its number. */
  add(ticket: Pick<Ticket, 'id' | 'accountId' | 'text' | 'address'>): Promise<number>;
  /** Those without an answer, oldest first. */
  open(): Promise<readonly Ticket[]>;
  countOpen(accountId: AccountId): Promise<number>;
  /** In the caller's transaction. Null when there is no such ticket, or it has been answered. */
  answer(number: number, answer: string): Promise<Ticket | null>;
}

/** What the ledger says of one account, for people. */
export interface CreditRows {
  /** Why it is frozen, oldest reason first; empty when it is not. */
  frozenFor(accountId: AccountId): Promise<readonly FreezeReason[]>;
  /** Whether the ledger has heard of this freeze, lifted or not. */
  knowsFreeze(accountId: AccountId, ref: string): Promise<boolean>;
  /** Freezes that stand: of an account, or by their reference. */
  freezes(by: { readonly accountId: AccountId } | { readonly ref: string }): Promise<readonly StandingFreeze[]>;
  expiring(accountId: AccountId, now: Date): Promise<readonly { readonly credits: number; readonly at: Date }[]>;
  movements(accountId: AccountId, limit: number): Promise<readonly Movement[]>;
  /** Starter grants of all accounts since then; whoever asks gives alone until the transaction ends. */
  startersSince(since: Date): Promise<number>;
}

export type StandingFreeze = { readonly accountId: AccountId; readonly ref: string };

export type Reconciliation = {
  readonly since: Date;
  readonly startedAt: Date;
  readonly objects: number;
  readonly mended: number;
  readonly paidWithoutGrant: number;
  readonly grantWithoutPayment: number;
};

export interface ReconciliationRows {
  add(done: Reconciliation): Promise<void>;
  /** When the last one began that looked back at least so far. */
  lastStart(backMs: number): Promise<Date | null>;
}

/** An account as its settings are. */
export type KnownAccount = {
  readonly id: AccountId;
  readonly locale: Locale;
  /** erased: nobody's, the owner of what a receipt keeps. */
  readonly state: 'active' | 'erasing' | 'erased';
};
