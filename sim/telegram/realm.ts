// What the parts of the world share: the clock, the chats, the people, the files and the way to the bot.

import type { CallbackQuery, Chat, ChatMember, Update, User, UserFromGetMe } from '@grammyjs/types';
import { createChanges, type Changes } from '../wire/changes.ts';
import { SimChat, type Standing } from './chats.ts';
import { createClock, type WorldClock } from '../wire/clock.ts';
import { createFeed, type Feed } from './feed.ts';
import { createFileStore, type FileStore } from './files.ts';
import { createFloodControl, type FloodControl } from './flood.ts';
import type { SimMessage } from './messages.ts';
import type { Person } from './people.ts';
import { badRequest } from './refusals.ts';
import { createStars, type Stars } from './stars.ts';

/** What `answerCallbackQuery` showed to the person who pressed. */
export type CallbackAnswer = { text: string | undefined; alert: boolean; url: string | undefined };

/** A press on a button, answered or not. */
export type Press = {
  query: CallbackQuery;
  atMs: number;
  update: Update | undefined;
  answer: CallbackAnswer | undefined;
};

export type Realm = {
  /** The bot as `getMe` tells. */
  readonly bot: UserFromGetMe;
  /** The bot as everybody sees it. */
  readonly self: User;
  readonly clock: WorldClock;
  readonly changes: Changes;
  readonly files: FileStore;
  readonly feed: Feed;
  readonly flood: FloodControl;
  readonly chats: Map<number, SimChat>;
  readonly people: Map<number, Person>;
  readonly presses: Map<string, Press>;
  readonly stars: Stars;
  /** Ids count per chat in supergroups and across all other chats together, as they do for a real bot. */
  nextMessageId(chat: SimChat): number;
  nextPersonId(): number;
  addGroup(type: 'group' | 'supergroup', title: string, members: Iterable<number>, forum: boolean): SimChat;
  /** Tells the bot of a message that somebody else wrote. */
  deliver(message: SimMessage): Update | undefined;
  /** Tells the bot (`my_chat_member`) how it stands in a chat now. */
  tellStanding(chat: SimChat, by: User, before: Standing): void;
  /** The chat a method names, once the bot may speak there; throws Telegram's refusal otherwise. */
  writableChat(chatId: unknown): SimChat;
};

export function createRealm(bot: UserFromGetMe): Realm {
  const self: User = { id: bot.id, is_bot: true, first_name: bot.first_name, username: bot.username };
  const clock = createClock();
  const changes = createChanges();
  const chats = new Map<number, SimChat>();
  const counters = { person: 500_000_000, group: -4_000_000_000, supergroup: -1_002_000_000_000, message: 0 };
  const perChat = new Map<number, number>();

  const realm: Realm = {
    bot,
    self,
    clock,
    changes,
    files: createFileStore(clock),
    feed: createFeed(() => changes.announce()),
    flood: createFloodControl(clock),
    chats,
    people: new Map(),
    presses: new Map(),
    stars: createStars(),
    nextMessageId(chat) {
      if (chat.wire.type !== 'supergroup') return (counters.message += 1);
      const next = (perChat.get(chat.id) ?? 0) + 1;
      perChat.set(chat.id, next);
      return next;
    },
    nextPersonId: () => (counters.person += 1),
    addGroup(type, title, members, forum) {
      const id = (counters[type] -= 1);
      const wire: Chat.GroupChat | Chat.SupergroupChat =
        type === 'group' ? { id, type, title } : { id, type, title, ...(forum ? { is_forum: true } : {}) };
      const chat = new SimChat(realm, wire, members, 'member');
      chats.set(id, chat);
      return chat;
    },
    deliver({ wire, chat }) {
      if (!wire.from) throw new Error('Every message outside a channel has a sender');
      return realm.feed.push({ message: { ...wire, from: wire.from, chat: chat.wire } });
    },
    tellStanding(chat, by, before) {
      realm.feed.push({
        my_chat_member: {
          chat: chat.wire,
          from: by,
          date: clock.nowS(),
          old_chat_member: asMember(self, before),
          new_chat_member: asMember(self, chat.standing),
        },
      });
    },
    writableChat(chatId) {
      if (chatId === undefined || chatId === '') throw badRequest('chat_id is empty');
      // Names (`@channel`) belong to public chats, and this world has none.
      const chat = typeof chatId === 'number' ? chats.get(chatId) : undefined;
      if (!chat) throw badRequest('chat not found');
      chat.checkAccess();
      return chat;
    },
  };
  return realm;
}

function asMember(bot: User, standing: Standing): ChatMember {
  if (standing === 'member') return { status: 'member', user: bot };
  if (standing === 'unmet' || standing === 'unknown') return { status: 'left', user: bot };
  return { status: 'kicked', user: bot, until_date: 0 };
}
