// The time of the little Discord: the real clock plus whatever a test has jumped, and ids that carry it as Discord's do.

const DISCORD_EPOCH_MS = 1_420_070_400_000;

export type WorldClock = {
  /** Milliseconds since 1970. */
  now(): number;
  /** Jumps forward; deadlines that depend on the clock are over at once, nothing has to be awaited. */
  advance(ms: number): void;
};

export function createClock(): WorldClock {
  let jumpedMs = 0;
  return {
    now: () => Date.now() + jumpedMs,
    advance(ms) {
      if (ms < 0) throw new RangeError('Time goes forward only: ids are ordered by it');
      jumpedMs += ms;
    },
  };
}

/** Snowflakes: the time in the upper bits, a counter in the lower 22, so later is greater and nothing repeats. */
export function createSnowflakes(clock: WorldClock): () => string {
  let counter = 0n;
  return () => {
    counter = (counter + 1n) & 0x3f_ffffn;
    return ((BigInt(clock.now() - DISCORD_EPOCH_MS) << 22n) | counter).toString();
  };
}
