// The six movements of credits. Each locks the account first, looks its key up, moves, and writes operation and movements at once.

import type { AccountId, GrantId, HoldId, LedgerOpId } from './domain/ids.ts';
import {
  planExpiry,
  planGrant,
  planHold,
  planSettle,
  spendable,
  type GrantSource,
  type Transfer,
} from './domain/ledger.ts';
import { refuse } from './domain/refusal.ts';
import type { Clock, NewId } from './ports.ts';
import type { LedgerOp, OpenedLedger, Posting } from './ledger-rows.ts';
import type { Rows } from './store.ts';

type Args = LedgerOp['args'];

/** The same operation key came with other arguments: a bug of the caller, never resolved silently. */
export class LedgerKeyReused extends Error {
  constructor(key: string) {
    super(`ledger key used for two different operations: ${key}`);
    this.name = 'LedgerKeyReused';
  }
}

export type Ledger = ReturnType<typeof createLedger>;

/** Binds the ledger's operations. All of them belong inside a transaction of the caller and touch one account. */
export function createLedger({ clock, newId }: { clock: Clock; newId: NewId }) {
  /** Runs `move` unless the key it was opened with was used before; then the first result is the answer. */
  const once = async (
    rows: Rows,
    accountId: AccountId,
    op: LedgerOp,
    { before }: OpenedLedger,
    move: () => Promise<Pick<Posting, 'result' | 'transfers' | 'newGrant' | 'newHold'>>,
  ): Promise<string> => {
    if (before) {
      if (before.accountId !== accountId || before.kind !== op.kind || !sameArgs(before.args, op.args))
        throw new LedgerKeyReused(op.key);
      return before.result;
    }
    const moved = await move();
    await rows.ledger.post({ id: newId<LedgerOpId>(), accountId, op, ...moved });
    return moved.result;
  };

  /** Moves `amount` out of a hold, or whatever it still has open; returns how much that was. */
  const settle = async (
    rows: Rows,
    accountId: AccountId,
    holdId: HoldId,
    amount: number | 'rest',
    { kind, key }: { kind: 'capture' | 'release'; key: string },
  ): Promise<number> => {
    const opened = await rows.ledger.open(accountId, key);
    const parts = (await rows.ledger.holdParts(accountId, holdId)) ?? [];
    const open = parts.reduce((sum, part) => sum + part.amount - part.captured - part.released, 0);
    // A closed hold has nothing left that could move, once or twice.
    if (amount === 'rest' && open === 0) return 0;
    const moved = amount === 'rest' ? open : amount;
    await once(rows, accountId, { key, kind, args: { hold: holdId, amount: moved } }, opened, async () => {
      const transfers = planSettle(parts, moved, holdId, kind === 'capture' ? 'spent' : 'available');
      if (!transfers) throw new Error(`${kind} of ${moved} is more than the hold still has open`);
      return { result: String(moved), transfers };
    });
    return moved;
  };

  return {
    /** Issues credits, once per `sourceRef`; a debt is repaid from them first. */
    async grant(
      rows: Rows,
      accountId: AccountId,
      grant: { amount: number; source: GrantSource; sourceRef: string; priority: number; expiresAt: Date | null },
    ): Promise<void> {
      const key = `grant:${grant.sourceRef}`;
      const opened = await rows.ledger.open(accountId, key);
      const args: Args = {
        amount: grant.amount,
        source: grant.source,
        priority: grant.priority,
        expiresAt: grant.expiresAt?.toISOString() ?? null,
      };
      await once(rows, accountId, { key, kind: 'grant', args }, opened, async () => {
        const id = newId<GrantId>();
        const transfers = planGrant(id, grant.amount, opened.credits.debt);
        return { result: id, transfers, newGrant: { id, ...grant } };
      });
    },

    /**
     * Sets credits aside before any work.
     * @throws Refusal credits-short with what is needed and there, or account-frozen
     */
    async hold(rows: Rows, accountId: AccountId, amount: number, key: string): Promise<HoldId> {
      const opened = await rows.ledger.open(accountId, key);
      const { credits: account, grants } = opened;
      const result = await once(rows, accountId, { key, kind: 'hold', args: { amount } }, opened, async () => {
        if (account.frozen) return refuse('account-frozen', {});
        const id = newId<HoldId>();
        const available = spendable(grants, clock.now());
        const transfers = account.debt > 0 ? null : planHold(grants, amount, id, clock.now());
        if (!transfers) return refuse('credits-short', { needed: amount, available: account.debt > 0 ? 0 : available });
        return { result: id, transfers, newHold: { id, amount } };
      });
      return result as HoldId;
    },

    /** Spends part of a hold: only ever for a picture that is there. */
    async capture(rows: Rows, accountId: AccountId, holdId: HoldId, amount: number, key: string): Promise<void> {
      await settle(rows, accountId, holdId, amount, { kind: 'capture', key });
    },

    /** Gives whatever a hold still has open back; returns how much that was. */
    releaseRest: (rows: Rows, accountId: AccountId, holdId: HoldId): Promise<number> =>
      settle(rows, accountId, holdId, 'rest', { kind: 'release', key: `release:${holdId}` }),

    /** Gives part of a hold back. */
    async release(rows: Rows, accountId: AccountId, holdId: HoldId, amount: number, key: string): Promise<void> {
      await settle(rows, accountId, holdId, amount, { kind: 'release', key });
    },

    /** Moves an account's credits past their date; returns how many. */
    async expire(rows: Rows, accountId: AccountId): Promise<number> {
      // A grant may expire more than once: a release after its date makes credits available again.
      const key = `expire:${newId<string>()}`;
      const opened = await rows.ledger.open(accountId, key);
      const transfers: Transfer[] = planExpiry(opened.grants, clock.now());
      const amount = transfers.reduce((sum, each) => sum + each.amount, 0);
      if (amount === 0) return 0;
      await once(rows, accountId, { key, kind: 'expire', args: { amount } }, opened, async () => ({
        result: String(amount),
        transfers,
      }));
      return amount;
    },
  };
}

function sameArgs(a: Args, b: Args): boolean {
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].every((key) => (a[key] ?? null) === (b[key] ?? null));
}
