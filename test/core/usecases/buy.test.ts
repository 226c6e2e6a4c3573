// Buying: a press, a link, money, credits, and what people are told on the way.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { accountOf, creditsOf, workOff } from '../../support/people.ts';
import { bought, noticesOf, openShop, press, told } from '../../support/shop.ts';

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
});
