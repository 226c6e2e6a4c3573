// Changes of simulated plans: prorated now or with the renewal, credited, started anew, and made in the portal.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Stripe } from 'stripe';
import { PageRefusal } from '../../sim/stripe/paying.ts';
import { eventTypes, openShop, subscribe, subscriptionOf } from './stripe-setup.ts';

const DAY_MS = 86_400_000;

test('more expensive in the middle of the period: the rest is prorated and billed at once', async (t) => {
  const shop = await openShop(t);
  const { world, stripe, pro } = shop;
  const { session } = await subscribe(shop);
  world.pay(session);
  const before = await subscriptionOf(shop, session.id);
  const [item] = before.items.data;
  const { current_period_start: start = 0, current_period_end: end = 0 } = item ?? {};
  world.clock.advanceTo((start + end) / 2);
  const changed = await stripe.subscriptions.update(before.id, {
    items: [{ id: item?.id ?? '', price: pro.id }],
    proration_behavior: 'always_invoice',
    expand: ['latest_invoice'],
  });
  const invoice = changed.latest_invoice as Stripe.Invoice;
  assert.deepEqual(
    [invoice.billing_reason, invoice.status, invoice.amount_paid],
    ['subscription_update', 'paid', 1000],
  );
  assert.deepEqual(
    invoice.lines.data.map(({ amount }) => amount),
    [-500, 1500],
  );
  assert.ok(invoice.lines.data.every(({ parent }) => parent?.subscription_item_details?.proration));
  assert.equal(changed.items.data[0]?.current_period_end, end);
  const updated = [...world.state.events.values()].find(
    ({ type, data }) => type === 'customer.subscription.updated' && data.previous_attributes?.['items'],
  );
  assert.equal(updated?.request.id, changed.lastResponse.requestId);
});

test('more seats later in the period wait for the renewal, as lines of the other kind', async (t) => {
  const shop = await openShop(t);
  const { world, stripe } = shop;
  const { session } = await subscribe(shop);
  world.pay(session);
  const { id, items } = await subscriptionOf(shop, session.id);
  const [item] = items.data;
  world.clock.advanceTo(((item?.current_period_start ?? 0) + (item?.current_period_end ?? 0)) / 2);
  await stripe.subscriptions.update(id, { items: [{ id: item?.id ?? '', quantity: 3 }] });
  assert.equal(world.state.invoices.size, 1);
  world.clock.advanceTo((item?.current_period_end ?? 0) + 3600);
  const { lines } = (await subscriptionOf(shop, session.id)).latest_invoice as Stripe.Invoice;
  const facts = lines.data.map(({ amount, parent }) => [
    amount,
    parent?.type,
    parent?.invoice_item_details?.proration ?? parent?.subscription_item_details?.proration,
  ]);
  assert.deepEqual(facts, [
    [-500, 'invoice_item_details', true],
    [1500, 'invoice_item_details', true],
    [3000, 'subscription_item_details', false],
  ]);
});

test('less expensive now leaves a credit that pays for what comes next', async (t) => {
  const shop = await openShop(t);
  const { world, stripe, basic, pro } = shop;
  const { customer, session } = await subscribe(shop, { line_items: [{ price: pro.id, quantity: 1 }] });
  world.pay(session);
  const portal = world.portal((await stripe.billingPortal.sessions.create({ customer: customer.id })).url);
  portal.changePlan(basic.id);
  assert.equal(((await stripe.customers.retrieve(customer.id)) as Stripe.Customer).balance, -2000);
  world.clock.advance(32 * DAY_MS);
  const renewal = (await subscriptionOf(shop, session.id)).latest_invoice as Stripe.Invoice;
  assert.deepEqual(
    [renewal.status, renewal.total, renewal.amount_due, renewal.ending_balance],
    ['paid', 1000, 0, -1000],
  );
});

test('from monthly to yearly starts a new period now, with a line that is no proration', async (t) => {
  const shop = await openShop(t);
  const { world, stripe, yearly } = shop;
  const { session } = await subscribe(shop);
  world.pay(session);
  const { id, items } = await subscriptionOf(shop, session.id);
  world.clock.advance(DAY_MS);
  const changed = await stripe.subscriptions.update(id, {
    items: [{ id: items.data[0]?.id ?? '', price: yearly.id }],
    expand: ['latest_invoice'],
  });
  assert.equal(changed.billing_cycle_anchor, world.clock.nowS());
  assert.equal(changed.items.data[0]?.current_period_start, world.clock.nowS());
  const { lines } = changed.latest_invoice as Stripe.Invoice;
  assert.deepEqual(
    lines.data.map(({ parent }) => parent?.subscription_item_details?.proration),
    [true, false],
  );
  assert.equal(lines.data[1]?.amount, 10_000);
});

test('the portal page cancels with the period, takes it back, and changes the plan', async (t) => {
  const shop = await openShop(t);
  const { world, stripe, pro } = shop;
  const { customer, session } = await subscribe(shop);
  world.pay(session);
  const { url } = await stripe.billingPortal.sessions.create({
    customer: customer.id,
    return_url: 'https://easel.example/',
  });
  const press = (fields: Record<string, string>) => fetch(url, { method: 'POST', body: new URLSearchParams(fields) });
  assert.match(await (await fetch(url)).text(), /renews on/u);
  assert.match(await (await press({ action: 'cancel' })).text(), /Keep the plan/u);
  const ending = await subscriptionOf(shop, session.id);
  assert.deepEqual([ending.cancel_at_period_end, ending.cancel_at], [true, ending.items.data[0]?.current_period_end]);
  await press({ action: 'resume' });
  await press({ price: pro.id });
  assert.equal((await subscriptionOf(shop, session.id)).items.data[0]?.price.id, pro.id);
  await press({ action: 'cancel' });
  world.clock.advance(32 * DAY_MS);
  assert.equal((await subscriptionOf(shop, session.id)).status, 'canceled');
  assert.equal(eventTypes(world).at(-1), 'customer.subscription.deleted');
  assert.match(await (await fetch(url)).text(), /You have no plan/u);
  assert.throws(() => world.portal(url).cancel(), PageRefusal);
  assert.throws(() => world.portal('https://nowhere.example/portal/bps_none'), PageRefusal);
});
