// The ledger in a few lines, one credit at a time: what the real one is compared with after every step.

import type { FreezeReason } from '../../src/core/domain/ledger.ts';
import type { HoldId } from '../../src/core/domain/ids.ts';

type Parts = Record<'available' | 'held' | 'spent' | 'expired' | 'clawed' | 'debt_paid' | 'shortfall', number>;
export type ModelGrant = {
  readonly sourceRef: string;
  readonly amount: number;
  readonly priority: number;
  /** The first day on which it cannot be spent any more. */
  readonly until: number;
  readonly parts: Parts;
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
    return this.grants.reduce((sum, grant) => sum + grant.parts[bucket], 0);
  }

  frozenFor(): FreezeReason | null {
    for (const reason of this.freezes.values()) if (reason !== 'lifted') return reason;
    return null;
  }

  /** Grants that can be spent, in the order they burn. Sorting is stable, so equal ones stay in order of age. */
  live(): ModelGrant[] {
    const live = this.grants.filter((grant) => grant.until > this.day && grant.parts.available > 0);
    return live.toSorted((a, b) => a.priority - b.priority || (a.until < b.until ? -1 : a.until > b.until ? 1 : 0));
  }

  spendable(): number {
    return this.live().reduce((sum, grant) => sum + grant.parts.available, 0);
  }

  grant({ amount, priority, until, sourceRef }: Pick<ModelGrant, 'amount' | 'priority' | 'until' | 'sourceRef'>): void {
    const parts = { available: 0, held: 0, spent: 0, expired: 0, clawed: 0, debt_paid: 0, shortfall: 0 };
    const grant = { sourceRef, amount, priority, until, parts };
    this.grants.push(grant);
    for (let count = 0; count < amount; count++) this.#receive(grant);
  }

  lend(count: number): ModelGrant[] | null {
    if (this.frozenFor() || this.debt > 0 || count > this.spendable()) return null;
    return Array.from({ length: count }, () => {
      const grant = this.live()[0] as ModelGrant;
      move(grant, 'available', 'held');
      return grant;
    });
  }

  settle(kind: 'capture' | 'release', hold: ModelHold, count: number): void {
    const moved = kind === 'capture' ? hold.lent.splice(0, count) : count > 0 ? hold.lent.splice(-count) : [];
    for (const grant of moved) {
      if (kind === 'capture') move(grant, 'held', 'spent');
      else {
        grant.parts.held--;
        this.#receive(grant);
      }
    }
  }

  /** Returns how many credits this takes. */
  clawback(grant: ModelGrant, target: number): number {
    const { parts } = grant;
    const due = Math.max(0, Math.min(target, grant.amount) - parts.clawed - parts.shortfall);
    for (let count = 0; count < due; count++) {
      if (parts.available > 0) move(grant, 'available', 'clawed');
      else if (parts.expired > 0) move(grant, 'expired', 'clawed');
      else {
        parts.shortfall++;
        const [payer] = this.live();
        if (payer) move(payer, 'available', 'debt_paid');
        else this.debt++;
      }
    }
    return due;
  }

  expire(): number {
    let expired = 0;
    for (const grant of this.grants.filter(({ until }) => until <= this.day))
      for (; grant.parts.available > 0; expired++) move(grant, 'available', 'expired');
    return expired;
  }

  /** One credit comes (back) to a grant; a debt takes it first. */
  #receive(grant: ModelGrant): void {
    if (this.debt > 0) {
      this.debt--;
      grant.parts.debt_paid++;
    } else grant.parts.available++;
  }
}

function move({ parts }: ModelGrant, from: keyof Parts, to: keyof Parts): void {
  parts[from]--;
  parts[to]++;
}
