// The bots there are tokens for, and what their platforms ask of whoever runs them.

import { discordBot } from '../bots/discord/bot.ts';
import { telegramBot } from '../bots/telegram/bot.ts';
import type { Config } from '../config.ts';
import type { Core } from '../core/core.ts';
import type { Log } from '../core/ports.ts';
import type { Closers } from '../lifecycle.ts';
import { clock } from './machine.ts';

export async function startBots(config: Config, core: Core, closers: Closers, log: Log): Promise<void> {
  if (!config.discord) log({ event: 'notice', about: 'bot-without-token', value: 'discord' });
  if (!config.telegram) log({ event: 'notice', about: 'bot-without-token', value: 'telegram' });
  noteRules(config, log);
  const bots = [
    ...(config.discord ? [discordBot({ config: config.discord, core: core.chat, clock, log })] : []),
    ...(config.telegram ? [telegramBot({ config: config.telegram, core: core.chat, log })] : []),
  ];
  for (const bot of bots) closers.add('bot', () => bot.stop(), 15_000);
  await Promise.all(bots.map((bot) => bot.start()));
}

/** What the platforms ask of whoever sells on them, where this configuration may not be it: said, and left to the owner. */
function noteRules({ payWith }: Config, log: Log): void {
  if (payWith.telegram.includes('stripe'))
    log({
      event: 'notice',
      about: 'telegram-digital-goods',
      value: 'a link to Stripe is offered; the terms for developers (6.2) want digital goods sold for Stars',
    });
  if (payWith.discord.includes('stripe'))
    log({
      event: 'notice',
      about: 'discord-premium-apps',
      value: 'only Stripe is offered; Discord asks for Premium Apps as well, where available, at no higher price',
    });
}
