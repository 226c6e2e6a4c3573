// Which account somebody had when they were last seen here: its key can be fetched before the statement that finds out who they are.

import type { AccountId } from '../core/domain/ids.ts';

/** By the marks of logins. It may be wrong or have forgotten: whoever uses it has the database say whether it still holds. */
export interface Hints {
  of(mark: string): AccountId | null;
  note(mark: string, account: AccountId): void;
}

const REMEMBERED = 50_000;

export function createHints(most = REMEMBERED): Hints {
  const accounts = new Map<string, AccountId>();
  return {
    of: (mark) => accounts.get(mark) ?? null,
    note(mark, account) {
      // Put at the end: whoever has not been here for longest is forgotten first.
      accounts.delete(mark);
      accounts.set(mark, account);
      const [oldest] = accounts.keys();
      if (accounts.size > most && oldest !== undefined) accounts.delete(oldest);
    },
  };
}
