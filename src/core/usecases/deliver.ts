// Brings a finished result into a chat: an edit of the status message where there is one, otherwise a send that happens once.

import type { ChatAddress } from '../domain/chat.ts';
import { mayBeTold, noticeClass } from '../domain/notice.ts';
import type { View } from '../domain/view.ts';
import type { Needs } from '../needs.ts';
import { MessengerError, type Delivery, type MessengerFailure, type SendOnce } from '../ports.ts';
import type { Rows } from '../store.ts';
import type { ClaimedTask } from '../task-rows.ts';
import { viewExport, viewGeneration, viewHistory, viewPicture, viewPurchase, viewRun } from '../views.ts';
import { withLink } from './export-link.ts';
import { filesOf } from './result-files.ts';
import type { TaskOutcome } from './run-task.ts';

export const STATUS_POLL_MS = 250;
export const NO_MESSENGER_MS = 30_000;
const BACKOFF_BASE_MS = 2_000;
const BACKOFF_MAX_MS = 300_000;
/** With the back-off this is about a day and a half of a platform being down. */
export const DELIVER_ATTEMPTS = 400;

export async function deliver(needs: Needs, task: ClaimedTask, signal: AbortSignal): Promise<TaskOutcome> {
  const delivery = await needs.store.deliveries.find(task.subjectId as Delivery['id']);
  if (delivery?.state !== 'open') return (await needs.store.tasks.end(task, 'done')) ? 'done' : 'lease-lost';
  // Beside the chat's own answer, the result would be written over by it, or leave it standing at "queued"; and a progress
  // edit that is under way could land after it.
  if (awaitsStatus(needs, delivery)) {
    return (await needs.store.tasks.giveBack(task, STATUS_POLL_MS, false)) ? 'waits' : 'lease-lost';
  }
  const messenger = needs.messengers[delivery.address.platform];
  const view = await withLink(needs, await viewOf(needs.store, delivery));
  // A purchase is only ever told by an edit: what a person has to know of it comes as a notice.
  if (!view || (view.kind === 'purchase' && delivery.message === null)) return giveUpDelivery(needs, task);
  // Asked only now: who has switched it off gets nothing more, also of what was queued before.
  if (view.kind === 'notice' && !(await isWanted(needs, delivery, view))) return giveUpDelivery(needs, task);
  // This process has no token for that platform, perhaps only for now: what is owed stays owed.
  if (!messenger) return (await needs.store.tasks.giveBack(task, NO_MESSENGER_MS, false)) ? 'waits' : 'lease-lost';
  try {
    const files = { ...filesOf(needs, view), asDocument: await comesAsDocument(needs, delivery, view) };
    const message = await messenger.deliver(delivery, view, files, sendOnce(needs, delivery), signal);
    const ended = await needs.store.transaction(async (rows) => {
      if (!(await rows.tasks.end(task, 'done'))) return false;
      await rows.deliveries.update(delivery, { state: 'sent', ...(message !== null && { message }) });
      return true;
    });
    if (!ended) return 'lease-lost';
    needs.log({ event: 'delivery', platform: delivery.address.platform, outcome: 'sent' });
    return 'done';
  } catch (error) {
    if (!(error instanceof MessengerError)) throw error;
    return decide(needs, task, delivery, error.what);
  }
}

async function isWanted(
  { store }: Needs,
  { accountId, address }: Delivery,
  { notice }: Extract<View, { kind: 'notice' }>,
): Promise<boolean> {
  const settings = await store.choices.find(accountId);
  return settings !== null && mayBeTold(noticeClass(notice), settings, address.platform);
}

/** Discord shows every picture as the file it is. */
async function comesAsDocument({ store }: Needs, { accountId, address }: Delivery, view: View): Promise<boolean> {
  if (address.platform !== 'telegram' || view.kind === 'run' || view.kind === 'notice') return false;
  return (await store.choices.find(accountId))?.asDocument ?? false;
}

