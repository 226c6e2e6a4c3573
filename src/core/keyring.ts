// The keys of accounts as the core sees them: it has them destroyed, and hears when one is gone.

import type { AccountId } from './domain/ids.ts';

export interface Keyring {
  /** What was sealed for the account can be read nowhere a second later. May be repeated; there is never another key for it. */
  destroy(account: AccountId): Promise<void>;
  /** Accounts whose key was made more than a day ago, in the order of their ids, beginning behind `after`. */
  accounts(after: AccountId | null, limit: number): Promise<readonly AccountId[]>;
  /** Forgets whose keys were destroyed so long ago that no backup with them is left. */
  forget(): Promise<void>;
  /** Puts another master key in the place of the one with which all keys are wrapped. Stopped anywhere, the next call goes on. */
  rotate(): Promise<Rotation>;
}

/** `nothing-new`: there is no other master key to move on to. */
export type Rotation = { readonly outcome: 'rotated'; readonly keys: number } | { readonly outcome: 'nothing-new' };

/** The account has no key: it was destroyed, or never made. What was sealed for it cannot be read, and nothing can be sealed. */
export class KeyGone extends Error {
  readonly account: AccountId;

  constructor(account: AccountId) {
    super('the account has no key');
    this.name = 'KeyGone';
    this.account = account;
  }
}
