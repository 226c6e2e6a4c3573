// The inbox of payment events: kept while a provider may repeat one, then forgotten.

import type { Needs } from '../needs.ts';

const DAY_MS = 86_400_000;
/** A provider repeats an event for three days and lists it for thirty. */
const KEEP_DAYS = 35;
const EVENTS_A_STATEMENT = 1_000;

/** Returns how many were forgotten. */
export function forgetEvents({ store, clock }: Needs) {
  return async (): Promise<number> => {
    const before = new Date(clock.now().getTime() - KEEP_DAYS * DAY_MS);
    let forgotten = 0;
    for (;;) {
      const now = await store.settlements.forgetEvents(before, EVENTS_A_STATEMENT);
      forgotten += now;
      if (now < EVENTS_A_STATEMENT) return forgotten;
    }
  };
}
