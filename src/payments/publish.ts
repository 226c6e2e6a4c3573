// Brings Stripe in line with our table: products and prices by lookup key, the portal, and where events go.

import type { Stripe } from 'stripe';
import { CURRENCY, type Product } from '../core/domain/products.ts';
import type { Payments, PublishedAccount } from '../core/payment-ports.ts';
import type { StripeClient } from './client.ts';
import { isMissing } from './errors.ts';
import { publishEndpoints } from './endpoints.ts';
import { PRODUCT_KEY } from './facts-price.ts';
import { PORTAL_MARK, portalParams, type PlanPrice } from './portal.ts';
import { isPriceOf } from './sessions.ts';

export type Outcome = PublishedAccount['done'][number]['outcome'];

/** What is there and right stays as it is; so a second time changes nothing. */
export function createPublish(client: StripeClient): Payments['publish'] {
  return async (products, publicUrl, signal) => {
    const done: { what: string; outcome: Outcome }[] = [];
    const note = (what: string, outcome: Outcome): void => void done.push({ what, outcome });
    const plans: PlanPrice[] = [];
    for (const product of products) {
      note(`product ${product.name}`, await publishProduct(client, product, signal));
      const { id, outcome } = await publishPrice(client, product, signal);
      note(`price of ${product.name}`, outcome);
      if (product.kind === 'plan') plans.push({ product: productId(product), price: id });
    }
    note('customer portal', await publishPortal(client, plans, signal));
    const { endpoints, secrets } = await publishEndpoints(client, publicUrl, signal);
    for (const { what, outcome } of endpoints) note(what, outcome);
    return { done, secrets };
  };
}

/** An id of our own choosing, so that one product is never made twice. */
function productId({ name }: Product): string {
  return `easel-${name}`;
}

/** What Stripe's pages and invoices call it. */
function titleOf({ kind, name, credits }: Product): string {
  if (kind === 'pack') return `${credits} credits`;
  const plan = name.replace(/^plan-/, '');
  return `${plan.charAt(0).toUpperCase()}${plan.slice(1)} plan, ${credits} credits a month`;
}

async function publishProduct(client: StripeClient, product: Product, signal: AbortSignal): Promise<Outcome> {
  const id = productId(product);
  const name = titleOf(product);
  const found = await client
    .ask(signal, (sdk) => sdk.products.retrieve(id))
    .catch((error: unknown) => {
      if (isMissing(error)) return null;
      throw error;
    });
  if (found?.name === name && found.active) return 'kept';
  await client.ask(signal, (sdk) =>
    found ? sdk.products.update(id, { name, active: true }) : sdk.products.create({ id, name }),
  );
  return found ? 'changed' : 'made';
}

async function publishPrice(
  client: StripeClient,
  product: Product,
  signal: AbortSignal,
): Promise<{ id: string; outcome: Outcome }> {
  const { data } = await client.ask(signal, (sdk) => sdk.prices.list({ lookup_keys: [product.name], limit: 1 }));
  const [found] = data;
  const fits = found !== undefined && found.product === productId(product) && isPriceOf(product, found);
  const kept = fits && found.metadata[PRODUCT_KEY] === product.name;
  const metadata = { [PRODUCT_KEY]: product.name };
  // One that was made by hand is known by its name alone, which it is about to lose; plans go on being renewed by it.
  if (found && !fits && found.metadata[PRODUCT_KEY] === undefined)
    await client.ask(signal, (sdk) => sdk.prices.update(found.id, { metadata }));
  const current = kept
    ? found
    : await client.ask(signal, (sdk) =>
        fits ? sdk.prices.update(found.id, { metadata }) : sdk.prices.create(priceParams(product, metadata)),
      );
  await archiveOthers(client, product, current.id, signal);
  return { id: current.id, outcome: kept ? 'kept' : found ? 'changed' : 'made' };
}

function priceParams(product: Product, metadata: Record<string, string>): Stripe.PriceCreateParams {
  return {
    product: productId(product),
    currency: CURRENCY,
    unit_amount: product.price,
    lookup_key: product.name,
    // An amount cannot be changed: the new price takes the name over, and plans that run keep the old one.
    transfer_lookup_key: true,
    metadata,
    ...(product.kind === 'plan' && { recurring: { interval: 'month' } }),
  };
}

/** Prices of ours that are no longer asked, whenever they were left behind. They still renew the plans that have them. */
async function archiveOthers(
  client: StripeClient,
  product: Product,
  current: string,
  signal: AbortSignal,
): Promise<void> {
  const { data } = await client.ask(signal, (sdk) =>
    sdk.prices.list({ product: productId(product), active: true, limit: 100 }),
  );
  for (const { id, metadata } of data)
    if (id !== current && metadata[PRODUCT_KEY] === product.name)
      await client.ask(signal, (sdk) => sdk.prices.update(id, { active: false }));
}

async function publishPortal(client: StripeClient, plans: readonly PlanPrice[], signal: AbortSignal): Promise<Outcome> {
  const wanted = portalParams(plans);
  const { data } = await client.ask(signal, (sdk) =>
    sdk.billingPortal.configurations.list({ active: true, limit: 100 }),
  );
  const found = data.find(({ metadata }) => metadata?.[PORTAL_MARK] !== undefined);
  if (found?.metadata?.[PORTAL_MARK] === wanted.metadata[PORTAL_MARK]) return 'kept';
  await client.ask(signal, (sdk) =>
    found ? sdk.billingPortal.configurations.update(found.id, wanted) : sdk.billingPortal.configurations.create(wanted),
  );
  return found ? 'changed' : 'made';
}
