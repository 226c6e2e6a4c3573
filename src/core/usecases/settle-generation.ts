// A request whose last picture is decided: the rest of its hold goes back and its chats are owed the result.

import type { GenerationId } from '../domain/ids.ts';
import type { Needs } from '../needs.ts';
import type { Rows } from '../store.ts';
import { oweDeliveries } from './open-delivery.ts';

/**
 * Call in the transaction that decided a picture. The request's row is locked first, so that of two last pictures exactly
 * one sees that nothing is owed any more.
 * @returns whether the request is finished
 */
export async function settleGeneration(needs: Needs, rows: Rows, id: GenerationId): Promise<boolean> {
  const generation = await rows.generations.lock(id);
  if (!generation || generation.runId !== null || generation.images.some((image) => image.state === 'owed'))
    return false;
  if (generation.holdId) await needs.ledger.releaseRest(rows, generation.accountId, generation.holdId);
  await oweDeliveries(needs, rows, { kind: 'generation', id });
  return true;
}
