// The world's test clock: real time plus what was skipped, and everything due on the way happens in its order and at its time.

export type StripeClock = {
  /** Milliseconds since the epoch, as this world sees them. */
  now(): number;
  /** The same in whole seconds, as Stripe writes times. */
  nowS(): number;
  /** Skips ahead: renewals, expiries and retries that fall due happen one after the other, each at its own moment. */
  advance(ms: number): void;
  /** Skips to the moment (seconds); one that has passed changes nothing. */
  advanceTo(atS: number): void;
  /** From here on time passes only by `advance`, so that a slow machine changes nothing. */
  freeze(): void;
  /** Remembers something to do; returns how to forget it. */
  at(atS: number, run: () => void): () => void;
  /** Does what real time has made due. */
  catchUp(): void;
};

type Appointment = { atS: number; order: number; run: () => void };

export function createClock(): StripeClock {
  let skippedMs = 0;
  let frozenMs: number | undefined;
  let playingMs: number | undefined;
  let order = 0;
  const appointments = new Set<Appointment>();
  const now = () => playingMs ?? (frozenMs ?? Date.now()) + skippedMs;

  function playUntil(untilMs: number): void {
    // Something due may make an appointment that is due as well, so the next one is looked up every time.
    if (playingMs !== undefined) throw new Error('Time cannot be moved by something that happens while it moves');
    try {
      for (let next = nextOne(); next && next.atS * 1000 <= untilMs; next = nextOne()) {
        appointments.delete(next);
        playingMs = next.atS * 1000;
        next.run();
      }
    } finally {
      playingMs = undefined;
    }
  }

  function nextOne(): Appointment | undefined {
    let first: Appointment | undefined;
    for (const one of appointments)
      if (!first || one.atS < first.atS || (one.atS === first.atS && one.order < first.order)) first = one;
    return first;
  }

  const clock: StripeClock = {
    now,
    nowS: () => Math.floor(now() / 1000),
    advance(ms) {
      const target = now() + ms;
      playUntil(target);
      skippedMs += Math.max(0, target - now());
    },
    advanceTo(atS) {
      clock.advance(Math.max(0, atS * 1000 - now()));
    },
    freeze() {
      frozenMs ??= Date.now();
    },
    at(atS, run) {
      const appointment = { atS, order: (order += 1), run };
      appointments.add(appointment);
      return () => void appointments.delete(appointment);
    },
    catchUp() {
      playUntil(now());
    },
  };
  return clock;
}

/** The moment `count` months, years, weeks or days after another; a day that the month does not have becomes its last. */
export function addInterval(atS: number, interval: 'day' | 'month' | 'week' | 'year', count: number): number {
  if (interval === 'day' || interval === 'week') return atS + count * (interval === 'day' ? 86_400 : 604_800);
  const date = new Date(atS * 1000);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + count * (interval === 'year' ? 12 : 1));
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, lastDay));
  return Math.floor(date.getTime() / 1000);
}
