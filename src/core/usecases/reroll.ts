// Re-roll: the same order again with new seeds, charged to whoever presses.

import type { Accepted, Asking, Repeated } from '../answers.ts';
import type { Asks } from '../rights-answers.ts';
import type { GenerationId } from '../domain/ids.ts';
import { toOrder } from '../domain/order.ts';
import { refuse } from '../domain/refusal.ts';
import type { GenerationView } from '../domain/view.ts';
import type { Needs } from '../needs.ts';
import type { GenerationRows } from '../generation-rows.ts';
import { placeOrder } from './request-generation.ts';

/** @param shown everybody's: in a chat everybody may press it */
export function reroll(needs: Needs, shown: Pick<GenerationRows, 'find'>) {
  return async (ask: Asking, id: GenerationId): Promise<Repeated | Asks | Accepted<GenerationView>> => {
    const before = await shown.find(id);
    if (!before) return refuse('not-found', {});
    const { order } = before;
    // Checked anew: the model may be gone or cost something else since then.
    const wish = {
      prompt: order.prompt,
      negativePrompt: order.negativePrompt,
      model: order.model,
      aspectRatio: order.aspectRatio,
      resolution: order.resolution,
      seed: null,
      count: String(order.count),
      style: order.style,
    };
    return placeOrder(needs, ask, toOrder(wish, needs.catalogue, needs.newSeed()));
  };
}
