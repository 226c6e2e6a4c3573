// The settler: a webhook that another process heard wakes the leader at once, and closing loses nothing.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCore } from '../../src/core/core.ts';
import { startSettler } from '../../src/jobs/settler.ts';
import { openChime } from '../../src/storage/chime.ts';
import { creditsOf } from '../support/people.ts';
import { hear, openShop, press } from '../support/shop.ts';
import { until } from '../support/until.ts';

test('money that one process hears of is settled by the leader as soon as it rings', async (t) => {
  const shop = await openShop(t);
  const { sessionId } = await press(shop, 'pack-100');
  shop.world.pay({ id: sessionId });
  const [web, leader] = [await openChime(shop.url, () => {}), await openChime(shop.url, () => {})];
  const settled = Promise.withResolvers<void>();
  const settleDue = async (signal: AbortSignal): Promise<number> => {
    const due = await shop.core.settleDue(signal);
    if (due > 0) settled.resolve();
    return due;
  };
  const settler = startSettler({ core: { settleDue }, leads: () => true, log: () => {} });
  const deaf = leader.listen((ring) => {
    if (ring.kind === 'money') settler.ring();
  });
  try {
    await hear({ core: createCore({ ...shop.ports, doorbell: web }) }, 'session', sessionId);
    await settled.promise;
    await until(leader, 'the credits', async () => (await creditsOf(shop)).available === 100);
  } finally {
    deaf();
    await settler.close();
    await Promise.all([web.close(), leader.close()]);
  }
});

test('closing gives up on what is being looked at, and it is as due as before', async (t) => {
  const shop = await openShop(t);
  const { sessionId } = await press(shop, 'pack-100');
  shop.world.pay({ id: sessionId });
  await hear(shop, 'session', sessionId);
  const answer = shop.world.holdRequests();
  const settler = startSettler({ core: shop.core, leads: () => true, log: () => {} });
  await shop.world.until(({ waitingRequests }) => waitingRequests > 0);
  await settler.close();
  answer();
  assert.deepEqual(await shop.store.settlements.due(10), [{ kind: 'session', id: sessionId }]);
  assert.equal(await shop.store.settlements.attempts({ kind: 'session', id: sessionId }), 0);
});
