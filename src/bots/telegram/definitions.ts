// The command table as Telegram's command lists; a definition that Telegram would refuse stops the program when it starts.

import type { Api } from 'grammy';
import type { BotCommand } from 'grammy/types';
import type { Locale } from '../../core/domain/chat.ts';
import type { Command } from '../commands/command.ts';
import { textsFor } from '../texts/texts.ts';

/** https://core.telegram.org/bots/api#botcommand */
const NAME = /^[a-z0-9_]{1,32}$/;
const DESCRIPTION_MAX = 256;
const COMMANDS_MAX = 100;

export type CommandList = { readonly languageCode: 'zh' | undefined; readonly commands: BotCommand[] };

/** @throws Error naming every limit of Telegram's that a definition breaks */
export function defineCommands(commands: readonly Command[]): CommandList[] {
  const lists = [
    { languageCode: undefined, commands: listFor(commands, 'en') },
    { languageCode: 'zh' as const, commands: listFor(commands, 'zh-CN') },
  ];
  const broken = lists.flatMap((list) => list.commands.flatMap(brokenLimits));
  if (commands.length > COMMANDS_MAX) broken.push(`${commands.length} commands where ${COMMANDS_MAX} are allowed`);
  if (broken.length > 0) throw new Error(`Telegram would refuse these commands: ${broken.join('; ')}`);
  return lists;
}

/** Sets the lists that differ from what Telegram has. */
export async function registerCommands(api: Api, lists: readonly CommandList[]): Promise<void> {
  for (const { languageCode, commands } of lists) {
    const language = languageCode === undefined ? {} : { language_code: languageCode };
    const registered = await api.getMyCommands(language);
    if (fingerprint(registered) !== fingerprint(commands)) await api.setMyCommands(commands, language);
  }
}

function listFor(commands: readonly Command[], locale: Locale): BotCommand[] {
  const texts = textsFor(locale);
  return commands.map(({ name, describe }) => ({ command: name, description: texts.say(describe) }));
}

function brokenLimits({ command, description }: BotCommand): string[] {
  const { length } = Array.from(description);
  return [
    ...(NAME.test(command) ? [] : [`${command} is no name`]),
    ...(length >= 1 && length <= DESCRIPTION_MAX
      ? []
      : [`/${command}: ${length} characters of 1 to ${DESCRIPTION_MAX}`]),
  ];
}

function fingerprint(commands: readonly BotCommand[]): string {
  return JSON.stringify(commands.map(({ command, description }) => [command, description]));
}
