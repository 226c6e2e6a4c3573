// What a person is sent to: a checkout that asks for what was shown, made once however often it is wanted, and the portal.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { v7 as uuid } from 'uuid';
import type { AccountId, PurchaseId } from '../../src/core/domain/ids.ts';
import { productNamed, PRODUCTS, type Product } from '../../src/core/domain/products.ts';
import { clientOf } from '../sim/stripe-setup.ts';
import { openTill, PUBLIC_URL, saying, type Till } from './payments-rig.ts';

const pack = productNamed('pack-100') as Product;

function wish(till: Till, customerId: string, more: object = {}) {
  return {
    id: uuid() as PurchaseId,
    accountId: uuid() as AccountId,
    customerId,
    product: pack,
    locale: 'en' as const,
    expiresAt: new Date((till.world.clock.nowS() + 3_600) * 1000),
    ...more,
  };
}

describe('A checkout', () => {
  test('sells the pack at the price of our table, names the account by our id, and comes back to us', async (t) => {
    const till = await openTill(t);
    const { accountId, purchaseId, customerId, id, url } = await till.press('pack-500');
    const session = till.world.state.sessions.get(id);
    assert.ok(session);
    assert.equal(session.url, url);
    assert.deepEqual(
      [session.mode, session.amount_total, session.currency, session.customer],
      ['payment', 1990, 'eur', customerId],
    );
    assert.deepEqual([session.client_reference_id, session.metadata], [accountId, { purchase_id: purchaseId }]);
    assert.deepEqual([session.success_url, session.cancel_url], [`${PUBLIC_URL}/paid`, `${PUBLIC_URL}/cancelled`]);
    assert.equal(session.allow_promotion_codes, true);
    till.world.pay(session);
    assert.deepEqual(till.world.chargeOf(session).metadata, { purchase_id: purchaseId });
    assert.deepEqual(till.world.state.customers.get(customerId)?.metadata, { account: accountId });
  });

  test('for a plan carries the purchase on to the subscription', async (t) => {
    const till = await openTill(t);
    const { id, purchaseId } = await till.press('plan-basic');
    const { subscription } = till.world.pay({ id });
    const found = till.world.state.subscriptions.get(String(subscription));
    assert.deepEqual(found?.metadata, { purchase_id: purchaseId });
  });

  test('speaks the language of the person', async (t) => {
    const till = await openTill(t);
    const customer = await till.payments.customer(uuid() as AccountId, 'zh-CN', till.signal);
    const { sessionId } = await till.payments.openSession(wish(till, customer, { locale: 'zh-CN' }), till.signal);
    assert.equal(till.world.state.sessions.get(sessionId)?.locale, 'zh');
    assert.deepEqual(till.world.state.customers.get(customer)?.preferred_locales, ['zh-CN']);
  });

  test('is made once, although its answer was lost and it is asked for again', async (t) => {
    const till = await openTill(t);
    const customer = await till.payments.customer(uuid() as AccountId, 'en', till.signal);
    const wanted = wish(till, customer);
    till.world.faults.add({ method: 'POST', path: /checkout\/sessions$/, fault: { kind: 'reset', when: 'after' } });
    await assert.rejects(till.payments.openSession(wanted, till.signal), saying({ kind: 'backoff' }));
    const first = await till.payments.openSession(wanted, till.signal);
    assert.deepEqual(await till.payments.openSession(wanted, till.signal), first);
    assert.equal(till.world.state.sessions.size, 1);
  });

  test('asked for twice under one key with different wishes is refused, not sold', async (t) => {
    const till = await openTill(t);
    const customer = await till.payments.customer(uuid() as AccountId, 'en', till.signal);
    const wanted = wish(till, customer);
    await till.payments.openSession(wanted, till.signal);
    await assert.rejects(
      till.payments.openSession({ ...wanted, product: productNamed('pack-500') as Product }, till.signal),
      saying({ kind: 'refused', code: 'idempotency_error' }),
    );
  });

  test('while the same one is being made is to be waited for', async (t) => {
    const till = await openTill(t);
    const customer = await till.payments.customer(uuid() as AccountId, 'en', till.signal);
    const wanted = wish(till, customer);
    const open = till.world.holdRequests();
    const both = [1, 2].map(() => till.payments.openSession(wanted, till.signal));
    await till.world.until(() => till.world.waitingRequests === 2);
    open();
    const results = await Promise.allSettled(both);
    const made = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value.sessionId] : []));
    assert.ok(made.length >= 1);
    assert.equal(new Set(made).size, 1);
    assert.equal(till.world.state.sessions.size, 1);
    for (const result of results)
      if (result.status === 'rejected') assert.ok(saying({ kind: 'wait', afterMs: 2_000 })(result.reason));
  });

  test('is refused where nothing has been published, and where Stripe asks for another price than was shown', async (t) => {
    const till = await openTill(t, { empty: true });
    const customer = await till.payments.customer(uuid() as AccountId, 'en', till.signal);
    await assert.rejects(
      till.payments.openSession(wish(till, customer), till.signal),
      saying({ kind: 'refused', code: 'price-missing' }),
    );
    await till.payments.publish(PRODUCTS, PUBLIC_URL, till.signal);
    await assert.rejects(
      till.payments.openSession(wish(till, customer, { product: { ...pack, price: 10 } }), till.signal),
      saying({ kind: 'refused', code: 'price-differs' }),
    );
  });

  test('for a customer who is gone is refused', async (t) => {
    const till = await openTill(t);
    await assert.rejects(
      till.payments.openSession(wish(till, 'cus_gone'), till.signal),
      saying({ kind: 'refused', code: 'customer-missing' }),
    );
  });

  test('that nobody has paid is closed; one that is paid, closed or unknown is left alone', async (t) => {
    const till = await openTill(t);
    const [open, paid] = [await till.press('pack-100'), await till.press('pack-100')];
    till.world.pay(paid);
    for (const { id } of [open, open, paid]) await till.payments.expireSession(id, till.signal);
    await till.payments.expireSession('cs_test_unknown', till.signal);
    assert.equal(till.world.state.sessions.get(open.id)?.status, 'expired');
    assert.equal(till.world.state.sessions.get(paid.id)?.status, 'complete');
  });
});

