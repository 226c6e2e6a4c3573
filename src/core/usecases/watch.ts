// Whether promises about data are being kept: how late removals and answers are, whether the wall stands, and files without a row.

import { ALARM_AFTER_DAYS } from '../domain/answering.ts';
import { KEEP_DAYS } from '../domain/retention.ts';
import type { AlarmAbout } from '../log-events.ts';
import type { Needs } from '../needs.ts';
import type { Lateness } from '../watch-rows.ts';

const HOUR_S = 3_600;
const DAY_S = 24 * HOUR_S;
const HOUR_MS = HOUR_S * 1_000;
const KEYS_A_LOOK = 1_000;

export type Watched = Lateness & { readonly wallHoles: number; readonly unlisted: number };

/** One look at the database. */
export function watch({ store }: Needs) {
  return async (): Promise<Watched> => ({
    ...(await store.watch.lateness(KEEP_DAYS.image)),
    wallHoles: (await store.watch.wallHoles()).length,
    unlisted: (await store.watch.unlisted()).length,
  });
}

/**
 * Looks through the bucket; returns how many files have had no row for an hour. One that is just being written may have none
 * yet, so the first look of a process finds nothing.
 */
export function findOrphans({ store, bucket, clock }: Needs) {
  let before: ReadonlyMap<string, number> = new Map();
  return async (): Promise<number> => {
    const now = clock.now().getTime();
    const found = new Map<string, number>();
    const look = async (keys: readonly string[]): Promise<void> => {
      for (const key of await store.watch.orphans(keys)) found.set(key, before.get(key) ?? now);
    };
    let keys: string[] = [];
    for await (const key of bucket.list('t/')) {
      keys.push(key);
      if (keys.length < KEYS_A_LOOK) continue;
      await look(keys);
      keys = [];
    }
    await look(keys);
    before = found;
    return [...found.values()].filter((since) => now - since >= HOUR_MS).length;
  };
}

/** Says in the log what is wrong, each time it looks: an alarm that is not mended stays one. Returns what it said. */
export function raiseAlarms(needs: Needs) {
  const look = watch(needs);
  return async (orphans: number | null): Promise<readonly AlarmAbout[]> => {
    const { sweepSeconds, erasureSeconds, requestSeconds, wallHoles, unlisted } = await look();
    const counts: Readonly<Record<AlarmAbout, number>> = {
      'sweep-late': hoursPast(sweepSeconds, HOUR_S),
      'erasure-late': hoursPast(erasureSeconds, DAY_S),
      'request-late': hoursPast(requestSeconds, ALARM_AFTER_DAYS * DAY_S),
      orphans: orphans ?? 0,
      'wall-open': wallHoles,
      'catalogue-drift': unlisted,
    };
    const wrong = Object.entries(counts).flatMap(([about, count]) => (count > 0 ? [{ about, count }] : []));
    for (const { about, count } of wrong) needs.log({ event: 'alarm', about: about as AlarmAbout, count });
    return wrong.map(({ about }) => about as AlarmAbout);
  };
}

/** 0 while it is in time; else whole hours since it was due. */
function hoursPast(seconds: number, limit: number): number {
  return seconds > limit ? Math.ceil(seconds / HOUR_S) : 0;
}
