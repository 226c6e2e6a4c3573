// Status messages while work goes on: the newest state is shown in the end, and no chat is edited more than it must be.

import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { createCore } from '../../src/core/core.ts';
import type { View } from '../../src/core/domain/view.ts';
import { MessengerError, type MessengerFailure } from '../../src/core/ports.ts';
import { startProgress } from '../../src/jobs/progress.ts';
import { coreRig, type CoreRig } from '../support/core.ts';
import { imagine, work } from '../support/people.ts';

type ProgressRig = CoreRig & {
  /** What the chat has been shown, oldest first. */
  readonly edits: readonly View[];
  /** Resolves when that many edits have been made. */
  edited(count: number): Promise<void>;
  /** The coming edits are answered like this, one each; a function is waited for. */
  readonly answers: (MessengerFailure | (() => Promise<void>))[];
  changed(subject: { id: string }): void;
  close(): Promise<void>;
};

async function progressRig(t: TestContext, leads = (): boolean => true): Promise<ProgressRig> {
  const rig = await coreRig(t);
  const edits: View[] = [];
  const answers: ProgressRig['answers'] = [];
  const waiting = new Map<number, () => void>();
  const chat = {
    ...rig.chat,
    async showProgress(_delivery: unknown, view: View): Promise<null> {
      edits.push(view);
      const answer = answers.shift();
      waiting.get(edits.length)?.();
      if (typeof answer === 'function') await answer();
      else if (answer) throw new MessengerError(answer);
      return null;
    },
  };
  const core = createCore({ ...rig.ports, messengers: { discord: chat } });
  const progress = startProgress({ core, leads, log: rig.ports.log });
  t.after(() => progress.close());
  return {
    ...rig,
    core,
    edits,
    answers,
    edited: (count) =>
      new Promise((resolve) => (edits.length >= count ? resolve() : waiting.set(count, () => resolve()))),
    changed: ({ id }) => progress.changed({ kind: 'generation', id: id as never }),
    close: () => progress.close(),
  };
}

async function drawOne(rig: CoreRig): Promise<void> {
  const [task] = await rig.store.tasks.dispatch('draw-sketch', 1, 30_000);
  assert.ok(task);
  await work(rig, task);
}

function readyIn(view: View | undefined): number {
  return view?.kind === 'generation' ? view.images.filter(({ state }) => state === 'ready').length : -1;
}

describe('progress', { concurrency: true }, () => {
  test('shows what is newest when an edit is made, and what changed during it by one more', async (t) => {
    const rig = await progressRig(t);
    const { view } = await imagine(rig, 'a fox', 4);
    const answer = Promise.withResolvers<void>();
    rig.answers.push(() => answer.promise);
    rig.changed(view);
    rig.changed(view);
    await drawOne(rig);
    await rig.edited(1);
    await drawOne(rig);
    rig.changed(view);
    await drawOne(rig);
    rig.changed(view);
    answer.resolve();
    await rig.edited(2);
    assert.deepEqual(rig.edits.map(readyIn), [1, 3]);
  });

  test('shows a change that came right after the look an edit was made for', async (t) => {
    const rig = await progressRig(t);
    const { view } = await imagine(rig, 'a fox', 4);
    const { view: other } = await imagine(rig, 'a hen', 2);
    rig.changed(view);
    await rig.edited(1);
    // By the second edit of another message, the pause between two edits of the first is over.
    rig.changed(other);
    await rig.edited(2);
    rig.changed(other);
    await rig.edited(3);
    rig.changed(view);
    await rig.edited(4);
    await drawOne(rig);
    // The last change for a long while, and the look that found the one before is not over yet.
    rig.changed(view);
    await rig.edited(5);
    assert.deepEqual([rig.edits[4]?.id, readyIn(rig.edits[4])], [view.id, 1]);
  });

  test('shows later what a chat asked to wait with', async (t) => {
    const rig = await progressRig(t);
    const { view } = await imagine(rig, 'a fox', 2);
    rig.answers.push({ kind: 'wait', afterMs: 100 });
    rig.changed(view);
    await rig.edited(2);
    assert.equal(rig.edits.length, 2);
    assert.deepEqual(
      rig.logged.filter(({ event }) => event === 'fault'),
      [],
    );
  });

  test('leaves a chat alone that is gone', async (t) => {
    const rig = await progressRig(t);
    const { view: gone } = await imagine(rig, 'a fox', 2);
    const { view: here } = await imagine(rig, 'a hen', 2);
    rig.answers.push({ kind: 'gone' });
    rig.changed(gone);
    await rig.edited(1);
    rig.changed(gone);
    rig.changed(here);
    await rig.edited(2);
    // An edit of the first message would have been due before this one.
    rig.changed(gone);
    rig.changed(here);
    await rig.edited(3);
    assert.deepEqual(
      rig.edits.map(({ id }) => id),
      [gone.id, here.id, here.id],
    );
  });

  test('is only the business of the process that leads', async (t) => {
    let leads = false;
    const rig = await progressRig(t, () => leads);
    const { view: before } = await imagine(rig, 'a fox', 2);
    const { view: after } = await imagine(rig, 'a hen', 2);
    rig.changed(before);
    leads = true;
    rig.changed(after);
    await rig.edited(1);
    assert.deepEqual(
      rig.edits.map(({ id }) => id),
      [after.id],
    );
  });

  test('ends with what is under way, and makes no further edit', async (t) => {
    const rig = await progressRig(t);
    const { view } = await imagine(rig, 'a fox', 2);
    const answer = Promise.withResolvers<void>();
    rig.answers.push(() => answer.promise);
    rig.changed(view);
    await rig.edited(1);
    rig.changed(view);
    const closing = rig.close();
    answer.resolve();
    await closing;
    rig.changed(view);
    await rig.close();
    assert.equal(rig.edits.length, 1);
  });
});
