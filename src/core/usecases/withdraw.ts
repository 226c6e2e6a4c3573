// Brings a message up to date after pictures it shows were deleted: what is not there any more is taken out of the chat.

import { CHAT_POOL } from '../domain/pools.ts';
import type { View } from '../domain/view.ts';
import type { Needs } from '../needs.ts';
import { MessengerError, type Delivery, type MessengerFailure } from '../ports.ts';
import type { Rows } from '../store.ts';
import type { ClaimedTask } from '../task-rows.ts';
import { awaitsStatus, NO_MESSENGER_MS, STATUS_POLL_MS, viewOf } from './deliver.ts';
import { oweDelivery } from './open-delivery.ts';
import { filesOf } from './result-files.ts';
import type { TaskOutcome } from './run-task.ts';
import { isFinal } from './show-progress.ts';

const BACKOFF_BASE_MS = 1_000;
const BACKOFF_MAX_MS = 300_000;
/** With the back-off this is about half a day of a platform being down. */
export const WITHDRAW_ATTEMPTS = 150;

export async function withdraw(needs: Needs, task: ClaimedTask, signal: AbortSignal): Promise<TaskOutcome> {
  const delivery = await needs.store.deliveries.find(task.subjectId as Delivery['id']);
  if (!delivery) return (await needs.store.tasks.end(task, 'done')) ? 'done' : 'lease-lost';
  if (awaitsStatus(needs, delivery)) return waits(needs, task, STATUS_POLL_MS);
  if (delivery.state === 'open') return beforeTheResult(needs, task, delivery);
  const messenger = needs.messengers[delivery.address.platform];
  if (!messenger) return waits(needs, task, NO_MESSENGER_MS);
  const view = await remains(needs.store, delivery);
  if (view?.kind === 'history')
    await needs.store.histories.refresh(
      view.id,
      view.page,
      view.pictures.map(({ id }) => id),
    );
  try {
    const steps = await needs.store.deliveries.steps(delivery);
    await messenger.withdraw(delivery, view, filesOf(needs, view), steps, signal);
  } catch (error) {
    if (!(error instanceof MessengerError)) throw error;
    return decide(needs, task, delivery, error.what);
  }
  needs.log({ event: 'delivery', platform: delivery.address.platform, outcome: 'withdrawn' });
  return end(needs, task, delivery, view);
}

/**
 * A result that is just being brought comes first: it may show what is gone. One that is still made will not; and one that will
 * never be made is owed all the same: whoever is to bring it finds nothing and gives it up.
 */
async function beforeTheResult(needs: Needs, task: ClaimedTask, delivery: Delivery): Promise<TaskOutcome> {
  const view = await viewOf(needs.store, delivery);
  if (!view) await needs.store.transaction((rows) => oweDelivery(needs, rows, delivery));
  if (!view || isFinal(view)) return waits(needs, task, STATUS_POLL_MS);
  return (await needs.store.tasks.end(task, 'done')) ? 'done' : 'lease-lost';
}

/** What a message may still show; null when nothing is left of it. */
async function remains(rows: Rows, delivery: Delivery): Promise<View | null> {
  const view = await viewOf(rows, delivery);
  const isEmpty = view?.kind === 'generation' && view.gone > 0 && view.images.every(({ state }) => state !== 'ready');
  return isEmpty || (view?.kind === 'history' && view.found === 0) ? null : view;
}

/** Told apart by the pictures alone: their words may be older than a message is. */
function shownIn(view: View | null): string {
  switch (view?.kind) {
    case 'generation':
      return view.images.map(({ id }) => id).join();
    case 'history':
      return view.pictures.map(({ id }) => id).join();
    case 'run':
      return String(view.gone);
    case 'picture':
      return view.id;
    case 'export':
    case 'purchase':
    case 'notice':
    case undefined:
      return '';
  }
}

async function end(needs: Needs, task: ClaimedTask, delivery: Delivery, shown: View | null): Promise<TaskOutcome> {
  const ended = await needs.store.transaction(async (rows) => {
    // First, so that whoever deletes another picture from here on finds a task that is done, and owes it anew.
    if (!(await rows.tasks.end(task, 'done'))) return false;
    const view = await remains(rows, delivery);
    if (shownIn(view) !== shownIn(shown)) await oweWithdrawals(needs, rows, [delivery]);
    else if (!(await viewOf(rows, delivery))) await rows.leftovers.removeDelivery(delivery.id);
    return true;
  });
  if (ended) needs.doorbell.work();
  return ended ? 'done' : 'lease-lost';
}

async function waits(needs: Needs, task: ClaimedTask, afterMs: number): Promise<TaskOutcome> {
  return (await needs.store.tasks.giveBack(task, afterMs, false)) ? 'waits' : 'lease-lost';
}

async function decide(
  needs: Needs,
  task: ClaimedTask,
  delivery: Delivery,
  what: MessengerFailure,
): Promise<TaskOutcome> {
  needs.log({ event: 'delivery', platform: delivery.address.platform, outcome: `withdraw-${what.kind}` });
  switch (what.kind) {
    // Where we may not write any more, or the chat has another name and its old messages cannot be named: they stay.
    case 'gone':
    case 'moved':
      return giveUpWithdrawal(needs, task);
    case 'wait':
      return waits(needs, task, what.afterMs);
    case 'fault': {
      if (task.attempts >= WITHDRAW_ATTEMPTS) return giveUpWithdrawal(needs, task);
      const afterMs = Math.random() * Math.min(BACKOFF_MAX_MS, BACKOFF_BASE_MS * 2 ** Math.min(task.attempts, 20));
      return (await needs.store.tasks.giveBack(task, afterMs, true)) ? 'backs-off' : 'lease-lost';
    }
  }
}

/** The message stays as it is; nothing of ours does. */
export async function giveUpWithdrawal(needs: Needs, task: ClaimedTask): Promise<TaskOutcome> {
  const ended = await needs.store.transaction(async (rows) => {
    if (!(await rows.tasks.end(task, 'failed'))) return false;
    const delivery = await rows.deliveries.find(task.subjectId as Delivery['id']);
    if (delivery && !(await viewOf(rows, delivery))) await rows.leftovers.removeDelivery(delivery.id);
    return true;
  });
  return ended ? 'failed' : 'lease-lost';
}

/** Owes it to every message that shows one of these. */
export async function oweWithdrawals(
  needs: Needs,
  rows: Rows,
  deliveries: readonly Pick<Delivery, 'id' | 'accountId'>[],
): Promise<void> {
  for (const { id, accountId } of deliveries)
    await rows.tasks.add({
      id: needs.newId(),
      kind: 'withdraw',
      subjectId: id,
      accountId,
      pool: CHAT_POOL,
      class: 'system',
    });
}
