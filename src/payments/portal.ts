// The Customer Portal as we want it: invoices, card, plan and its end; nothing is charged or given in the middle of a month.

import { createHash } from 'node:crypto';
import type { Stripe } from 'stripe';

/** In the metadata of our configuration: what it was made from, so that it is changed only when that has changed. */
export const PORTAL_MARK = 'easel_portal';
const MAX_SEATS = 20;

export type PlanPrice = { readonly product: string; readonly price: string };

/** What a customer may do. */
export function portalParams(plans: readonly PlanPrice[]): Stripe.BillingPortal.ConfigurationCreateParams & {
  metadata: Record<string, string>;
} {
  const features = {
    customer_update: { enabled: true, allowed_updates: ['address', 'email', 'name', 'tax_id'] },
    invoice_history: { enabled: true },
    payment_method_update: { enabled: true },
    subscription_cancel: { enabled: true, mode: 'at_period_end' },
    subscription_update:
      plans.length === 0
        ? { enabled: false }
        : {
            enabled: true,
            default_allowed_updates: ['price', 'quantity', 'promotion_code'],
            // Credits come with a month that is paid for. Paying the difference at once would buy no credits, and a new
            // month with every change would sell the allowance of a dear plan for the price of a cheap one.
            proration_behavior: 'none',
            products: plans.map(({ product, price }) => ({
              product,
              prices: [price],
              adjustable_quantity: { enabled: true, minimum: 1, maximum: MAX_SEATS },
            })),
          },
  } satisfies Stripe.BillingPortal.ConfigurationCreateParams.Features;
  const mark = createHash('sha256').update(JSON.stringify(features)).digest('hex').slice(0, 16);
  return { name: 'Easel', features, metadata: { [PORTAL_MARK]: mark } };
}
