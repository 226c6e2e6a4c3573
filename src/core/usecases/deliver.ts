// Brings a finished result into a chat: an edit of the status message where there is one, otherwise a send that happens once.

import { textForm } from '../domain/ids.ts';
import type { ChatAddress } from '../domain/chat.ts';
import type { View } from '../domain/view.ts';
import type { Needs } from '../needs.ts';
import {
  MessengerError,
  type Delivery,
  type MessageRef,
  type Messenger,
  type MessengerFailure,
  type ResultFiles,
  type SendOnce,
} from '../ports.ts';
import type { ClaimedTask } from '../store.ts';
import { viewGeneration, viewRun } from '../views.ts';
import type { TaskOutcome } from './run-task.ts';

const STATUS_POLL_MS = 250;
const NO_MESSENGER_MS = 30_000;
const BACKOFF_BASE_MS = 2_000;
const BACKOFF_MAX_MS = 300_000;
/** With the back-off this is about a day and a half of a platform being down. */
const ATTEMPTS = 400;
const SHEET_IMAGES = 24;

export async function deliver(needs: Needs, task: ClaimedTask, signal: AbortSignal): Promise<TaskOutcome> {
  const delivery = await needs.store.deliveries.find(task.subjectId as Delivery['id']);
  if (!delivery || delivery.state !== 'open') return end(needs, task, 'done');
  // Sent beside the chat's own answer, the result would be written over by it, or leave it standing at "queued".
  if (awaitsStatus(needs, delivery)) {
    return (await needs.store.tasks.giveBack(task, STATUS_POLL_MS, false)) ? 'waits' : 'lease-lost';
  }
  const messenger = needs.messengers[delivery.address.platform];
  const view = await viewOf(needs, delivery);
  if (!view) return undeliverable(needs, task, delivery);
  // This process has no token for that platform, perhaps only for now: what is owed stays owed.
  if (!messenger) return (await needs.store.tasks.giveBack(task, NO_MESSENGER_MS, false)) ? 'waits' : 'lease-lost';
  try {
    const message = await bring(needs, messenger, delivery, view, signal);
    const ended = await needs.store.transaction(async (rows) => {
      if (!(await rows.tasks.end(task, 'done'))) return false;
      await rows.deliveries.update(delivery.id, { state: 'sent', ...(message !== null && { message }) });
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

/** Whether the chat's own answer is still on its way. */
export function awaitsStatus(needs: Needs, { statusExpectedUntil }: Delivery): boolean {
  return statusExpectedUntil !== null && statusExpectedUntil > needs.clock.now();
}

/** Brings the final view; may be repeated, because what must not happen twice is remembered step by step. */
export function bring(
  needs: Needs,
  messenger: Messenger,
  delivery: Delivery,
  view: View,
  signal: AbortSignal,
): Promise<MessageRef | null> {
  return messenger.deliver(delivery, view, filesOf(needs, view), sendOnce(needs, delivery), signal);
}

/** What a delivery shows now; null when its subject is gone. */
export async function viewOf(needs: Needs, delivery: Delivery): Promise<View | null> {
  const { store } = needs;
  if (delivery.subject.kind === 'generation') {
    const generation = await store.generations.find(delivery.subject.id);
    return generation && viewGeneration(store, generation);
  }
  const run = await store.runs.find(delivery.subject.id);
  return run && viewRun(store, run);
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
      return undeliverable(needs, task, delivery);
    case 'wait':
      return (await needs.store.tasks.giveBack(task, what.afterMs, false)) ? 'waits' : 'lease-lost';
    case 'moved':
      return move(needs, task, delivery, what.address);
    case 'fault': {
      if (task.attempts >= ATTEMPTS) return undeliverable(needs, task, delivery);
      const afterMs = Math.random() * Math.min(BACKOFF_MAX_MS, BACKOFF_BASE_MS * 2 ** Math.min(task.attempts, 20));
      return (await needs.store.tasks.giveBack(task, afterMs, true)) ? 'backs-off' : 'lease-lost';
    }
  }
}

async function move(needs: Needs, task: ClaimedTask, delivery: Delivery, address: ChatAddress): Promise<TaskOutcome> {
  // In its new place the old message cannot be edited any more.
  await needs.store.deliveries.update(delivery.id, { address, message: null, statusExpectedUntil: null });
  return (await needs.store.tasks.giveBack(task, 0, false)) ? 'waits' : 'lease-lost';
}

/** A bug stands in the way of this delivery for good. */
export async function giveUpDelivery(needs: Needs, task: ClaimedTask): Promise<TaskOutcome> {
  return undeliverable(needs, task, await needs.store.deliveries.find(task.subjectId as Delivery['id']));
}

/** Nobody can be reached: the pictures stay in the account, and Show again finds them. */
async function undeliverable(needs: Needs, task: ClaimedTask, delivery: Delivery | null): Promise<TaskOutcome> {
  if (delivery) await needs.store.deliveries.update(delivery.id, { state: 'undeliverable' });
  return end(needs, task, 'failed');
}

async function end(needs: Needs, task: ClaimedTask, state: 'done' | 'failed'): Promise<TaskOutcome> {
  return (await needs.store.tasks.end(task, state)) ? state : 'lease-lost';
}

function sendOnce(needs: Needs, delivery: Delivery): SendOnce {
  const { deliveries } = needs.store;
  return async (step, send) => {
    const standing = await deliveries.begin(delivery.id, step);
    if (standing === 'begun') return 'unknown';
    if (standing !== 'go') return standing;
    try {
      const message = await send();
      await deliveries.settle(delivery.id, step, message);
      return { message };
    } catch (error) {
      // These answers say that certainly nothing was sent; any other failure leaves the intent standing.
      if (error instanceof MessengerError && error.what.kind !== 'fault')
        await deliveries.settle(delivery.id, step, null);
      throw error;
    }
  };
}

function filesOf(needs: Needs, view: View): ResultFiles {
  const read = async (key: string): Promise<Uint8Array> => {
    const bytes = await needs.bucket.get(key);
    if (!bytes) throw new Error('an object that a row names is missing');
    return bytes;
  };
  return {
    async images() {
      if (view.kind !== 'generation') return [];
      const generation = await needs.store.generations.find(view.id);
      const ready = (generation?.images ?? []).filter((image) => image.objectKey !== null);
      return Promise.all(
        ready.map(async (image) => ({
          name: `${textForm('img', image.id)}.${extensionOf(image.mediaType)}`,
          bytes: await read(image.objectKey ?? ''),
          mediaType: image.mediaType ?? 'image/png',
        })),
      );
    },
    part: read,
    async contactSheet() {
      if (view.kind !== 'run') return null;
      const ready = (await needs.store.runs.images(view.id))
        .filter((image) => image.objectKey !== null)
        .slice(0, SHEET_IMAGES);
      if (ready.length === 0) return null;
      return needs.archivist.contactSheet(await Promise.all(ready.map((image) => read(image.objectKey ?? ''))));
    },
  };
}

function extensionOf(mediaType: string | null): string {
  return mediaType === 'image/jpeg' ? 'jpg' : mediaType === 'image/webp' ? 'webp' : 'png';
}
