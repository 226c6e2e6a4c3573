// Who is asking: the account, made with its starter credits at first sight.

import type { Asking } from '../answers.ts';
import type { AccountId } from '../domain/ids.ts';
import type { Needs } from '../needs.ts';
import type { Account, Rows } from '../store.ts';

const STARTER_PRIORITY = 10;

/**
 * Records the event and finds the account, in the caller's transaction.
 * @returns null when the event was handled before, and then nothing else may be done
 */
export async function sight(needs: Needs, rows: Rows, ask: Pick<Asking, 'event' | 'person'>): Promise<Account | null> {
  const account = await rows.accounts.greet(ask.event, ask.person);
  if (account?.isNew && needs.starterCredits > 0) await grantStarter(needs, rows, account.id);
  return account;
}

async function grantStarter(needs: Needs, rows: Rows, accountId: AccountId): Promise<void> {
  await needs.ledger.grant(rows, accountId, {
    amount: needs.starterCredits,
    source: 'starter',
    sourceRef: `starter:${accountId}`,
    priority: STARTER_PRIORITY,
    expiresAt: null,
  });
}
