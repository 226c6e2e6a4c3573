// `/show` and the numbers below a page: one picture, brought as a message of its own with what can be done with it.

import type { Asking, Repeated } from '../answers.ts';
import type { DeliveryId, ImageId } from '../domain/ids.ts';
import type { Needs } from '../needs.ts';
import type { Account } from '../account-rows.ts';
import type { Rows } from '../store.ts';
import { openDelivery, oweDelivery } from './open-delivery.ts';
import { ownPicture, ownSubject, type WhichPicture } from './own-pictures.ts';
import { sight } from './sight.ts';

type Coming = { readonly kind: 'coming'; readonly deliveryId: DeliveryId };

/** @throws Refusal picture-unknown */
export function showPicture(needs: Needs) {
  return (ask: Asking, which: WhichPicture): Promise<Repeated | Coming> =>
    bring(needs, ask, async (rows, { id }) => (await ownPicture(rows, id, which)).id);
}

/** The same by a button. @throws Refusal picture-unknown, not-yours */
export function openPicture(needs: Needs) {
  return (ask: Asking, image: ImageId): Promise<Repeated | Coming> =>
    bring(needs, ask, async (rows, { id }) => {
      await ownSubject(rows, id, { kind: 'image', id: image });
      return image;
    });
}

async function bring(
  needs: Needs,
  ask: Asking,
  find: (rows: Rows, account: Account) => Promise<ImageId>,
): Promise<Repeated | Coming> {
  const deliveryId = await needs.store.transaction(async (rows) => {
    const account = await sight(needs, rows, ask);
    if (!account) return null;
    const subject = { kind: 'image', id: await find(rows, account) } as const;
    const id = await openDelivery(needs, rows, account, ask.address, subject);
    await oweDelivery(needs, rows, { id, accountId: account.id });
    return id;
  });
  if (!deliveryId) return { kind: 'repeated' };
  needs.doorbell.work();
  return { kind: 'coming', deliveryId };
}
