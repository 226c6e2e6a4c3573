// `/pause`: nothing but storing goes on, until the person says so.

import type { Asking, Repeated } from '../answers.ts';
import type { Needs } from '../needs.ts';
import { stopEverything, tellStopped } from './cancel-work.ts';

/** What waits or runs is cancelled, and its credits are back at once; a worker that has not heard of it yet draws nothing more. */
export function pause(needs: Needs) {
  return async (
    ask: Asking,
    paused: boolean,
  ): Promise<Repeated | { kind: 'paused'; isKnown: boolean; changed: boolean; images: number }> => {
    const answer = await needs.store.transaction(async (rows) => {
      if (!(await rows.events.record(ask.event))) return null;
      const id = await rows.accounts.find(ask.person);
      if (!id) return { isKnown: false, changed: false, stopped: null };
      const changed = await rows.choices.pause(id, paused);
      return { isKnown: true, changed, stopped: paused ? await stopEverything(needs, rows, id, () => true) : null };
    });
    if (!answer) return { kind: 'repeated' };
    const { isKnown, changed, stopped } = answer;
    if (stopped) tellStopped(needs, stopped);
    return { kind: 'paused', isKnown, changed, images: stopped?.images ?? 0 };
  };
}
