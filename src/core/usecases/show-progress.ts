// Brings a status message up to date. The newest view always wins, so a call may be dropped or repeated.

import type { DeliveryId } from '../domain/ids.ts';
import type { Needs } from '../needs.ts';
import { MessengerError, type Delivery, type Messenger } from '../ports.ts';
import { awaitsStatus, bring, viewOf } from './deliver.ts';

/** What became of an edit; `waitMs` when the platform asked for patience. */
export type ProgressShown = { readonly state: 'shown' | 'dropped' | 'over'; readonly waitMs: number };

/** Open deliveries of a subject: the chats in which its status message stands. */
export function openDeliveries(needs: Needs) {
  return async (subject: Delivery['subject']): Promise<readonly Delivery[]> =>
    (await needs.store.deliveries.of(subject.id)).filter((delivery) => delivery.state === 'open');
}

/** Edits one status message, unless its result is final by now. */
export function showProgress(needs: Needs) {
  return async (id: DeliveryId, signal: AbortSignal): Promise<ProgressShown> => {
    const delivery = await needs.store.deliveries.find(id);
    const messenger = delivery && needs.messengers[delivery.address.platform];
    if (!delivery || !messenger || delivery.state !== 'open') return { state: 'over', waitMs: 0 };
    if (awaitsStatus(needs, delivery)) return { state: 'dropped', waitMs: 0 };
    const view = await viewOf(needs, delivery);
    // The last edit belongs to the delivery task, which is never dropped.
    if (!view || (view.kind === 'generation' ? view.phase === 'finished' : view.state === 'finished'))
      return { state: 'over', waitMs: 0 };
    try {
      await messenger.showProgress(delivery, view, signal);
      await restore(needs, messenger, id, signal);
      return { state: 'shown', waitMs: 0 };
    } catch (error) {
      if (!(error instanceof MessengerError)) throw error;
      if (error.what.kind === 'wait') return { state: 'dropped', waitMs: error.what.afterMs };
      return { state: error.what.kind === 'fault' ? 'dropped' : 'over', waitMs: 0 };
    }
  };
}

/** The result came while an edit was under way, which may have been written over it: it is brought once more. */
async function restore(needs: Needs, messenger: Messenger, id: DeliveryId, signal: AbortSignal): Promise<void> {
  const delivery = await needs.store.deliveries.find(id);
  const view = delivery?.state === 'sent' && (await viewOf(needs, delivery));
  if (view) await bring(needs, messenger, delivery, view, signal);
}
