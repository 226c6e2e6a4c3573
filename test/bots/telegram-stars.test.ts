// Stars without a chat: given back once, and listed from a time on however long the account has become.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { telegramStars } from '../../src/bots/telegram/stars.ts';
import type { StarTransaction } from '../../src/core/payment-ports.ts';
import { payFor, setTheTable } from '../sim/telegram-table.ts';
import { decided, NEVER } from './sending.ts';

test('Stars go back once, and what came of it is told apart by code', async (t) => {
  const { api, ada, message, world } = await setTheTable(t);
  const stars = telegramStars({ token: world.token, apiUrl: world.apiUrl });
  const { chargeId } = await payFor(api, ada, message);
  const userId = String(ada.id);
  assert.equal(await stars.refund(userId, chargeId, NEVER), 'refunded');
  assert.equal(ada.stars, 120);
  assert.equal(await stars.refund(userId, chargeId, NEVER), 'refunded-before');
  assert.equal(await stars.refund(userId, 'stx-unknown', NEVER), 'unknown-charge');
  assert.equal(ada.stars, 120);
});

test('A refund whose answer is lost is a fault, and asking again tells that it was done', async (t) => {
  const { api, ada, message, world } = await setTheTable(t);
  const stars = telegramStars({ token: world.token, apiUrl: world.apiUrl });
  const { chargeId } = await payFor(api, ada, message);
  world.faults.add({ path: /refundStarPayment$/, fault: { kind: 'reset', when: 'after' } });
  await assert.rejects(stars.refund(String(ada.id), chargeId, NEVER), decided('fault'));
  assert.equal(await stars.refund(String(ada.id), chargeId, NEVER), 'refunded-before');
});

test('Payments and refunds are listed oldest first, from a time on', async (t) => {
  const { api, ada, message, world } = await setTheTable(t);
  const stars = telegramStars({ token: world.token, apiUrl: world.apiUrl });
  world.clock.freeze();
  ada.stars = 1_000_000;
  for (let n = 0; n < 230; n += 1) {
    await payFor(api, ada, message);
    world.clock.advance(1_000);
  }
  const middle = world.payments[180] ?? assert.fail();
  await stars.refund(String(ada.id), middle.chargeId, NEVER);
  const since = async (at: Date): Promise<StarTransaction[]> => Array.fromAsync(stars.transactionsSince(at, NEVER));
  const all = await since(new Date(0));
  assert.deepEqual(
    all.map(({ chargeId, kind }) => [chargeId, kind]),
    [...world.payments.map(({ chargeId }) => [chargeId, 'payment']), [middle.chargeId, 'refund']],
  );
  const late = await since(new Date(middle.atS * 1000));
  assert.equal(late.length, 51);
  assert.deepEqual(late[0], {
    chargeId: middle.chargeId,
    userId: String(ada.id),
    stars: 50,
    payload: 'pur_1',
    at: new Date(middle.atS * 1000),
    kind: 'payment',
  });
  assert.deepEqual(await since(new Date(world.clock.now() + 60_000)), []);
});
