// Configurations of the simulated portal: made, changed, listed, refused as Stripe refuses, and obeyed by the page.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Stripe } from 'stripe';
import { PageRefusal } from '../../sim/stripe/paying.ts';
import { openShop, refusal, subscribe, type Shop } from './stripe-setup.ts';

function changes({ basic }: Shop, more: object = {}): Stripe.BillingPortal.ConfigurationCreateParams {
  return {
    features: {
      invoice_history: { enabled: true },
      subscription_update: {
        enabled: true,
        default_allowed_updates: ['price'],
        proration_behavior: 'none',
        products: [{ product: basic.product as string, prices: [basic.id] }],
      },
    },
    ...more,
  };
}

test('a configuration is made, found by what is written on it, changed and put away', async (t) => {
  const shop = await openShop(t);
  const { configurations } = shop.stripe.billingPortal;
  const made = await configurations.create(changes(shop, { name: 'Plans', metadata: { of: 'easel' } }));
  assert.deepEqual([made.active, made.is_default, made.name, made.metadata], [true, false, 'Plans', { of: 'easel' }]);
  assert.equal(made.features.subscription_update.proration_behavior, 'none');
  assert.deepEqual([made.features.invoice_history.enabled, made.features.subscription_cancel.enabled], [true, false]);
  const changed = await configurations.update(made.id, {
    features: { subscription_cancel: { enabled: true, mode: 'at_period_end' } },
    metadata: { version: '2' },
  });
  assert.deepEqual(changed.metadata, { of: 'easel', version: '2' });
  assert.equal(changed.features.subscription_cancel.enabled, true);
  assert.deepEqual(
    [changed.features.subscription_update.enabled, changed.features.invoice_history.enabled],
    [true, true],
  );
  await configurations.update(made.id, { active: false });
  assert.deepEqual((await configurations.list({ active: true })).data, []);
  assert.equal((await configurations.retrieve(made.id)).active, false);
});

test('what cannot be is refused: unknown prices, prices of another product, links with one that is put away', async (t) => {
  const shop = await openShop(t);
  const { stripe, basic } = shop;
  const { configurations } = stripe.billingPortal;
  const other = await stripe.products.create({ name: 'Another' });
  const selling = (products: object[]) => ({
    features: { subscription_update: { enabled: true, default_allowed_updates: ['price' as const], products } },
  });
  for (const products of [
    [{ product: other.id, prices: [basic.id] }],
    [{ product: other.id, prices: ['price_unknown'] }],
    [],
  ])
    await assert.rejects(configurations.create(selling(products) as Stripe.BillingPortal.ConfigurationCreateParams));
  const made = await configurations.create(changes(shop));
  const customer = await stripe.customers.create();
  const link = (configuration: string) =>
    stripe.billingPortal.sessions.create({ customer: customer.id, configuration });
  assert.equal((await link(made.id)).configuration, made.id);
  await assert.rejects(link('bpc_none'), refusal(400, 'invalid_request_error', 'resource_missing', 'configuration'));
  await configurations.update(made.id, { active: false });
  await assert.rejects(link(made.id), refusal(400, 'invalid_request_error', undefined, 'configuration'));
});

test('the page offers the plans of its configuration and changes them as it says', async (t) => {
  const shop = await openShop(t);
  const { stripe, world, basic } = shop;
  const { customer, session } = await subscribe(shop);
  world.pay(session);
  const made = await stripe.billingPortal.configurations.create(changes(shop));
  const portal = async () => {
    const { url } = await stripe.billingPortal.sessions.create({ customer: customer.id, configuration: made.id });
    return world.portal(url);
  };
  const page = await portal();
  assert.deepEqual(
    page.plans.map(({ id }) => id),
    [basic.id],
  );
  page.changePlan(basic.id, { quantity: 4 });
  assert.equal(world.state.invoices.size, 1);
  await stripe.billingPortal.configurations.update(made.id, {
    features: { subscription_update: { enabled: false } },
  });
  const closed = await portal();
  assert.throws(() => closed.changePlan(basic.id), PageRefusal);
});
