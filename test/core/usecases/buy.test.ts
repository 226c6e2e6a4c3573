// Buying: a press, a link, money, credits, and what people are told on the way.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createCore } from '../../../src/core/core.ts';
import { PaymentsError } from '../../../src/core/payment-ports.ts';
import { clientOf } from '../../sim/stripe-setup.ts';
import { accountOf, asking, creditsOf, refusedWith, shown, workOff } from '../../support/people.ts';
import { bought, noticesOf, openShop, press, sessionOf, told } from '../../support/shop.ts';

const MINUTE_MS = 60_000;

describe('a pack', () => {
  test('is a link, and once it is paid its credits are there and its buyer is told', async (t) => {
    const shop = await openShop(t);
    const { view, sessionId } = await press(shop, 'pack-100');
    assert.equal(view.state, 'open');
    assert.match(view.url ?? '', /^http/);
    shop.world.pay({ id: sessionId });
    await told(shop, 'session', sessionId);
    assert.deepEqual(await creditsOf(shop), { available: 100, held: 0 });
    assert.deepEqual(await noticesOf(shop), [
      { about: 'credits-arrived', credits: 100, product: 'pack-100', available: 100 },
    ]);
    await workOff(shop);
    const states = shop.chat.notes.map(({ view }) => (view.kind === 'purchase' ? view.state : view.kind));
    assert.deepEqual(states.toSorted(), ['notice', 'paid']);
    assert.deepEqual(await shop.core.verifyLedger(), []);
  });

  test('that a code makes free is granted like any other', async (t) => {
    const shop = await openShop(t);
    shop.world.offer({ code: 'FREE', percentOff: 100 });
    const { sessionId } = await press(shop, 'pack-500');
    shop.world.pay({ id: sessionId }, { code: 'FREE' });
    await told(shop, 'session', sessionId);
    assert.deepEqual(await creditsOf(shop), { available: 500, held: 0 });
  });

  test('keeps its promise when the table of products has changed since', async (t) => {
    const shop = await openShop(t);
    const { sessionId, view } = await press(shop, 'pack-100');
    await shop.database.pool.query('update purchase set credits = 120 where id = $1', [view.id]);
    shop.world.pay({ id: sessionId });
    await told(shop, 'session', sessionId);
    assert.deepEqual(await creditsOf(shop), { available: 120, held: 0 });
  });
});

describe('a link', () => {
  test('is the same one for two presses at once', async (t) => {
    const shop = await openShop(t);
    await shop.core.chat.welcome(asking());
    const [first, second] = await Promise.all([press(shop, 'pack-100'), press(shop, 'pack-100')]);
    assert.equal(first.view.id, second.view.id);
    assert.equal(first.view.url, second.view.url);
    assert.equal(shop.world.state.sessions.size, 1);
    assert.equal(shop.world.state.customers.size, 1);
  });

  test('is answered again while it is open, and every message of it says what became of it', async (t) => {
    const shop = await openShop(t);
    const first = await press(shop, 'pack-100');
    const second = await press(shop, 'pack-100');
    assert.equal(first.sessionId, second.sessionId);
    assert.notEqual(first.deliveryId, second.deliveryId);
    shop.world.pay({ id: first.sessionId });
    await told(shop, 'session', first.sessionId);
    await workOff(shop);
    const brought = shop.chat.notes.filter(({ view }) => view.kind === 'purchase').map(({ delivery }) => delivery.id);
    assert.deepEqual(new Set(brought), new Set([first.deliveryId, second.deliveryId]));
    assert.equal(brought.length, 2);
  });

  test('that runs out says so, and the next press gives another', async (t) => {
    const shop = await openShop(t);
    const first = await press(shop, 'pack-100');
    for (const clock of [shop.clock, shop.world.clock]) clock.advance(46 * MINUTE_MS);
    assert.equal(await shop.core.expirePurchases(), 1);
    assert.equal(await shop.core.expirePurchases(), 0);
    await workOff(shop);
    const [note] = shop.chat.notes;
    assert.ok(note?.view.kind === 'purchase');
    assert.deepEqual([note.view.state, note.view.url], ['expired', null]);
    const second = await press(shop, 'pack-100');
    assert.notEqual(second.view.id, first.view.id);
    // Stripe says the same later, of the first one.
    await told(shop, 'session', first.sessionId);
    assert.equal((await shop.store.purchases.find(second.view.id))?.state, 'open');
  });

  test('that was paid in its last second is paid, although our clock had closed it', async (t) => {
    const shop = await openShop(t);
    const { sessionId, view } = await press(shop, 'pack-100');
    shop.clock.advance(46 * MINUTE_MS);
    await shop.core.expirePurchases();
    await workOff(shop);
    shop.world.pay({ id: sessionId });
    await told(shop, 'session', sessionId);
    await workOff(shop);
    assert.equal((await shop.store.purchases.find(view.id))?.state, 'paid');
    assert.deepEqual(await creditsOf(shop), { available: 100, held: 0 });
    const states = shop.chat.notes.flatMap(({ view }) => (view.kind === 'purchase' ? [view.state] : []));
    assert.deepEqual(states, ['expired', 'paid']);
  });
});

