// Brings a status message up to date. The newest view always wins, so a call may be dropped or repeated.

import type { DeliveryId } from '../domain/ids.ts';
import { isOver, type View } from '../domain/view.ts';
import type { Needs } from '../needs.ts';
import { MessengerError, type Delivery, type Messenger } from '../ports.ts';
import { viewOf } from './deliver.ts';

const EDIT_DEADLINE_MS = 20_000;
const FATE_UNKNOWN_MS = 3_000;

/** What became of an edit: `over` when there will be no further one; `waitMs` when the platform asked for patience. */
export type ProgressShown = { readonly state: 'shown' | 'dropped' | 'over'; readonly waitMs: number };

const OVER: ProgressShown = { state: 'over', waitMs: 0 };
const DROPPED: ProgressShown = { state: 'dropped', waitMs: 0 };

/** Open deliveries of a subject: the chats in which its status message stands. */
export function openDeliveries(needs: Needs) {
  return async (subject: Delivery['subject']): Promise<readonly Delivery[]> =>
    (await needs.store.deliveries.of(subject.id)).filter((delivery) => delivery.state === 'open');
}

/**
 * Edits one status message, unless its result is final by now. While the edit is under way it has the message to itself:
 * the result waits, so that it cannot be written over by an edit that took longer.
 * @param signal breaks the edit off; it also has a deadline of its own
 */
export function showProgress(needs: Needs) {
  return async (id: DeliveryId, signal: AbortSignal): Promise<ProgressShown> => {
    const delivery = await needs.store.deliveries.find(id);
    const messenger = delivery && needs.messengers[delivery.address.platform];
    if (!delivery || !messenger || delivery.state !== 'open') return OVER;
    const now = needs.clock.now();
    const until = new Date(now.getTime() + EDIT_DEADLINE_MS);
    if (!(await needs.store.deliveries.reserve(id, now, until))) return DROPPED;
    const shown = await edit(needs, messenger, delivery, signal);
    // The fate of a fault is unknown: that edit may still land, so the result waits a moment longer.
    const landed = shown === 'fault' ? new Date(needs.clock.now().getTime() + FATE_UNKNOWN_MS) : null;
    await needs.store.deliveries.free(id, until, landed);
    return shown === 'fault' ? DROPPED : shown;
  };
}

/** Whether nothing more is expected of it. */
export function isFinal(view: View): boolean {
  switch (view.kind) {
    case 'generation':
      return view.phase === 'finished';
    case 'run':
      return view.state === 'finished';
    case 'purchase':
      return isOver(view.state);
    case 'export':
      return view.state !== 'waiting' && view.state !== 'packing';
    case 'picture':
    case 'history':
    case 'notice':
      return true;
  }
}

async function edit(
  needs: Needs,
  messenger: Messenger,
  delivery: Delivery,
  signal: AbortSignal,
): Promise<ProgressShown | 'fault'> {
  // Read with the message reserved: a result that comes after this view finds the reservation, and waits.
  const view = await viewOf(needs.store, delivery);
  // The last edit belongs to the delivery task, which is never dropped.
  if (!view || isFinal(view)) return OVER;
  try {
    await messenger.showProgress(delivery, view, AbortSignal.any([signal, AbortSignal.timeout(EDIT_DEADLINE_MS)]));
    return { state: 'shown', waitMs: 0 };
  } catch (error) {
    if (!(error instanceof MessengerError)) throw error;
    if (error.what.kind === 'wait') return { state: 'dropped', waitMs: error.what.afterMs };
    return error.what.kind === 'fault' ? 'fault' : OVER;
  }
}
