// What others got wrong with money, each replayed under its name.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createCore } from '../../src/core/core.ts';
import { Refusal } from '../../src/core/domain/refusal.ts';
import { PaymentsError } from '../../src/core/payment-ports.ts';
import { PRICED } from '../support/core.ts';
import { accountOf, asking, creditsOf, imagine, refusedWith, wish, workOff } from '../support/people.ts';
import { bought, grantsOf, hear, noticesOf, openShop, press, settle, told, type Shop } from '../support/shop.ts';
import { clientOf } from '../sim/stripe-setup.ts';

const DAY_MS = 86_400_000;
const signal = new AbortController().signal;

/** The subscription behind a paid session, with its latest invoice. */
function planOf({ world }: Shop, sessionId: string): { id: string; invoice: string } {
  const id = String(world.state.sessions.get(sessionId)?.subscription);
  return { id, invoice: String(world.state.subscriptions.get(id)?.latest_invoice) };
}

async function later({ world, clock }: Shop, ms: number): Promise<void> {
  world.clock.advance(ms);
  clock.advance(ms);
}

describe('what others got wrong', () => {
  test('credited on every redelivery', async (t) => {
    const shop = await openShop(t);
    const { sessionId } = await press(shop, 'pack-100');
    shop.world.pay({ id: sessionId });
    assert.equal(await hear(shop, 'session', sessionId, 'evt_same'), 'heard');
    await settle(shop);
    assert.equal(await hear(shop, 'session', sessionId, 'evt_same'), 'heard-before');
    for (let again = 0; again < 3; again++) await told(shop, 'session', sessionId);
    await Promise.all([1, 2, 3].map(() => told(shop, 'session', sessionId)));
    assert.deepEqual(await creditsOf(shop), { available: 100, held: 0 });
    assert.equal((await noticesOf(shop)).length, 1);
  });

  test('deduplicated on the event id before crediting, so a crash lost the purchase', async (t) => {
    const shop = await openShop(t);
    const { sessionId } = await press(shop, 'pack-100');
    shop.world.pay({ id: sessionId });
    await hear(shop, 'session', sessionId, 'evt_lost');
    // Whoever settles dies twice: before looking, and with everything written but the commit.
    const dying = createCore({
      ...shop.ports,
      payments: { ...shop.payments, look: () => Promise.reject(new Error('died')) },
    });
    await dying.settleDue(signal);
    assert.deepEqual(await creditsOf(shop), { available: 0, held: 0 });
    const { store } = shop.ports;
    const lost = createCore({
      ...shop.ports,
      store: {
        ...store,
        transaction: (work) =>
          store.transaction(async (rows) => {
            await work(rows);
            throw new Error('died');
          }),
      },
    });
    await shop.database.pool.query('update settlement set due_at = now()');
    await lost.settleDue(signal);
    assert.deepEqual(await creditsOf(shop), { available: 0, held: 0 });
    assert.equal(await hear(shop, 'session', sessionId, 'evt_lost'), 'heard-before');
    await shop.database.pool.query('update settlement set due_at = now()');
    await settle(shop);
    assert.deepEqual(await creditsOf(shop), { available: 100, held: 0 });
  });

  test('pack credited by the session and again by invoice.paid', async (t) => {
    const shop = await openShop(t);
    const { sessionId } = await press(shop, 'pack-100');
    shop.world.pay({ id: sessionId });
    // A checkout that writes an invoice as well: the same money, under another name.
    const facts = {
      kind: 'invoice',
      id: 'in_receipt',
      customerId: await shop.store.customers.find(await accountOf(shop)),
      ofPlan: false,
      paid: true,
      trouble: null,
      total: { amount: 490, currency: 'eur' },
      periods: [],
      intentId: String(shop.world.state.sessions.get(sessionId)?.payment_intent),
      taxCountry: null,
      createdAt: shop.clock.now(),
      paidAt: shop.clock.now(),
    } as const;
    const look: Shop['payments']['look'] = async (ref, until) =>
      ref.kind === 'invoice' ? facts : shop.payments.look(ref, until);
    const both = { ...shop, core: createCore({ ...shop.ports, payments: { ...shop.payments, look } }) };
    await told(both, 'invoice', 'in_receipt');
    await told(both, 'session', sessionId);
    await told(both, 'invoice', 'in_receipt');
    assert.deepEqual(await creditsOf(shop), { available: 100, held: 0 });
  });

  test('seat change granted a month', async (t) => {
    const shop = await openShop(t);
    const plan = planOf(shop, await bought(shop, 'plan-basic'));
    await later(shop, 10 * DAY_MS);
    const item = shop.world.state.subscriptions.get(plan.id)?.items.data[0]?.id ?? '';
    const stripe = clientOf(shop.world);
    const items = [{ id: item, quantity: 3 }];
    await stripe.subscriptions.update(plan.id, { items, proration_behavior: 'always_invoice' });
    const change = planOf(shop, [...shop.world.state.sessions.keys()][0] ?? '').invoice;
    assert.notEqual(change, plan.invoice);
    await told(shop, 'subscription', plan.id);
    await told(shop, 'invoice', change);
    assert.deepEqual(await creditsOf(shop), { available: 300, held: 0 });
    // It is money nobody is owed credits for, and the next month has them.
    assert.equal((await shop.core.moneyHealth()).paidWithoutGrant, 0);
    await later(shop, 31 * DAY_MS);
    await told(shop, 'invoice', planOf(shop, [...shop.world.state.sessions.keys()][0] ?? '').invoice);
    const grants = Object.values(await grantsOf(shop, await accountOf(shop)));
    assert.deepEqual(
      grants.map(({ amount }) => amount).toSorted((a, b) => a - b),
      [300, 900],
    );
  });

  test('SEPA credited before it settled', async (t) => {
    const shop = await openShop(t);
    const [{ sessionId: good }, { sessionId: bad }] = [await press(shop, 'pack-100'), await press(shop, 'pack-500')];
    for (const id of [good, bad]) {
      shop.world.pay({ id }, { method: 'sepa' });
      await told(shop, 'session', id);
    }
    assert.deepEqual(await creditsOf(shop), { available: 0, held: 0 });
    await later(shop, 3 * DAY_MS);
    shop.world.settleBank({ id: good }, true);
    shop.world.settleBank({ id: bad }, false);
    for (const id of [good, bad]) await told(shop, 'session', id);
    assert.deepEqual(await creditsOf(shop), { available: 100, held: 0 });
    assert.deepEqual(
      (await noticesOf(shop)).map(({ about }) => about),
      ['payment-waits', 'payment-waits', 'credits-arrived', 'payment-failed'],
    );
  });

  test('two requests with one credit both ran', async (t) => {
    const shop = await openShop(t, { starterCredits: 1, catalogue: PRICED });
    const [ran, refused] = [[] as unknown[], [] as string[]];
    await shop.core.chat.welcome(asking());
    await Promise.all(
      Array.from({ length: 8 }, async () => {
        try {
          ran.push(await shop.core.chat.requestGeneration(asking(), wish('a fox')));
        } catch (error) {
          refused.push(error instanceof Refusal ? error.says.code : String(error));
        }
      }),
    );
    assert.deepEqual([ran.length, ...new Set(refused)], [1, 'credits-short']);
  });

  test('refund left the credits spendable', async (t) => {
    const shop = await openShop(t, { catalogue: PRICED });
    const sessionId = await bought(shop, 'pack-100');
    await imagine(shop, 'a fox', 4);
    await workOff(shop);
    const charge = shop.world.chargeOf({ id: sessionId }).id;
    shop.world.refund(charge, 245);
    await told(shop, 'charge', charge);
    assert.deepEqual(await creditsOf(shop), { available: 46, held: 0 });
    shop.world.refund(charge);
    await told(shop, 'charge', charge);
    const account = await accountOf(shop);
    assert.deepEqual(await shop.store.ledger.read(account), { available: 0, held: 0, debt: 4, frozen: false });
    await assert.rejects(imagine(shop, 'a fox'), refusedWith('credits-short'));
    assert.deepEqual((await noticesOf(shop)).at(-1), {
      about: 'refunded',
      money: { amount: 490, currency: 'eur' },
      credits: 100,
      debt: 4,
    });
    assert.deepEqual(await shop.core.verifyLedger(), []);
  });

  test('deletion of an old subscription wiped the new plan', async (t) => {
    const shop = await openShop(t);
    const old = planOf(shop, await bought(shop, 'plan-basic'));
    await clientOf(shop.world).subscriptions.cancel(old.id);
    // The news of its end is late: by then there is a new one.
    await later(shop, DAY_MS);
    await assert.rejects(press(shop, 'plan-pro'), refusedWith('plan-active'));
    await shop.database.pool.query(`update stripe_subscription set status = 'canceled' where id = $1`, [old.id]);
    await bought(shop, 'plan-pro');
    await told(shop, 'subscription', old.id);
    const answer = await shop.core.chat.balance(asking());
    assert.ok(answer.kind === 'balance');
    assert.equal(answer.plan?.product, 'plan-pro');
  });

  test('account deletion kept billing', async (t) => {
    const shop = await openShop(t);
    const plan = planOf(shop, await bought(shop, 'plan-basic'));
    const { sessionId } = await press(shop, 'pack-100');
    const account = await accountOf(shop);
    await shop.database.pool.query(`update account set state = 'erasing' where id = $1`, [account]);
    // Whatever is charged before the plan is cancelled is booked, and brings nothing back.
    await later(shop, 32 * DAY_MS);
    const renewal = String(shop.world.state.subscriptions.get(plan.id)?.latest_invoice);
    await told(shop, 'invoice', renewal);
    assert.deepEqual(Object.keys(await grantsOf(shop, account)).length, 1);
    const { rows } = await shop.database.pool.query('select account_id from payment where ref = $1', [
      `stripe:${renewal}`,
    ]);
    assert.deepEqual(rows, [{ account_id: null }]);
    assert.deepEqual(await shop.core.endBilling(account, signal), { plans: 1, links: 1 });
    assert.equal(shop.world.state.subscriptions.get(plan.id)?.status, 'canceled');
    assert.equal(shop.world.state.sessions.get(sessionId)?.status, 'expired');
    // Again, as after a crash.
    assert.deepEqual(await shop.core.endBilling(account, signal), { plans: 1, links: 1 });
    await later(shop, 32 * DAY_MS);
    assert.equal(String(shop.world.state.subscriptions.get(plan.id)?.latest_invoice), renewal);
  });
});

test('a provider that is away for a while delays the credits and loses none', async (t) => {
  const shop = await openShop(t);
  const { sessionId } = await press(shop, 'pack-100');
  shop.world.pay({ id: sessionId });
  await hear(shop, 'session', sessionId);
  const away = createCore({
    ...shop.ports,
    payments: { ...shop.payments, look: () => Promise.reject(new PaymentsError({ kind: 'backoff' })) },
  });
  assert.equal(await away.settleDue(signal), 1);
  // Not due again at once, and not as a fault: nobody of ours did anything wrong.
  assert.equal(await away.settleDue(signal), 0);
  assert.deepEqual(
    shop.logged.filter(({ event }) => event === 'fault'),
    [],
  );
  await shop.database.pool.query('update settlement set due_at = now()');
  await settle(shop);
  assert.deepEqual(await creditsOf(shop), { available: 100, held: 0 });
});
