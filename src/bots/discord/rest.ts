// The two ways of talking to Discord over HTTP: as the bot, and with an interaction's token.

import { REST, type RESTOptions } from 'discord.js';

export type DiscordAccess = {
  readonly token: string;
  /** Without version, such as `https://discord.com/api`. */
  readonly apiUrl: string;
};

export type DiscordRest = {
  /** Carries the bot's token, at most 50 requests a second. */
  readonly asBot: REST;
  /** Carries no token: the interaction's own is part of the path. Discord does not count these against the bot. */
  readonly asInteraction: REST;
};

/**
 * Every call is tried once and waits for nobody: whoever calls knows whether a repetition is harmless, and a rate limit is
 * an answer (RateLimitError).
 */
export function createRest({ token, apiUrl }: DiscordAccess): DiscordRest {
  const once: Partial<RESTOptions> = {
    api: apiUrl,
    version: '10',
    retries: 0,
    timeout: 60_000,
    rejectOnRateLimit: () => true,
  };
  return {
    asBot: new REST(once).setToken(token),
    // A dead interaction token answers 401, and a REST that had sent the bot's token would then forget it.
    asInteraction: new REST({ ...once, globalRequestsPerSecond: Infinity }),
  };
}
