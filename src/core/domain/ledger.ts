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

/** Why an account opens no holds; several can be true at once. */
export type FreezeReason = 'dispute' | 'fraud-warning' | 'payment-missing' | 'operator';

/** What is left of a grant, as far as spending it goes. */
export type GrantBalance = {
  readonly id: GrantId;
  /** Lower burns first. */
  readonly priority: number;
  readonly expiresAt: Date | null;
  readonly available: number;
};

/** A grant as far as taking it back goes. */
export type ClawedGrant = {
  readonly id: GrantId;
  readonly amount: number;
  readonly available: number;
  readonly expired: number;
  /** What was ever clawed of it, whether it was still there or had to be owed. */
  readonly clawed: number;
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

/** Gives `amount` of a hold back; what the account owes is repaid from it first. Null when less than that is still open. */
export function planRelease(
  parts: readonly HoldPart[],
  amount: number,
  holdId: HoldId,
  debt: number,
): Transfer[] | null {
  const returned = planSettle(parts, amount, holdId, 'available');
  // Given back from the end, but what burns first pays first here as well.
  return returned && [...returned, ...repay(returned.toReversed(), debt)];
}

/** Issues a grant; what the account owes is repaid from it first. */
export function planGrant(grantId: GrantId, amount: number, debt: number): Transfer[] {
  const issued: Transfer = {
    from: 'issued',
    to: 'available',
    amount: requirePositive(amount),
    grantId,
    holdId: null,
  };
  return [issued, ...repay([issued], debt)];
}

/**
 * Takes a grant back until `target` of it is clawed in all: what is left of it and what lapsed unused, then whatever else
 * the account can spend, in burn order. The rest is owed. Empty when that much was clawed before.
 * @param others grants of the account with something available; the clawed one may be among them
 */
export function planClawback(
  grant: ClawedGrant,
  target: number,
  others: readonly GrantBalance[],
  now: Date,
): Transfer[] {
  const due = Math.min(requireWhole(target), grant.amount) - grant.clawed;
  if (due <= 0) return [];
  const there = Math.min(due, grant.available);
  // Credits that lapsed were used by nobody, so nobody owes them.
  const lapsed = Math.min(due - there, grant.expired);
  const shortfall = due - there - lapsed;
  const taken = (from: 'available' | 'expired' | 'debt', amount: number): Transfer[] =>
    amount === 0 ? [] : [{ from, to: 'clawed', amount, grantId: grant.id, holdId: null }];
  const spendableNow = burnOrder(others).filter((each) => each.id !== grant.id && isLive(each, now));
  return [
    ...taken('available', there),
    ...taken('expired', lapsed),
    ...taken('debt', shortfall),
    ...repay(
      spendableNow.map(({ id, available }) => ({ grantId: id, amount: available })),
      shortfall,
    ),
  ];
}

/** Pays a debt from what grants have available, in the order given, as far as both reach. */
function repay(from: readonly { grantId: GrantId | null; amount: number }[], debt: number): Transfer[] {
  const transfers: Transfer[] = [];
  let owed = debt;
  for (const { grantId, amount } of from) {
    const pays = Math.min(owed, amount);
    if (pays > 0) transfers.push({ from: 'available', to: 'debt', amount: pays, grantId, holdId: null });
    owed -= pays;
  }
  return transfers;
}

/** Moves what is left of every grant past its date. */
export function planExpiry(grants: readonly GrantBalance[], now: Date): Transfer[] {
  return grants
    .filter((grant) => !isLive(grant, now) && grant.available > 0)
    .map((grant) => ({ from: 'available', to: 'expired', amount: grant.available, grantId: grant.id, holdId: null }));
}

export function totalOf(transfers: readonly Transfer[]): number {
  return transfers.reduce((sum, each) => sum + each.amount, 0);
}

function requireWhole(amount: number): number {
  if (!Number.isSafeInteger(amount) || amount < 0) throw new RangeError(`credits are whole, not ${amount}`);
  return amount;
}

function requirePositive(amount: number): number {
  if (!Number.isSafeInteger(amount) || amount <= 0)
    throw new RangeError(`credits are whole and positive, not ${amount}`);
  return amount;
}
