// A loop that runs a round when something rings and at least every so often, never two rounds at once.

import { setTimeout as sleep } from 'node:timers/promises';
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
  let wake = new AbortController();

  const pause = async (ms: number, ended: AbortSignal): Promise<void> => {
    try {
      await sleep(ms, undefined, { signal: ended });
    } catch (error) {
      if (!ended.aborted) throw error;
    }
  };
  const loop = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      wake = new AbortController();
      if (!rung) await pause(timing.everyMs, AbortSignal.any([wake.signal, closing.signal]));
      if (closing.signal.aborted) return;
      rung = false;
      try {
        await round();
      } catch (error) {
        log(faultAt(where, error));
      }
      await pause(timing.apartMs, closing.signal);
    }
  };
  const running = loop();
  return {
    ring() {
      rung = true;
      wake.abort();
    },
    async close() {
      closing.abort();
      await running;
    },
  };
}
