// The accounts nobody uses any more, as the core sees them: told first, and closed when nothing came of it.

import type { Hearer } from './choice-rows.ts';
import type { Period } from './domain/data-catalogue/types.ts';
import type { AccountId } from './domain/ids.ts';

/**
 * An account counts as idle when its owner has written or pressed nothing for so long and no credits were bought for it
 * meanwhile; never while it has a running plan, or must be kept for a court.
 */
export interface IdleRows {
  /** Those idle for `period` less `notice` days whose owners have not been told lately. */
  untold(
    period: Period,
    notice: number,
    limit: number,
  ): Promise<readonly Pick<Hearer, 'accountId' | 'platform' | 'userId'>[]>;
  /** Its owner is told, with the number of the receipt there will be; from when that is, null when it was done before. */
  tell(accountId: AccountId, number: string, notice: number): Promise<Date | null>;
  /** Those that have been idle for `period`, and told about for `notice` days. */
  due(period: Period, notice: number, limit: number): Promise<readonly AccountId[]>;
  /** The number that was told, and nobody uses the account until the transaction ends; null when it is not due any more. */
  claim(accountId: AccountId, period: Period, notice: number): Promise<string | null>;
}
