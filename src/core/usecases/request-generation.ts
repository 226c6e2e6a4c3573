// `/imagine`: credits are held, the request, its pictures-to-be and their tasks are written, all or nothing.

import type { Accepted, Asking, Repeated } from '../answers.ts';
import type { GenerationId, ImageId } from '../domain/ids.ts';
import { toOrder, type Order, type Wish } from '../domain/order.ts';
import type { GenerationView } from '../domain/view.ts';
import { viewGeneration } from '../views.ts';
import type { Needs } from '../needs.ts';
import type { Generation, StoredImage } from '../store.ts';
import { openDelivery } from './open-delivery.ts';
import { sight } from './sight.ts';

/** @throws Refusal for a wish no model can fulfil or no credits cover; then nothing was written. */
export function requestGeneration(needs: Needs) {
  return async (ask: Asking, wish: Wish): Promise<Repeated | Accepted<GenerationView>> =>
    placeOrder(needs, ask, toOrder(wish, needs.catalogue, needs.newSeed()));
}

/** Takes a checked order on, charged to whoever asks. */
export async function placeOrder(
  needs: Needs,
  ask: Asking,
  order: Order,
): Promise<Repeated | Accepted<GenerationView>> {
  const { store, ledger, newId } = needs;
  const id = newId<GenerationId>();
  const placed = await store.transaction(async (rows) => {
    const account = await sight(needs, rows, ask);
    if (!account) return null;
    const credits = order.count * order.creditsEach;
    const holdId = credits > 0 ? await ledger.hold(rows, account.id, credits, `hold:${id}`) : null;
    const images = Array.from({ length: order.count }, () => newId<ImageId>());
    await rows.generations.add({ id, accountId: account.id, order, holdId, images });
    const deliveryId = await openDelivery(needs, rows, account, ask.address, { kind: 'generation', id });
    const written: Generation = {
      id,
      accountId: account.id,
      runId: null,
      order,
      holdId,
      createdAt: needs.clock.now(),
      images: images.map((image, index) => owedImage(image, index, order.seed)),
    };
    return { view: await viewGeneration(rows, written, 'new'), deliveryId };
  });
  if (!placed) return { kind: 'repeated' };
  needs.doorbell.work();
  return { kind: 'accepted', ...placed };
}

function owedImage(id: ImageId, index: number, seed: number | null): StoredImage {
  return {
    id,
    index,
    seed: seed === null ? null : seed + index,
    state: 'owed',
    failure: null,
    objectKey: null,
    mediaType: null,
    captured: false,
  };
}
