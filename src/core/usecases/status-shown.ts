// The chat's own answer has become the status message, or never will: what waited for it may go there now.

import type { DeliveryId } from '../domain/ids.ts';
import type { Needs } from '../needs.ts';
import type { MessageRef } from '../ports.ts';
import { oweDelivery } from './open-delivery.ts';

export function statusShown(needs: Needs) {
  return async (id: DeliveryId, message: MessageRef | null): Promise<void> => {
    const answered = { statusExpectedUntil: null, ...(message !== null && { message }) };
    if ((await needs.store.deliveries.update({ id }, answered)) !== 'sent' || message === null) return;
    // Of two presses at once the slower one's answer came after the result, and has written over it.
    await needs.store.transaction(async (rows) => {
      const delivery = await rows.deliveries.find(id);
      // A page of /history is its own answer: nothing else is brought to it.
      if (delivery?.state !== 'sent' || delivery.subject.kind === 'history') return;
      await rows.deliveries.update(delivery, { state: 'open' });
      await oweDelivery(needs, rows, delivery);
    });
    needs.doorbell.work();
  };
}
