// Results on their way into a chat: brought once, patiently, and never beside the answer that is still coming.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { DeliveryId } from '../../../src/core/domain/ids.ts';
import { Refusal } from '../../../src/core/domain/refusal.ts';
import { createCore } from '../../../src/core/core.ts';
import { MessengerError } from '../../../src/core/ports.ts';
import { coreRig, newId, type CoreRig } from '../../support/core.ts';
import {
  accepted,
  accountOf,
  asking,
  expireLeases,
  imagine,
  pressing,
  propose,
  skipPauses,
  work,
  workOff,
  wish,
} from '../../support/people.ts';

/** Draws what is owed, and leaves bringing it to the test. */
async function drawAll(rig: CoreRig): Promise<void> {
  const tasks = await rig.store.tasks.dispatch('draw-sketch', 100, 30_000);
  await Promise.all(tasks.map((task) => work(rig, task)));
}

async function bring(rig: CoreRig): Promise<string[]> {
  await skipPauses(rig);
  const tasks = await rig.store.tasks.dispatch('chat', 100, 30_000);
  return Promise.all(tasks.map((task) => work(rig, task)));
}

async function stateOf(rig: CoreRig, id: DeliveryId | null): Promise<string | undefined> {
  return id ? (await rig.store.deliveries.find(id))?.state : undefined;
}

describe('a result', () => {
  test('that a slower answer has written over is brought once more, and sent no second time', async (t) => {
    const rig = await coreRig(t);
    const { deliveryId } = accepted(await rig.core.chat.requestGeneration(asking(), wish('a fox')));
    assert.ok(deliveryId);
    await rig.core.chat.statusShown(deliveryId, 'the answer');
    await drawAll(rig);
    assert.deepEqual(await bring(rig), ['done']);
    // The answer of an earlier press, which took longer than everything else.
    await rig.core.chat.statusShown(deliveryId, 'the answer');
    assert.deepEqual(await bring(rig), ['done']);
    assert.deepEqual(await bring(rig), []);
    assert.equal(rig.chat.notes.length, 2);
    assert.deepEqual(rig.chat.sent, []);
    assert.equal(await stateOf(rig, deliveryId), 'sent');
  });

  test('waits for the answer of its chat, and then edits it', async (t) => {
    const rig = await coreRig(t);
    const { deliveryId } = accepted(await rig.core.chat.requestGeneration(asking(), wish('a fox')));
    assert.ok(deliveryId);
    await drawAll(rig);
    assert.deepEqual(await bring(rig), ['waits']);
    await rig.core.chat.statusShown(deliveryId, 'the answer');
    assert.deepEqual(await bring(rig), ['done']);
    assert.deepEqual(rig.chat.sent, []);
    assert.equal(rig.chat.notes[0]?.delivery.message, 'the answer');
    assert.equal(await stateOf(rig, deliveryId), 'sent');
  });

  for (const [why, happens] of [
    ['could not be sent', (rig: CoreRig, id: DeliveryId) => rig.core.chat.statusShown(id, null)],
    ['never came', async (rig: CoreRig) => rig.clock.advance(16_000)],
  ] as const)
    test(`whose answer ${why} becomes a message of its own`, async (t) => {
      const rig = await coreRig(t);
      const { deliveryId } = accepted(await rig.core.chat.requestGeneration(asking(), wish('a fox')));
      assert.ok(deliveryId);
      await drawAll(rig);
      await happens(rig, deliveryId);
      assert.deepEqual(await bring(rig), ['done']);
      assert.deepEqual(rig.chat.sent, [deliveryId]);
      assert.equal((await rig.store.deliveries.find(deliveryId))?.message, 'message-1');
    });

  test('is brought when the platform asked for patience, and that is no failed try', async (t) => {
    const rig = await coreRig(t);
    const { deliveryId } = await imagine(rig, 'a fox');
    await drawAll(rig);
    rig.chat.failures.push({ kind: 'wait', afterMs: 60_000 }, { kind: 'fault' });
    assert.deepEqual(await bring(rig), ['waits']);
    assert.deepEqual(await rig.store.tasks.dispatch('chat', 10, 30_000), []);
    assert.deepEqual(await bring(rig), ['backs-off']);
    assert.deepEqual(await bring(rig), ['done']);
    assert.equal(await stateOf(rig, deliveryId), 'sent');
  });

  test('of a chat that is gone is given up, and the pictures stay in the account', async (t) => {
    const rig = await coreRig(t);
    const { deliveryId, view } = await imagine(rig, 'a fox');
    await drawAll(rig);
    rig.chat.failures.push({ kind: 'gone' });
    assert.deepEqual(await bring(rig), ['failed']);
    assert.equal(await stateOf(rig, deliveryId), 'undeliverable');
    const again = accepted(await rig.core.chat.showAgain(asking(), { kind: 'generation', id: view.id }));
    await rig.core.chat.statusShown(again.deliveryId, null);
    assert.deepEqual(await bring(rig), ['done']);
    assert.equal(rig.chat.notes[0]?.pictures, 1);
  });

  test('follows a chat that moved', async (t) => {
    const rig = await coreRig(t);
    await imagine(rig, 'a fox');
    await drawAll(rig);
    const address = { platform: 'telegram', chatId: '-100', threadId: null, replyTo: null, group: true } as const;
    rig.chat.failures.push({ kind: 'moved', address });
    assert.deepEqual(await bring(rig), ['waits']);
    assert.deepEqual(await bring(rig), ['done']);
    assert.deepEqual(rig.chat.notes[0]?.delivery.address, address);
    assert.equal(rig.chat.sent.length, 1);
  });

  test('is not given up or moved by a worker that lost its lease meanwhile', async (t) => {
    const rig = await coreRig(t);
    const address = { platform: 'telegram', chatId: '-100', threadId: null, replyTo: null, group: true } as const;
    for (const failure of [{ kind: 'gone' }, { kind: 'moved', address }] as const) {
      const { deliveryId } = await imagine(rig, 'a fox');
      assert.ok(deliveryId);
      await drawAll(rig);
      const late = Promise.withResolvers<void>();
      const heard = Promise.withResolvers<void>();
      const chat = {
        ...rig.chat,
        async deliver(): Promise<null> {
          heard.resolve();
          await late.promise;
          throw new MessengerError(failure);
        },
      };
      const zombie = { ...rig, core: createCore({ ...rig.ports, messengers: { discord: chat } }) };
      const brings = bring(zombie);
      await heard.promise;
      await expireLeases(rig);
      await rig.store.tasks.recover();
      assert.deepEqual(await bring(rig), ['done']);
      const sent = await rig.store.deliveries.find(deliveryId);
      late.resolve();
      assert.deepEqual(await brings, ['lease-lost']);
      assert.deepEqual(await rig.store.deliveries.find(deliveryId), sent);
      assert.equal(sent?.state, 'sent');
    }
  });

  test('that was perhaps sent by a worker that died is not sent again', async (t) => {
    const rig = await coreRig(t);
    const { deliveryId } = accepted(await rig.core.chat.requestGeneration(asking(), wish('a fox')));
    assert.ok(deliveryId);
    await rig.core.chat.statusShown(deliveryId, null);
    await drawAll(rig);
    const mine = { id: deliveryId, accountId: await accountOf(rig) };
    assert.equal(await rig.store.deliveries.begin(mine, 'result'), 'go');
    assert.deepEqual(await bring(rig), ['done']);
    assert.deepEqual(rig.chat.sent, []);
    assert.equal(await stateOf(rig, deliveryId), 'sent');
  });
});

