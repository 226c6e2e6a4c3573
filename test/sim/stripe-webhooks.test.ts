// Simulated webhooks: signed as Stripe signs, in both formats, tried again, and late, doubled, shuffled or lost on demand.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Stripe } from 'stripe';
import { openShop, packSession, receiver, refusal, type Received, type Shop } from './stripe-setup.ts';

test('an endpoint made over the API gets its secret once and the events it wants', async (t) => {
  const shop = await openShop(t);
  const { stripe, world } = shop;
  const { received, url } = await receiver(t);
  const endpoint = await stripe.webhookEndpoints.create({
    url,
    enabled_events: ['charge.succeeded', 'customer.created'],
  });
  assert.match(endpoint.secret ?? '', /^whsec_/u);
  assert.equal((await stripe.webhookEndpoints.retrieve(endpoint.id)).secret, undefined);
  world.pay(await packSession(shop));
  await world.webhooks.settled();
  assert.deepEqual(received.map(typeOf), ['charge.succeeded']);
  await stripe.webhookEndpoints.update(endpoint.id, { enabled_events: ['customer.created', 'customer.updated'] });
  const customer = await stripe.customers.create();
  await stripe.customers.update(customer.id, { name: 'Ada' });
  await world.webhooks.settled();
  assert.deepEqual(received.slice(1).map(typeOf), ['customer.created', 'customer.updated']);
  const event = await stripe.webhooks.constructEventAsync(
    received[2]?.body ?? '',
    received[2]?.signature ?? '',
    endpoint.secret ?? '',
  );
  assert.deepEqual(event.data.previous_attributes, { name: null });
  assert.equal(event.api_version, '2026-10-28.endive');
  await stripe.webhookEndpoints.update(endpoint.id, { disabled: true });
  await stripe.customers.create();
  await world.webhooks.settled();
  assert.equal(received.length, 3);
  assert.equal((await stripe.webhookEndpoints.list()).data[0]?.status, 'disabled');
});

test('thin events name the object, and the SDK fetches event and object by them', async (t) => {
  const shop = await openShop(t);
  const { stripe, world } = shop;
  const { received, url } = await receiver(t);
  const destination = await stripe.v2.core.eventDestinations.create({
    name: 'Easel',
    type: 'webhook_endpoint',
    event_payload: 'thin',
    enabled_events: ['v1.checkout.session.completed'],
    webhook_endpoint: { url: `${url}/thin` },
    include: ['webhook_endpoint.signing_secret'],
  });
  const secret = destination.webhook_endpoint?.signing_secret ?? '';
  assert.equal(destination.webhook_endpoint?.url, undefined);
  const session = world.pay(await packSession(shop));
  await world.webhooks.settled();
  assert.equal(received.length, 1);
  const [{ body, signature } = { body: '', signature: '' }] = received;
  const notification = stripe.parseEventNotification(body, signature, secret);
  assert.equal(notification.type, 'v1.checkout.session.completed');
  if (notification.type !== 'v1.checkout.session.completed') return;
  assert.equal(notification.related_object.id, session.id);
  assert.equal((await notification.fetchRelatedObject()).payment_status, 'paid');
  const event = await notification.fetchEvent();
  assert.equal((await stripe.events.retrieve(event.snapshot_event ?? '')).type, 'checkout.session.completed');
  assert.equal((await stripe.v2.core.events.retrieve(notification.id)).type, notification.type);
  assert.throws(() => stripe.webhooks.constructEvent(body, signature, secret), /thin event notification/u);
  assert.equal((await stripe.v2.core.eventDestinations.list()).data.length, 1);
});

test('a parameter of the second API that is unknown is refused as well', async (t) => {
  const { stripe } = await openShop(t);
  const destination = {
    name: 'x',
    type: 'webhook_endpoint',
    event_payload: 'thin' as const,
    enabled_events: ['*'],
    webhook_endpoint: { url: 'http://127.0.0.1:9/' },
    colour: 'blue',
  };
  await assert.rejects(
    stripe.v2.core.eventDestinations.create(destination),
    refusal(400, 'invalid_request_error', 'parameter_unknown', 'colour'),
  );
});

test('an event is tried again until it is taken, and a redirect does not take it', async (t) => {
  const shop = await openShop(t, { webhookRetryAfterMs: 1 });
  const { world } = shop;
  const answers = [500, 301, 404, 204];
  const { received, url } = await receiver(t, ({ at }) => answers[at] ?? 200);
  world.webhooks.register({ url, events: ['checkout.session.completed'] });
  world.pay(await packSession(shop));
  await world.webhooks.settled();
  assert.deepEqual(
    world.webhooks.deliveries.map(({ attempts, state }) => [attempts, state]),
    [[answers, 'delivered']],
  );
  assert.equal(new Set(received.map(({ body }) => JSON.parse(body).id)).size, 1);
});

test('an endpoint that is never there is given up, and the event stays to be asked for', async (t) => {
  const shop = await openShop(t, { webhookRetryAfterMs: 1, webhookMaxAttempts: 3 });
  const { world, stripe } = shop;
  world.webhooks.register({ url: 'http://127.0.0.1:9/', events: ['checkout.session.completed'] });
  world.pay(await packSession(shop));
  await world.webhooks.settled();
  const [delivery] = world.webhooks.deliveries;
  assert.deepEqual([delivery?.attempts, delivery?.state], [[0, 0, 0], 'given-up']);
  const event = await stripe.events.retrieve(delivery?.event.id ?? '');
  assert.equal(event.pending_webhooks, 1);
});

