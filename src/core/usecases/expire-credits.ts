// Credits past their date: moved away, an account at a time.

import { faultAt } from '../log-events.ts';
import type { Needs } from '../needs.ts';

const ACCOUNTS_A_LOOK = 100;

/** Goes on until nothing is left to expire; returns how many credits did. */
export function expireCredits(needs: Needs) {
  return async (): Promise<number> => {
    let expired = 0;
    for (;;) {
      const accounts = await needs.store.ledger.accountsWithExpired(needs.clock.now(), ACCOUNTS_A_LOOK);
      const before = expired;
      for (const account of accounts) {
        try {
          expired += await needs.store.transaction((rows) => needs.ledger.expire(rows, account));
        } catch (error) {
          // One account that cannot be settled must not keep the others from it.
          needs.log(faultAt('expire credits', error));
        }
      }
      if (accounts.length < ACCOUNTS_A_LOOK || expired === before) return expired;
    }
  };
}