describe('showing again', () => {
  test('brings a finished request or run as a new message, free of charge', async (t) => {
    const rig = await coreRig(t);
    const { view } = await imagine(rig, 'a fox', 2);
    const run = await propose(rig, ['prompt', 'a hen']);
    await rig.core.chat.startRun(pressing(), run.view.id, 'all');
    await workOff(rig);
    const [before, seen] = [await rig.core.chat.balance(asking()), rig.chat.notes.length];
    const asked = asking();
    for (const subject of [{ kind: 'generation', id: view.id } as const, { kind: 'run', id: run.view.id } as const]) {
      const coming = accepted(await rig.core.chat.showAgain(subject.kind === 'run' ? asked : asking(), subject));
      await rig.core.chat.statusShown(coming.deliveryId, null);
    }
    assert.equal((await rig.core.chat.showAgain(asked, { kind: 'run', id: run.view.id })).kind, 'repeated');
    await workOff(rig);
    assert.equal(rig.chat.notes.length, seen + 2);
    assert.equal(rig.chat.sent.length, 2);
    assert.deepEqual(await rig.core.chat.balance(asking()), before);
  });

  test('is refused for what is not yours, not there, not finished or without a picture', async (t) => {
    const rig = await coreRig(t);
    const failed = await imagine(rig, 'forbidden');
    await workOff(rig);
    const waiting = await imagine(rig, 'a fox');
    const again = (userId: string, id: typeof waiting.view.id) =>
      rig.core.chat.showAgain(asking(userId), { kind: 'generation', id });
    const refused = (code: string) => (error: unknown) => error instanceof Refusal && error.says.code === code;
    await assert.rejects(again('ada', waiting.view.id), refused('nothing-to-show'));
    await assert.rejects(again('ada', failed.view.id), refused('nothing-to-show'));
    await assert.rejects(again('ada', newId()), refused('not-found'));
    await workOff(rig);
    await assert.rejects(again('bob', waiting.view.id), refused('not-yours'));
  });
});
