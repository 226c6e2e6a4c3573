// What the clock does every night: the ledger is proved, and whoever runs the bot hears which rule is broken.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LogEvent } from '../../src/core/log-events.ts';
import { startSchedules } from '../../src/jobs/schedules.ts';
import { coreRig } from '../support/core.ts';
import { asking } from '../support/people.ts';

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
