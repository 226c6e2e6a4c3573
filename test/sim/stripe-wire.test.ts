// The simulated Stripe API as the real SDK meets it: keys, versions, refusals, pages and expansion.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Stripe } from 'stripe';
import { clientOf, openShop, packSession, raw, refusal } from './stripe-setup.ts';

test('a wrong key is refused, and every answer names its request and version', async (t) => {
  const shop = await openShop(t);
  const stranger = clientOf(shop.world, 'sk_test_51NotThisOneAtAll');
  await assert.rejects(stranger.customers.list(), refusal(401, 'invalid_request_error'));
  const { lastResponse } = await shop.stripe.customers.create();
  assert.match(lastResponse.requestId, /^req_/u);
  assert.equal(lastResponse.apiVersion, '2026-10-28.endive');
  const none = await raw(shop, 'GET', '/v1/customers', {}, { authorization: '' });
  assert.equal(none.status, 401);
  assert.equal(none.headers.get('www-authenticate'), 'Basic realm="Stripe"');
});

test('another version of the API is refused', async (t) => {
  const shop = await openShop(t);
  const old = await raw(shop, 'GET', '/v1/customers', {}, { 'stripe-version': '2024-06-20' });
  assert.equal(old.status, 400);
  assert.match(old.error.message, /Invalid Stripe API version: 2024-06-20/u);
});

test('unknown, removed, missing and misread parameters are named', async (t) => {
  const shop = await openShop(t);
  const session = {
    mode: 'payment',
    success_url: 'https://easel.example/',
    'line_items[0][price]': shop.pack.id,
  };
  const tries: [string, Record<string, string>, string | undefined, string][] = [
    ['/v1/customers', { nickname: 'Ada' }, 'parameter_unknown', 'nickname'],
    [
      '/v1/checkout/sessions',
      { ...session, 'payment_method_types[0]': 'card' },
      'parameter_unknown',
      'payment_method_types',
    ],
    [
      '/v1/checkout/sessions',
      { ...session, 'line_items[0][name]': 'Pack' },
      'parameter_unknown',
      'line_items[0][name]',
    ],
    ['/v1/checkout/sessions', { ...session, mode: 'gift' }, undefined, 'mode'],
    ['/v1/checkout/sessions', { ...session, expires_at: 'soon' }, 'parameter_invalid_integer', 'expires_at'],
    ['/v1/checkout/sessions', { ...session, allow_promotion_codes: 'yes' }, undefined, 'allow_promotion_codes'],
    ['/v1/checkout/sessions', { ...session, success_url: 'thanks' }, 'url_invalid', 'success_url'],
    [
      '/v1/checkout/sessions',
      { ...session, client_reference_id: '' },
      'parameter_invalid_empty',
      'client_reference_id',
    ],
    [
      '/v1/checkout/sessions',
      { mode: 'payment', success_url: 'https://easel.example/' },
      'parameter_missing',
      'line_items',
    ],
    ['/v1/products', {}, 'parameter_missing', 'name'],
    ['/v1/prices', { currency: 'eur', unit_amount: '5' }, 'parameter_missing', 'product'],
    ['/v1/refunds', { charge: 'ch_none' }, 'resource_missing', 'charge'],
    ['/v1/customers', { __proto__: 'x', constructor: 'y' }, 'parameter_unknown', 'constructor'],
  ];
  for (const [path, params, code, param] of tries) {
    const { status, error } = await raw(shop, 'POST', path, params);
    assert.deepEqual([status, error.type, error.code, error.param], [400, 'invalid_request_error', code, param]);
  }
});

test('a parameter that Stripe knows and the simulator does not play cannot be mistaken for a refusal', async (t) => {
  const shop = await openShop(t);
  const creating = packSession(shop, { automatic_tax: { enabled: true } });
  await assert.rejects(creating, refusal(501, 'api_error', undefined, 'automatic_tax'));
});

test('what is not there is said so, in the URL as 404 and in a parameter as 400', async (t) => {
  const shop = await openShop(t);
  const { stripe } = shop;
  await assert.rejects(
    stripe.customers.retrieve('cus_none'),
    refusal(404, 'invalid_request_error', 'resource_missing', 'id'),
  );
  await assert.rejects(
    stripe.billingPortal.sessions.create({ customer: 'cus_none' }),
    refusal(400, 'invalid_request_error', 'resource_missing', 'customer'),
  );
  assert.equal((await raw(shop, 'GET', '/v1/nothing', {})).status, 404);
});

