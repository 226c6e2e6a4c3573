// What is to be settled: nothing that was said is lost, however it interleaves with the settling.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { coreRig, type CoreRig } from '../support/core.ts';

const ref = { kind: 'session', id: 'cs_1' } as const;

function say({ store }: CoreRig, eventId: string, endpoint: 'snapshot' | 'thin' = 'snapshot'): Promise<boolean> {
  return store.settlements.hear({ endpoint, eventId, type: 'checkout.session.completed', ref });
}

test('an event is heard once on each of its ways, and twenty at once are one object that is due', async (t) => {
  const rig = await coreRig(t);
  const heard = await Promise.all(
    Array.from({ length: 20 }, (_, at) => say(rig, `evt_${at % 10}`, at < 10 ? 'thin' : 'snapshot')),
  );
  assert.ok(heard.every((news) => news));
  const again = await Promise.all(Array.from({ length: 20 }, (_, at) => say(rig, `evt_${at % 10}`)));
  assert.ok(again.every((news) => !news));
  assert.deepEqual(await rig.store.settlements.due(10), [ref]);
  assert.equal((await rig.store.settlements.stand(ref)).version, 20);
});

test('what is said while its object is being settled is due afterwards', async (t) => {
  const rig = await coreRig(t);
  const { settlements } = rig.store;
  await say(rig, 'evt_1');
  const { version } = await settlements.stand(ref);
  await say(rig, 'evt_2');
  await settlements.settled(ref, version);
  assert.deepEqual(await settlements.due(10), [ref]);
  await settlements.settled(ref, version + 1);
  assert.deepEqual(await settlements.due(10), []);
  assert.equal(await settlements.oldestWaitSeconds(), 0);
});

test('of two who looked at once only one writes', async (t) => {
  const { settlements } = (await coreRig(t)).store;
  const [first, second] = await Promise.all([settlements.stand(ref), settlements.stand(ref)]);
  assert.equal(await settlements.take(ref, first), true);
  assert.equal(await settlements.take(ref, second), false);
  assert.equal(await settlements.take(ref, await settlements.stand(ref)), true);
});

test('what is put off comes again by itself, or at once when somebody speaks of it', async (t) => {
  const rig = await coreRig(t);
  const { settlements } = rig.store;
  await say(rig, 'evt_1');
  await settlements.postpone(ref, 60_000, 'backoff');
  assert.deepEqual([await settlements.due(10), await settlements.attempts(ref)], [[], 1]);
  await say(rig, 'evt_2');
  assert.deepEqual([await settlements.due(10), await settlements.attempts(ref)], [[ref], 0]);
});
