// An account with credits, and each movement in a transaction of its own.

import type { AccountId, HoldId } from '../../src/core/domain/ids.ts';
import type { Rows } from '../../src/core/store.ts';
import type { CoreRig } from '../support/core.ts';

export const grantOf = (amount: number, sourceRef: string) =>
  ({ amount, source: 'operator', sourceRef, priority: 1, expiresAt: null }) as const;

/** The grant, if any, is for `first:<account>`. */
export async function accountWith(rig: CoreRig, credits: number, userId = 'ada'): Promise<AccountId> {
  return rig.store.transaction(async (rows) => {
    const { id } = await rows.accounts.recognise({ platform: 'discord', userId, locale: 'en' });
    if (credits > 0) await rig.ledger.grant(rows, id, grantOf(credits, `first:${id}`));
    return id;
  });
}

export const hold = (rig: CoreRig, id: AccountId, amount: number, key: string): Promise<HoldId> =>
  rig.store.transaction((rows) => rig.ledger.hold(rows, id, amount, key));

type Movements = {
  grant(amount: number, sourceRef: string, more?: { priority?: number; expiresAt?: Date }): Promise<void>;
  hold(amount: number, key: string): Promise<HoldId>;
  capture(holdId: HoldId, amount: number, key: string): Promise<void>;
  release(holdId: HoldId, amount: number, key: string): Promise<void>;
  releaseRest(holdId: HoldId): Promise<number>;
  clawback(sourceRef: string, target: number, key?: string): Promise<number>;
  freeze(ref: string, reason?: 'dispute' | 'fraud-warning'): Promise<void>;
  unfreeze(ref: string): Promise<void>;
  expire(): Promise<number>;
  /** available, held, debt */
  totals(): Promise<readonly [number, number, number]>;
  /** What became of the grant for a reference, without its zeros. */
  parts(sourceRef: string): Promise<Record<string, number>>;
};

/** The ledger of one account. */
export function ledgerOf({ store, ledger, database }: CoreRig, id: AccountId): Movements {
  const move = <T>(work: (rows: Rows) => Promise<T>): Promise<T> => store.transaction(work);
  return {
    grant: (amount, sourceRef, more) =>
      move((rows) => ledger.grant(rows, id, { ...grantOf(amount, sourceRef), ...more })),
    hold: (amount, key) => move((rows) => ledger.hold(rows, id, amount, key)),
    capture: (holdId, amount, key) => move((rows) => ledger.capture(rows, id, holdId, amount, key)),
    release: (holdId, amount, key) => move((rows) => ledger.release(rows, id, holdId, amount, key)),
    releaseRest: (holdId) => move((rows) => ledger.releaseRest(rows, id, holdId)),
    clawback: (sourceRef, target, key = `claw:${sourceRef}:${target}`) =>
      move((rows) => ledger.clawback(rows, id, { sourceRef, target, key })),
    freeze: (ref, reason = 'dispute') => move((rows) => ledger.freeze(rows, id, { ref, reason })),
    unfreeze: (ref) => move((rows) => ledger.unfreeze(rows, id, { ref })),
    expire: () => move((rows) => ledger.expire(rows, id)),
    async totals() {
      const { available, held, debt } = await store.ledger.read(id);
      return [available, held, debt];
    },
    async parts(sourceRef) {
      const { rows } = await database.pool.query<Record<string, number>>(
        `select available, held, spent, expired, clawed, debt_paid, shortfall from credit_grant
         where account_id = $1 and source_ref = $2`,
        [id, sourceRef],
      );
      return Object.fromEntries(Object.entries(rows[0] ?? {}).filter(([, amount]) => amount !== 0));
    },
  };
}
