// `/imagine`: credits are held, the request, its pictures-to-be and their tasks are written, all or nothing.

import type { Accepted, Asking, Repeated } from '../answers.ts';
import type { Asks } from '../rights-answers.ts';
import type { Locale } from '../domain/chat.ts';
import type { AccountId, DeliveryId, GenerationId, HoldId, ImageId, KeptRequestId } from '../domain/ids.ts';
import { refuse } from '../domain/refusal.ts';
import { toOrder, type Order, type Wish } from '../domain/order.ts';
import type { GenerationView } from '../domain/view.ts';
import { AHEAD_MAX, showGeneration } from '../views.ts';
import type { Needs } from '../needs.ts';
import type { Generation, StoredImage } from '../generation-rows.ts';
import { agreement, asks, keepOrder } from './agreement.ts';
import { openDelivery, statusExpected } from './open-delivery.ts';
import { sight } from './sight.ts';

/** @throws Refusal for a wish no model can fulfil or no credits cover; then nothing was written. */
export function requestGeneration(needs: Needs) {
  return async (ask: Asking, wish: Wish): Promise<Repeated | Asks | Accepted<GenerationView>> =>
    placeOrder(needs, ask, toOrder(wish, needs.catalogue, needs.newSeed()));
}

/**
 * Takes a checked order on, charged to whoever asks; of somebody who has not agreed to the notice it is kept, and they are asked.
 * @param kept the order was kept until now: only one press goes on with it
 */
export async function placeOrder(
  needs: Needs,
  ask: Asking,
  order: Order,
  kept: KeptRequestId | null = null,
): Promise<Repeated | Asks | Accepted<GenerationView>> {
  const request = { id: needs.newId<GenerationId>(), order, images: newImages(needs, order) };
  const atOnce = order.creditsEach === 0 && kept === null;
  const placed =
    (atOnce && (await placeAtOnce(needs, ask, request))) || (await placeAtLength(needs, ask, request, kept));
  if (!placed) return { kind: 'repeated' };
  if ('kind' in placed) return placed;
  needs.doorbell.work();
  return { kind: 'accepted', ...placed };
}

type Request = { readonly id: GenerationId; readonly order: Order; readonly images: readonly ImageId[] };
type Placed = {
  readonly view: GenerationView;
  readonly deliveryId: DeliveryId;
  readonly locale?: Locale;
  readonly introduces?: true;
};

function newImages({ newId }: Needs, { count }: Order): ImageId[] {
  return Array.from({ length: count }, () => newId<ImageId>());
}

/** The short way; null when it does not lead there, and then nothing was written. */
async function placeAtOnce(needs: Needs, ask: Asking, request: Request): Promise<Placed | null> {
  const { event, person, address } = ask;
  const delivery = { id: needs.newId<DeliveryId>(), address, statusExpectedUntil: statusExpected(needs) };
  const placed = await needs.store.placeAtOnce({
    event,
    person,
    ...request,
    delivery,
    aheadMax: AHEAD_MAX,
    covers: needs.covers,
  });
  if (!placed) return null;
  const generation = asWritten(needs, placed.accountId, request, null);
  const view = showGeneration(generation, { started: false, ahead: placed.ahead });
  return { view, deliveryId: delivery.id, locale: placed.locale };
}

/** The way for whoever is new and for whatever costs credits; null when the event was handled before. */
function placeAtLength(
  needs: Needs,
  ask: Asking,
  request: Request,
  kept: KeptRequestId | null,
): Promise<Placed | Asks | null> {
  const { id, order, images } = request;
  return needs.store.transaction(async (rows) => {
    const account = await sight(needs, rows, ask);
    if (!account) return null;
    const agreed = await agreement(needs, rows, account);
    if (agreed === 'missing')
      return asks(needs, rows, account, { kind: 'request', id: await keepOrder(needs, rows, account.id, order) });
    if (kept && !(await rows.keptRequests.take(kept))) return refuse('not-found', {});
    const credits = order.count * order.creditsEach;
    const holdId = credits > 0 ? await needs.ledger.hold(rows, account.id, credits, `hold:${id}`) : null;
    await rows.generations.add({ id, accountId: account.id, order, holdId, images });
    const deliveryId = await openDelivery(needs, rows, account, ask.address, { kind: 'generation', id });
    const generation = asWritten(needs, account.id, request, holdId);
    const ahead = await rows.tasks.ahead(id, AHEAD_MAX);
    const view = showGeneration(generation, { started: false, ahead });
    return { view, deliveryId, ...(agreed === 'noted' && { introduces: true }) };
  });
}

/** What has just been written, as it would be read. */
function asWritten(needs: Needs, accountId: AccountId, request: Request, holdId: HoldId | null): Generation {
  const { id, order, images } = request;
  return {
    id,
    accountId,
    runId: null,
    order,
    holdId,
    createdAt: needs.clock.now(),
    images: images.map((image, index) => owedImage(image, index, order.seed)),
    goneImages: 0,
    goneCredits: 0,
  };
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
    finishedAt: null,
    savedAt: null,
  };
}
