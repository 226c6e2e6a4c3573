// An operator gives Stars back.

import type { Needs } from '../needs.ts';
import { bookStarRefund, refOf, settled } from './paid-stars.ts';

const DEADLINE_MS = 30_000;

export type StarsRefunded = 'refunded' | 'refunded-before' | 'unknown-charge';

/** @throws MessengerError when Telegram could not be asked; asking again gives nothing back twice */
export function refundStars(needs: Needs) {
  return async (chargeId: string): Promise<StarsRefunded> => {
    const payment = await needs.store.payments.lock({ ref: refOf(chargeId) });
    const userId = payment?.accountId && (await needs.store.accounts.userOn('telegram', payment.accountId));
    if (!needs.stars || !userId) return 'unknown-charge';
    const outcome = await needs.stars.refund(userId, chargeId, AbortSignal.timeout(DEADLINE_MS));
    if (outcome !== 'unknown-charge') await settled(needs, (settled) => bookStarRefund(settled, chargeId));
    return outcome;
  };
}
