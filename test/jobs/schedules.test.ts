// What the clock does: the ledger is proved, whoever runs the bot hears which rule is broken, and what takes long is given up.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LogEvent } from '../../src/core/log-events.ts';
import { startSchedules } from '../../src/jobs/schedules.ts';
import { coreRig } from '../support/core.ts';
import { asking } from '../support/people.ts';
import { openShop } from '../support/shop.ts';

test('a broken ledger is a fault that names the rule and nobody', async (t) => {
  const rig = await coreRig(t);
  for (const person of ['ada', 'bob']) await rig.core.chat.welcome(asking(person));
  await rig.database.pool.query('update credit_account set frozen_at = now()');
  const heard = Promise.withResolvers<LogEvent>();
  const schedules = startSchedules({ core: rig.core, leads: () => true, log: heard.resolve });
  try {
    assert.deepEqual(await heard.promise, {
      event: 'fault',
      where: 'ledger invariants',
      error: 'an account is frozen while a freeze is open',
      code: '2',
      stack: null,
    });
  } finally {
    await schedules.close();
  }
});

test('a reconciliation under way is given up when the program ends, and says nothing of that', async (t) => {
  const shop = await openShop(t);
  const answer = shop.world.holdRequests();
  const said: LogEvent[] = [];
  const schedules = startSchedules({ core: shop.core, leads: () => true, log: (event) => said.push(event) });
  try {
    await shop.world.until(({ waitingRequests }) => waitingRequests > 0);
    const asked = performance.now();
    await schedules.close();
    assert.ok(performance.now() - asked < 5_000);
    assert.deepEqual(said, []);
    assert.equal(await shop.store.reconciliations.lastStart(0), null);
  } finally {
    answer();
    await schedules.close();
  }
});
