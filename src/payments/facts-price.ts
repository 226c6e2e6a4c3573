// Which of our products a price of Stripe's sells.

import type { Stripe } from 'stripe';
import { productNamed } from '../core/domain/products.ts';

/** In the metadata of every price we have published. */
export const PRODUCT_KEY = 'easel_product';

/**
 * The name of what is sold; null when the price is not one of ours. A price that has been replaced gave its lookup key
 * away, and plans are still renewed by it: the metadata stays. What was made by hand has a lookup key only.
 */
export function productSold(price: Stripe.Price): string | null {
  const { lookup_key: key, metadata } = price;
  return metadata[PRODUCT_KEY] ?? (key !== null && productNamed(key) ? key : null);
}
