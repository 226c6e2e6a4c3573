// Simulated subscriptions: started at the payment page, renewed and ended by the test clock.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Stripe } from 'stripe';
import { eventTypes, openShop, refusal, subscribe, subscriptionOf } from './stripe-setup.ts';

const DAY_MS = 86_400_000;

test('a plan starts with a paid invoice whose line is the first period', async (t) => {
  const shop = await openShop(t);
  const { session } = await subscribe(shop, { subscription_data: { metadata: { account: 'acc_1' } } });
  const before = shop.world.state.events.size;
  const paid = shop.world.pay(session);
  assert.deepEqual([paid.payment_status, paid.payment_intent], ['paid', null]);
  assert.deepEqual(eventTypes(shop.world, before), [
    'customer.subscription.created',
    'invoice.created',
    'invoice.finalized',
    'payment_intent.created',
    'charge.succeeded',
    'payment_intent.succeeded',
    'invoice_payment.paid',
    'invoice.paid',
    'invoice.payment_succeeded',
    'customer.subscription.updated',
    'checkout.session.completed',
  ]);
  const subscription = await subscriptionOf(shop, paid.id);
  assert.deepEqual([subscription.status, subscription.metadata], ['active', { account: 'acc_1' }]);
  const [item] = subscription.items.data;
  const invoice = subscription.latest_invoice as Stripe.Invoice;
  const [line] = invoice.lines.data;
  assert.deepEqual(
    [invoice.status, invoice.billing_reason, invoice.amount_paid],
    ['paid', 'subscription_create', 1000],
  );
  assert.deepEqual(line?.period, { start: item?.current_period_start, end: item?.current_period_end });
  assert.deepEqual(line?.parent?.subscription_item_details, {
    invoice_item: null,
    proration: false,
    proration_details: { credited_items: null },
    subscription: subscription.id,
    subscription_item: item?.id,
  });
  assert.equal(line?.pricing?.price_details?.price, shop.basic.id);
  assert.equal(invoice.parent?.subscription_details?.subscription, subscription.id);
});

test('the clock renews a plan: a draft at the end of the period, paid an hour later', async (t) => {
  const shop = await openShop(t);
  const { world, stripe } = shop;
  const { session } = await subscribe(shop);
  world.pay(session);
  const end = (await subscriptionOf(shop, session.id)).items.data[0]?.current_period_end ?? 0;
  world.clock.advanceTo(end);
  const renewed = await subscriptionOf(shop, session.id);
  const draft = renewed.latest_invoice as Stripe.Invoice;
  assert.deepEqual([draft.status, draft.billing_reason], ['draft', 'subscription_cycle']);
  assert.equal(draft.period_end, end);
  assert.equal(draft.lines.data[0]?.period.start, end);
  assert.equal(renewed.items.data[0]?.current_period_start, end);
  world.clock.advance(3600 * 1000);
  assert.equal((await stripe.invoices.retrieve(draft.id)).status, 'paid');
  world.clock.advance(365 * DAY_MS);
  const starts = [...world.state.invoices.values()].map(({ lines }) => lines.data[0]?.period.start);
  assert.equal(starts.length, 14);
  assert.equal(new Set(starts).size, 14);
});

test('what was paid leads from invoice to charge and back', async (t) => {
  const shop = await openShop(t);
  const { world, stripe } = shop;
  const { session } = await subscribe(shop);
  const { invoice } = world.pay(session);
  const charge = world.chargeOf(session);
  const found = await stripe.invoicePayments.list({
    payment: { type: 'payment_intent', payment_intent: charge.payment_intent ?? '' },
  });
  assert.equal(found.data[0]?.invoice, invoice);
  const expanded = await stripe.invoices.retrieve(invoice ?? '', { expand: ['payments'] });
  assert.equal(expanded.payments?.data[0]?.payment.payment_intent, charge.payment_intent);
  assert.equal((await stripe.invoices.listLineItems(invoice ?? '')).data.length, 1);
});

test('a renewal whose card fails is past due, tried again, and recovers', async (t) => {
  const shop = await openShop(t);
  const { world } = shop;
  const { customer, session } = await subscribe(shop);
  world.pay(session);
  world.breakCard(customer.id);
  const end = (await subscriptionOf(shop, session.id)).items.data[0]?.current_period_end ?? 0;
  world.clock.advanceTo(end + 3600);
  const due = await subscriptionOf(shop, session.id);
  assert.deepEqual([due.status, (due.latest_invoice as Stripe.Invoice).status], ['past_due', 'open']);
  world.breakCard(customer.id, false);
  world.clock.advance(3 * DAY_MS);
  const well = await subscriptionOf(shop, session.id);
  assert.deepEqual([well.status, (well.latest_invoice as Stripe.Invoice).status], ['active', 'paid']);
  assert.equal((well.latest_invoice as Stripe.Invoice).attempt_count, 2);
});

