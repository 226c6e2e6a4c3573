// The rows of an erasure as the core sees them: asked for, confirmed, taken away table by table, handed over, done.

import type { Platform } from './domain/chat.ts';
import type { AccountId, ErasureId, HoldId, LiftedHoldId } from './domain/ids.ts';
import type { LiftReason } from './domain/lift-reason.ts';
import type { Delivery, MessageRef } from './ports.ts';

/** asked: a button waits. confirmed: it is under way. erased: nothing is left but what a receipt keeps. done: looked after once more. */
export type ErasureState = 'asked' | 'confirmed' | 'erased' | 'done';

/** How many were deleted: by table, and `files` and `messages`. */
export type ErasureCounts = Readonly<Record<string, number>>;

/** What is still to be deleted at the payment provider. */
export type AtProvider = {
  /** A customer that was just being made has no id here; asked for again under its key, the provider says it. */
  readonly customer: { readonly id: string | null } | null;
  readonly sessions: readonly string[];
};

export type Erasure = {
  readonly id: ErasureId;
  /** What the person holds. */
  readonly number: string;
  /** Whose account it is; the receipt's once that is gone. */
  readonly accountId: AccountId;
  readonly receiptId: AccountId | null;
  readonly state: ErasureState;
  readonly askedAt: Date;
  readonly confirmedAt: Date | null;
  readonly erasedAt: Date | null;
  readonly doneAt: Date | null;
  /** The id the account had, while late files are still looked for. */
  readonly oldId: AccountId | null;
  readonly atProvider: AtProvider | null;
  readonly counts: ErasureCounts;
};

/** That somebody was erased, and when. */
export type ErasedMark = { readonly mark: string; readonly at: Date };

/** All that is needed to take a message out of its chat: each that was sent, by its step. */
export type SentMessage = {
  readonly delivery: Delivery;
  readonly steps: Readonly<Record<string, MessageRef | null>>;
};

/** What an account has, as it is told before it is erased. */
export type AccountSummary = {
  readonly pictures: number;
  readonly prompts: number;
  readonly runs: number;
  readonly payments: number;
  readonly tickets: number;
  readonly credits: number;
  /** Whether a plan would be ended. */
  readonly plan: boolean;
  /** Whether a court had it kept, which stays written down for a while. */
  readonly lifted: boolean;
};

/** Somebody else is at work on the account just now: nothing was done, and it may be tried again in a moment. */
export class AccountBusy extends Error {
  constructor(options?: { cause?: unknown }) {
    super('the account is in use', options);
    this.name = 'AccountBusy';
  }
}