test('of two links to plans the older one is closed, so that nobody pays both', async (t) => {
  const shop = await openShop(t);
  const basic = await press(shop, 'plan-basic');
  await press(shop, 'pack-100');
  const pro = await press(shop, 'plan-pro');
  const statusOf = (id: string) => shop.world.state.sessions.get(id)?.status;
  assert.deepEqual([statusOf(basic.sessionId), statusOf(pro.sessionId)], ['expired', 'open']);
  assert.equal((await shop.store.purchases.find(basic.view.id))?.state, 'expired');
  assert.equal([...shop.world.state.sessions.values()].filter(({ status }) => status === 'open').length, 2);
});

test('a plan that is paid, and that we have not heard of yet, keeps a second plan from being sold beside it', async (t) => {
  const shop = await openShop(t);
  const basic = await press(shop, 'plan-basic');
  shop.world.pay({ id: basic.sessionId });
  await assert.rejects(press(shop, 'plan-pro'), refusedWith('plan-active'));
  assert.equal((await shop.store.purchases.find(basic.view.id))?.state, 'paid');
  assert.deepEqual(await shop.store.purchases.unfinished(await accountOf(shop)), []);
  assert.equal(shop.world.state.sessions.size, 1);
});

test('whose customer somebody has deleted at Stripe can buy again, as a new one', async (t) => {
  const shop = await openShop(t);
  const first = await press(shop, 'pack-100');
  const customer = String(shop.world.state.sessions.get(first.sessionId)?.customer);
  for (const clock of [shop.world.clock, shop.clock]) clock.advance(25 * 60 * MINUTE_MS);
  await clientOf(shop.world).customers.del(customer);
  await assert.rejects(press(shop, 'pack-500'), refusedWith('payments-unavailable'));
  const { sessionId } = await press(shop, 'pack-500');
  assert.notEqual(shop.world.state.sessions.get(sessionId)?.customer, customer);
  shop.world.pay({ id: sessionId });
  await told(shop, 'session', sessionId);
  assert.deepEqual(await creditsOf(shop), { available: 500, held: 0 });
});