test('a plan that nobody pays for ends after three more tries', async (t) => {
  const shop = await openShop(t);
  const { world } = shop;
  const { customer, session } = await subscribe(shop);
  world.pay(session);
  world.breakCard(customer.id);
  world.clock.advance(50 * DAY_MS);
  const { status, cancellation_details: details } = await subscriptionOf(shop, session.id);
  assert.deepEqual([status, details?.reason], ['canceled', 'payment_failed']);
  const types = eventTypes(world);
  assert.equal(types.filter((type) => type === 'invoice.payment_failed').length, 4);
  assert.equal(types.filter((type) => type === 'customer.subscription.deleted').length, 1);
  assert.equal(world.state.invoices.size, 2);
});

test('a plan by SEPA debit runs while its first invoice waits for the bank', async (t) => {
  const shop = await openShop(t);
  const { world } = shop;
  const { session } = await subscribe(shop);
  const waiting = world.pay(session, { method: 'sepa' });
  assert.equal(waiting.payment_status, 'unpaid');
  const running = await subscriptionOf(shop, session.id);
  assert.deepEqual([running.status, (running.latest_invoice as Stripe.Invoice).status], ['active', 'open']);
  world.settleBank(session, true);
  const paid = (await subscriptionOf(shop, session.id)).latest_invoice as Stripe.Invoice;
  assert.equal(paid.status, 'paid');
  assert.equal(eventTypes(world).at(-1), 'checkout.session.async_payment_succeeded');
  world.clock.advance(32 * DAY_MS);
  const renewal = (await subscriptionOf(shop, session.id)).latest_invoice as Stripe.Invoice;
  assert.equal(renewal.status, 'open');
  world.settleBank(renewal, false);
  assert.equal((await subscriptionOf(shop, session.id)).status, 'past_due');
});

test('a code of 100 % makes the first period free, and the second one costs', async (t) => {
  const shop = await openShop(t);
  const { world } = shop;
  world.offer({ code: 'GIFT', percentOff: 100 });
  const { session } = await subscribe(shop, { allow_promotion_codes: true });
  const done = world.pay(session, { code: 'GIFT' });
  assert.equal(done.payment_status, 'no_payment_required');
  const first = (await subscriptionOf(shop, session.id)).latest_invoice as Stripe.Invoice;
  assert.deepEqual([first.status, first.total, first.amount_paid], ['paid', 0, 0]);
  world.clock.advance(32 * DAY_MS);
  const second = (await subscriptionOf(shop, session.id)).latest_invoice as Stripe.Invoice;
  assert.deepEqual([second.status, second.amount_paid], ['paid', 1000]);
});

test('a plan that is over takes no changes and is left out of the list', async (t) => {
  const shop = await openShop(t);
  const { world, stripe } = shop;
  const { customer, session } = await subscribe(shop);
  world.pay(session);
  const { id } = await subscriptionOf(shop, session.id);
  const over = await stripe.subscriptions.cancel(id, { cancellation_details: { comment: 'enough' } });
  assert.deepEqual([over.status, over.cancellation_details?.comment], ['canceled', 'enough']);
  await assert.rejects(
    stripe.subscriptions.update(id, { cancel_at_period_end: true }),
    refusal(400, 'invalid_request_error', 'invalid_canceled_subscription_fields'),
  );
  await assert.rejects(
    stripe.subscriptions.cancel(id),
    refusal(404, 'invalid_request_error', 'resource_missing', 'id'),
  );
  assert.equal((await stripe.subscriptions.list({ customer: customer.id })).data.length, 0);
  assert.equal((await stripe.subscriptions.list({ customer: customer.id, status: 'all' })).data.length, 1);
  world.clock.advance(60 * DAY_MS);
  assert.equal(world.state.invoices.size, 1);
});

test('deleting a customer ends the plan', async (t) => {
  const shop = await openShop(t);
  const { world, stripe } = shop;
  const { customer, session } = await subscribe(shop);
  world.pay(session);
  await stripe.customers.del(customer.id);
  world.clock.advance(60 * DAY_MS);
  assert.equal((await subscriptionOf(shop, session.id)).status, 'canceled');
  assert.equal(world.state.invoices.size, 1);
});
