// What Stripe says of plans in our words: their invoices and subscriptions, read by the real client.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { DAY_MS, openTill, paidPlan } from './payments-rig.ts';

describe('An invoice', () => {
  test('that is paid tells the month it pays for', async (t) => {
    const till = await openTill(t);
    const { invoice, subscription, customerId } = await paidPlan(till);
    const facts = await till.look('invoice', invoice);
    const [item] = till.world.state.subscriptions.get(subscription)?.items.data ?? [];
    assert.deepEqual([facts?.paid, facts?.trouble, facts?.customerId], [true, null, customerId]);
    assert.deepEqual(facts?.total, { amount: 990, currency: 'eur' });
    assert.match(facts?.intentId ?? '', /^pi_/);
    assert.deepEqual(facts?.periods, [
      {
        subscriptionId: subscription,
        product: 'plan-basic',
        quantity: 1,
        start: new Date((item?.current_period_start ?? 0) * 1000),
        end: new Date((item?.current_period_end ?? 0) * 1000),
      },
    ]);
  });

  test('of a change of seats in the middle of a month is no month', async (t) => {
    const till = await openTill(t);
    const { subscription, customerId } = await paidPlan(till);
    till.world.clock.advance(10 * DAY_MS);
    const portal = till.world.portal(await till.payments.portal(customerId, 'en', till.signal));
    const [basic] = portal.plans;
    portal.changePlan(basic?.id ?? '', { quantity: 5, proration: 'always_invoice' });
    const change = [...till.world.state.invoices.values()].at(-1);
    const facts = await till.look('invoice', change?.id ?? '');
    assert.deepEqual([facts?.paid, facts?.periods], [true, []]);
    assert.equal((await till.look('subscription', subscription))?.quantity, 5);
  });

  test('of a renewal with a change of seats that waited is one month for all seats', async (t) => {
    const till = await openTill(t);
    const { customerId } = await paidPlan(till);
    till.world.clock.advance(10 * DAY_MS);
    const portal = till.world.portal(await till.payments.portal(customerId, 'en', till.signal));
    portal.changePlan(portal.plans[0]?.id ?? '', { quantity: 3, proration: 'create_prorations' });
    till.world.clock.advance(25 * DAY_MS);
    const renewal = [...till.world.state.invoices.values()].at(-1);
    assert.equal(renewal?.lines.data.length, 3);
    const facts = await till.look('invoice', renewal?.id ?? '');
    assert.deepEqual(
      facts?.periods.map(({ product, quantity }) => [product, quantity]),
      [['plan-basic', 3]],
    );
  });

  test('of a price that is found out to be ours later names its plan from then on', async (t) => {
    const till = await openTill(t);
    const { invoice } = await paidPlan(till);
    const prices = [...till.world.state.prices.values()].filter(({ lookup_key: key }) => key?.startsWith('plan-'));
    const kept = prices.map((price) => ({ price, lookup_key: price.lookup_key, metadata: price.metadata }));
    for (const price of prices) Object.assign(price, { lookup_key: null, metadata: {} });
    assert.equal((await till.look('invoice', invoice))?.periods[0]?.product, null);
    for (const { price, ...was } of kept) Object.assign(price, was);
    assert.match((await till.look('invoice', invoice))?.periods[0]?.product ?? '', /^plan-/);
  });

  test('with a card that is refused is in trouble, and one that a bank looks at waits', async (t) => {
    const till = await openTill(t);
    const card = await paidPlan(till);
    const debit = await paidPlan(till, { method: 'sepa' });
    const waiting = await till.look('invoice', debit.invoice);
    assert.deepEqual([waiting?.paid, waiting?.trouble], [false, 'waiting']);
    till.world.settleBank({ id: debit.invoice }, true);
    till.world.breakCard(card.customerId);
    till.world.clock.advance(31 * DAY_MS + 7_200_000);
    const renewal = [...till.world.state.invoices.values()].find(
      ({ customer, id }) => customer === card.customerId && id !== card.invoice,
    );
    const refused = await till.look('invoice', renewal?.id ?? '');
    assert.deepEqual([refused?.paid, refused?.trouble, refused?.total.amount], [false, 'refused', 990]);
    assert.equal((await till.look('subscription', card.subscription))?.status, 'past_due');
  });

  test('of more lines than Stripe tells at once is read to its end', async (t) => {
    const till = await openTill(t);
    const { invoice } = await paidPlan(till);
    const kept = till.world.state.invoices.get(invoice);
    const [line] = kept?.lines.data ?? [];
    assert.ok(kept && line);
    kept.lines.data.push(...Array.from({ length: 120 }, (_, index) => ({ ...line, id: `il_${index}` })));
    kept.lines.has_more = true;
    const told = kept.lines.data.length;
    assert.equal((await till.look('invoice', invoice))?.periods.length, told);
  });
});

describe('A subscription', () => {
  test('tells its plan, its month and when it ends', async (t) => {
    const till = await openTill(t);
    const { subscription, customerId } = await paidPlan(till, {}, 'plan-pro');
    const before = await till.look('subscription', subscription);
    assert.deepEqual(
      [before?.status, before?.product, before?.quantity, before?.customerId, before?.cancelsAt],
      ['active', 'plan-pro', 1, customerId, null],
    );
    till.world.portal(await till.payments.portal(customerId, 'en', till.signal)).cancel();
    const after = await till.look('subscription', subscription);
    assert.deepEqual([after?.status, after?.cancelsAt], ['active', before?.currentPeriodEnd]);
  });
});
