// Progress edits, and the result that none of them may be written over.

import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { createCore } from '../../../src/core/core.ts';
import type { DeliveryId } from '../../../src/core/domain/ids.ts';
import { MessengerError, type MessengerFailure } from '../../../src/core/ports.ts';
import type { ProgressShown } from '../../../src/core/usecases/show-progress.ts';
import { coreRig, type CoreRig } from '../../support/core.ts';
import { imagine, skipPauses, work } from '../../support/people.ts';

const NEVER = new AbortController().signal;

type SlowRig = CoreRig & {
  /** Begins an edit and resolves once the chat has it; `answer` lets the chat answer it. */
  beginEdit(id: DeliveryId): Promise<{ shown: Promise<ProgressShown>; answer(failure?: MessengerFailure): void }>;
};

/** A rig whose chat takes its time over progress edits. */
async function slowRig(t: TestContext): Promise<SlowRig> {
  const rig = await coreRig(t);
  let heard = Promise.withResolvers<void>();
  let answered = Promise.withResolvers<void>();
  const chat = {
    ...rig.chat,
    async showProgress(): Promise<null> {
      heard.resolve();
      await answered.promise;
      return null;
    },
  };
  const core = createCore({ ...rig.ports, messengers: { discord: chat } });
  return {
    ...rig,
    core,
    async beginEdit(id) {
      heard = Promise.withResolvers();
      answered = Promise.withResolvers();
      const { resolve, reject } = answered;
      const shown = core.showProgress(id, NEVER);
      await heard.promise;
      return { shown, answer: (failure) => (failure ? reject(new MessengerError(failure)) : resolve()) };
    },
  };
}

async function drawAll(rig: CoreRig): Promise<void> {
  const tasks = await rig.store.tasks.dispatch('draw-sketch', 100, 30_000);
  await Promise.all(tasks.map((task) => work(rig, task)));
}

async function bring(rig: CoreRig): Promise<string[]> {
  await skipPauses(rig);
  const tasks = await rig.store.tasks.dispatch('chat', 100, 30_000);
  return Promise.all(tasks.map((task) => work(rig, task)));
}

describe('a progress edit', () => {
  test('that is under way keeps the result waiting, which then comes last', async (t) => {
    const rig = await slowRig(t);
    const { deliveryId } = await imagine(rig, 'a fox');
    assert.ok(deliveryId);
    const edit = await rig.beginEdit(deliveryId);
    await drawAll(rig);
    assert.deepEqual(await bring(rig), ['waits']);
    assert.deepEqual(rig.chat.notes, []);
    edit.answer();
    assert.equal((await edit.shown).state, 'shown');
    assert.deepEqual(await bring(rig), ['done']);
    assert.equal(rig.chat.notes.length, 1);
    assert.equal((await rig.core.showProgress(deliveryId, NEVER)).state, 'over');
  });

  test('of unknown fate keeps the result waiting a moment longer, and a refused one does not', async (t) => {
    const rig = await slowRig(t);
    for (const [failure, then] of [
      [{ kind: 'fault' }, ['waits']],
      [{ kind: 'wait', afterMs: 5_000 }, ['done']],
    ] as const) {
      const { deliveryId } = await imagine(rig, 'a fox');
      assert.ok(deliveryId);
      const edit = await rig.beginEdit(deliveryId);
      await drawAll(rig);
      edit.answer(failure);
      assert.deepEqual(await edit.shown, { state: 'dropped', waitMs: failure.kind === 'wait' ? failure.afterMs : 0 });
      assert.deepEqual(await bring(rig), then);
      rig.clock.advance(3_000);
      await bring(rig);
    }
    assert.equal(rig.chat.notes.length, 2);
  });

  test('is dropped while the answer of its chat, or another edit, is on its way', async (t) => {
    const rig = await slowRig(t);
    const { deliveryId } = await imagine(rig, 'a fox');
    assert.ok(deliveryId);
    const edit = await rig.beginEdit(deliveryId);
    assert.equal((await rig.core.showProgress(deliveryId, NEVER)).state, 'dropped');
    edit.answer();
    await edit.shown;
    const answer = new Date(rig.clock.now().getTime() + 15_000);
    await rig.store.deliveries.update({ id: deliveryId }, { statusExpectedUntil: answer });
    assert.equal((await rig.core.showProgress(deliveryId, NEVER)).state, 'dropped');
    assert.deepEqual((await rig.store.deliveries.find(deliveryId))?.statusExpectedUntil, answer);
  });

  test('does not begin once nothing is owed any more', async (t) => {
    const rig = await slowRig(t);
    const { deliveryId } = await imagine(rig, 'a fox');
    assert.ok(deliveryId);
    await drawAll(rig);
    assert.equal((await rig.core.showProgress(deliveryId, NEVER)).state, 'over');
    assert.deepEqual(await bring(rig), ['done']);
  });
});
