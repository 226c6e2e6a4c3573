// Links past their time: closed here when the provider closes them, and their messages say so.

import type { Needs } from '../needs.ts';
import { afterSettling, movePurchase, settling } from './settling.ts';

const PURCHASES_A_LOOK = 100;

/** Returns how many were closed. */
export function expirePurchases(needs: Needs) {
  return async (): Promise<number> => {
    let closed = 0;
    for (;;) {
      const past = await needs.store.purchases.past(needs.clock.now(), PURCHASES_A_LOOK);
      for (const id of past) {
        const settled = await needs.store.transaction(async (rows) => {
          const settled = settling(needs, rows);
          await movePurchase(settled, id, 'expired');
          return settled;
        });
        afterSettling(settled);
      }
      closed += past.length;
      if (past.length < PURCHASES_A_LOOK) return closed;
    }
  };
}
