// Work in lanes: one after the other within a lane, lanes beside each other, so that a slow chat holds up nobody else.

import { setTimeout as pause } from 'node:timers/promises';

export type Lanes = {
  /** Runs `work` after everything put into the same lane before. It must not throw: nobody is there to hear it. */
  put(lane: string, work: () => Promise<void>): void;
  /** Resolves when everything put in so far is done, or after `withinMs`. */
  settled(withinMs?: number): Promise<void>;
};

export function createLanes(): Lanes {
  const tails = new Map<string, Promise<void>>();
  return {
    put(lane, work) {
      const tail = (tails.get(lane) ?? Promise.resolve()).then(work).finally(() => {
        if (tails.get(lane) === tail) tails.delete(lane);
      });
      tails.set(lane, tail);
    },
    async settled(withinMs) {
      const done = Promise.all(tails.values());
      if (withinMs === undefined) return void (await done);
      const over = new AbortController();
      const patience = pause(withinMs, undefined, { signal: over.signal }).catch(() => undefined);
      await Promise.race([done, patience]).finally(() => over.abort());
    },
  };
}