describe('A customer', () => {
  test('is made once for an account, in whatever language it is asked for again', async (t) => {
    const till = await openTill(t);
    const account = uuid() as AccountId;
    till.world.faults.add({ method: 'POST', path: /customers$/, fault: { kind: 'reset', when: 'after' } });
    await assert.rejects(till.payments.customer(account, 'en', till.signal), saying({ kind: 'backoff' }));
    const customer = await till.payments.customer(account, 'zh-CN', till.signal);
    assert.equal(await till.payments.customer(account, 'en', till.signal), customer);
    assert.equal(till.world.state.customers.size, 1);
  });
});

test('A customer who was deleted at Stripe is still the one that was made for the account', async (t) => {
  const till = await openTill(t);
  const account = uuid() as AccountId;
  const customer = await till.payments.customer(account, 'en', till.signal);
  await clientOf(till.world).customers.del(customer);
  assert.equal(await till.payments.customer(account, 'en', till.signal), customer);
});

describe('The portal', () => {
  test('offers our plans, and a change costs and gives nothing before the next month', async (t) => {
    const till = await openTill(t);
    const { id, customerId } = await till.press('plan-basic');
    till.world.pay({ id });
    const portal = till.world.portal(await till.payments.portal(customerId, 'zh-CN', till.signal));
    assert.deepEqual([portal.session.locale, portal.session.return_url], ['zh', `${PUBLIC_URL}/back`]);
    assert.deepEqual(
      portal.plans.map(({ lookup_key: key }) => key),
      ['plan-basic', 'plan-pro'],
    );
    const [, pro] = portal.plans;
    const subscription = portal.changePlan(pro?.id ?? '');
    assert.equal(till.world.state.invoices.size, 1);
    assert.equal((await till.look('subscription', subscription.id))?.product, 'plan-pro');
  });

  test('is what the dashboard says before anything is published', async (t) => {
    const till = await openTill(t, { empty: true });
    const customer = await till.payments.customer(uuid() as AccountId, 'en', till.signal);
    assert.match(await till.payments.portal(customer, 'en', till.signal), /\/portal\//);
  });
});

test('A plan is ended at once, and one that has ended stays so', async (t) => {
  const till = await openTill(t);
  const { id } = await till.press('plan-basic');
  const subscription = String(till.world.pay({ id }).subscription);
  await till.payments.cancelSubscription(subscription, till.signal);
  await till.payments.cancelSubscription(subscription, till.signal);
  assert.equal((await till.look('subscription', subscription))?.status, 'canceled');
});