export interface ErasureRows {
  summary(accountId: AccountId): Promise<AccountSummary>;
  /** Whether a court or an authority wants it kept. */
  isOnLegalHold(accountId: AccountId): Promise<boolean>;
  /** When somebody with this mark was erased, last; null when nobody was, or the mark is not kept any more. */
  erasedAt(mark: string): Promise<Date | null>;
  /** Those that this database has not heard of, or only of an earlier erasure. */
  unknownMarks(marks: readonly ErasedMark[]): Promise<readonly ErasedMark[]>;
  keepMark(mark: ErasedMark): Promise<void>;
  /** Of those who use the account. */
  marksOf(accountId: AccountId): Promise<readonly string[]>;
  /** Accounts with a login that is older than its erasure. */
  cameBack(marks: readonly ErasedMark[]): Promise<readonly AccountId[]>;
  /** Writes down that it was asked for; what the account had asked before and not confirmed is forgotten. */
  ask(erasure: Pick<Erasure, 'id' | 'number' | 'accountId' | 'askedAt'>): Promise<void>;
  find(id: ErasureId, lock?: 'lock'): Promise<Erasure | null>;
  byNumber(number: string): Promise<Erasure | null>;
  /**
   * From now on nothing is begun for the account: waits for whoever is writing for it, and whoever comes after is refused by
   * `accounts.mayWrite`. False when it was closed before. Makes the receipt, and keeps the marks of those who used it.
   */
  confirm(
    erasure: Pick<Erasure, 'id' | 'accountId'>,
    receipt: { readonly id: AccountId; readonly at: Date },
  ): Promise<boolean>;
  /** Cancels what waits; the subjects of what still runs, which have to be told to stop. */
  stopTasks(accountId: AccountId): Promise<readonly string[]>;
  openHolds(accountId: AccountId): Promise<readonly HoldId[]>;
  /**
   * Keeps the account's messages since then, the newest ones, for `toWithdraw`, under a key of the receipt: in the transaction
   * that closes the account, since nothing of it can be read afterwards.
   */
  takeAlong(
    erasure: { readonly id: ErasureId; readonly accountId: AccountId; readonly receiptId: AccountId },
    since: Readonly<Record<Platform, Date>>,
    limit: number,
  ): Promise<void>;
  /** What was taken along; empty once `withdrawn` was said. */
  toWithdraw(erasure: Pick<Erasure, 'id' | 'receiptId'>): Promise<readonly SentMessage[]>;
  /** They are out of the chats, as far as that could be done: so many of them, which the receipt says. */
  withdrawn(id: ErasureId, messages: number): Promise<void>;
  /** Adds to the counts of the receipt. */
  count(id: ErasureId, counts: ErasureCounts): Promise<void>;
  /**
   * Deletes up to so many rows of the account, children first, and counts them.
   * @param from a table that an earlier call has named; what it has passed is not looked at again
   * @returns the table to go on with; null when none is left
   */
  deleteRows(erasure: Pick<Erasure, 'id' | 'accountId'>, limit: number, from?: string): Promise<string | null>;
  /**
   * The end of the account, in the caller's transaction: what is left is deleted, what has to be kept is blanked and becomes
   * the receipt's, and what is to be deleted at the provider is written down.
   * @throws AccountBusy when something of it is in use, or was begun meanwhile; then the transaction has failed
   */
  handOver(erasure: Erasure, at: Date): Promise<void>;
  /** What is left to do at the provider; null when nothing is. */
  leaveAtProvider(id: ErasureId, left: AtProvider | null): Promise<void>;
  /** Deletes up to so many rows of each table that goes by dates alone and is past them; returns how many. */
  forgetDue(limit: number): Promise<number>;
  /** Removes a receipt that need not be kept any more, with all it kept; false when there is none. */
  forgetReceipt(): Promise<boolean>;
  /** The old id is forgotten, and the receipt says so. */
  finish(id: ErasureId, at: Date): Promise<void>;
}

/** An account that must not be erased because of a case; in force once a second operator has approved it. */
export type LegalHold = {
  readonly accountId: AccountId;
  readonly reference: string;
  readonly inForce: boolean;
  /** Null for one that was written down by hand. */
  readonly openedBy: string | null;
  readonly liftAskedBy: string | null;
  /** Null where lifting was not asked for, or before reasons were. */
  readonly liftReason: LiftReason | null;
};

/** What stays of a hold that is lifted: when and why, and by marks of their names that two people did it. */
type LiftedHold = {
  readonly id: LiftedHoldId;
  readonly askedMark: string;
  readonly approvedMark: string;
};

export interface LegalHoldRows {
  find(accountId: AccountId, reference: string): Promise<LegalHold | null>;
  open(hold: Pick<LegalHold, 'accountId' | 'reference'>, by: string): Promise<void>;
  approve(hold: Pick<LegalHold, 'accountId' | 'reference'>, by: string): Promise<void>;
  askLift(hold: Pick<LegalHold, 'accountId' | 'reference'>, by: string, reason: LiftReason): Promise<void>;
  /** Nobody is held by it any more, and that it was lifted is written down. */
  lift(hold: Pick<LegalHold, 'accountId' | 'reference'>, lifted: LiftedHold): Promise<void>;
}
