// What has come in, and who is asking: the rows every turn begins with.

import type { InboundEvent, Locale, Person, Platform } from './domain/chat.ts';
import type { AccountId } from './domain/ids.ts';
import type { KnownAccount } from './payment-rows.ts';

export interface EventRows {
  /** Records an event; false when it was there already. */
  record(event: InboundEvent): Promise<boolean>;
}

export type Account = {
  readonly id: AccountId;
  /** What they have chosen, or the platform's. */
  readonly locale: Locale;
  readonly isNew: boolean;
  readonly paused: boolean;
  readonly refused: boolean;
  /** Its owner has asked to be erased: nothing is begun any more. */
  readonly erasing: boolean;
};

export interface AccountRows {
  /** The person's account, made at first sight. Its language follows the platform's, unless they have chosen one. */
  recognise(person: Person): Promise<Account>;
  /** Records the event and recognises whoever caused it; null when the event was there already. */
  greet(event: InboundEvent, person: Person): Promise<Account | null>;
  find(person: Pick<Person, 'platform' | 'userId'>): Promise<AccountId | null>;
  get(id: AccountId): Promise<KnownAccount | null>;
  /** Those of them that are there. */
  known(ids: readonly AccountId[]): Promise<readonly AccountId[]>;
  /** The same, and whoever else asks for it so waits until the transaction ends. */
  lock(id: AccountId): Promise<KnownAccount | null>;
  /**
   * Whether results may still be written for the account. If so it stays like that until the transaction ends: whoever is
   * about to erase it waits.
   */
  mayWrite(id: AccountId): Promise<boolean>;
  /** The person's name on a platform; null when the account has none there, or is going. */
  userOn(platform: Platform, id: AccountId): Promise<string | null>;
  /** Newcomers who have been promised their starter credits for later, oldest first. */
  owedStarters(limit: number): Promise<readonly AccountId[]>;
  oweStarter(id: AccountId, owed: boolean): Promise<void>;
  /** Notes since when its owner has left, once, or that they have not; any use of theirs says the same. Nothing for one that is going. */
  setLeft(id: AccountId, left: boolean): Promise<void>;
}
