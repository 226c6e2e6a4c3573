// What is sold: packs once, plans by the month. One table; `npm run stripe:sync` brings Stripe's catalogue in line with it.

export type CreditPack = {
  readonly kind: 'pack';
  /** Its name here, in buttons and, as `lookup_key` of its price, at Stripe. */
  readonly name: string;
  readonly credits: number;
  /** In the smallest unit of `CURRENCY`. */
  readonly price: number;
  /** In whole Telegram Stars. */
  readonly stars: number;
};

export type Plan = {
  readonly kind: 'plan';
  readonly name: string;
  /** Granted at the start of every paid month, for each seat. */
  readonly credits: number;
  readonly price: number;
};

export type Product = CreditPack | Plan;

export const CURRENCY = 'eur';

export const PRODUCTS: readonly Product[] = [
  { kind: 'pack', name: 'pack-100', credits: 100, price: 490, stars: 390 },
  { kind: 'pack', name: 'pack-500', credits: 500, price: 1990, stars: 1590 },
  { kind: 'pack', name: 'pack-2000', credits: 2000, price: 5990, stars: 4790 },
  { kind: 'plan', name: 'plan-basic', credits: 300, price: 990 },
  { kind: 'plan', name: 'plan-pro', credits: 1500, price: 3490 },
];

/** A month's allowance outlives its month by this, so that a renewal that takes a while leaves no gap. */
export const ALLOWANCE_GRACE_MS = 72 * 3_600_000;

/** Lower burns first: what expires soonest, then what was free, then what was bought. */
export const GRANT_PRIORITY = { plan: 5, starter: 10, pack: 20 } as const;

export function productNamed(name: string): Product | null {
  return PRODUCTS.find((product) => product.name === name) ?? null;
}