test('while a secret is rolled both sign, and afterwards only the new one', async (t) => {
  const shop = await openShop(t);
  const { world, stripe } = shop;
  const { received, url } = await receiver(t);
  const id = world.webhooks.register({ url, events: ['customer.created'] });
  const [old = ''] = world.webhookSecrets;
  const fresh = world.webhooks.rollSecret(id);
  await stripe.customers.create();
  await world.webhooks.settled();
  const [first] = received;
  for (const secret of [old, fresh]) assert.ok(verify(first, secret));
  world.webhooks.forgetOldSecrets(id);
  await stripe.customers.create();
  await world.webhooks.settled();
  assert.ok(verify(received[1], fresh));
  assert.throws(() => verify(received[1], old), Stripe.errors.StripeSignatureVerificationError);
});

test('deliveries are held, and then come in the order asked for', async (t) => {
  const shop = await openShop(t);
  const { world, stripe } = shop;
  const { received, url } = await receiver(t);
  world.webhooks.register({ url, events: ['customer.created'] });
  world.webhooks.hold();
  const ids: string[] = [];
  for (let index = 0; index < 6; index += 1) ids.push((await stripe.customers.create()).id);
  await world.webhooks.settled();
  assert.deepEqual([received.length, world.webhooks.pending.length], [0, 6]);
  await world.webhooks.release('reversed');
  assert.deepEqual(received.map(objectOf), ids.toReversed());
  assert.equal(world.webhooks.pending.length, 0);

  world.webhooks.hold();
  const more: string[] = [];
  for (let index = 0; index < 6; index += 1) more.push((await stripe.customers.create()).id);
  await world.webhooks.release(7);
  const shuffled = received.slice(6).map(objectOf);
  assert.deepEqual(shuffled.toSorted(), more.toSorted());
  assert.notDeepEqual(shuffled, more);
});

test('held deliveries are dropped, sent as often as liked, or late', async (t) => {
  const shop = await openShop(t);
  const { world, stripe } = shop;
  const { received, url } = await receiver(t);
  world.webhooks.register({ url: `${url}/stripe`, events: ['customer.created'] });
  world.webhooks.register({ url: `${url}/stripe/thin`, payload: 'thin', events: ['v1.customer.created'] });
  world.webhooks.hold();
  await stripe.customers.create();
  assert.equal(
    world.webhooks.drop(({ payload }) => payload === 'thin'),
    1,
  );
  await stripe.customers.create();
  const taken = world.webhooks.take();
  assert.equal(taken.length, 3);
  for (const delivery of taken)
    for (let time = 0; time < 2; time += 1) assert.equal(await world.webhooks.send(delivery), 200);
  assert.deepEqual(
    received.map(({ path }) => path.endsWith('thin')),
    [false, false, false, false, true, true],
  );
  assert.equal(world.webhooks.pending.length, 0);
  assert.equal(world.webhooks.deliveries.filter(({ state }) => state === 'dropped').length, 1);
});

test('an event comes twice, signed long ago, or with a wrong secret', async (t) => {
  const shop = await openShop(t);
  const { world, stripe } = shop;
  const { received, url } = await receiver(t);
  world.webhooks.register({ url, events: ['customer.created'] });
  await stripe.customers.create();
  await world.webhooks.settled();
  const [delivery] = world.webhooks.deliveries;
  assert.ok(delivery);
  await world.webhooks.repeat(delivery.event, 2);
  assert.equal(new Set(received.map(({ body }) => JSON.parse(body).id)).size, 1);
  assert.equal(received.length, 3);
  const [secret = ''] = world.webhookSecrets;
  await world.webhooks.send(delivery, { signedAgoS: 301 });
  assert.throws(() => verify(received[3], secret), /outside the tolerance zone/u);
  await world.webhooks.send(delivery, { secrets: ['whsec_somebody_else'] });
  assert.throws(() => verify(received[4], secret), /No signatures found matching/u);
});

test('events are listed for thirty days', async (t) => {
  const shop: Shop = await openShop(t);
  const { world, stripe } = shop;
  world.pay(await packSession(shop));
  const { data } = await stripe.events.list({ types: ['charge.succeeded', 'checkout.session.completed'] });
  assert.deepEqual(
    data.map(({ type }) => type),
    ['checkout.session.completed', 'charge.succeeded'],
  );
  assert.equal((await stripe.events.list({ type: 'charge.*' })).data.length, 1);
  world.clock.advance(31 * 86_400_000);
  assert.equal((await stripe.events.list()).data.length, 0);
  await assert.rejects(
    stripe.events.retrieve(data[0]?.id ?? ''),
    refusal(404, 'invalid_request_error', 'resource_missing', 'id'),
  );
});

function verify(received: Received | undefined, secret: string): boolean {
  if (!received) throw new Error('Nothing was received');
  return Stripe.webhooks.signature?.verifyHeader(received.body, received.signature, secret) ?? false;
}

function typeOf({ body }: Received): string {
  return String(JSON.parse(body).type);
}

function objectOf({ body }: Received): string {
  return String(JSON.parse(body).data.object.id);
}
