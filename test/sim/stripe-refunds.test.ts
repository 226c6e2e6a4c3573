// Money that goes back in the simulated Stripe: refunds in parts and whole, disputes won and lost, fraud warnings.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventTypes, openShop, packSession, refusal, type Shop } from './stripe-setup.ts';

test('a charge is refunded in parts until nothing is left', async (t) => {
  const shop = await openShop(t);
  const { stripe, world } = shop;
  const { intent, charge } = await paidPack(shop);
  const before = world.state.events.size;
  const part = await stripe.refunds.create({ payment_intent: intent, amount: 200, reason: 'requested_by_customer' });
  assert.deepEqual([part.amount, part.status, part.charge], [200, 'succeeded', charge]);
  const after = await stripe.charges.retrieve(charge, { expand: ['refunds'] });
  assert.deepEqual([after.amount_refunded, after.refunded, after.refunds?.data[0]?.id], [200, false, part.id]);
  await assert.rejects(
    stripe.refunds.create({ charge, amount: 301 }),
    refusal(400, 'invalid_request_error', undefined, 'amount'),
  );
  assert.equal((await stripe.refunds.create({ charge })).amount, 300);
  assert.equal((await stripe.charges.retrieve(charge)).refunded, true);
  await assert.rejects(
    stripe.refunds.create({ charge }),
    refusal(400, 'invalid_request_error', 'charge_already_refunded'),
  );
  assert.deepEqual(eventTypes(world, before), [
    'charge.refunded',
    'refund.created',
    'charge.refunded',
    'refund.created',
  ]);
  assert.equal((await stripe.refunds.list({ payment_intent: intent })).data.length, 2);
});

test('the same refund asked for twice by one key is given once', async (t) => {
  const shop = await openShop(t);
  const { intent, charge } = await paidPack(shop);
  const refund = () =>
    shop.stripe.refunds.create({ payment_intent: intent, amount: 100 }, { idempotencyKey: 'refund:pur_1' });
  assert.equal((await refund()).id, (await refund()).id);
  assert.equal((await shop.stripe.charges.retrieve(charge)).amount_refunded, 100);
});

test('money that has not come in cannot go back', async (t) => {
  const shop = await openShop(t);
  const session = await packSession(shop);
  const { payment_intent: intent } = shop.world.pay(session, { method: 'sepa' });
  await assert.rejects(
    shop.stripe.refunds.create({ payment_intent: intent ?? '' }),
    refusal(400, 'invalid_request_error', 'charge_not_refundable'),
  );
  await assert.rejects(shop.stripe.refunds.create({}), refusal(400, 'invalid_request_error'));
});

test('somebody refunds in the Dashboard, and the event has no request', async (t) => {
  const shop = await openShop(t);
  const { charge } = await paidPack(shop);
  shop.world.refund(charge, 250);
  const { data } = await shop.stripe.events.list({ type: 'charge.refunded' });
  assert.deepEqual([data.length, data[0]?.request?.id], [1, null]);
});

test('a dispute takes the money, and gives it back when it is won', async (t) => {
  const shop = await openShop(t);
  const { stripe, world } = shop;
  const { charge, intent } = await paidPack(shop);
  const before = world.state.events.size;
  const { id } = world.dispute(charge, { withdraw: false });
  assert.deepEqual((await stripe.disputes.retrieve(id)).balance_transactions, []);
  world.withdrawFunds({ id });
  await assert.rejects(stripe.refunds.create({ charge }), refusal(400, 'invalid_request_error', 'charge_disputed'));
  world.closeDispute({ id }, 'won');
  const [won] = (await stripe.disputes.list({ payment_intent: intent })).data;
  assert.deepEqual([won?.status, won?.balance_transactions.map(({ amount }) => amount)], ['won', [-500, 500]]);
  assert.deepEqual(eventTypes(world, before), [
    'charge.updated',
    'charge.dispute.created',
    'charge.dispute.funds_withdrawn',
    'charge.dispute.closed',
    'charge.dispute.funds_reinstated',
  ]);
  assert.throws(() => world.closeDispute({ id }, 'lost'), /won already/u);
});

test('a dispute that is lost keeps the money', async (t) => {
  const shop = await openShop(t);
  const { charge } = await paidPack(shop);
  shop.world.refund(charge, 100);
  const dispute = shop.world.dispute(charge);
  shop.world.closeDispute(dispute, 'lost');
  const lost = await shop.stripe.disputes.retrieve(dispute.id);
  assert.deepEqual([lost.status, lost.amount, lost.balance_transactions.length], ['lost', 400, 1]);
  assert.equal(eventTypes(shop.world).at(-1), 'charge.dispute.closed');
});

test('an early fraud warning is told and found by its charge', async (t) => {
  const shop = await openShop(t);
  const { charge, intent } = await paidPack(shop);
  const warning = shop.world.warnOfFraud(charge);
  const { data } = await shop.stripe.radar.earlyFraudWarnings.list({ charge });
  assert.deepEqual([data[0]?.id, data[0]?.actionable, data[0]?.payment_intent], [warning.id, true, intent]);
  assert.equal((await shop.stripe.radar.earlyFraudWarnings.retrieve(warning.id)).charge, charge);
  assert.equal(eventTypes(shop.world).at(-1), 'radar.early_fraud_warning.created');
});

test('an object of live mode says so', async (t) => {
  const shop = await openShop(t, { secretKey: 'sk_live_51EaselSimulator' });
  const session = await packSession(shop);
  assert.deepEqual([session.livemode, session.id.startsWith('cs_live_')], [true, true]);
});

async function paidPack(shop: Shop): Promise<{ intent: string; charge: string }> {
  const session = await packSession(shop);
  const { payment_intent: intent } = shop.world.pay(session);
  return { intent: intent ?? '', charge: shop.world.chargeOf(session).id };
}
