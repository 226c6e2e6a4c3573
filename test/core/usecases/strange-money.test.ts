// Money that is not as it ought to be: of nobody, for nothing we sell, or of somebody else.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createCore } from '../../../src/core/core.ts';
import { accountOf, asking, creditsOf } from '../../support/people.ts';
import { bought, hear, noticesOf, openShop, press, settle, told, type Shop } from '../../support/shop.ts';

describe('money', () => {
  test('for a price that is not ours is booked, alarmed, and granted once the table knows it', async (t) => {
    const shop = await openShop(t);
    const { sessionId } = await press(shop, 'pack-100');
    shop.world.pay({ id: sessionId });
    const unknown = createCore({
      ...shop.ports,
      payments: {
        ...shop.payments,
        async look(ref, signal) {
          const facts = await shop.payments.look(ref, signal);
          return facts?.kind === 'session' ? { ...facts, product: null } : facts;
        },
      },
    });
    await told({ ...shop, core: unknown }, 'session', sessionId);
    assert.deepEqual(await creditsOf(shop), { available: 0, held: 0 });
    assert.deepEqual(
      shop.logged.flatMap((event) => (event.event === 'money-alarm' ? [event.about] : [])),
      ['unknown-price'],
    );
    assert.equal((await shop.core.moneyHealth()).paidWithoutGrant, 1);
    await told(shop, 'session', sessionId);
    assert.deepEqual(await creditsOf(shop), { available: 100, held: 0 });
    assert.equal((await shop.core.moneyHealth()).paidWithoutGrant, 0);
  });

  test('of an account that is gone is booked under its receipt and resurrects nothing', async (t) => {
    const shop = await openShop(t);
    const { sessionId } = await press(shop, 'pack-100');
    const account = await accountOf(shop);
    await shop.database.pool.query(`update account set state = 'erasing' where id = $1`, [account]);
    shop.world.pay({ id: sessionId });
    await told(shop, 'session', sessionId);
    const { rows } = await shop.database.pool.query('select ref, account_id, credits::int from payment');
    assert.deepEqual(rows, [{ ref: `stripe:${sessionId}`, account_id: null, credits: 100 }]);
    assert.deepEqual(await creditsOf(shop), { available: 0, held: 0 });
    const charge = shop.world.chargeOf({ id: sessionId }).id;
    shop.world.refund(charge);
    await told(shop, 'charge', charge);
    const dispute = shop.world.warnOfFraud(charge);
    await told(shop, 'warning', dispute.id);
    assert.equal((await shop.core.moneyHealth()).paidWithoutGrant, 0);
    assert.deepEqual(await noticesOf(shop), []);
  });

  test('of somebody else who shares the Stripe account is none of ours', async (t) => {
    const shop = await openShop(t);
    await shop.core.chat.welcome(asking());
    await hear(shop, 'session', 'cs_test_nowhere');
    await hear(shop, 'charge', 'ch_nowhere');
    await settle(shop);
    assert.equal((await shop.database.pool.query('select from payment')).rows.length, 0);
    assert.equal((await shop.core.moneyHealth()).oldestInboxSeconds, 0);
  });

  test('of which the intent becomes known only later goes back all the same when it is refunded', async (t) => {
    const shop = await openShop(t);
    const { sessionId } = await press(shop, 'pack-100');
    shop.world.pay({ id: sessionId });
    const look: Shop['payments']['look'] = async (ref, signal) => {
      const facts = await shop.payments.look(ref, signal);
      return facts?.kind === 'session' ? { ...facts, intentId: null } : facts;
    };
    const early = createCore({ ...shop.ports, payments: { ...shop.payments, look } });
    await told({ ...shop, core: early }, 'session', sessionId);
    const charge = shop.world.chargeOf({ id: sessionId }).id;
    shop.world.refund(charge);
    await told(shop, 'charge', charge);
    assert.deepEqual(await creditsOf(shop), { available: 0, held: 0 });
  });

  test('names nobody in any table but the provider’s ids and a country', async (t) => {
    const shop = await openShop(t);
    const sessionId = await bought(shop, 'pack-100');
    const details = shop.world.state.sessions.get(sessionId)?.customer_details;
    const { rows } = await shop.database.pool.query<{ all: string }>(
      `select (select jsonb_agg(to_jsonb(p)) from payment p)::text || (select jsonb_agg(to_jsonb(i)) from stripe_inbox i)::text as all`,
    );
    for (const secret of [details?.email, details?.name, details?.address?.line1, details?.address?.postal_code])
      assert.ok(secret && !rows[0]?.all.includes(secret), `${secret} was kept`);
  });
});
