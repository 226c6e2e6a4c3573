// What somebody wrote or pressed in Telegram, as a call: pure.

import type { Chat, Message, Update, User } from 'grammy/types';
import type { Asking } from '../../core/answers.ts';
import type { Person, TelegramAddress } from '../../core/domain/chat.ts';
import { decodeButton, type Call, type CommandCall, type PressCall, type UploadedFile } from '../conversation.ts';
import { localeFrom } from '../texts/texts.ts';

/** A file as Telegram describes it; its link is asked for when it is read. */
export type TelegramFile = {
  readonly fileId: string;
  readonly name: string;
  readonly bytes: number;
  readonly mediaType: string | null;
};

export type Parsed<C extends Call = Call> = { readonly call: C; readonly address: TelegramAddress };

type Around = { readonly botName: string; readonly open: (file: TelegramFile) => UploadedFile };

/** Stars that have been charged or given back. */
export type MovedStars = {
  readonly ask: Asking;
  readonly moved:
    | { readonly kind: 'paid'; readonly payload: string; readonly chargeId: string; readonly stars: number }
    | { readonly kind: 'refunded'; readonly chargeId: string };
};

/** null for every other update. */
export function parseStars({ update_id: updateId, message }: Update): MovedStars | null {
  const { successful_payment: paid, refunded_payment: refunded } = message ?? {};
  if (!message?.from || (!paid && !refunded)) return null;
  // In a private chat the chat is the person, whoever Telegram says has written about it.
  const id = message.chat.type === 'private' ? message.chat.id : message.from.id;
  const person = personOf({ ...message.from, id });
  // Wherever it was paid, what is said about it is said to the payer alone.
  const address: TelegramAddress = {
    platform: 'telegram',
    chatId: person.userId,
    threadId: null,
    replyTo: null,
    group: false,
  };
  const ask: Asking = { event: { platform: 'telegram', id: String(updateId) }, person, address };
  if (!paid) return { ask, moved: { kind: 'refunded', chargeId: refunded?.telegram_payment_charge_id ?? '' } };
  const { invoice_payload: payload, telegram_payment_charge_id: chargeId, total_amount: stars } = paid;
  return { ask, moved: { kind: 'paid', payload, chargeId, stars } };
}

/** Who has blocked us in their private chat, or let us in again; null for every other update, and for groups: they are nobody's. */
export function parseStanding({
  my_chat_member: standing,
}: Update): { readonly userId: string; readonly left: boolean } | null {
  if (standing?.chat.type !== 'private') return null;
  const userId = String(standing.chat.id);
  switch (standing.new_chat_member.status) {
    case 'kicked':
      return { userId, left: true };
    case 'member':
      return { userId, left: false };
    case 'creator':
    case 'administrator':
    case 'restricted':
    case 'left':
      return null;
  }
}

export function personOf({ id, language_code: language }: Pick<User, 'id' | 'language_code'>): Person {
  return { platform: 'telegram', userId: String(id), locale: localeFrom(language) };
}

/** null for whatever is not meant for us: talk, other bots' commands, messages of bots. */
export function parseUpdate(update: Update, around: Around): Parsed | null {
  if (update.message) return parseMessage(update.update_id, update.message, around);
  if (update.callback_query) return parsePress(update.update_id, update.callback_query, around);
  return null;
}

function parseMessage(updateId: number, message: Message, { botName, open }: Around): Parsed<CommandCall> | null {
  const { from, chat } = message;
  // Anonymous admins write as one shared bot; an account of theirs would be everybody's.
  if (!from || from.is_bot) return null;
  const typed = commandOf(message, botName) ?? fileAlone(message);
  if (!typed) return null;
  const address = addressOf(chat, message.is_topic_message ? message.message_thread_id : undefined, message.message_id);
  const files = [...filesOf(message), ...(typed.name === 'bulk' ? repliedFiles(message) : [])];
  const { event, ...rest } = heard(updateId, from, address, botName);
  const call: CommandCall = {
    ...rest,
    ...typed,
    event: { ...event, at: endOfSecond(message.date) },
    kind: 'command',
    options: {},
    files: files.map(open),
  };
  return { call, address };
}

function parsePress(
  updateId: number,
  query: NonNullable<Update['callback_query']>,
  { botName }: Around,
): Parsed<PressCall> | null {
  const { message, data, from } = query;
  if (!message || data === undefined) return null;
  // What we never sent is answered like a button whose subject does not exist.
  const { verb, subject } = decodeButton(data) ?? { verb: '', subject: '' };
  const inTopic = 'is_topic_message' in message && message.is_topic_message;
  const address = addressOf(message.chat, inTopic ? message.message_thread_id : undefined, message.message_id);
  const call: PressCall = {
    ...heard(updateId, from, address, botName),
    kind: 'press',
    verb,
    subject,
    message: String(message.message_id),
  };
  return { call, address };
}

/** Telegram says in which second a message was sent. Of a press it says nothing. */
function endOfSecond(date: number): Date {
  return new Date(date * 1_000 + 999);
}

/** `/imagine@easel_bot a fox`: a command counts only at the beginning, and in groups only when it may be ours. */
function commandOf(message: Message, botName: string): { name: string; text: string } | null {
  const text = message.text ?? message.caption ?? '';
  const entities = message.entities ?? message.caption_entities ?? [];
  const entity = entities.find(({ type, offset }) => type === 'bot_command' && offset === 0);
  if (!entity) return null;
  const [name = '', addressee] = text.slice(1, entity.length).split('@');
  if (addressee !== undefined && addressee.toLowerCase() !== botName.toLowerCase()) return null;
  return { name: name.toLowerCase(), text: text.slice(entity.length).trim() };
}

/** In a private chat a file without words is what /bulk has asked for. */
function fileAlone(message: Message): { name: string; text: string } | null {
  const isAlone = message.document && message.caption === undefined && message.chat.type === 'private';
  return isAlone ? { name: 'bulk', text: '' } : null;
}

function filesOf({ document, photo }: Pick<Message, 'document' | 'photo'>): TelegramFile[] {
  const largest = photo?.at(-1);
  return [
    ...(document
      ? [
          {
            fileId: document.file_id,
            name: document.file_name ?? 'file',
            bytes: document.file_size ?? 0,
            mediaType: document.mime_type ?? null,
          },
        ]
      : []),
    ...(largest
      ? [{ fileId: largest.file_id, name: 'photo.jpg', bytes: largest.file_size ?? 0, mediaType: 'image/jpeg' }]
      : []),
  ];
}

function repliedFiles(message: Message): TelegramFile[] {
  const { document } = message.reply_to_message ?? {};
  return document ? filesOf({ document }) : [];
}

type Heard = Pick<Call, 'event' | 'person' | 'address' | 'privateChat'>;

function heard(updateId: number, from: User, address: TelegramAddress, botName: string): Heard {
  return {
    event: { platform: 'telegram', id: String(updateId) },
    person: personOf(from),
    address,
    ...(address.group && { privateChat: `https://t.me/${botName}` }),
  };
}

function addressOf(chat: Chat, threadId: number | undefined, replyTo: number): TelegramAddress {
  return {
    platform: 'telegram',
    chatId: String(chat.id),
    threadId: threadId ?? null,
    replyTo,
    group: chat.type !== 'private',
  };
}
