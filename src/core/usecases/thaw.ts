// An operator lifts a freeze: one of them by its reference, or all of an account.

import { asId, fromTextForm, type AccountId } from '../domain/ids.ts';
import type { Needs } from '../needs.ts';
import type { StandingFreeze } from '../payment-rows.ts';

/**
 * @param name an account as `acc_…` or its id, or the reference of a freeze as it is logged
 * @returns what was lifted; a freeze that is lifted stays so, whatever is heard of it later
 */
export function thaw(needs: Needs) {
  return async (name: string): Promise<readonly StandingFreeze[]> => {
    const accountId = fromTextForm('acc', name) ?? asId<AccountId>(name);
    const standing = await needs.store.credits.freezes(accountId ? { accountId } : { ref: name });
    for (const { accountId, ref } of standing)
      await needs.store.transaction((rows) => needs.ledger.unfreeze(rows, accountId, { ref }));
    return standing;
  };
}
