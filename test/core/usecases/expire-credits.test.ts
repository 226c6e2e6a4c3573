// Credits past their date: all of them go, whoever's they are.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { coreRig, type CoreRig } from '../../support/core.ts';
import { accountOf, creditsOf } from '../../support/people.ts';

/** Gives people ten credits each until tomorrow. */
async function grantUntilTomorrow(rig: CoreRig, people: readonly string[]): Promise<void> {
  const expiresAt = new Date(rig.clock.now().getTime() + 86_400_000);
  for (const userId of people)
    await rig.store.transaction(async (rows) => {
      const { id } = await rows.accounts.recognise({ platform: 'discord', userId, locale: 'en' });
      const grant = { amount: 10, source: 'plan', sourceRef: `plan:${userId}`, priority: 1, expiresAt } as const;
      await rig.ledger.grant(rows, id, grant);
    });
}

test('credits of more accounts than fit one look expire in one go, on their day and not before', async (t) => {
  const rig = await coreRig(t);
  const people = Array.from({ length: 101 }, (_, at) => `person-${at}`);
  await grantUntilTomorrow(rig, people);
  assert.equal(await rig.core.expireCredits(), 0);
  rig.clock.advance(86_400_000);
  assert.equal(await rig.core.expireCredits(), 1_010);
  assert.equal(await rig.core.expireCredits(), 0);
  assert.deepEqual(await creditsOf(rig, 'person-100'), { available: 0, held: 0 });
  assert.deepEqual(await rig.store.ledger.verify(), []);
});

test('an account whose credits cannot be moved does not keep the others from theirs', async (t) => {
  const rig = await coreRig(t);
  await grantUntilTomorrow(rig, ['ada', 'bob', 'eve']);
  rig.clock.advance(86_400_000);
  // A balance that a bug left too small: the CHECK refuses the movement.
  await rig.database.pool.query('update credit_account set available = 5 where account_id = $1', [
    await accountOf(rig, 'bob'),
  ]);
  assert.equal(await rig.core.expireCredits(), 20);
  const faults = rig.logged.filter(({ event }) => event === 'fault');
  assert.deepEqual(
    faults.map((event) => event.event === 'fault' && [event.where, event.code]),
    [['expire credits', '23514']],
  );
});
