// The ledger's rules: every movement is a pair of buckets and an amount, and all balances follow from the movements.

import type { GrantId, HoldId } from './ids.ts';

export type LedgerBucket = 'issued' | 'available' | 'held' | 'spent' | 'expired' | 'clawed' | 'debt';

/** One movement of whole credits; it cannot be unbalanced, because it is one row with two ends. */
export type Transfer = {
  readonly from: LedgerBucket;
  readonly to: LedgerBucket;
  readonly amount: number;
  readonly grantId: GrantId | null;
  readonly holdId: HoldId | null;
};

export type GrantSource = 'starter' | 'pack' | 'plan' | 'stars' | 'dispute-won' | 'operator';

/** What is left of a grant, as far as spending it goes. */
export type GrantBalance = {
  readonly id: GrantId;
  /** Lower burns first. */
  readonly priority: number;
  readonly expiresAt: Date | null;
  readonly available: number;
};

/** What one grant lent to a hold and how much of that is settled. */
export type HoldPart = {
  readonly grantId: GrantId;
  readonly amount: number;
  readonly captured: number;
  readonly released: number;
};

/** Order in which credits are spent: priority, then what expires first, then the older grant. */
export function burnOrder(grants: readonly GrantBalance[]): GrantBalance[] {
  const due = (grant: GrantBalance): number => grant.expiresAt?.getTime() ?? Number.POSITIVE_INFINITY;
  return grants.toSorted((a, b) => a.priority - b.priority || compare(due(a), due(b)) || compare(a.id, b.id));
}

function compare<T extends number | string>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Credits that can be held at `now`: expired ones never can, even before the clock has moved them. */
export function spendable(grants: readonly GrantBalance[], now: Date): number {
  return grants.filter((grant) => isLive(grant, now)).reduce((sum, grant) => sum + grant.available, 0);
}

function isLive(grant: GrantBalance, now: Date): boolean {
  return grant.expiresAt === null || grant.expiresAt > now;
}

/** Sets `amount` aside from the grants in burn order; null when there is not enough. */
export function planHold(
  grants: readonly GrantBalance[],
  amount: number,
  holdId: HoldId,
  now: Date,
): Transfer[] | null {
  const transfers: Transfer[] = [];
  let left = requirePositive(amount);
  for (const grant of burnOrder(grants).filter((each) => isLive(each, now))) {
    const take = Math.min(left, grant.available);
    if (take > 0) transfers.push({ from: 'available', to: 'held', amount: take, grantId: grant.id, holdId });
    left -= take;
    if (left === 0) return transfers;
  }
  return null;
}

/** Settles `amount` of a hold: `spent` for a capture, `available` for a release. Null when less than that is still open. */
export function planSettle(
  parts: readonly HoldPart[],
  amount: number,
  holdId: HoldId,
  to: 'spent' | 'available',
): Transfer[] | null {
  const transfers: Transfer[] = [];
  let left = requirePositive(amount);
  // Captures take the parts in the order they were lent (what burns first is spent first), releases give back from the end.
  for (const part of to === 'spent' ? parts : parts.toReversed()) {
    const take = Math.min(left, part.amount - part.captured - part.released);
    if (take > 0) transfers.push({ from: 'held', to, amount: take, grantId: part.grantId, holdId });
    left -= take;
    if (left === 0) return transfers;
  }
  return null;
}

/** Issues a grant; what the account owes is repaid from it first. */
export function planGrant(grantId: GrantId, amount: number, debt: number): Transfer[] {
  const transfers: Transfer[] = [
    { from: 'issued', to: 'available', amount: requirePositive(amount), grantId, holdId: null },
  ];
  const repaid = Math.min(amount, debt);
  if (repaid > 0) transfers.push({ from: 'available', to: 'debt', amount: repaid, grantId, holdId: null });
  return transfers;
}

/** Moves what is left of every grant past its date. */
export function planExpiry(grants: readonly GrantBalance[], now: Date): Transfer[] {
  return grants
    .filter((grant) => !isLive(grant, now) && grant.available > 0)
    .map((grant) => ({ from: 'available', to: 'expired', amount: grant.available, grantId: grant.id, holdId: null }));
}

function requirePositive(amount: number): number {
  if (!Number.isSafeInteger(amount) || amount <= 0)
    throw new RangeError(`credits are whole and positive, not ${amount}`);
  return amount;
}
