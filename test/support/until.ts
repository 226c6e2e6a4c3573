// Waits for something to become true in a database, looking whenever the doorbell rings and now and then in between.

import { setTimeout as sleep } from 'node:timers/promises';
import type { Chime } from '../../src/core/ports.ts';

const LOOK_EVERY_MS = 100;

/** Rejects after `deadlineMs`, naming what it waited for. */
export async function until(
  chime: Pick<Chime, 'listen'>,
  what: string,
  isTrue: () => Promise<boolean>,
  deadlineMs = 60_000,
): Promise<void> {
  const deadline = performance.now() + deadlineMs;
  for (;;) {
    const rung = new AbortController();
    const deaf = chime.listen(() => rung.abort());
    try {
      if (await isTrue()) return;
      if (performance.now() > deadline) throw new Error(`waited too long for ${what}`);
      await sleep(LOOK_EVERY_MS, undefined, { signal: rung.signal });
    } catch (error) {
      if (!rung.signal.aborted || !(error instanceof Error) || error.name !== 'AbortError') throw error;
    } finally {
      deaf();
    }
  }
}
