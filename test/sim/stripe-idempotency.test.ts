// Idempotency keys in the simulated Stripe: replayed, refused, in conflict, and what they are for: an answer that was lost.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Stripe } from 'stripe';
import { openShop, raw, refusal } from './stripe-setup.ts';

test('an idempotency key gives the first answer again, and only to the same request', async (t) => {
  const shop = await openShop(t);
  const { stripe, world } = shop;
  const options = { idempotencyKey: 'cus:acc_1' };
  const first = await stripe.customers.create({ metadata: { account: 'acc_1' } }, options);
  const again = await stripe.customers.create({ metadata: { account: 'acc_1' } }, options);
  assert.equal(again.id, first.id);
  assert.equal(again.lastResponse.headers['idempotent-replayed'], 'true');
  assert.equal(again.lastResponse.headers['original-request'], first.lastResponse.requestId);
  assert.equal(world.state.customers.size, 1);
  await assert.rejects(
    stripe.customers.create({ metadata: { account: 'acc_2' } }, options),
    refusal(400, 'idempotency_error'),
  );
  await assert.rejects(stripe.products.create({ name: 'x' }, options), refusal(400, 'idempotency_error'));
  world.clock.advance(25 * 3600 * 1000);
  assert.notEqual((await stripe.customers.create({ metadata: { account: 'acc_1' } }, options)).id, first.id);
});

test('a refusal of what was tried is replayed, one of the parameters frees the key', async (t) => {
  const shop = await openShop(t);
  const { stripe } = shop;
  const options = { idempotencyKey: 'checkout:pur_1' };
  const wrong = raw(shop, 'POST', '/v1/customers', { nope: '1' }, { 'idempotency-key': 'free' });
  assert.equal((await wrong).status, 400);
  assert.equal((await raw(shop, 'POST', '/v1/customers', { name: 'Ada' }, { 'idempotency-key': 'free' })).status, 200);
  const ask = () =>
    stripe.checkout.sessions.create(
      {
        mode: 'payment',
        success_url: 'https://easel.example/',
        customer: 'cus_none',
        line_items: [{ price: shop.pack.id }],
      },
      options,
    );
  await assert.rejects(ask(), refusal(400, 'invalid_request_error', 'resource_missing', 'customer'));
  const replayed = await ask().catch((error: Stripe.errors.StripeError) => error);
  assert.ok(replayed instanceof Error);
  assert.equal(replayed.headers?.['idempotent-replayed'], 'true');
});

test('the same key while the first request is still at work is a conflict', async (t) => {
  const shop = await openShop(t);
  const { stripe, world } = shop;
  const options = { idempotencyKey: 'cus:acc_1' };
  const open = world.holdRequests();
  const first = stripe.customers.create({}, options);
  await world.until(({ waitingRequests }) => waitingRequests === 1);
  await assert.rejects(
    stripe.customers.create({}, options),
    refusal(409, 'idempotency_error', 'idempotency_key_in_use'),
  );
  open();
  assert.equal(world.state.customers.has((await first).id), true);
});

test('an answer that is lost is found again by the same key', async (t) => {
  const shop = await openShop(t);
  const { stripe, world } = shop;
  // The SDK itself repeats a request whose connection was closed once, even with retries turned off.
  world.faults.add({ path: /\/v1\/customers$/u, fault: { kind: 'reset', when: 'after' } });
  const customer = await stripe.customers.create({}, { idempotencyKey: 'cus:acc_1' });
  assert.deepEqual([...world.state.customers.keys()], [customer.id]);
});
