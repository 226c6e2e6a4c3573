// The movements of credits, and freezes. Each locks the account first, looks its key up, moves, and writes operation and movements at once.

import type { AccountId, GrantId, HoldId, LedgerOpId } from './domain/ids.ts';
import {
  planClawback,
  planExpiry,
  planGrant,
  planHold,
  planRelease,
  planSettle,
  spendable,
  totalOf,
  type FreezeReason,
  type GrantSource,
} from './domain/ledger.ts';
import { refuse } from './domain/refusal.ts';
import type { Clock, NewId } from './ports.ts';
import type { LedgerOp, OpenedLedger } from './ledger-rows.ts';
import type { Rows } from './store.ts';

/** The same operation key came with other arguments: a bug of the caller, never resolved silently. */
export class LedgerKeyReused extends Error {
  constructor(key: string) {
    super(`ledger key used for two different operations: ${key}`);
    this.name = 'LedgerKeyReused';
  }
}

export type Ledger = ReturnType<typeof createLedger>;

/** A clawback of a grant that the account does not have (yet): whoever asked has to grant first, or to ask again later. */
export class LedgerGrantUnknown extends Error {
  constructor(sourceRef: string) {
    super(`the account has no grant for ${sourceRef}`);
    this.name = 'LedgerGrantUnknown';
  }
}

