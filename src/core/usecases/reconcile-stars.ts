// Stars as Telegram lists them, against what we heard: what was missed is booked by the same functions.

import type { Stars, StarTransaction } from '../payment-ports.ts';
import { bookStarRefund, bookStars, settled } from './paid-stars.ts';
import { note, type Work } from './reconciliation.ts';

export async function reconcileStars(work: Work, stars: Stars): Promise<void> {
  const paid = new Set<string>();
  for await (const moved of stars.transactionsSince(work.since, work.signal)) {
    if (moved.kind === 'payment') paid.add(moved.chargeId);
    const { mended } = await settled(work.needs, (settled) =>
      moved.kind === 'payment' ? bookStars(settled, asPaid(moved)) : bookStarRefund(settled, moved.chargeId),
    );
    note(work, 'stars', moved.chargeId, mended, true);
  }
  work.stars = paid;
}

function asPaid({ userId, payload, chargeId, stars, at }: StarTransaction) {
  return { person: { platform: 'telegram', userId }, payload, chargeId, stars, address: null, at } as const;
}
