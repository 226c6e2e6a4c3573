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
import type { LedgerOp, Posting } from './ledger-rows.ts';
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
  /** Runs `move` unless `key` was used before; then the first result is the answer. Call with the account locked. */
  const once = async (
    rows: Rows,
    accountId: AccountId,
    op: LedgerOp,
    move: () => Promise<Pick<Posting, 'result' | 'transfers' | 'newGrant' | 'newHold'>>,
  ): Promise<string> => {
    const before = await rows.ledger.findOp(op.key);
    if (before) {
      if (before.accountId !== accountId || before.kind !== op.kind || !sameArgs(before.args, op.args))
        throw new LedgerKeyReused(op.key);
      return before.result;
    }
    const moved = await move();
    await rows.ledger.post({ id: newId<LedgerOpId>(), accountId, op, ...moved });
    return moved.result;
  };

  const settle = async (
    rows: Rows,
    accountId: AccountId,
    holdId: HoldId,
    amount: number,
    kind: 'capture' | 'release',
    key: string,
  ): Promise<void> => {
    await rows.ledger.lock(accountId);
    await once(rows, accountId, { key, kind, args: { hold: holdId, amount } }, async () => {
      const parts = await rows.ledger.holdParts(accountId, holdId);
      const transfers = parts && planSettle(parts, amount, holdId, kind === 'capture' ? 'spent' : 'available');
      if (!transfers) throw new Error(`${kind} of ${amount} is more than the hold still has open`);
      return { result: String(amount), transfers };
    });
  };

  return {
    /** Issues credits, once per `sourceRef`; a debt is repaid from them first. */
    async grant(
      rows: Rows,
      accountId: AccountId,
      grant: { amount: number; source: GrantSource; sourceRef: string; priority: number; expiresAt: Date | null },
    ): Promise<void> {
      const { debt } = await rows.ledger.lock(accountId);
      const args: Args = {
        amount: grant.amount,
        source: grant.source,
        priority: grant.priority,
        expiresAt: grant.expiresAt?.toISOString() ?? null,
      };
      await once(rows, accountId, { key: `grant:${grant.sourceRef}`, kind: 'grant', args }, async () => {
        const id = newId<GrantId>();
        return { result: id, transfers: planGrant(id, grant.amount, debt), newGrant: { id, ...grant } };
      });
    },

    /**
     * Sets credits aside before any work.
     * @throws Refusal credits-short with what is needed and there, or account-frozen
     */
    async hold(rows: Rows, accountId: AccountId, amount: number, key: string): Promise<HoldId> {
      const account = await rows.ledger.lock(accountId);
      const result = await once(rows, accountId, { key, kind: 'hold', args: { amount } }, async () => {
        if (account.frozen) return refuse('account-frozen', {});
        const grants = await rows.ledger.grants(accountId);
        const id = newId<HoldId>();
        const available = spendable(grants, clock.now());
        const transfers = account.debt > 0 ? null : planHold(grants, amount, id, clock.now());
        if (!transfers) return refuse('credits-short', { needed: amount, available: account.debt > 0 ? 0 : available });
        return { result: id, transfers, newHold: { id, amount } };
      });
      return result as HoldId;
    },

    /** Spends part of a hold: only ever for a picture that is there. */
    capture: (rows: Rows, accountId: AccountId, holdId: HoldId, amount: number, key: string): Promise<void> =>
      settle(rows, accountId, holdId, amount, 'capture', key),

    /** Gives whatever a hold still has open back; returns how much that was. */
    async releaseRest(rows: Rows, accountId: AccountId, holdId: HoldId): Promise<number> {
      await rows.ledger.lock(accountId);
      const parts = (await rows.ledger.holdParts(accountId, holdId)) ?? [];
      const open = parts.reduce((sum, part) => sum + part.amount - part.captured - part.released, 0);
      // A closed hold needs no key: there is nothing left that could move twice.
      if (open > 0) await settle(rows, accountId, holdId, open, 'release', `release:${holdId}`);
      return open;
    },

    /** Gives part of a hold back. */
    release: (rows: Rows, accountId: AccountId, holdId: HoldId, amount: number, key: string): Promise<void> =>
      settle(rows, accountId, holdId, amount, 'release', key),

    /** Moves an account's credits past their date; returns how many. */
    async expire(rows: Rows, accountId: AccountId): Promise<number> {
      await rows.ledger.lock(accountId);
      const transfers: Transfer[] = planExpiry(await rows.ledger.grants(accountId), clock.now());
      const amount = transfers.reduce((sum, each) => sum + each.amount, 0);
      if (amount === 0) return 0;
      // A grant may expire more than once: a release after its date makes credits available again.
      const key = `expire:${newId<string>()}`;
      await once(rows, accountId, { key, kind: 'expire', args: { amount } }, async () => ({
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