/** Binds the ledger's operations. All of them belong inside a transaction of the caller and touch one account. */
export function createLedger({ clock, newId }: { clock: Clock; newId: NewId }) {
  return {
    /** Issues credits, once per `sourceRef`; a debt is repaid from them first. */
    async grant(
      rows: Rows,
      accountId: AccountId,
      grant: { amount: number; source: GrantSource; sourceRef: string; priority: number; expiresAt: Date | null },
    ): Promise<void> {
      const { amount, source, sourceRef, priority, expiresAt } = grant;
      const args = { amount, source, priority, expiresAt: expiresAt?.toISOString() ?? null };
      const op: LedgerOp = { key: `grant:${sourceRef}`, kind: 'grant', args };
      const { credits, before } = await rows.ledger.open(accountId, op.key);
      if (before) return void firstResult(before, accountId, op);
      const id = newId<GrantId>();
      const transfers = planGrant(id, amount, credits.debt);
      await rows.ledger.post({ ...written(accountId, op, id), transfers, newGrant: { id, ...grant } });
    },

    /**
     * Sets credits aside before any work.
     * @throws Refusal credits-short with what is needed and there, or account-frozen
     */
    async hold(rows: Rows, accountId: AccountId, amount: number, key: string): Promise<HoldId> {
      const op: LedgerOp = { key, kind: 'hold', args: { amount } };
      const { credits, frozenFor, grants, before } = await rows.ledger.open(accountId, key);
      if (before) return firstResult(before, accountId, op) as HoldId;
      if (frozenFor) return refuse('account-frozen', { reason: frozenFor });
      const id = newId<HoldId>();
      const now = clock.now();
      const transfers = credits.debt > 0 ? null : planHold(grants, amount, id, now);
      if (!transfers)
        return refuse('credits-short', { needed: amount, available: credits.debt > 0 ? 0 : spendable(grants, now) });
      await rows.ledger.post({ ...written(accountId, op, id, now), transfers, newHold: { id, amount } });
      return id;
    },

    /** Spends part of a hold: only ever for a picture that is there. */
    async capture(rows: Rows, accountId: AccountId, holdId: HoldId, amount: number, key: string): Promise<void> {
      const op: LedgerOp = { key, kind: 'capture', args: { hold: holdId, amount } };
      const { before, parts } = await rows.ledger.open(accountId, key, holdId);
      if (before) return void firstResult(before, accountId, op);
      const transfers = planSettle(parts, amount, holdId, 'spent');
      if (!transfers) throw new Error(`capture of ${amount} is more than the hold still has open`);
      await rows.ledger.post({ ...written(accountId, op, String(amount)), transfers });
    },

    /** Gives part of a hold back; a debt is repaid from it first. */
    async release(rows: Rows, accountId: AccountId, holdId: HoldId, amount: number, key: string): Promise<void> {
      const op: LedgerOp = { key, kind: 'release', args: { hold: holdId, amount } };
      const { credits, before, parts } = await rows.ledger.open(accountId, key, holdId);
      if (before) return void firstResult(before, accountId, op);
      const transfers = planRelease(parts, amount, holdId, credits.debt);
      if (!transfers) throw new Error(`release of ${amount} is more than the hold still has open`);
      await rows.ledger.post({ ...written(accountId, op, String(amount)), transfers });
    },

    /** Gives whatever a hold still has open back, which closes it; returns how much that was. */
    async releaseRest(rows: Rows, accountId: AccountId, holdId: HoldId): Promise<number> {
      const key = `release:${holdId}`;
      const { credits, before, parts } = await rows.ledger.open(accountId, key, holdId);
      const open = parts.reduce((sum, part) => sum + part.amount - part.captured - part.released, 0);
      const op: LedgerOp = { key, kind: 'release', args: { hold: holdId, amount: before?.args['amount'] ?? open } };
      if (before) return Number(firstResult(before, accountId, op));
      const transfers = open > 0 && planRelease(parts, open, holdId, credits.debt);
      if (!transfers) return 0;
      await rows.ledger.post({ ...written(accountId, op, String(open)), transfers });
      return open;
    },

    /**
     * Takes back what was granted for `sourceRef`, until `target` of it is clawed in all; a target that was reached before
     * moves nothing. What is spent or held already is paid by the account's other credits, and the rest is its debt.
     * @returns how much this moved
     * @throws LedgerGrantUnknown when there is no such grant
     */
    async clawback(
      rows: Rows,
      accountId: AccountId,
      { sourceRef, target, key }: { sourceRef: string; target: number; key: string },
    ): Promise<number> {
      const op: LedgerOp = { key, kind: 'clawback', args: { grant: sourceRef, target } };
      const { grants, before } = await rows.ledger.open(accountId, key);
      if (before) return Number(firstResult(before, accountId, op));
      const grant = await rows.ledger.grantFor(accountId, sourceRef);
      if (!grant) throw new LedgerGrantUnknown(sourceRef);
      const now = clock.now();
      const transfers = planClawback(grant, target, grants, now);
      const moved = totalOf(transfers.filter(({ to }) => to === 'clawed'));
      await rows.ledger.post({ ...written(accountId, op, String(moved), now), transfers });
      return moved;
    },

    /** Moves an account's credits past their date; returns how many. */
    async expire(rows: Rows, accountId: AccountId): Promise<number> {
      // A grant may expire more than once: a release after its date makes credits available again.
      const key = `expire:${newId<string>()}`;
      const { grants } = await rows.ledger.open(accountId, key);
      const now = clock.now();
      const transfers = planExpiry(grants, now);
      const amount = totalOf(transfers);
      if (amount === 0) return 0;
      const op: LedgerOp = { key, kind: 'expire', args: { amount } };
      await rows.ledger.post({ ...written(accountId, op, String(amount), now), transfers });
      return amount;
    },

    /** Lets the account open no hold until `ref` is lifted. A `ref` that was lifted, maybe before this came, freezes nothing. */
    async freeze(
      rows: Rows,
      accountId: AccountId,
      { ref, reason }: { ref: string; reason: FreezeReason },
    ): Promise<void> {
      const op: LedgerOp = { key: `freeze:${accountId}:${ref}`, kind: 'freeze', args: { ref, reason } };
      const { before } = await rows.ledger.open(accountId, op.key);
      if (before) return void firstResult(before, accountId, op);
      const isOpen = !(await rows.ledger.isLifted(accountId, ref));
      const result = isOpen ? 'frozen' : 'lifted';
      await rows.ledger.postFreeze({ ...written(accountId, op, result), ref, reason, isOpen });
    },

    /** Lifts the freeze `ref` for good, also one that is yet to come; the account thaws with its last open freeze. */
    async unfreeze(rows: Rows, accountId: AccountId, { ref }: { ref: string }): Promise<void> {
      const op: LedgerOp = { key: `unfreeze:${accountId}:${ref}`, kind: 'unfreeze', args: { ref } };
      const { before } = await rows.ledger.open(accountId, op.key);
      if (before) return void firstResult(before, accountId, op);
      await rows.ledger.postFreeze({ ...written(accountId, op, 'lifted'), ref, reason: null, isOpen: false });
    },
  };

  function written(accountId: AccountId, op: LedgerOp, result: string, at = clock.now()) {
    return { id: newId<LedgerOpId>(), accountId, op, result, at };
  }
}

/** The answer of the operation that stands under the key already, which this one must be. */
function firstResult(before: NonNullable<OpenedLedger['before']>, accountId: AccountId, op: LedgerOp): string {
  if (before.accountId !== accountId || before.kind !== op.kind || !sameArgs(before.args, op.args))
    throw new LedgerKeyReused(op.key);
  return before.result;
}

function sameArgs(a: LedgerOp['args'], b: LedgerOp['args']): boolean {
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].every((key) => (a[key] ?? null) === (b[key] ?? null));
}
