// What the core answers about money, with whatever a test changes of it.

import { PRODUCTS } from '../../src/core/domain/products.ts';
import type { CreditStatement, Shop } from '../../src/core/answers.ts';
import type { Rail } from '../../src/core/payment-ports.ts';

export const BOTH: readonly Rail[] = ['stripe', 'stars'];
export const renewsAt = new Date('2026-12-28T10:00:00Z');
export const plan = { product: 'plan-basic', quantity: 1, renewsAt, endsAt: null, pastDue: false };

export function shop(rest: Partial<Shop> = {}): Shop & { kind: 'shop' } {
  const rails = rest.rails ?? BOTH;
  return {
    kind: 'shop',
    rails,
    packs: PRODUCTS.filter((product) => product.kind === 'pack'),
    plans: rails.includes('stripe') ? PRODUCTS.filter((product) => product.kind === 'plan') : [],
    plan: null,
    available: 25,
    ...rest,
  };
}

export function statement(rest: Partial<CreditStatement> = {}): CreditStatement & { kind: 'balance' } {
  const nothing = { held: 0, debt: 0, frozen: [], expiring: [], movements: [], plan: null };
  return { kind: 'balance', available: 120, ...nothing, ...rest };
}

/** What /buy answers where that is sold. */
