// What the clock does in the product, all of it once: the rounds that src/jobs/schedules.ts begins, and none that a test has chosen.

import type { Core } from '../../src/core/core.ts';
import type { LogEvent } from '../../src/core/log-events.ts';
import { startSchedules } from '../../src/jobs/schedules.ts';

/** @returns what went wrong meanwhile */
export async function everyRound(core: Core): Promise<readonly LogEvent[]> {
  const faults: LogEvent[] = [];
  const running: Promise<unknown>[] = [];
  const watched = new Proxy(core, {
    get(on, name) {
      const member: unknown = Reflect.get(on, name);
      if (typeof member !== 'function') return member;
      return (...words: unknown[]) => {
        const answer: unknown = Reflect.apply(member, on, words);
        running.push(Promise.resolve(answer));
        return answer;
      };
    },
  });
  const log = (event: LogEvent): void => void (event.event === 'fault' && faults.push(event));
  const schedules = startSchedules({ core: watched, leads: () => true, log });
  while (running.length > 0) await Promise.allSettled(running.splice(0));
  await schedules.close();
  return faults;
}
