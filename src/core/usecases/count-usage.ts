// Figures for planning: an hour that is over is counted by model, where enough people are in it that none can be told apart.

import { KEEP_DAYS } from '../domain/retention.ts';
import type { Needs } from '../needs.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Fewer accounts than this are nobody's figure. */
const LEAST_ACCOUNTS = 20;
/** What no leader has counted within this time stays uncounted: it is only a figure. */
const HOURS_BACK = 3;

/** Counts the hours just over, and forgets what is past its time. May be repeated: what is written stays. */
export function countUsage({ store, clock }: Needs, sweeper: Needs) {
  return async (): Promise<void> => {
    const now = clock.now().getTime();
    const thisHour = Math.floor(now / HOUR_MS) * HOUR_MS;
    for (let back = HOURS_BACK; back >= 1; back--)
      await store.usage.countHour(new Date(thisHour - back * HOUR_MS), LEAST_ACCOUNTS);
    await sweeper.store.usage.forget(new Date(now - KEEP_DAYS.usage * DAY_MS));
    await sweeper.store.keptRequests.forget(new Date(now - KEEP_DAYS.keptRequest * DAY_MS));
  };
}
