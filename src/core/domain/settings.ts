// What a person can set for themselves.

import type { Locale } from './chat.ts';

export type Settings = {
  /** Null follows the platform. */
  readonly language: Locale | null;
  /** Pictures come as files, byte by byte; only Telegram would show them smaller otherwise. */
  readonly asDocument: boolean;
  /** What is new in the product; what is about money or security comes whatever this says. */
  readonly productNotices: boolean;
  /** Whether this account is counted. */
  readonly statistics: boolean;
  readonly news: boolean;
  readonly pausedAt: Date | null;
};

export type Switch = 'asDocument' | 'productNotices' | 'statistics' | 'news';

export type SettingChange =
  { readonly setting: 'language'; readonly to: Locale | null } | { readonly setting: Switch; readonly to: boolean };
