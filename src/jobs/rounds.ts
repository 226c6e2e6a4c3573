// A loop that runs a round when something rings and at least every so often, never two rounds at once.

import { faultAt } from '../core/log-events.ts';
import type { Log } from '../core/ports.ts';

export interface Rounds {
  /** Something may be due: the next round comes at once, or right after the one under way. */
  ring(): void;
  /** No further round; resolves when the one under way has ended. */
  close(): Promise<void>;
}

/**
 * @param timing.everyMs the longest pause between two rounds
 * @param timing.apartMs the shortest: rings within it share a round
 * @param round a failing round is logged, and the next one comes as if it had not
 */
export function startRounds(
  where: string,
  timing: { everyMs: number; apartMs: number },
  log: Log,
  round: () => Promise<void>,
): Rounds {
  const closing = new AbortController();
  let rung = true;
  let pausing: { readonly forRing: boolean; end(): void } | null = null;

  // A plain timer: rings come by the thousand, and an aborted signal costs an error with its stack each time.
  const pause = async (ms: number, forRing: boolean): Promise<void> => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, ms);
    pausing = { forRing, end: resolve };
    await promise;
    clearTimeout(timer);
    pausing = null;
  };
  const loop = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      if (!rung) await pause(timing.everyMs, true);
      if (closing.signal.aborted) return;
      rung = false;
      try {
        await round();
      } catch (error) {
        log(faultAt(where, error));
      }
      if (!closing.signal.aborted) await pause(timing.apartMs, false);
    }
  };
  const running = loop();
  return {
    ring() {
      rung = true;
      if (pausing?.forRing) pausing.end();
    },
    async close() {
      closing.abort();
      pausing?.end();
      await running;
    },
  };
}
