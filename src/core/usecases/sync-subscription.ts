// A subscription as it is now: its own row is written, and the account's plan is whichever of its rows is current.

import type { AccountId } from '../domain/ids.ts';
import type { Notice } from '../domain/notice.ts';
import type { SubscriptionFacts } from '../domain/payment.ts';
import type { Subscription } from '../payment-rows.ts';
import { ownerOf, tell, type Settling } from './settling.ts';

export async function syncSubscription(settled: Settling, facts: SubscriptionFacts): Promise<void> {
  const { rows } = settled;
  const before = await rows.subscriptions.lock(facts.id);
  const accountId = (await ownerOf(settled, null, facts.customerId)) ?? (await ownerBefore(settled, before));
  if (accountId === null) return;
  const now = asRow(facts, accountId);
  if (before && isSame(before, now)) return;
  await rows.subscriptions.put(now);
  settled.mended.push('plan');
  const news = newsOf(before, now);
  if (!news) return;
  const address = await rows.purchases.latestAddress(accountId);
  await tell(settled, accountId, address, `stripe:${now.id}:${news.ref}`, news.facts);
}

/** A customer that was deleted is nobody's any more, and takes its plans along: whose they were is told. */
async function ownerBefore({ rows }: Settling, before: Subscription | null): Promise<AccountId | null> {
  const account = before && (await rows.accounts.get(before.accountId));
  return account?.state === 'active' ? account.id : null;
}

function asRow(facts: SubscriptionFacts, accountId: AccountId): Subscription {
  const { id, status, product, quantity, currentPeriodEnd, cancelsAt, createdAt } = facts;
  return { id, accountId, status, product, quantity, currentPeriodEnd, cancelsAt, createdAt };
}

function isSame(a: Subscription, b: Subscription): boolean {
  const time = (at: Date | null): number | null => at?.getTime() ?? null;
  return (
    a.status === b.status &&
    a.product === b.product &&
    a.quantity === b.quantity &&
    time(a.currentPeriodEnd) === time(b.currentPeriodEnd) &&
    time(a.cancelsAt) === time(b.cancelsAt)
  );
}

/** What a person wants to hear of the change; that a plan has begun or was renewed, its credits say. */
function newsOf(before: Subscription | null, now: Subscription): { ref: string; facts: Notice } | null {
  const { product, status, cancelsAt, currentPeriodEnd } = now;
  if (status === 'canceled' || status === 'unpaid')
    return before && !isLive(before) ? null : { ref: 'ended', facts: { about: 'plan-ended', product } };
  if (!isLive(now)) return null;
  if (cancelsAt !== null && cancelsAt.getTime() !== before?.cancelsAt?.getTime()) {
    const at = cancelsAt.toISOString();
    return { ref: `ends:${at}`, facts: { about: 'plan-ends', product, at } };
  }
  if (before && isLive(before) && before.product !== product)
    return {
      ref: `is:${product ?? ''}:${currentPeriodEnd?.toISOString() ?? ''}`,
      facts: { about: 'plan-changed', product },
    };
  return null;
}

function isLive({ status }: Subscription): boolean {
  return status === 'active' || status === 'trialing' || status === 'past_due';
}
