// The ledger's rows as the core sees them: lock, look up, post, prove.

import type { AccountId, GrantId, HoldId, LedgerOpId } from './domain/ids.ts';
import type { ClawedGrant, FreezeReason, GrantBalance, GrantSource, HoldPart, Transfer } from './domain/ledger.ts';

type CreditAccount = {
  readonly available: number;
  readonly held: number;
  readonly debt: number;
  readonly frozen: boolean;
};
export type LedgerOp = {
  readonly key: string;
  readonly kind: 'grant' | 'hold' | 'capture' | 'release' | 'clawback' | 'expire' | 'freeze' | 'unfreeze';
  readonly args: Readonly<Record<string, string | number | null>>;
};

export type OpenedLedger = {
  readonly credits: Pick<CreditAccount, 'debt'>;
  /** Why the account is frozen: the reason of its oldest open freeze. */
  readonly frozenFor: FreezeReason | null;
  /** Grants with something available; not looked for where the operation is about a hold. */
  readonly grants: readonly GrantBalance[];
  /** Of the hold that was asked for, in the order they were lent; none when the account has no such hold. */
  readonly parts: readonly HoldPart[];
  /** The operation that stands under the key already. */
  readonly before: (LedgerOp & { readonly accountId: AccountId; readonly result: string }) | null;
};

export interface LedgerRows {
  /**
   * Locks the account's credits until the transaction ends, then reads what an operation under `key` begins with.
   * @param holdId the hold it is about, if any
   */
  open(accountId: AccountId, key: string, holdId?: HoldId): Promise<OpenedLedger>;
  read(accountId: AccountId): Promise<CreditAccount>;
  /** The grant an account has for a money object; null when it has none. */
  grantFor(accountId: AccountId, sourceRef: string): Promise<ClawedGrant | null>;
  /** Whether the freeze was lifted, maybe before it came. */
  isLifted(accountId: AccountId, ref: string): Promise<boolean>;
  /** Writes an operation and its movements; every balance follows from them in the same statement. */
  post(posting: Posting): Promise<void>;
  /** Writes an operation that opens or lifts a freeze; `frozen_at` of the account follows in the same statement. */
  postFreeze(posting: FreezePosting): Promise<void>;
  /** Accounts with credits past their date. */
  accountsWithExpired(now: Date, limit: number): Promise<readonly AccountId[]>;
  /** One line for each broken invariant; empty is sound. */
  verify(now?: Date): Promise<readonly string[]>;
  /** Every invariant with what breaks it, and how much was looked at. */
  prove(now?: Date): Promise<LedgerProof>;
}

export type LedgerProof = {
  readonly accounts: number;
  readonly operations: number;
  readonly movements: number;
  readonly rules: readonly CheckedRule[];
};

export type CheckedRule = {
  readonly rule: string;
  /** What breaks it, at most ten ids; empty when it holds. */
  readonly broken: readonly string[];
};

type Written = {
  readonly id: LedgerOpId;
  readonly accountId: AccountId;
  readonly op: LedgerOp;
  /** What the operation answers, replayed for the same key: an id, a count or a word. */
  readonly result: string;
  /** The moment the operation was decided by. */
  readonly at: Date;
};

export type Posting = Written & {
  readonly transfers: readonly Transfer[];
  readonly newGrant?: {
    id: GrantId;
    source: GrantSource;
    sourceRef: string;
    priority: number;
    expiresAt: Date | null;
    amount: number;
  };
  readonly newHold?: { id: HoldId; amount: number };
};

type FreezePosting = Written & {
  readonly ref: string;
  /** Null lifts. */
  readonly reason: FreezeReason | null;
  /** Whether this freeze is open afterwards. */
  readonly isOpen: boolean;
};
