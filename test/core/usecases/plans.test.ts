// Plans: months that are granted as they are paid, and what people are told when something about them changes.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createCore } from '../../../src/core/core.ts';
import { clientOf } from '../../sim/stripe-setup.ts';
import { accountOf, asking } from '../../support/people.ts';
import { bought, grantsOf, noticesOf, openShop, told, type Shop } from '../../support/shop.ts';

const DAY_MS = 86_400_000;

/** A shop with one plan, its id, and a way to let time pass and hear of everything that happened. */
async function planned(shop: Shop, product = 'plan-basic') {
  const session = await bought(shop, product);
  const id = String(shop.world.state.sessions.get(session)?.subscription);
  const customer = String(shop.world.state.sessions.get(session)?.customer);
  return {
    id,
    customer,
    async later(days: number): Promise<void> {
      for (const clock of [shop.world.clock, shop.clock]) clock.advance(days * DAY_MS);
      await told(shop, 'subscription', id);
      const invoices = [...shop.world.state.invoices.values()];
      for (const invoice of invoices) await told(shop, 'invoice', invoice.id);
    },
  };
}

async function planOf(shop: Shop) {
  const answer = await shop.core.chat.balance(asking());
  assert.ok(answer.kind === 'balance');
  return answer;
}

describe('a plan', () => {
  test('grants each month once, and each ends three days after its month', async (t) => {
    const shop = await openShop(t);
    const plan = await planned(shop);
    for (const days of [31, 31, 3]) await plan.later(days);
    const grants = await grantsOf(shop, await accountOf(shop));
    assert.deepEqual(
      Object.values(grants).map(({ amount }) => amount),
      [300, 300, 300],
    );
    await shop.core.expireCredits();
    const { available, expiring, movements, plan: active } = await planOf(shop);
    assert.equal(available, 300);
    assert.equal(active?.product, 'plan-basic');
    const [ends] = expiring;
    assert.equal(ends?.credits, 300);
    assert.equal(ends?.at.getTime(), (active?.renewsAt?.getTime() ?? 0) + 3 * DAY_MS);
    assert.deepEqual(
      movements.slice(0, 2).map(({ what, credits }) => [what, credits]),
      [
        ['expiry', -600],
        ['plan', 300],
      ],
    );
    assert.deepEqual(await shop.core.verifyLedger(), []);
  });

  test('that will end says when, and that has ended says so', async (t) => {
    const shop = await openShop(t);
    const plan = await planned(shop);
    await clientOf(shop.world).subscriptions.update(plan.id, { cancel_at_period_end: true });
    await plan.later(0);
    const { plan: active } = await planOf(shop);
    assert.deepEqual([active?.renewsAt, active?.endsAt === null], [null, false]);
    await plan.later(32);
    assert.equal((await planOf(shop)).plan, null);
    const about = (await noticesOf(shop)).map((notice) => notice.about);
    assert.deepEqual(about, ['credits-arrived', 'plan-ends', 'plan-ended']);
  });

  test('that ended with a customer who was deleted has ended here, although the customer is forgotten', async (t) => {
    const shop = await openShop(t);
    const plan = await planned(shop);
    await clientOf(shop.world).customers.del(plan.customer);
    await shop.store.customers.lost(await accountOf(shop), plan.customer);
    await plan.later(0);
    assert.equal((await planOf(shop)).plan, null);
  });

  test('that is changed says to what, and gives its months from then on', async (t) => {
    const shop = await openShop(t);
    const plan = await planned(shop);
    const billing = await shop.core.chat.billing(asking());
    assert.ok(billing.kind === 'billing');
    const pro = [...shop.world.state.prices.values()].find(({ lookup_key: key }) => key === 'plan-pro');
    shop.world.portal(billing.url).changePlan(pro?.id ?? '');
    await plan.later(0);
    assert.equal((await planOf(shop)).plan?.product, 'plan-pro');
    assert.deepEqual((await noticesOf(shop)).at(-1), { about: 'plan-changed', product: 'plan-pro' });
    await plan.later(31);
    const amounts = Object.values(await grantsOf(shop, await accountOf(shop))).map(({ amount }) => amount);
    assert.deepEqual(amounts, [300, 1_500]);
  });

  test('whose renewal is refused says so once, and is granted when the card works again', async (t) => {
    const shop = await openShop(t);
    const plan = await planned(shop);
    shop.world.breakCard(plan.customer);
    await plan.later(31);
    await plan.later(1);
    assert.equal((await planOf(shop)).plan?.pastDue, true);
    const failures = (await noticesOf(shop)).filter(({ about }) => about === 'renewal-failed');
    assert.deepEqual(failures, [{ about: 'renewal-failed', product: 'plan-basic' }]);
    shop.world.breakCard(plan.customer, false);
    await plan.later(4);
    assert.equal((await planOf(shop)).plan?.pastDue, false);
    assert.equal(Object.keys(await grantsOf(shop, await accountOf(shop))).length, 2);
  });

  test('of which a month is paid for when it is long over gives that month from its payment', async (t) => {
    const shop = await openShop(t);
    const plan = await planned(shop);
    shop.world.breakCard(plan.customer);
    await plan.later(31);
    const late = String(shop.world.state.subscriptions.get(plan.id)?.latest_invoice);
    await plan.later(40);
    // Somebody pays it at last, by a link in a letter of Stripe's.
    const look: Shop['payments']['look'] = async (ref, signal) => {
      const facts = await shop.payments.look(ref, signal);
      const isIt = facts?.kind === 'invoice' && facts.id === late;
      return isIt ? { ...facts, paid: true, trouble: null, paidAt: shop.clock.now() } : facts;
    };
    const core = createCore({ ...shop.ports, payments: { ...shop.payments, look } });
    await told({ ...shop, core }, 'invoice', late);
    await core.expireCredits();
    const { available, expiring } = await planOf(shop);
    const lasts = expiring.map(({ at }) => Math.round((at.getTime() - shop.clock.now().getTime()) / DAY_MS));
    assert.deepEqual([available, lasts], [300, [31]]);
  });

  test('of which a month is refunded loses that month', async (t) => {
    const shop = await openShop(t);
    const plan = await planned(shop);
    await plan.later(31);
    const invoice = String(shop.world.state.subscriptions.get(plan.id)?.latest_invoice);
    const charge = shop.world.chargeOf({ id: invoice }).id;
    shop.world.refund(charge);
    await told(shop, 'charge', charge);
    const clawed = Object.values(await grantsOf(shop, await accountOf(shop))).map((grant) => grant.clawed);
    assert.deepEqual(clawed, [0, 300]);
  });
});
