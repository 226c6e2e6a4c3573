// Sends that must not happen twice: the intent is written first, and what became of it afterwards.

import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { coreRig } from '../support/core.ts';
import { asking, imagine } from '../support/people.ts';

async function oneDelivery(t: TestContext) {
  const rig = await coreRig(t);
  const { deliveryId, view } = await imagine(rig, 'a fox');
  assert.ok(deliveryId);
  return { deliveries: rig.store.deliveries, id: deliveryId, view };
}

describe('a send', () => {
  test('may go once, and its message is what later tries are told', async (t) => {
    const { deliveries, id } = await oneDelivery(t);
    assert.equal(await deliveries.begin(id, 'result'), 'go');
    await deliveries.settle(id, 'result', 'message 1');
    assert.deepEqual(await deliveries.begin(id, 'result'), { message: 'message 1' });
  });

  test('whose fate is unknown does not go again', async (t) => {
    const { deliveries, id } = await oneDelivery(t);
    assert.equal(await deliveries.begin(id, 'result'), 'go');
    assert.equal(await deliveries.begin(id, 'result'), 'begun');
  });

  test('that certainly did nothing may go again', async (t) => {
    const { deliveries, id } = await oneDelivery(t);
    await deliveries.begin(id, 'result');
    await deliveries.settle(id, 'result', null);
    assert.equal(await deliveries.begin(id, 'result'), 'go');
  });

  test('is one step of several, which do not get into each other’s way', async (t) => {
    const { deliveries, id } = await oneDelivery(t);
    for (const step of ['part:1', 'part:2', 'it\'s "odd" ?']) {
      assert.equal(await deliveries.begin(id, step), 'go');
      await deliveries.settle(id, step, `sent ${step}`);
    }
    assert.deepEqual(await deliveries.begin(id, 'part:1'), { message: 'sent part:1' });
  });

  test('goes once, however many workers try at the same moment', async (t) => {
    const { deliveries, id } = await oneDelivery(t);
    const answers = await Promise.all(Array.from({ length: 8 }, () => deliveries.begin(id, 'result')));
    assert.equal(answers.filter((answer) => answer === 'go').length, 1);
    assert.equal(answers.filter((answer) => answer === 'begun').length, 7);
  });
});

describe('a delivery', () => {
  test('keeps where it goes exactly as it was given', async (t) => {
    const { deliveries, id, view } = await oneDelivery(t);
    const found = await deliveries.find(id);
    assert.deepEqual(found?.address, asking().address);
    assert.deepEqual(found.subject, { kind: 'generation', id: view.id });
    assert.deepEqual([found.locale, found.message, found.state], ['en', 'status', 'open']);
    assert.deepEqual(await deliveries.of(view.id), [found]);
  });

  test('moves to another address and ends there', async (t) => {
    const { deliveries, id } = await oneDelivery(t);
    const address = { platform: 'telegram', chatId: '-100', threadId: null, replyTo: 5, group: true } as const;
    await deliveries.update(id, { address, message: null, statusExpectedUntil: null });
    await deliveries.update(id, { state: 'undeliverable' });
    const found = await deliveries.find(id);
    assert.deepEqual(found?.address, address);
    assert.deepEqual([found.message, found.statusExpectedUntil, found.state], [null, null, 'undeliverable']);
  });
});
