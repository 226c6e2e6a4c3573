// Nothing is charged any more: an account's plans are cancelled and its links closed, as before it is erased.

import type { AccountId } from '../domain/ids.ts';
import type { Needs } from '../needs.ts';

/**
 * May be repeated until it succeeds; what is ended stays so.
 * @throws PaymentsError when the provider could not be told, and then something may still cost money
 */
export function endBilling({ store, payments }: Needs) {
  return async (accountId: AccountId, signal: AbortSignal): Promise<{ plans: number; links: number }> => {
    const plans = await store.subscriptions.unended(accountId);
    const links = await store.purchases.unfinished(accountId);
    if (!payments) return { plans: 0, links: 0 };
    for (const { id } of plans) await payments.cancelSubscription(id, signal);
    for (const { sessionId } of links) if (sessionId !== null) await payments.expireSession(sessionId, signal);
    return { plans: plans.length, links: links.length };
  };
}