test('lists are paged from the newest, both ways, and filtered', async (t) => {
  const shop = await openShop(t);
  const { stripe, world } = shop;
  const ids: string[] = [];
  for (let index = 0; index < 5; index += 1) {
    ids.unshift((await stripe.customers.create({ email: `${index}@example.com` })).id);
    world.clock.advance(1000);
  }
  const first = await stripe.customers.list({ limit: 2 });
  assert.deepEqual([first.data.map(({ id }) => id), first.has_more], [ids.slice(0, 2), true]);
  const next = await stripe.customers.list({ limit: 3, starting_after: ids[1] });
  assert.deepEqual([next.data.map(({ id }) => id), next.has_more], [ids.slice(2), false]);
  const back = await stripe.customers.list({ limit: 2, ending_before: ids[4] });
  assert.deepEqual([back.data.map(({ id }) => id), back.has_more], [ids.slice(2, 4), true]);
  const all: string[] = [];
  for await (const { id } of stripe.customers.list({ limit: 2 })) all.push(id);
  assert.deepEqual(all, ids);
  const { created } = await stripe.customers.retrieve(ids[2] ?? '').then((one) => one as Stripe.Customer);
  const late = await stripe.customers.list({ created: { gt: created } });
  assert.deepEqual(
    late.data.map(({ id }) => id),
    ids.slice(0, 2),
  );
  assert.equal((await stripe.customers.list({ email: '3@example.com' })).data[0]?.id, ids[1]);
  const wrong: [Stripe.CustomerListParams, string | undefined, string][] = [
    [{ limit: 101 }, 'parameter_invalid_integer', 'limit'],
    [{ starting_after: 'cus_none' }, 'resource_missing', 'starting_after'],
    [{ starting_after: ids[0], ending_before: ids[1] }, 'parameters_exclusive', 'starting_after'],
  ];
  for (const [params, code, param] of wrong)
    await assert.rejects(stripe.customers.list(params), refusal(400, 'invalid_request_error', code, param));
});

test('references are expanded where they are references', async (t) => {
  const shop = await openShop(t);
  const { stripe } = shop;
  const customer = await stripe.customers.create();
  const session = await packSession(shop, { customer: customer.id, expand: ['customer'] });
  assert.equal((session.customer as Stripe.Customer).object, 'customer');
  shop.world.pay(session);
  const { data } = await stripe.checkout.sessions.list({
    expand: ['data.payment_intent.latest_charge.balance_transaction'],
  });
  const intent = data[0]?.payment_intent as Stripe.PaymentIntent;
  const charge = intent.latest_charge as Stripe.Charge;
  assert.equal((charge.balance_transaction as Stripe.BalanceTransaction).amount, 500);
  for (const expand of ['metadata', 'nothing', 'status'])
    await assert.rejects(
      stripe.checkout.sessions.retrieve(session.id, { expand: [expand] }),
      refusal(400, 'invalid_request_error', undefined, 'expand'),
    );
});

test('a lookup key belongs to one price and moves only when told to', async (t) => {
  const { stripe, pack } = await openShop(t);
  const product = typeof pack.product === 'string' ? pack.product : pack.product.id;
  const dearer = { currency: 'eur', unit_amount: 700, product, lookup_key: 'pack_small' };
  await assert.rejects(
    stripe.prices.create(dearer),
    refusal(400, 'invalid_request_error', 'resource_already_exists', 'lookup_key'),
  );
  const moved = await stripe.prices.create({ ...dearer, transfer_lookup_key: true });
  const { data } = await stripe.prices.list({ lookup_keys: ['pack_small', 'pack_big'], active: true });
  assert.deepEqual(
    data.map(({ id }) => id),
    [moved.id],
  );
  assert.equal((await stripe.prices.retrieve(pack.id)).lookup_key, null);
  const product2 = await stripe.products.update(product, { metadata: { credits: '100' }, description: 'Packs' });
  assert.deepEqual([product2.metadata, product2.description], [{ credits: '100' }, 'Packs']);
  assert.equal(
    (await stripe.products.update(product, { description: '', metadata: { credits: '' } })).description,
    null,
  );
  assert.deepEqual((await stripe.products.retrieve(product)).metadata, {});
});

test('a deleted customer is told as deleted, takes no changes and pays no more', async (t) => {
  const shop = await openShop(t);
  const { stripe } = shop;
  const customer = await stripe.customers.create({ metadata: { account: 'acc_1' } });
  const session = await packSession(shop, { customer: customer.id });
  await stripe.customers.update(customer.id, { metadata: { account: 'acc_2', note: 'x' }, name: 'Ada' });
  assert.equal((await stripe.customers.del(customer.id)).deleted, true);
  assert.equal((await stripe.customers.retrieve(customer.id)).deleted, true);
  await assert.rejects(
    stripe.customers.update(customer.id, { name: 'Bob' }),
    refusal(404, 'invalid_request_error', 'resource_missing', 'id'),
  );
  assert.throws(() => shop.world.pay(session), /customer of this session was deleted/u);
});
