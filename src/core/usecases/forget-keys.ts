// Keys without an account: of somebody who came and whose first command failed, or brought back by a backup of the keyring.

import type { AccountId } from '../domain/ids.ts';
import type { Needs } from '../needs.ts';

const KEYS_A_LOOK = 1_000;

/** Destroys the keys that are older than a day and belong to no account; returns how many. */
export function forgetKeys({ keyring, store }: Needs) {
  return async (): Promise<number> => {
    const lost: AccountId[] = [];
    let seen = 0;
    for (let after: AccountId | null = null; ;) {
      const page: readonly AccountId[] = await keyring.accounts(after, KEYS_A_LOOK);
      const known = new Set(page.length > 0 ? await store.accounts.known(page) : []);
      seen += known.size;
      lost.push(...page.filter((account) => !known.has(account)));
      after = page.at(-1) ?? null;
      if (after === null) break;
    }
    // A key is not to be had again: who finds not one of the accounts is not looking where they are.
    if (lost.length > 0 && seen === 0) throw new Error('none of the keys in the keyring has an account here');
    for (const account of lost) await keyring.destroy(account);
    await keyring.forget();
    return lost.length;
  };
}
