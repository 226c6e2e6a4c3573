// The rows of what people have set and agreed to, of what is held about one of them, and of figures about many.

import type { Locale, Person, Platform } from './domain/chat.ts';
import type { Category } from './domain/data-catalogue/types.ts';
import type { AccountId, KeptRequestId } from './domain/ids.ts';
import type { Wish } from './domain/order.ts';
import type { SettingChange, Settings } from './domain/settings.ts';

/** How somebody stands with us, read before anything is said to them. */
export type Standing = {
  readonly accountId: AccountId;
  /** What they have chosen; null follows the platform. */
  readonly chosen: Locale | null;
  /** The version of the notice they agreed to last and have not taken back. */
  readonly agreedTo: string | null;
  /** Whether they have been told about `current`. */
  readonly told: boolean;
};

/** Somebody who may be told something, by one of their logins. */
export type Hearer = {
  readonly accountId: AccountId;
  readonly platform: Platform;
  readonly userId: string;
  readonly settings: Pick<Settings, 'productNotices' | 'news' | 'pausedAt'>;
};

export interface ChoiceRows {
  /**
   * Null for somebody we do not know. Asked before anything is said to anybody, and so it is also where use is noted: that an
   * account was used, at most once a day.
   */
  standing(person: Pick<Person, 'platform' | 'userId'>, toldRef: string): Promise<Standing | null>;
  find(accountId: AccountId): Promise<Settings | null>;
  /** @param platformLocale what "follow the platform" means just now */
  change(accountId: AccountId, change: SettingChange, platformLocale: Locale): Promise<void>;
  /**
   * Active accounts that have not refused the notice and whose owners have not left, in the order of their ids, one login each;
   * those that begin to go meanwhile are left out.
   * @returns `next` to go on after; null when these were the last
   */
  hearers(
    after: AccountId | null,
    limit: number,
  ): Promise<{ readonly hearers: readonly Hearer[]; readonly next: AccountId | null }>;
  /** Whether that changed anything. */
  pause(accountId: AccountId, paused: boolean): Promise<boolean>;
}

export type Consent = { readonly version: string; readonly language: Locale; readonly givenAt: Date };

export interface ConsentRows {
  /** The latest agreement that was not taken back. */
  standing(accountId: AccountId): Promise<Consent | null>;
  /** Whether an agreement to one of these versions stands. */
  covers(accountId: AccountId, versions: readonly string[]): Promise<boolean>;
  /** Whether there ever was one. */
  everGiven(accountId: AccountId): Promise<boolean>;
  /** Stores it, unless one to the same version stands; a refusal is over with it. */
  give(accountId: AccountId, consent: Pick<Consent, 'version' | 'language'>): Promise<void>;
  /** Takes every agreement back and remembers that; forgets what waited for one. */
  withdraw(accountId: AccountId): Promise<void>;
}

export interface KeptRequestRows {
  /** In place of an earlier one. */
  keep(accountId: AccountId, id: KeptRequestId, wish: Wish): Promise<void>;
  /** Whose it is, and what; null when it is gone. */
  find(id: KeptRequestId): Promise<{ readonly accountId: AccountId; readonly wish: Wish } | null>;
  /** Whoever takes it goes on with it; false when it is gone. */
  take(id: KeptRequestId): Promise<boolean>;
  /** Forgets those kept before then; returns how many. */
  forget(before: Date): Promise<number>;
}

/** How many rows of a table hold something of a category about one account. */
export type Holding = { readonly table: string; readonly category: Category; readonly count: number };

export interface HoldingRows {
  count(accountId: AccountId): Promise<readonly Holding[]>;
}

export interface UsageRows {
  /** Counts an hour that is over, by model, where at least `least` accounts are in it; what is written stays. */
  countHour(hour: Date, least: number): Promise<void>;
  /** Forgets hours before then. */
  forget(before: Date): Promise<void>;
}
