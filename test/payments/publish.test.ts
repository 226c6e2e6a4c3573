// Publishing: our table becomes Stripe's catalogue, and a second time changes nothing.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PRODUCTS, type Product } from '../../src/core/domain/products.ts';
import { EVENT_TYPES } from '../../src/payments/event-types.ts';
import { openTill, PUBLIC_URL } from './payments-rig.ts';

const only = (done: readonly { outcome: string }[], outcome: string) => done.filter((one) => one.outcome === outcome);

test('The first time makes everything and tells the secrets of its endpoints; the second changes nothing', async (t) => {
  const { world, payments, signal } = await openTill(t, { empty: true });
  const first = await payments.publish(PRODUCTS, PUBLIC_URL, signal);
  assert.equal(only(first.done, 'made').length, first.done.length);
  assert.equal(first.done.length, PRODUCTS.length * 2 + 3);
  assert.deepEqual(
    first.secrets.map(({ endpoint }) => endpoint),
    [`${PUBLIC_URL}/webhooks/stripe`, `${PUBLIC_URL}/webhooks/stripe/thin`],
  );
  for (const { secret } of first.secrets) assert.ok(world.webhookSecrets.includes(secret));
  const events = world.state.events.size;
  const second = await payments.publish(PRODUCTS, PUBLIC_URL, signal);
  assert.equal(only(second.done, 'kept').length, first.done.length);
  assert.deepEqual(second.secrets, []);
  assert.equal(world.state.events.size, events);
});

test('Prices are what the table says, by their names: packs once, plans by the month', async (t) => {
  const { world } = await openTill(t);
  const prices = [...world.state.prices.values()].map(({ lookup_key, unit_amount, currency, recurring, active }) => [
    lookup_key,
    unit_amount,
    currency,
    recurring?.interval ?? null,
    active,
  ]);
  assert.deepEqual(
    prices,
    PRODUCTS.map(({ name, price, kind }) => [name, price, 'eur', kind === 'plan' ? 'month' : null, true]),
  );
  const names = [...world.state.products.values()].map(({ name }) => name);
  assert.deepEqual([names[0], names.at(-1)], ['100 credits', 'Pro plan, 1500 credits a month']);
});

test('A new amount is a new price that takes the name over; the old one is put away and still says what it sold', async (t) => {
  const till = await openTill(t);
  const { world, payments, signal } = till;
  const { id, customerId } = await till.press('plan-basic');
  world.pay({ id });
  const dearer = PRODUCTS.map((product): Product =>
    product.name === 'plan-basic' ? { ...product, price: 1290 } : product,
  );
  const { done } = await payments.publish(dearer, PUBLIC_URL, signal);
  assert.deepEqual(
    only(done, 'changed'),
    ['price of plan-basic', 'customer portal'].map((what) => ({ what, outcome: 'changed' })),
  );
  const prices = [...world.state.prices.values()].filter(({ metadata }) => metadata['easel_product'] === 'plan-basic');
  assert.deepEqual(
    prices.map(({ lookup_key: key, unit_amount: amount, active }) => [key, amount, active]),
    [
      [null, 990, false],
      ['plan-basic', 1290, true],
    ],
  );
  world.clock.advance(32 * 86_400_000);
  const renewal = [...world.state.invoices.values()].at(-1);
  assert.equal(renewal?.customer, customerId);
  const facts = await till.look('invoice', renewal?.id ?? '');
  assert.deepEqual(
    facts?.periods.map(({ product }) => product),
    ['plan-basic'],
  );
  assert.equal(facts?.total.amount, 990);
});

test('A price that was left behind by a publishing that broke off is put away by the next', async (t) => {
  const { world, payments, signal } = await openTill(t, { empty: true });
  await payments.publish(PRODUCTS, PUBLIC_URL, signal);
  const changed = PRODUCTS.map((product): Product => ({ ...product, price: product.price + 100 }));
  world.faults.add({ method: 'POST', path: /\/v1\/prices\/price_/, fault: { kind: 'status', status: 500 } });
  await assert.rejects(payments.publish(changed, PUBLIC_URL, signal));
  await payments.publish(changed, PUBLIC_URL, signal);
  const active = [...world.state.prices.values()].filter((price) => price.active);
  assert.deepEqual(
    active.map(({ lookup_key: key }) => String(key)).toSorted(),
    PRODUCTS.map(({ name }) => name).toSorted(),
  );
});

test('A price made by hand under our name is taken as ours', async (t) => {
  const { world, payments, signal } = await openTill(t);
  const [price] = [...world.state.prices.values()];
  assert.ok(price);
  price.metadata = {};
  const { done } = await payments.publish(PRODUCTS, PUBLIC_URL, signal);
  assert.deepEqual(only(done, 'changed'), [{ what: `price of ${price.lookup_key}`, outcome: 'changed' }]);
  assert.equal(price.metadata['easel_product'], price.lookup_key);
});

test('A price made by hand says what it sold when another amount takes its name over', async (t) => {
  const { world, payments, signal } = await openTill(t);
  const byHand = [...world.state.prices.values()].find(({ lookup_key: key }) => key === 'plan-basic');
  assert.ok(byHand);
  byHand.metadata = {};
  const dearer = PRODUCTS.map((product): Product => ({ ...product, price: product.price + 100 }));
  await payments.publish(dearer, PUBLIC_URL, signal);
  assert.deepEqual([byHand.lookup_key, byHand.active], [null, false]);
  assert.equal(byHand.metadata['easel_product'], 'plan-basic');
});

test('Endpoints get the events we use and no other, and are put right where somebody changed them', async (t) => {
  const { world, payments, signal } = await openTill(t);
  const [endpoint] = [...world.state.endpoints.values()];
  const [destination] = [...world.state.destinations.values()];
  assert.ok(endpoint && destination);
  assert.deepEqual(endpoint.enabled_events, EVENT_TYPES);
  assert.deepEqual(
    destination.enabled_events,
    EVENT_TYPES.map((type) => `v1.${type}`),
  );
  assert.equal(destination.event_payload, 'thin');
  endpoint.status = 'disabled';
  destination.status = 'disabled';
  destination.enabled_events = ['v1.invoice.paid'];
  const { done, secrets } = await payments.publish(PRODUCTS, PUBLIC_URL, signal);
  assert.equal(only(done, 'changed').length, 2);
  assert.deepEqual(secrets, []);
  assert.deepEqual([endpoint.status, destination.status], ['enabled', 'enabled']);
  assert.equal(destination.enabled_events.length, EVENT_TYPES.length);
});

test('What somebody else sells on the same Stripe account is left alone', async (t) => {
  const { world, payments, signal } = await openTill(t);
  const [product] = [...world.state.products.keys()];
  const foreign = {
    ...[...world.state.prices.values()][0],
    id: 'price_foreign',
    lookup_key: null,
    metadata: {},
    product,
  };
  world.state.prices.set('price_foreign', foreign as never);
  await payments.publish(PRODUCTS, PUBLIC_URL, signal);
  assert.equal(world.state.prices.get('price_foreign')?.active, true);
});
