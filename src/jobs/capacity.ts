// How much of each kind of work may be under way at once.

import { CHAT_POOL, EXPORT_POOL, FILES_POOL, RIGHTS_POOL } from '../core/domain/pools.ts';

/** Slots by pool: how many tasks of it one worker process runs at a time. */
export type Capacity = Readonly<Record<string, number>>;

/** Twice the slots are handed out, so that a finished worker finds the next job waiting without asking for it. */
export const OUTSTANDING_PER_SLOT = 2;

/**
 * @param sketchThreads threads of the embedded engine: more pictures at once than threads would only wait inside it
 */
export function defaultCapacity(sketchThreads: number): Capacity {
  return {
    [CHAT_POOL]: 16,
    [FILES_POOL]: 1,
    [RIGHTS_POOL]: 2,
    [EXPORT_POOL]: 1,
    'draw-sketch': sketchThreads * 2,
    'draw-openai': 8,
  };
}
