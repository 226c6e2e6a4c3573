// The simulated payment page: sessions opened by the real SDK, paid by card or bank, free with a code, expired.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Stripe } from 'stripe';
import { PageRefusal } from '../../sim/stripe/paying.ts';
import { eventTypes, openShop, packSession, receiver, refusal } from './stripe-setup.ts';

test('a customer pays a pack by card, and a signed event tells of it', async (t) => {
  const shop = await openShop(t);
  const { stripe, world } = shop;
  const { received, url } = await receiver(t);
  world.webhooks.register({ url: `${url}/stripe`, events: ['checkout.session.*'] });
  const customer = await stripe.customers.create({ metadata: { account: 'acc_1' } });
  const session = await packSession(shop, {
    customer: customer.id,
    client_reference_id: 'acc_1',
    metadata: { purchase_id: 'pur_1' },
  });
  assert.equal(session.payment_status, 'unpaid');
  assert.equal(session.url, `${world.apiUrl}/pay/${session.id}`);
  world.pay(session);
  await world.webhooks.settled();

  const paid = await stripe.checkout.sessions.retrieve(session.id, { expand: ['line_items', 'payment_intent'] });
  const { status, payment_status: payment, amount_total: total, client_reference_id: reference, metadata } = paid;
  assert.deepEqual(
    { status, payment, total, reference, metadata },
    { status: 'complete', payment: 'paid', total: 500, reference: 'acc_1', metadata: { purchase_id: 'pur_1' } },
  );
  assert.equal(paid.line_items?.data[0]?.price?.lookup_key, 'pack_small');
  assert.equal((paid.payment_intent as Stripe.PaymentIntent).amount_received, 500);

  assert.equal(received.length, 1);
  const [{ body, signature } = { body: '', signature: '' }] = received;
  const event = stripe.webhooks.constructEvent(body, signature, world.webhookSecrets[0] ?? '');
  assert.equal(event.type, 'checkout.session.completed');
  assert.equal(event.data.object.id, session.id);
});

test('the page itself can be opened and paid at, and leads to the success address', async (t) => {
  const shop = await openShop(t);
  const session = await packSession(shop, { allow_promotion_codes: true });
  const page = await (await fetch(session.url ?? '')).text();
  assert.match(page, /Pay 5\.00 EUR/u);
  assert.match(page, /Promotion code/u);
  assert.match(page, /Pay by SEPA debit/u);
  const done = await press(session, { method: 'card' });
  assert.equal(done.status, 303);
  assert.equal(done.headers.get('location'), `https://easel.example/thanks?session=${session.id}`);
  const again = await press(session, { method: 'card' });
  assert.equal(again.status, 402);
  assert.match(await again.text(), /nothing can be paid any more/u);
});

test('a declined card leaves the session open, and another one pays it', async (t) => {
  const shop = await openShop(t);
  const { world, stripe } = shop;
  const session = await packSession(shop);
  const before = world.state.events.size;
  assert.throws(() => world.pay(session, { declined: true }), new PageRefusal('Your card was declined.'));
  assert.deepEqual(eventTypes(world, before), [
    'payment_intent.created',
    'charge.failed',
    'payment_intent.payment_failed',
  ]);
  assert.equal((await stripe.checkout.sessions.retrieve(session.id)).status, 'open');
  assert.equal(world.pay(session).payment_status, 'paid');
});

test('a SEPA debit completes unpaid and settles days later', async (t) => {
  const shop = await openShop(t);
  const { world, stripe } = shop;
  const session = await packSession(shop);
  const before = world.state.events.size;
  world.pay(session, { method: 'sepa' });
  const waiting = await stripe.checkout.sessions.retrieve(session.id, { expand: ['payment_intent.latest_charge'] });
  const intent = waiting.payment_intent as Stripe.PaymentIntent;
  assert.deepEqual([waiting.status, waiting.payment_status, intent.status], ['complete', 'unpaid', 'processing']);
  assert.equal((intent.latest_charge as Stripe.Charge).payment_method_details?.type, 'sepa_debit');
  world.settleBank(session, true);
  assert.equal((await stripe.checkout.sessions.retrieve(session.id)).payment_status, 'paid');
  assert.deepEqual(eventTypes(world, before), [
    'payment_intent.created',
    'charge.pending',
    'payment_intent.processing',
    'checkout.session.completed',
    'charge.succeeded',
    'payment_intent.succeeded',
    'checkout.session.async_payment_succeeded',
  ]);
});

