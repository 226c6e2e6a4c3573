// Sends that must not happen twice: the intent is written first, and what became of it afterwards.

import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { coreRig } from '../support/core.ts';
import { asking, imagine } from '../support/people.ts';

async function oneDelivery(t: TestContext) {
  const rig = await coreRig(t);
  const { deliveryId, view } = await imagine(rig, 'a fox');
  assert.ok(deliveryId);
  const { deliveries } = rig.store;
  return { deliveries, mine: (await deliveries.find(deliveryId)) ?? assert.fail('no delivery'), view };
}

describe('a send', () => {
  test('may go once, and its message is what later tries are told', async (t) => {
    const { deliveries, mine } = await oneDelivery(t);
    assert.equal(await deliveries.begin(mine, 'result'), 'go');
    await deliveries.settle(mine, 'result', 'message 1');
    assert.deepEqual(await deliveries.begin(mine, 'result'), { message: 'message 1' });
  });

  test('whose fate is unknown does not go again', async (t) => {
    const { deliveries, mine } = await oneDelivery(t);
    assert.equal(await deliveries.begin(mine, 'result'), 'go');
    assert.equal(await deliveries.begin(mine, 'result'), 'begun');
  });

  test('that certainly did nothing may go again', async (t) => {
    const { deliveries, mine } = await oneDelivery(t);
    await deliveries.begin(mine, 'result');
    await deliveries.settle(mine, 'result', null);
    assert.equal(await deliveries.begin(mine, 'result'), 'go');
  });

  test('is one step of several, which do not get into each other’s way', async (t) => {
    const { deliveries, mine } = await oneDelivery(t);
    for (const step of ['part:1', 'part:2', 'it\'s "odd" ?']) {
      assert.equal(await deliveries.begin(mine, step), 'go');
      await deliveries.settle(mine, step, `sent ${step}`);
    }
    assert.deepEqual(await deliveries.begin(mine, 'part:1'), { message: 'sent part:1' });
  });

  test('goes once, however many workers try at the same moment', async (t) => {
    const { deliveries, mine } = await oneDelivery(t);
    const answers = await Promise.all(Array.from({ length: 8 }, () => deliveries.begin(mine, 'result')));
    assert.equal(answers.filter((answer) => answer === 'go').length, 1);
    assert.equal(answers.filter((answer) => answer === 'begun').length, 7);
  });
});

describe('a delivery', () => {
  test('keeps where it goes exactly as it was given', async (t) => {
    const { deliveries, mine, view } = await oneDelivery(t);
    const found = await deliveries.find(mine.id);
    assert.deepEqual(found?.address, asking().address);
    assert.deepEqual(found.subject, { kind: 'generation', id: view.id });
    assert.deepEqual([found.locale, found.message, found.state], ['en', 'status', 'open']);
    assert.deepEqual(await deliveries.of(view.id), [found]);
  });

  test('moves to another address and ends there', async (t) => {
    const { deliveries, mine } = await oneDelivery(t);
    const address = { platform: 'telegram', chatId: '-100', threadId: null, replyTo: 5, group: true } as const;
    await deliveries.update(mine, { address, message: null, statusExpectedUntil: null });
    await deliveries.update(mine, { state: 'undeliverable' });
    const found = await deliveries.find(mine.id);
    assert.deepEqual(found?.address, address);
    assert.deepEqual([found.message, found.statusExpectedUntil, found.state], [null, null, 'undeliverable']);
  });
});