/** Whether something else is still on its way to the status message. */
export function awaitsStatus(needs: Needs, { statusExpectedUntil }: Delivery): boolean {
  return statusExpectedUntil !== null && statusExpectedUntil > needs.clock.now();
}

/** What a delivery shows now; null when its subject is gone. */
export async function viewOf(store: Rows, { subject }: Pick<Delivery, 'subject'>): Promise<View | null> {
  switch (subject.kind) {
    case 'generation': {
      const generation = await store.generations.find(subject.id);
      return generation && viewGeneration(store, generation);
    }
    case 'run': {
      const run = await store.runs.find(subject.id);
      return run && viewRun(store, run);
    }
    case 'image': {
      const picture = await store.images.find(subject.id);
      return picture && viewPicture(picture);
    }
    case 'history': {
      const shown = await store.histories.find(subject.id);
      return shown && viewHistory(store, shown);
    }
    case 'purchase': {
      const purchase = await store.purchases.find(subject.id);
      return purchase && viewPurchase(purchase);
    }
    case 'export': {
      const found = await store.exports.find(subject.id);
      return found && viewExport(found);
    }
    case 'notice': {
      const notice = await store.notices.find(subject.id);
      return notice && { kind: 'notice', id: subject.id, notice };
    }
  }
}

async function decide(
  needs: Needs,
  task: ClaimedTask,
  delivery: Delivery,
  what: MessengerFailure,
): Promise<TaskOutcome> {
  needs.log({ event: 'delivery', platform: delivery.address.platform, outcome: what.kind });
  switch (what.kind) {
    case 'gone':
      return giveUpDelivery(needs, task);
    case 'wait':
      return (await needs.store.tasks.giveBack(task, what.afterMs, false)) ? 'waits' : 'lease-lost';
    case 'moved':
      return move(needs, task, delivery, what.address);
    case 'fault': {
      if (task.attempts >= DELIVER_ATTEMPTS) return giveUpDelivery(needs, task);
      const afterMs = Math.random() * Math.min(BACKOFF_MAX_MS, BACKOFF_BASE_MS * 2 ** Math.min(task.attempts, 20));
      return (await needs.store.tasks.giveBack(task, afterMs, true)) ? 'backs-off' : 'lease-lost';
    }
  }
}

async function move(needs: Needs, task: ClaimedTask, delivery: Delivery, address: ChatAddress): Promise<TaskOutcome> {
  const moved = await needs.store.transaction(async (rows) => {
    if (!(await rows.tasks.giveBack(task, 0, false))) return false;
    // In its new place the old message cannot be edited any more.
    await rows.deliveries.update(delivery, { address, message: null, statusExpectedUntil: null });
    return true;
  });
  return moved ? 'waits' : 'lease-lost';
}

/** Nobody can be reached, or a bug stands in the way for good: the pictures stay in the account, and Show again finds them. */
export async function giveUpDelivery(needs: Needs, task: ClaimedTask): Promise<TaskOutcome> {
  const ended = await needs.store.transaction(async (rows) => {
    if (!(await rows.tasks.end(task, 'failed'))) return false;
    await rows.deliveries.update({ id: task.subjectId as Delivery['id'] }, { state: 'undeliverable' });
    return true;
  });
  return ended ? 'failed' : 'lease-lost';
}

function sendOnce(needs: Needs, delivery: Delivery): SendOnce {
  const { deliveries } = needs.store;
  return async (step, send) => {
    const standing = await deliveries.begin(delivery, step);
    if (standing === 'begun') return 'unknown';
    if (standing !== 'go') return standing;
    try {
      const message = await send();
      await deliveries.settle(delivery, step, message);
      return { message };
    } catch (error) {
      // These answers say that certainly nothing was sent; any other failure leaves the intent standing.
      if (error instanceof MessengerError && error.what.kind !== 'fault') await deliveries.settle(delivery, step, null);
      throw error;
    }
  };
}
