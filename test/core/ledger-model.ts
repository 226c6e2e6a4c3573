// The ledger in a few lines, one credit at a time: what the real one is compared with after every step.

import type { FreezeReason } from '../../src/core/domain/ledger.ts';
import type { HoldId } from '../../src/core/domain/ids.ts';

export type ModelGrant = {
  readonly sourceRef: string;
  readonly amount: number;
  readonly priority: number;
  /** The first day on which it cannot be spent any more. */
  readonly until: number;
  available: number;
  held: number;
  spent: number;
  expired: number;
  clawed: number;
  debt_paid: number;
  shortfall: number;
};
/** One entry for each credit set aside: which grant lent it. Captures take the first, releases the last. */
export type ModelHold = { id: HoldId; lent: ModelGrant[]; rest?: number };

export class Model {
  day = 0;
  debt = 0;
  readonly grants: ModelGrant[] = [];
  readonly holds: ModelHold[] = [];
  readonly freezes = new Map<string, FreezeReason | 'lifted'>();

  total(bucket: 'available' | 'held'): number {
    return this.grants.reduce((sum, grant) => sum + grant[bucket], 0);
  }

  frozenFor(): FreezeReason | null {
    for (const reason of this.freezes.values()) if (reason !== 'lifted') return reason;
    return null;
  }

  /** Grants that can be spent, in the order they burn. Sorting is stable, so equal ones stay in order of age. */
  live(): ModelGrant[] {
    const live = this.grants.filter((grant) => grant.until > this.day && grant.available > 0);
    return live.toSorted((a, b) => a.priority - b.priority || (a.until < b.until ? -1 : a.until > b.until ? 1 : 0));
  }

  spendable(): number {
    return this.live().reduce((sum, grant) => sum + grant.available, 0);
  }

  grant({ amount, priority, until, sourceRef }: Pick<ModelGrant, 'amount' | 'priority' | 'until' | 'sourceRef'>): void {
    const zeros = { available: 0, held: 0, spent: 0, expired: 0, clawed: 0, debt_paid: 0, shortfall: 0 };
    const grant = { sourceRef, amount, priority, until, ...zeros };
    this.grants.push(grant);
    for (let count = 0; count < amount; count++) this.#receive(grant);
  }

  lend(count: number): ModelGrant[] | null {
    if (this.frozenFor() || this.debt > 0 || count > this.spendable()) return null;
    return Array.from({ length: count }, () => {
      const grant = this.live()[0] as ModelGrant;
      grant.available--;
      grant.held++;
      return grant;
    });
  }

  settle(kind: 'capture' | 'release', hold: ModelHold, count: number): void {
    const moved = kind === 'capture' ? hold.lent.splice(0, count) : count > 0 ? hold.lent.splice(-count) : [];
    for (const grant of moved) {
      grant.held--;
      if (kind === 'capture') grant.spent++;
      else this.#receive(grant);
    }
  }

  /** Returns how many credits this takes. */
  clawback(grant: ModelGrant, target: number): number {
    const due = Math.max(0, Math.min(target, grant.amount) - grant.clawed - grant.shortfall);
    for (let count = 0; count < due; count++) {
      if (grant.available > 0) [grant.available, grant.clawed] = [grant.available - 1, grant.clawed + 1];
      else if (grant.expired > 0) [grant.expired, grant.clawed] = [grant.expired - 1, grant.clawed + 1];
      else {
        grant.shortfall++;
        const [payer] = this.live();
        if (payer) [payer.available, payer.debt_paid] = [payer.available - 1, payer.debt_paid + 1];
        else this.debt++;
      }
    }
    return due;
  }

  expire(): number {
    let expired = 0;
    for (const grant of this.grants.filter(({ until }) => until <= this.day)) {
      expired += grant.available;
      [grant.expired, grant.available] = [grant.expired + grant.available, 0];
    }
    return expired;
  }

  /** One credit comes (back) to a grant; a debt takes it first. */
  #receive(grant: ModelGrant): void {
    if (this.debt > 0) {
      this.debt--;
      grant.debt_paid++;
    } else grant.available++;
  }
}
