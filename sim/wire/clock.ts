// A world's clock: real time plus what a test has skipped.

export type WorldClock = {
  /** Milliseconds since the epoch, as this world sees them. */
  now(): number;
  /** The same in whole seconds. */
  nowS(): number;
  /** Skips ahead. Ages and limits notice at once; timers that are already running do not. */
  advance(ms: number): void;
  /** From here on time passes only by `advance`, so that a slow machine changes nothing. */
  freeze(): void;
};

export function createClock(): WorldClock {
  let skippedMs = 0;
  let frozenMs: number | undefined;
  const now = () => (frozenMs ?? Date.now()) + skippedMs;
  return {
    now,
    nowS: () => Math.floor(now() / 1000),
    advance(ms) {
      if (ms < 0) throw new RangeError('Time goes forward only');
      skippedMs += ms;
    },
    freeze() {
      frozenMs ??= Date.now();
    },
  };
}
