// The ledger's rows as the core sees them: lock, look up, post, prove.

import type { AccountId, GrantId, HoldId, LedgerOpId } from './domain/ids.ts';
import type { GrantBalance, GrantSource, HoldPart, Transfer } from './domain/ledger.ts';

type CreditAccount = {
  readonly available: number;
  readonly held: number;
  readonly debt: number;
  readonly frozen: boolean;
};
export type LedgerOp = {
  readonly key: string;
  readonly kind: 'grant' | 'hold' | 'capture' | 'release' | 'expire';
  readonly args: Readonly<Record<string, string | number | null>>;
};

export type OpenedLedger = {
  readonly credits: CreditAccount;
  /** Grants with something available. */
  readonly grants: readonly GrantBalance[];
  /** The operation that stands under the key already. */
  readonly before: (LedgerOp & { readonly accountId: AccountId; readonly result: string }) | null;
};

export interface LedgerRows {
  /** Locks the account's credits until the transaction ends, then reads what an operation under `key` begins with. */
  open(accountId: AccountId, key: string): Promise<OpenedLedger>;
  read(accountId: AccountId): Promise<CreditAccount>;
  /** The parts of a hold in the order they were lent; null when the account has no such hold. */
  holdParts(accountId: AccountId, holdId: HoldId): Promise<readonly HoldPart[] | null>;
  /** Writes an operation and its movements; every balance follows from them in the same statement. */
  post(posting: Posting): Promise<void>;
  /** Accounts with credits past their date. */
  accountsWithExpired(now: Date, limit: number): Promise<readonly AccountId[]>;
  /** One line for each broken invariant; empty is sound. */
  verify(): Promise<readonly string[]>;
}

export type Posting = {
  readonly id: LedgerOpId;
  readonly accountId: AccountId;
  readonly op: LedgerOp;
  /** What the operation answers, replayed for the same key: an id or a count. */
  readonly result: string;
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
