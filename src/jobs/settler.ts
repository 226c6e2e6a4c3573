// Settles money objects as they are spoken of: at once when a webhook rings, and every second in case a ring was lost.

import type { Core } from '../core/core.ts';
import type { Log } from '../core/ports.ts';
import { startRounds } from './rounds.ts';

export interface Settler {
  /** Somebody has spoken of a money object. */
  ring(): void;
  close(): Promise<void>;
}

/** Closing gives up on what is being looked at; it is as due afterwards as before. */
export function startSettler(needs: { core: Pick<Core, 'settleDue'>; leads: () => boolean; log: Log }): Settler {
  const closing = new AbortController();
  const rounds = startRounds('settler', { everyMs: 1_000, apartMs: 20 }, needs.log, async () => {
    if (!needs.leads()) return;
    // While there is something, the next look comes right after this one.
    if ((await needs.core.settleDue(closing.signal)) > 0) rounds.ring();
  });
  return {
    ring: () => rounds.ring(),
    async close() {
      closing.abort();
      await rounds.close();
    },
  };
}
