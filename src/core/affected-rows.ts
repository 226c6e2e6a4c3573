// Who is affected when somebody has seen what they should not, as the core sees it.

import type { Locale, Platform } from './domain/chat.ts';
import type { LegalScope } from './domain/legal-scope.ts';
import type { AccountId } from './domain/ids.ts';

/** An account that was there, and where its owner can be told; no login where nobody can open it any more. */
export type Affected = {
  readonly accountId: AccountId;
  readonly locale: Locale;
  readonly platform: Platform | null;
  readonly userId: string | null;
};

/** What somebody has seen, and when they could: from `since` on, until `until`. */
export type Breach = { readonly what: LegalScope; readonly since: Date; readonly until: Date };

export interface AffectedRows {
  /** By one query: accounts that were made before `until` and have something of that kind, in the order of their ids. */
  accounts(breach: Breach, after: AccountId | null, limit: number): Promise<readonly Affected[]>;
  /** How many have been erased since: they may have been affected, and nobody can tell who they were. */
  erasedSince(since: Date): Promise<number>;
}
