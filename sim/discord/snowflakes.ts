// Ids as Discord makes them: they carry the time, so that later is greater.

import type { WorldClock } from '../wire/clock.ts';

const DISCORD_EPOCH_MS = 1_420_070_400_000;

/** Snowflakes: the time in the upper bits, a counter in the lower 22, so later is greater and nothing repeats. */
export function createSnowflakes(clock: Pick<WorldClock, 'now'>): () => string {
  let counter = 0n;
  return () => {
    counter = (counter + 1n) & 0x3f_ffffn;
    return ((BigInt(clock.now() - DISCORD_EPOCH_MS) << 22n) | counter).toString();
  };
}
