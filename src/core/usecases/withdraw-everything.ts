// Takes our messages about an account out of its chats, where the platforms let us and as far as a short while reaches.

import type { AccountId } from '../domain/ids.ts';
import type { Erasure } from '../erasure-rows.ts';
import type { Needs } from '../needs.ts';
import { MessengerError, type ResultFiles } from '../ports.ts';
import type { Rows } from '../store.ts';
import { inParallel } from './in-parallel.ts';

const HOUR_MS = 3_600_000;
/** Telegram lets nobody delete what is older; an hour to be on the safe side. */
const TELEGRAM_MS = 47 * HOUR_MS;
const DISCORD_MS = 30 * 24 * HOUR_MS;
const MESSAGES_MAX = 200;
const AT_ONCE = 4;
const DEADLINE_MS = 20_000;

/** Nothing is left that could be shown. */
const NO_FILES: ResultFiles = {
  images: async () => [],
  part: () => Promise.reject(new Error('a part of nothing')),
  contactSheet: async () => null,
};

/** Keeps what is needed for that, in the transaction that closes the account: its key is destroyed next. */
export async function takeMessagesAlong(
  { clock }: Pick<Needs, 'clock'>,
  rows: Rows,
  erasure: Pick<Erasure, 'id' | 'accountId'> & { readonly receiptId: AccountId },
): Promise<void> {
  const now = clock.now().getTime();
  const since = { telegram: new Date(now - TELEGRAM_MS), discord: new Date(now - DISCORD_MS) };
  await rows.erasures.takeAlong(erasure, since, MESSAGES_MAX);
}

/** Returns in how many places that was done. What cannot be reached, or not in time, stays where it is. */
export async function withdrawEverything(
  needs: Needs,
  erasure: Pick<Erasure, 'id' | 'receiptId'>,
  signal: AbortSignal,
): Promise<number> {
  const deadline = AbortSignal.timeout(DEADLINE_MS);
  const until = AbortSignal.any([signal, deadline]);
  let withdrawn = 0;
  await inParallel(await needs.store.erasures.toWithdraw(erasure), AT_ONCE, async ({ delivery, steps }) => {
    const messenger = needs.messengers[delivery.address.platform];
    if (deadline.aborted || !messenger) return;
    try {
      await messenger.withdraw(delivery, null, NO_FILES, steps, until);
      withdrawn += 1;
    } catch (error) {
      // Too late, forbidden or away: their copy is theirs, and the receipt says how many we reached.
      if (!(error instanceof MessengerError) && !deadline.aborted) throw error;
    }
  });
  return withdrawn;
}
