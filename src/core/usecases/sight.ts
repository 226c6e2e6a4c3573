// Who is asking: the account, made with its starter credits at first sight of somebody who was not erased lately.

import type { Asking } from '../answers.ts';
import { refuse } from '../domain/refusal.ts';
import type { Needs } from '../needs.ts';
import type { Account } from '../account-rows.ts';
import type { Rows } from '../store.ts';
import { giveOrOweStarter } from './give-starters.ts';

/**
 * Records the event and finds the account, in the caller's transaction.
 * @returns null when the event was handled before, and then nothing else may be done
 * @throws Refusal being-erased, when its owner has asked for that, also where this was sent before they did
 */
export async function sight(needs: Needs, rows: Rows, ask: Pick<Asking, 'event' | 'person'>): Promise<Account | null> {
  const account = await rows.accounts.greet(ask.event, ask.person);
  if (account?.erasing) return refuse('being-erased', {});
  if (!account?.isNew) return account;
  const erasedAt = await rows.erasures.erasedAt(needs.mark(ask.person));
  // Sent before that and heard after it: what is late brings nobody back.
  if (erasedAt && ask.event.at && ask.event.at <= erasedAt) return refuse('being-erased', {});
  // Who deletes an account and comes back has had them.
  if (!erasedAt) await giveOrOweStarter(needs, rows, account.id);
  return account;
}
