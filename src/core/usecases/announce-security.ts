// Something about security that everybody has to hear: it has no switch, and reaches also who has paused, refused the notice or left.

import type { Locale } from '../domain/chat.ts';
import type { Needs } from '../needs.ts';
import { affected, tellAffected } from './affected.ts';
import { isGoing } from './going.ts';

/**
 * As after a breach in which everything of everybody was seen; the same name is told once to each, by either way.
 * Returns how many people it is on its way to. May be repeated after a crash.
 */
export function announceSecurity(needs: Needs) {
  return async (name: string, words: Readonly<Record<Locale, string>>): Promise<number> => {
    const everybody = { what: 'everything', since: new Date(0), until: needs.clock.now() } as const;
    let told = 0;
    for await (const each of affected(needs).accounts(everybody))
      try {
        if (await tellAffected(needs)(each, name, words)) told += 1;
      } catch (error) {
        // Whoever has begun to go meanwhile has nothing left here that could be seen.
        if (!(await isGoing(needs, error))) throw error;
      }
    return told;
  };
}
