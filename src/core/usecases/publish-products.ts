// `npm run stripe:sync`: the provider's catalogue brought in line with the table of products.

import { PRODUCTS } from '../domain/products.ts';
import { refuse } from '../domain/refusal.ts';
import type { Needs } from '../needs.ts';
import type { PublishedAccount } from '../payment-ports.ts';

const DEADLINE_MS = 120_000;

/** @throws PaymentsError, or Refusal payments-off where no provider is configured */
export function publishProducts({ payments }: Needs) {
  return async (publicUrl: string): Promise<PublishedAccount> => {
    if (!payments) return refuse('payments-off', {});
    return payments.publish(PRODUCTS, publicUrl, AbortSignal.timeout(DEADLINE_MS));
  };
}
