// After a breach: who is affected and how they can be reached, and telling them, each once, whatever they have switched off.

import type { Affected, Breach } from '../affected-rows.ts';
import type { Locale } from '../domain/chat.ts';
import type { Needs } from '../needs.ts';
import { privateAddress } from './announce.ts';
import { tell } from './settling.ts';

const ACCOUNTS_A_LOOK = 500;

/** Everybody affected, so many at a time, and last how many nobody can reach any more. */
export function affected({ store }: Needs) {
  return {
    async *accounts(breach: Breach): AsyncGenerator<Affected> {
      for (let after: Affected['accountId'] | null = null; ;) {
        const found: readonly Affected[] = await store.affected.accounts(breach, after, ACCOUNTS_A_LOOK);
        yield* found;
        if (found.length < ACCOUNTS_A_LOOK) return;
        after = found.at(-1)?.accountId ?? null;
      }
    },
    erasedSince: (since: Date): Promise<number> => store.affected.erasedSince(since),
  };
}

/** Returns whether it is on its way to them. May be repeated after a crash: the same name is told once to each. */
export function tellAffected(needs: Needs) {
  return async (
    { accountId, platform, userId }: Affected,
    name: string,
    words: Readonly<Record<Locale, string>>,
  ): Promise<boolean> => {
    if (platform === null || userId === null) return false;
    await needs.store.transaction((rows) =>
      tell({ needs, rows }, accountId, privateAddress({ platform, userId }), `announcement:${name}`, {
        about: 'announcement',
        news: 'security',
        words,
      }),
    );
    needs.doorbell.work();
    return true;
  };
}
