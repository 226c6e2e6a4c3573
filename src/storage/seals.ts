// Sealing: what a person wrote is kept so that only the key of their account opens it again, and only where it was put.

import type { JSONColumnType } from 'kysely';
import type { Platform } from '../core/domain/chat.ts';
import type { DATA_CATALOGUE } from '../core/domain/data-catalogue.ts';
import type { AccountId } from '../core/domain/ids.ts';

type Tables = (typeof DATA_CATALOGUE)['tables'];
type SealedIn<T extends keyof Tables, Columns = Tables[T]['columns']> = {
  [C in keyof Columns & string]: Columns[C] extends { readonly sealed: 'text' | 'json' | 'values' }
    ? `${T}.${C}`
    : never;
}[keyof Columns & string];

/** Places whose values are sealed, `table.column`: those of which the data catalogue says so. */
export type SealedPlace = { [T in keyof Tables]: SealedIn<T> }[keyof Tables];

/** bytea as pg reads and writes it; the brand keeps clear text, and what was sealed for another column, out at compile time. */
export type Sealed<P extends SealedPlace> = Buffer & { readonly sealedFor: P };

/** A JSON object whose values are boxes in base64, so that SQL can set one of them; its keys are in clear. */
export type SealedValues<P extends SealedPlace> = JSONColumnType<Readonly<Record<string, string | null>>> & {
  readonly sealedFor: P;
};

/** Seals and opens for one account. It is for use at once: whoever has waited asks for it again, since the key may be gone. */
export interface AccountSeal {
  seal<P extends SealedPlace>(place: P, text: string): Sealed<P>;
  /** @throws SealBroken for anything but what `seal` gave for this account, this place and this environment */
  open<P extends SealedPlace>(place: P, box: Sealed<P>): string;
  /** A name by which the same text is found again in the same place: 64 characters that only this account's key can make. */
  mark(place: SealedPlace, text: string): string;
}

export interface Seals {
  /** @throws KeyGone when it was destroyed or never made */
  of(account: AccountId): Promise<AccountSeal>;
  /** Null instead. */
  find(account: AccountId): Promise<AccountSeal | null>;
  /** Without those that are gone. */
  ofAll(accounts: Iterable<AccountId>): Promise<ReadonlyMap<AccountId, AccountSeal>>;
  /**
   * Makes the key of a new account, and finds the one that was made before. It is durable when this resolves, so before
   * anything sealed with it can be committed.
   * @throws KeyGone when it was destroyed: an account gets one key, once
   */
  make(account: AccountId): Promise<AccountSeal>;
  /** May be repeated. The key works nowhere a second later, and there is never another one for this account. */
  destroy(account: AccountId): Promise<void>;
  /** The name under which a platform's id is found again, or an operator: 64 characters that only this keyring can make. */
  mark(platform: Platform | 'operator', userId: string): string;
}

/** What was to be opened is damaged, or was sealed for another account, another place or another environment. */
export class SealBroken extends Error {
  constructor(place: string) {
    super(`what is in ${place} was not sealed for it`);
    this.name = 'SealBroken';
  }
}
