// Credits that stand for money: whether that money is where they say it came from.

import { faultAt } from '../log-events.ts';
import type { MoneyFacts, MoneyRef } from '../domain/payment.ts';
import type { Payments } from '../payment-ports.ts';
import type { BoughtGrant } from '../payment-rows.ts';
import { inParallel } from './in-parallel.ts';
import type { Work } from './reconciliation.ts';

/** Stars are listed by when they moved, and Telegram keeps its word of that for a day when we are not there to hear it. */
const STARS_LATE_MS = 25 * 3_600_000;
const AT_ONCE = 6;

/** Grants since the reconciliation's beginning whose payment does not exist, or was never paid. */
export async function findUnpaidGrants(work: Work): Promise<readonly BoughtGrant[]> {
  const { needs, since } = work;
  const grants = await needs.store.payments.grantsSince(since);
  const unpaid: BoughtGrant[] = [];
  // A payment may stand for several; it is looked at once.
  const together = Map.groupBy(grants, ({ paymentRef, sourceRef }) => paymentRef ?? sourceRef);
  await inParallel(together, AT_ONCE, async ([name, [first, ...more]]) => {
    if (!first) return;
    const paid = first.source === 'stars' ? isPaidInStars(work, first) : await isPaid(work, name);
    if (!paid) unpaid.push(first, ...more);
  });
  return unpaid;
}

/** @param name a payment's ref, or the source of a grant that no payment stands for */
async function isPaid(work: Work, name: string): Promise<boolean> {
  const { needs, signal } = work;
  const ref = refOf(name);
  // A plan's month that no invoice of ours has paid for was granted by nobody we know.
  if (!ref) return false;
  // Where Stripe is not configured any more, nothing can be said of it.
  if (!needs.payments) return true;
  return lookedAt(work, needs.payments, ref, signal);
}

async function lookedAt(work: Work, payments: Payments, ref: MoneyRef, signal: AbortSignal): Promise<boolean> {
  try {
    return hasPaid(await payments.look(ref, signal));
  } catch (error) {
    signal.throwIfAborted();
    // Not knowing is no reason to freeze anybody; the next reconciliation looks again.
    work.needs.log(faultAt(`reconcile ${ref.kind}`, error));
    work.count.failed++;
    return true;
  }
}

function refOf(name: string): MoneyRef | null {
  const [, id = '', prefix = ''] = /^stripe:((cs|in)_\w+)$/.exec(name) ?? [];
  if (prefix === 'cs') return { kind: 'session', id };
  return prefix === 'in' ? { kind: 'invoice', id } : null;
}

function hasPaid(facts: MoneyFacts | null): boolean {
  if (facts?.kind === 'session') return facts.paid === 'paid' || facts.paid === 'free';
  return facts?.kind === 'invoice' && facts.paid;
}

function isPaidInStars({ stars, since }: Work, { sourceRef, paidAt }: BoughtGrant): boolean {
  // Without a token, or for what may have moved before the list begins, nothing can be said.
  if (!stars || paidAt.getTime() < since.getTime() + STARS_LATE_MS) return true;
  return stars.has(sourceRef.slice('stars:'.length));
}
