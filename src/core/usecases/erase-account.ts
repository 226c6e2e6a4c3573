// An erasure, worked off: what runs is stopped, files go before rows and rows children first, the books become the receipt's.
// Every step may be done again: broken off anywhere, it is taken up by the next worker and always ends.

import type { AccountId, ErasureId } from '../domain/ids.ts';
import { AccountBusy, type Erasure } from '../erasure-rows.ts';
import type { Needs } from '../needs.ts';
import type { ClaimedTask } from '../task-rows.ts';
import { eraseAtProvider, stopPaying } from './erase-at-provider.ts';
import { keepMarks } from './kept-marks.ts';
import type { TaskOutcome } from './run-task.ts';
import { captureFinished } from './tend-run.ts';
import { withdrawEverything } from './withdraw-everything.ts';

/** A tenth of a second's work: whoever waits for the same pages waits no longer. */
const ROWS_A_STEP = 5_000;
/** Somebody is at work on the account: they are told to stop, and soon gone. */
export const BUSY_MS = 250;
/** Longer than any picture takes that a worker began before it was stopped, whether it still has its task or not. */
export const LATE_MS = 10 * 60_000;
const DAY_MS = 86_400_000;

export async function eraseAccount(needs: Needs, task: ClaimedTask, signal: AbortSignal): Promise<TaskOutcome> {
  const erasure = await needs.store.erasures.find(task.subjectId as ErasureId);
  switch (erasure?.state) {
    case 'confirmed':
      return run(needs, task, erasure, signal);
    case 'erased':
      return finish(needs, task, erasure, signal);
    case 'asked':
    case 'done':
    case undefined:
      return (await needs.store.tasks.end(task, 'done')) ? 'done' : 'lease-lost';
  }
}

async function run(needs: Needs, task: ClaimedTask, erasure: Erasure, signal: AbortSignal): Promise<TaskOutcome> {
  if ((await eraseRows(needs, erasure, signal)) === 'busy') return later(needs, task, BUSY_MS);
  const handedOver = await needs.store.erasures.find(erasure.id);
  return handedOver ? finish(needs, task, handedOver, signal) : 'lease-lost';
}

/** Everything but what may still come late; `busy` while somebody is at work on the account, and then to be tried again. */
export async function eraseRows(needs: Needs, erasure: Erasure, signal: AbortSignal): Promise<'erased' | 'busy'> {
  const { id, accountId, receiptId, confirmedAt } = erasure;
  // Done when it was confirmed, unless something came between.
  await needs.keyring.destroy(accountId);
  if (await stillWorked(needs, accountId)) return 'busy';
  const at = confirmedAt ?? needs.clock.now();
  const marks = await needs.store.erasures.marksOf(accountId);
  await keepMarks(
    needs,
    marks.map((mark) => ({ mark, at })),
  );
  await settleWork(needs, accountId);
  await stopPaying(needs, accountId, signal);
  if (!('messages' in erasure.counts)) {
    const messages = await withdrawEverything(needs, erasure, signal);
    await needs.store.erasures.withdrawn(id, messages);
  }
  // The receipt's key was for them alone.
  if (receiptId) await needs.keyring.destroy(receiptId);
  await removeFiles(needs, erasure, accountId, signal);
  await removeRows(needs, erasure, signal);
  try {
    await needs.store.transaction((rows) => rows.erasures.handOver(erasure, needs.clock.now()));
  } catch (error) {
    if (error instanceof AccountBusy) return 'busy';
    throw error;
  }
  return 'erased';
}

/** Cancels what waits and tells what runs to stop; whether anything still does. */
async function stillWorked(needs: Needs, accountId: AccountId): Promise<boolean> {
  const subjects = await needs.store.erasures.stopTasks(accountId);
  for (const subject of subjects) needs.doorbell.stop(subject);
  return subjects.length > 0;
}

/** What is drawn is paid, and the rest of what was set aside goes back: the books are in order before they are handed over. */
async function settleWork(needs: Needs, accountId: AccountId): Promise<void> {
  for (const id of await needs.store.runs.working(accountId))
    await needs.store.transaction(async (rows) => {
      const run = await rows.runs.lock(id);
      if (run?.state !== 'running') return;
      await captureFinished(needs, rows, run);
      if (run.holdId) await needs.ledger.releaseRest(rows, accountId, run.holdId);
      await rows.runs.setState(id, 'cancelled', { stopped: true });
    });
  for (const holdId of await needs.store.erasures.openHolds(accountId))
    await needs.store.transaction((rows) => needs.ledger.releaseRest(rows, accountId, holdId));
}

/** Everything under the account's prefix, also what no row names. */
async function removeFiles(
  { bucket, store }: Needs,
  { id }: Pick<Erasure, 'id'>,
  accountId: AccountId,
  signal: AbortSignal,
): Promise<void> {
  for await (const files of bucket.removeAll(`t/${accountId}/`)) {
    if (files > 0) await store.erasures.count(id, { files });
    signal.throwIfAborted();
  }
}

/** Children first; each step goes on where the one before it stopped. What comes after that is seen by the one that hands over. */
async function removeRows({ store }: Needs, erasure: Erasure, signal: AbortSignal): Promise<void> {
  for (let table: string | null | undefined; table !== null; signal.throwIfAborted()) {
    const from = table;
    table = await store.transaction((rows) => rows.erasures.deleteRows(erasure, ROWS_A_STEP, from));
  }
}

/**
 * The account is gone. What a slow worker has put into the bucket since goes as well, now and once more when none can be left;
 * the payment provider is asked until it has done its part.
 */
async function finish(needs: Needs, task: ClaimedTask, erasure: Erasure, signal: AbortSignal): Promise<TaskOutcome> {
  const { id, oldId, erasedAt } = erasure;
  if (oldId) await removeFiles(needs, erasure, oldId, signal);
  const atProvider = await eraseAtProvider(needs, erasure, signal);
  const lateUntil = (erasedAt?.getTime() ?? 0) + LATE_MS;
  const leftMs = lateUntil - needs.clock.now().getTime();
  if (leftMs > 0) return later(needs, task, leftMs);
  if (atProvider === 'later') return later(needs, task, DAY_MS);
  return needs.store.transaction(async (rows) => {
    if (!(await rows.tasks.end(task, 'done'))) return 'lease-lost';
    await rows.erasures.finish(id, needs.clock.now());
    return 'done';
  });
}

/** It is owed until it is done, whatever stands in its way. */
export function keepErasing(needs: Needs, task: ClaimedTask): Promise<TaskOutcome> {
  return later(needs, task, DAY_MS);
}

async function later(needs: Needs, task: ClaimedTask, afterMs: number): Promise<TaskOutcome> {
  return (await needs.store.tasks.giveBack(task, afterMs, false)) ? 'waits' : 'lease-lost';
}
