// Starter credits: given at first sight, but only to so many newcomers an hour; who comes after that gets them later.

import type { AccountId } from '../domain/ids.ts';
import { GRANT_PRIORITY } from '../domain/products.ts';
import type { Needs } from '../needs.ts';
import type { Rows } from '../store.ts';

const HOUR_MS = 3_600_000;

/** Gives a newcomer the starter credits, or owes them. */
export async function giveOrOweStarter(needs: Needs, rows: Rows, accountId: AccountId): Promise<void> {
  if (needs.starterCredits === 0) return;
  if ((await roomThisHour(needs, rows)) > 0) await give(needs, rows, accountId);
  else await rows.accounts.oweStarter(accountId, true);
}

/** Gives what is owed, the longest waiting first, as far as this hour reaches; returns to how many. */
export function giveStarters(needs: Needs) {
  return async (): Promise<number> => {
    let given = 0;
    // One account a transaction, as everywhere: nobody waits for somebody else's credits.
    while (await needs.store.transaction((rows) => giveNext(needs, rows))) given++;
    return given;
  };
}

async function giveNext(needs: Needs, rows: Rows): Promise<boolean> {
  if ((await roomThisHour(needs, rows)) === 0) return false;
  const [accountId] = await rows.accounts.owedStarters(1);
  if (!accountId) return false;
  if (needs.starterCredits > 0) await give(needs, rows, accountId);
  await rows.accounts.oweStarter(accountId, false);
  return true;
}

async function roomThisHour({ starterGrantsPerHour, clock }: Needs, rows: Rows): Promise<number> {
  const given = await rows.credits.startersSince(new Date(clock.now().getTime() - HOUR_MS));
  return Math.max(0, starterGrantsPerHour - given);
}

async function give(needs: Needs, rows: Rows, accountId: AccountId): Promise<void> {
  await needs.ledger.grant(rows, accountId, {
    amount: needs.starterCredits,
    source: 'starter',
    sourceRef: `starter:${accountId}`,
    priority: GRANT_PRIORITY.starter,
    expiresAt: null,
  });
}
