// Several prompts in one: `a {red, blue} fox` becomes a small table, so that number and price are seen before anything starts.

import { stringify } from 'csv-stringify/sync';
import type { RunUpload } from '../../core/answers.ts';
import type { Wish } from '../../core/domain/order.ts';

/** The prompts with everything else of the wish beside each, as a table that /bulk would take. */
export function permutationTable(wish: Wish, prompts: readonly string[]): RunUpload {
  const columns = {
    negative_prompt: wish.negativePrompt,
    model: wish.model,
    aspect_ratio: wish.aspectRatio,
    resolution: wish.resolution,
    seed: wish.seed,
    count: wish.count,
    style: wish.style,
  };
  const named = Object.entries(columns).filter(([, value]) => value !== null);
  const header = ['prompt', ...named.map(([name]) => name)];
  const lines = prompts.map((prompt) => [prompt, ...named.map(([, value]) => value)]);
  return { name: 'permutations.csv', bytes: Buffer.from(stringify([header, ...lines])) };
}
