// The methods about the bot itself and about what it may look at: profile, command lists, chats, files and presses.

import type { BotCommand, ChatFullInfo, File } from '@grammyjs/types';
import { isRecord, type MethodCall } from './params.ts';
import type { Realm } from './realm.ts';
import { badRequest } from './refusals.ts';

const QUERY_LIFE_MS = 15_000;
const MAX_COMMANDS = 100;

/** A list of commands as it was set. `languageCode` is empty for everybody without a list of their own. */
export type CommandList = {
  scope: Readonly<Record<string, unknown>>;
  languageCode: string;
  commands: readonly BotCommand[];
};

export type Profile = {
  readonly commands: readonly CommandList[];
  /** Keyed `name`, `description`, `short_description`, then the language, as in `description/de`. */
  readonly texts: ReadonlyMap<string, string>;
  setCommands(call: MethodCall): true;
  deleteCommands(call: MethodCall): true;
  getCommands(call: MethodCall): BotCommand[];
  setText(field: ProfileText, call: MethodCall): true;
  getText(field: ProfileText, call: MethodCall): string;
};

type ProfileText = 'name' | 'description' | 'short_description';

const TEXT_LIMITS: Readonly<Record<ProfileText, number>> = { name: 64, description: 512, short_description: 120 };

export function createProfile(): Profile {
  const lists = new Map<string, CommandList>();
  const texts = new Map<string, string>();
  return {
    get commands() {
      return [...lists.values()];
    },
    texts,
    setCommands({ params }) {
      const { key, scope, languageCode } = readAudience(params);
      const commands = readCommands(params['commands']);
      if (commands.length === 0) lists.delete(key);
      else lists.set(key, { scope, languageCode, commands });
      return true;
    },
    deleteCommands({ params }) {
      lists.delete(readAudience(params).key);
      return true;
    },
    getCommands({ params }) {
      return [...(lists.get(readAudience(params).key)?.commands ?? [])];
    },
    setText(field, { params }) {
      const text = params[field] ?? '';
      if (typeof text !== 'string' || text.length > TEXT_LIMITS[field]) throw badRequest(`bot ${field} is too long`);
      texts.set(`${field}/${readLanguage(params)}`, text);
      return true;
    },
    getText(field, { params }) {
      return texts.get(`${field}/${readLanguage(params)}`) ?? texts.get(`${field}/`) ?? '';
    },
  };
}

export function getChat(realm: Realm, { params }: MethodCall): ChatFullInfo {
  const { wire } = realm.writableChat(params['chat_id']);
  const common = { accent_color_id: 0, max_reaction_count: 11, accepted_gift_types: NO_GIFTS };
  if (wire.type === 'private') return { ...wire, ...common };
  return wire.type === 'group' ? { ...wire, ...common } : { ...wire, ...common };
}

export async function getFile(realm: Realm, { params }: MethodCall): Promise<File> {
  const id = params['file_id'];
  if (typeof id !== 'string' || id === '') throw badRequest('file_id not specified');
  return realm.files.link(id);
}

/** A press may be answered for about 15 seconds. */
export function answerCallbackQuery(realm: Realm, { params }: MethodCall): true {
  const press = realm.presses.get(String(params['callback_query_id']));
  if (!press || realm.clock.now() - press.atMs > QUERY_LIFE_MS)
    throw badRequest('query is too old and response timeout expired or query ID is invalid');
  const { text, url } = params;
  if (typeof text === 'string' && text.length > 200) throw badRequest('MESSAGE_TOO_LONG');
  // A repeated answer is accepted, but the person has seen the first one.
  press.answer ??= {
    text: typeof text === 'string' && text !== '' ? text : undefined,
    alert: params['show_alert'] === true,
    url: typeof url === 'string' ? url : undefined,
  };
  realm.changes.announce();
  return true;
}

const NO_GIFTS = {
  unlimited_gifts: false,
  limited_gifts: false,
  unique_gifts: false,
  premium_subscription: false,
  gifts_from_channels: false,
};

const SCOPES = new Set([
  'default',
  'all_private_chats',
  'all_group_chats',
  'all_chat_administrators',
  'chat',
  'chat_administrators',
  'chat_member',
]);

function readAudience(params: MethodCall['params']): {
  key: string;
  scope: Readonly<Record<string, unknown>>;
  languageCode: string;
} {
  const scope = params['scope'] ?? { type: 'default' };
  if (!isRecord(scope) || typeof scope['type'] !== 'string' || !SCOPES.has(scope['type']))
    throw badRequest("can't parse BotCommandScope: unsupported type specified");
  const languageCode = readLanguage(params);
  const key = JSON.stringify([scope['type'], scope['chat_id'], scope['user_id'], languageCode]);
  return { key, scope, languageCode };
}

function readLanguage(params: MethodCall['params']): string {
  const code = params['language_code'] ?? '';
  if (typeof code !== 'string' || !/^(?:[a-z]{2})?$/u.test(code)) throw badRequest('invalid language code specified');
  return code;
}

function readCommands(value: unknown): BotCommand[] {
  if (!Array.isArray(value)) throw badRequest("can't parse commands: expected an Array of BotCommand");
  if (value.length > MAX_COMMANDS) throw badRequest('BOT_COMMANDS_TOO_MUCH');
  return value.map((entry: unknown) => {
    const { command, description } = isRecord(entry) ? entry : {};
    if (typeof command !== 'string' || !/^\/?[a-z0-9_]{1,32}$/u.test(command)) throw badRequest('BOT_COMMAND_INVALID');
    if (typeof description !== 'string' || description === '' || description.length > 256)
      throw badRequest('BOT_COMMAND_DESCRIPTION_INVALID');
    return { command: command.replace(/^\//u, ''), description };
  });
}
