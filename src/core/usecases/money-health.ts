// Whether money and credits agree, in three figures that ought to be zero, or nearly.

import type { Needs } from '../needs.ts';

export type MoneyHealth = {
  /** Payments that owe credits and have granted none. */
  readonly paidWithoutGrant: number;
  /** Grants of payments that the ledger does not have, or has with another amount, and the other way round. */
  readonly driftRows: number;
  /** How long the oldest money object waits to be settled. */
  readonly oldestInboxSeconds: number;
};

export function moneyHealth({ store }: Needs) {
  return async (): Promise<MoneyHealth> => ({
    paidWithoutGrant: await store.payments.countWithoutGrant(),
    driftRows: await store.payments.countDrift(),
    oldestInboxSeconds: Math.round(await store.settlements.oldestWaitSeconds()),
  });
}
