// Where people are and how they are answered, as data: no platform type comes further in than this.

export type Platform = 'discord' | 'telegram';
export type Locale = 'en' | 'zh-CN';

/** One event as the platform numbers it; the same event twice does nothing twice. */
export type InboundEvent = {
  readonly platform: Platform;
  readonly id: string;
  /** When it was sent, at the latest; not known of everything. */
  readonly at?: Date;
};

/** Somebody who typed or pressed something. */
export type Person = { readonly platform: Platform; readonly userId: string; readonly locale: Locale };

/** Where an answer goes. Stored as it is, so that a worker that never heard the question can answer it. */
export type ChatAddress = DiscordAddress | TelegramAddress;

export type DiscordAddress = {
  readonly platform: 'discord';
  readonly applicationId: string;
  readonly channelId: string;
  readonly userId: string;
  /** Whether the bot itself is in this channel's guild or DM, so that channel endpoints work. */
  readonly botInChannel: boolean;
  readonly ephemeral: boolean;
  readonly token: string;
  /** ISO time after which the token is never used (13.5 minutes after the interaction). */
  readonly tokenUntil: string;
};

export type TelegramAddress = {
  readonly platform: 'telegram';
  readonly chatId: string;
  readonly threadId: number | null;
  readonly replyTo: number | null;
  readonly group: boolean;
};