describe('a press is refused', () => {
  test('when there is too much hurry, and not any more an hour later', async (t) => {
    const shop = await openShop(t);
    for (let at = 0; at < 10; at++) {
      await press(shop, 'pack-100');
      await shop.database.pool.query(`update purchase set state = 'expired' where state = 'open'`);
    }
    await assert.rejects(press(shop, 'pack-100'), refusedWith('buy-too-often'));
    for (const clock of [shop.clock, shop.world.clock]) clock.advance(61 * MINUTE_MS);
    await press(shop, 'pack-100');
  });

  test('after five packs in a day', async (t) => {
    const shop = await openShop(t);
    for (let at = 0; at < 5; at++) await bought(shop, 'pack-100');
    await assert.rejects(press(shop, 'pack-500'), refusedWith('buy-too-often'));
    await press(shop, 'plan-basic');
  });

  test('for what is not sold, where nothing is sold, and while the account is frozen', async (t) => {
    const shop = await openShop(t);
    await shop.core.chat.welcome(asking());
    await assert.rejects(press(shop, 'pack-7'), refusedWith('product-unknown'));
    const closed = createCore({ ...shop.ports, rails: { discord: [], telegram: [] } });
    await assert.rejects(closed.chat.buy(asking(), 'pack-100'), refusedWith('payments-off'));
    await assert.rejects(closed.chat.shop(asking()), refusedWith('payments-off'));
    const account = await accountOf(shop);
    await shop.store.transaction((rows) => shop.ledger.freeze(rows, account, { ref: 'x', reason: 'operator' }));
    await assert.rejects(press(shop, 'pack-100'), refusedWith('account-frozen'));
    // What is there can still be looked at, and a human asked.
    const answer = await shop.core.chat.balance(asking());
    assert.deepEqual(answer.kind === 'balance' && answer.frozen, ['operator']);
    assert.equal((await shop.core.chat.openTicket(asking(), 'Why?')).kind, 'ticket');
  });

  test('for a second plan while there is one', async (t) => {
    const shop = await openShop(t);
    await bought(shop, 'plan-basic');
    assert.deepEqual(await creditsOf(shop), { available: 300, held: 0 });
    await assert.rejects(press(shop, 'plan-pro'), refusedWith('plan-active'));
    const answer = await shop.core.chat.shop(asking());
    assert.deepEqual(answer.kind === 'shop' && answer.plan?.product, 'plan-basic');
  });
});

describe('a provider', () => {
  test('that cannot be reached leaves the fate open, and the next press asks for the very same session', async (t) => {
    const shop = await openShop(t);
    let lost = 0;
    const flaky = createCore({
      ...shop.ports,
      payments: {
        ...shop.payments,
        // The session is made, and the answer never arrives.
        async openSession(purchase, signal) {
          await shop.payments.openSession(purchase, signal);
          lost++;
          throw new PaymentsError({ kind: 'backoff' });
        },
      },
    });
    await assert.rejects(flaky.chat.buy(asking(), 'pack-100'), refusedWith('payments-unavailable'));
    assert.ok(lost > 1, 'a person is worth a second try');
    const { sessionId } = await press(shop, 'pack-100');
    assert.deepEqual([...shop.world.state.sessions.keys()], [sessionId]);
  });

  test('that refuses is an alarm, and the next press begins anew', async (t) => {
    const shop = await openShop(t);
    const refusing = createCore({
      ...shop.ports,
      payments: {
        ...shop.payments,
        openSession: () => Promise.reject(new PaymentsError({ kind: 'refused', code: 'price-missing' })),
      },
    });
    await assert.rejects(refusing.chat.buy(asking(), 'pack-100'), refusedWith('payments-unavailable'));
    const alarm = shop.logged.find((event) => event.event === 'money-alarm');
    assert.equal(alarm?.about, 'provider-refused');
    await press(shop, 'pack-100');
  });

  test('shows invoices and card only to whoever has bought', async (t) => {
    const shop = await openShop(t);
    await assert.rejects(shop.core.chat.billing(asking()), refusedWith('nothing-bought'));
    await bought(shop, 'pack-100');
    const answer = await shop.core.chat.billing(asking());
    assert.ok(answer.kind === 'billing');
    assert.equal(shop.world.portal(answer.url).subscriptions.length, 0);
  });
});

test('a press that is repeated by the platform makes no second purchase', async (t) => {
  const shop = await openShop(t);
  const ask = asking();
  const first = await shown(shop, shop.core.chat.buy(ask, 'pack-100'));
  assert.equal((await shop.core.chat.buy(ask, 'pack-100')).kind, 'repeated');
  assert.ok(await sessionOf(shop, first.view.id));
});
