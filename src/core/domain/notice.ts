// What a person is told without having asked just then: facts, of which texts/ makes words.

import type { Locale, Platform } from './chat.ts';
import type { NoticeChange } from './notice-change.ts';
import type { LegalScope } from './legal-scope.ts';
import type { Money } from './payment.ts';
import type { Settings } from './settings.ts';

export type Notice =
  | {
      readonly about: 'credits-arrived';
      readonly credits: number;
      readonly product: string;
      readonly available: number;
    }
  /** A bank debit takes days. */
  | { readonly about: 'payment-waits'; readonly product: string }
  | { readonly about: 'payment-failed'; readonly product: string }
  /** A renewal could not be paid; the portal is where to mend it. */
  | { readonly about: 'renewal-failed'; readonly product: string | null }
  | { readonly about: 'refunded'; readonly money: Money; readonly credits: number; readonly debt: number }
  /** The bank took the payment back: the account waits until that is decided. */
  | { readonly about: 'disputed' }
  | { readonly about: 'fraud-warned' }
  | { readonly about: 'dispute-won'; readonly credits: number }
  | { readonly about: 'plan-changed'; readonly product: string | null }
  | { readonly about: 'plan-ends'; readonly product: string | null; /** ISO time. */ readonly at: string }
  | { readonly about: 'plan-ended'; readonly product: string | null }
  | { readonly about: 'ticket-answered'; readonly number: number; readonly answer: string }
  /** An authority has had data of theirs: for which case, and what of it. */
  | { readonly about: 'handed-out'; readonly reference: string; readonly scope: LegalScope }
  /** Nobody has used the account for long: when it will be deleted (ISO time), and the number of the receipt. */
  | { readonly about: 'account-idle'; readonly at: string; readonly number: string }
  /** The privacy notice; null changes: everything may be new. */
  | { readonly about: 'notice-changed'; readonly version: string; readonly changes: readonly NoticeChange[] | null }
  /** What whoever runs Easel tells everybody who wants to hear it. */
  | {
      readonly about: 'announcement';
      readonly news: 'product' | 'news' | 'security';
      readonly words: Readonly<Record<Locale, string>>;
    };

export type NoticeClass = 'money' | 'security' | 'support' | 'product' | 'news';

export function noticeClass(notice: Notice): NoticeClass {
  switch (notice.about) {
    case 'ticket-answered':
      return 'support';
    case 'notice-changed':
    case 'account-idle':
    case 'handed-out':
      return 'security';
    case 'announcement':
      return notice.news;
    case 'credits-arrived':
    case 'payment-waits':
    case 'payment-failed':
    case 'renewal-failed':
    case 'refunded':
    case 'disputed':
    case 'fraud-warned':
    case 'dispute-won':
    case 'plan-changed':
    case 'plan-ends':
    case 'plan-ended':
      return 'money';
  }
}

/** Whether somebody is told: money, security and an answer they asked for always, the rest as they have set it. */
export function mayBeTold(
  kind: NoticeClass,
  { productNotices, news, pausedAt }: Pick<Settings, 'productNotices' | 'news' | 'pausedAt'>,
  platform: Platform,
): boolean {
  switch (kind) {
    case 'money':
    case 'security':
    case 'support':
      return true;
    case 'product':
      return productNotices && pausedAt === null;
    case 'news':
      // Discord wants nobody to be advertised to in direct messages.
      return news && pausedAt === null && platform !== 'discord';
  }
}
