// An operator gives Stars back.

import type { Needs } from '../needs.ts';
import type { Stars } from '../payment-ports.ts';
import type { Payment } from '../payment-rows.ts';
import { bookStarRefund, refOf, settled } from './paid-stars.ts';

const DEADLINE_MS = 30_000;
/** A payment is listed by when it was made, and may have been told to us a day later. */
const TOLD_LATE_MS = 25 * 3_600_000;

export type StarsRefunded = 'refunded' | 'refunded-before' | 'unknown-charge';

/** @throws MessengerError when Telegram could not be asked; asking again gives nothing back twice */
export function refundStars(needs: Needs) {
  return async (chargeId: string): Promise<StarsRefunded> => {
    const { stars } = needs;
    const payment = await needs.store.payments.lock({ ref: refOf(chargeId) });
    if (!stars || !payment) return 'unknown-charge';
    const signal = AbortSignal.timeout(DEADLINE_MS);
    const userId = await payerOf(needs, stars, payment, signal);
    if (!userId) return 'unknown-charge';
    const outcome = await stars.refund(userId, chargeId, signal);
    if (outcome !== 'unknown-charge') await settled(needs, (settled) => bookStarRefund(settled, chargeId));
    return outcome;
  };
}

/** Whoever is gone is nobody here any more; Telegram still knows who paid. */
async function payerOf(
  { store }: Needs,
  stars: Stars,
  { ref, accountId, paidAt }: Payment,
  signal: AbortSignal,
): Promise<string | null> {
  const known = accountId && (await store.accounts.userOn('telegram', accountId));
  if (known) return known;
  const since = new Date(paidAt.getTime() - TOLD_LATE_MS);
  for await (const { chargeId, userId } of stars.transactionsSince(since, signal))
    if (refOf(chargeId) === ref) return userId;
  return null;
}