test('a SEPA debit that fails never becomes paid', async (t) => {
  const shop = await openShop(t);
  const { world, stripe } = shop;
  const session = await packSession(shop);
  world.pay(session, { method: 'sepa' });
  world.settleBank(session, false);
  const failed = await stripe.checkout.sessions.retrieve(session.id, { expand: ['payment_intent'] });
  assert.equal(failed.payment_status, 'unpaid');
  assert.equal(
    (failed.payment_intent as Stripe.PaymentIntent).last_payment_error?.code,
    'payment_method_provider_decline',
  );
  assert.equal(eventTypes(world).at(-1), 'checkout.session.async_payment_failed');
  assert.throws(() => world.settleBank(session, true), /no bank is at work/u);
});

test('a code takes its share off, and one of 100 % asks for no payment', async (t) => {
  const shop = await openShop(t);
  const { world } = shop;
  world.offer({ code: 'half', percentOff: 50 });
  world.offer({ code: 'GIFT', percentOff: 100, maxRedemptions: 1 });
  const half = world.pay(await packSession(shop, { allow_promotion_codes: true }), { code: 'HALF' });
  assert.deepEqual([half.payment_status, half.amount_subtotal, half.amount_total], ['paid', 500, 250]);
  const free = world.pay(await packSession(shop, { allow_promotion_codes: true }), { code: 'gift' });
  assert.deepEqual([free.status, free.payment_status, free.payment_intent], ['complete', 'no_payment_required', null]);
  const late = await packSession(shop, { allow_promotion_codes: true });
  assert.throws(() => world.pay(late, { code: 'GIFT' }), new PageRefusal('This code is invalid.'));
  assert.throws(() => world.pay(late, { code: 'nonsense' }), PageRefusal);
});

test('a code is worth nothing where the session does not take codes', async (t) => {
  const shop = await openShop(t);
  shop.world.offer({ code: 'GIFT', percentOff: 100 });
  const session = await packSession(shop);
  assert.throws(() => shop.world.pay(session, { code: 'GIFT' }), PageRefusal);
});

test('sessions expire by the clock or on request, and only once', async (t) => {
  const shop = await openShop(t);
  const { world, stripe } = shop;
  const short = await packSession(shop, { expires_at: world.clock.nowS() + 1800 });
  const long = await packSession(shop);
  world.clock.advance(30 * 60 * 1000);
  assert.equal((await stripe.checkout.sessions.retrieve(short.id)).status, 'expired');
  assert.equal((await stripe.checkout.sessions.retrieve(long.id)).status, 'open');
  assert.equal((await stripe.checkout.sessions.expire(long.id)).url, null);
  await assert.rejects(stripe.checkout.sessions.expire(long.id), refusal(400, 'invalid_request_error'));
  world.clock.advance(48 * 3600 * 1000);
  const expired = eventTypes(world).filter((type) => type === 'checkout.session.expired');
  assert.equal(expired.length, 2);
});

test('what does not go together in a session is refused', async (t) => {
  const shop = await openShop(t);
  const { pro, world, stripe } = shop;
  const now = world.clock.nowS();
  const { id: customer } = await stripe.customers.create();
  const tries: [Partial<Stripe.Checkout.SessionCreateParams>, string | undefined, string][] = [
    [{ expires_at: now + 1799 }, undefined, 'expires_at'],
    [{ expires_at: now + 86_401 }, undefined, 'expires_at'],
    [{ line_items: [{ price: pro.id }] }, undefined, 'line_items[0][price]'],
    [{ line_items: [{ price: 'price_none' }] }, 'resource_missing', 'line_items[0][price]'],
    [{ customer: 'cus_none' }, 'resource_missing', 'customer'],
    [{ customer, customer_email: 'ada@example.com' }, 'parameters_exclusive', 'customer'],
    [{ subscription_data: { metadata: { a: 'b' } } }, undefined, 'subscription_data'],
  ];
  for (const [params, code, param] of tries)
    await assert.rejects(packSession(shop, params), refusal(400, 'invalid_request_error', code, param));
  await stripe.prices.update(shop.pack.id, { active: false });
  await assert.rejects(packSession(shop), refusal(400, 'invalid_request_error', undefined, 'line_items[0][price]'));
});

function press(session: Stripe.Checkout.Session, fields: Record<string, string>): Promise<Response> {
  return fetch(session.url ?? '', { method: 'POST', redirect: 'manual', body: new URLSearchParams(fields) });
}
