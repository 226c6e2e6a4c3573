// Reconciliation: what no event has told is found by looking, said aloud, and found only once.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createCore } from '../../../src/core/core.ts';
import { GRANT_PRIORITY } from '../../../src/core/domain/products.ts';
import { PaymentsError } from '../../../src/core/payment-ports.ts';
import { accountOf, asking, creditsOf, workOff } from '../../support/people.ts';
import { bought, hear, noticesOf, openShop, press, type Shop } from '../../support/shop.ts';

const HOUR_MS = 3_600_000;

function alarms({ logged }: Shop): string[] {
  return logged.flatMap((event) => (event.event === 'money-alarm' ? [`${event.about} ${event.object}`] : []));
}

describe('a reconciliation', () => {
  test('grants what was paid and never heard of, tells who bought it, and alarms', async (t) => {
    const shop = await openShop(t);
    const { sessionId } = await press(shop, 'pack-100');
    shop.world.pay({ id: sessionId });
    const account = await shop.core.reconcile({ since: null });
    assert.equal(account.paidWithoutGrant, 1);
    assert.deepEqual(
      account.mended.map(({ kind, what }) => `${kind} ${what}`),
      ['session purchase', 'session booked', 'session granted'],
    );
    assert.deepEqual(alarms(shop), [`paid-without-grant ${sessionId}`]);
    assert.deepEqual(await creditsOf(shop), { available: 100, held: 0 });
    assert.equal((await noticesOf(shop)).length, 1);
    const again = await shop.core.reconcile({ since: null });
    assert.deepEqual([again.objects, again.mended], [1, []]);
    await workOff(shop);
    assert.equal(shop.chat.sent.length, 1);
  });

  test('is quiet about what an event has told a moment ago', async (t) => {
    const shop = await openShop(t);
    const { sessionId } = await press(shop, 'pack-100');
    shop.world.pay({ id: sessionId });
    await hear(shop, 'session', sessionId);
    const account = await shop.core.reconcile({ since: null });
    assert.deepEqual([account.paidWithoutGrant, alarms(shop)], [0, []]);
    assert.equal((await shop.core.moneyHealth()).oldestInboxSeconds, 0);
  });

  test('freezes credits that no money stands behind, and says which', async (t) => {
    const shop = await openShop(t);
    const paid = await bought(shop, 'pack-100');
    const { sessionId: unpaid } = await press(shop, 'pack-500', 'bob');
    for (const [user, sourceRef, source] of [
      ['eve', 'stripe:cs_test_invented', 'pack'],
      ['bob', `stripe:${unpaid}`, 'pack'],
      ['mia', 'stripe:plan:sub_invented:1', 'plan'],
    ] as const) {
      await shop.core.chat.welcome(asking(user));
      const account = await accountOf(shop, user);
      const grant = { amount: 9, source, sourceRef, priority: GRANT_PRIORITY.pack, expiresAt: null };
      await shop.store.transaction((rows) => shop.ledger.grant(rows, account, grant));
    }
    assert.equal((await shop.core.moneyHealth()).driftRows, 3);
    const account = await shop.core.reconcile({ since: null });
    assert.equal(account.grantWithoutPayment, 3);
    assert.equal(alarms(shop).length, 3);
    for (const user of ['eve', 'bob', 'mia'])
      assert.equal((await shop.store.ledger.read(await accountOf(shop, user))).frozen, true, user);
    assert.equal((await shop.store.ledger.read(await accountOf(shop))).frozen, false, paid);
    assert.equal((await shop.core.reconcile({ since: null })).grantWithoutPayment, 0);
  });

  test('freezes nobody while the provider does not answer', async (t) => {
    const shop = await openShop(t);
    await bought(shop, 'pack-100');
    const away = createCore({
      ...shop.ports,
      payments: { ...shop.payments, look: () => Promise.reject(new PaymentsError({ kind: 'backoff' })) },
    });
    const account = await away.reconcile({ since: null });
    assert.deepEqual([account.failed, account.grantWithoutPayment], [2, 0]);
    assert.equal((await shop.store.ledger.read(await accountOf(shop))).frozen, false);
  });

  test('settles what it could list and looks at Stars before it says that a list was refused', async (t) => {
    const shop = await openShop(t);
    const { sessionId } = await press(shop, 'pack-100');
    shop.world.pay({ id: sessionId });
    const refused = new PaymentsError({ kind: 'refused', code: 'more_permissions_required' });
    let starsListed = 0;
    const core = createCore({
      ...shop.ports,
      payments: {
        ...shop.payments,
        async *changedSince() {
          yield { kind: 'session', id: sessionId };
          throw refused;
        },
      },
      stars: {
        refund: () => Promise.resolve('unknown-charge'),
        async *transactionsSince() {
          starsListed += 1;
          yield* [];
        },
      },
    });
    await assert.rejects(core.reconcile({ since: null }), refused);
    assert.deepEqual([await creditsOf(shop), starsListed], [{ available: 100, held: 0 }, 1]);
    assert.equal(await shop.store.reconciliations.lastStart(0), null);
  });

  test('looks back to where the last one began and two days more, and once a month over the whole month', async (t) => {
    const shop = await openShop(t);
    const days = (since: Date): number => Math.round((shop.clock.now().getTime() - since.getTime()) / (24 * HOUR_MS));
    assert.equal(days((await shop.core.reconcile({ since: null })).since), 31);
    assert.equal(days((await shop.core.reconcileDue()).since), 35);
    shop.clock.advance(24 * HOUR_MS);
    assert.equal(days((await shop.core.reconcileDue()).since), 3);
    shop.clock.advance(30 * 24 * HOUR_MS);
    assert.equal(days((await shop.core.reconcileDue()).since), 35);
  });

  test('takes no short look by hand for one that has covered the days before', async (t) => {
    const shop = await openShop(t);
    const { startedAt } = await shop.core.reconcile({ since: null });
    shop.clock.advance(10 * 24 * HOUR_MS);
    await shop.core.reconcile({ since: new Date(shop.clock.now().getTime() - HOUR_MS) });
    const { since } = await shop.core.reconcile({ since: null });
    assert.equal(startedAt.getTime() - since.getTime(), 48 * HOUR_MS);
  });
});
