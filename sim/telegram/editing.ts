// The methods that change or remove messages. An edit without `reply_markup` takes the buttons away, as it does at Telegram.

import { isDeepStrictEqual } from 'node:util';
import type { Message } from '@grammyjs/types';
import type { SimChat } from './chats.ts';
import { CONTENT_FIELDS, readCaption, readMedia, readText, readWords, type Content } from './content.ts';
import { readKeyboard } from './markup.ts';
import type { SimMessage } from './messages.ts';
import type { MethodCall } from './params.ts';
import type { Realm } from './realm.ts';
import { badRequest } from './refusals.ts';

const DELETABLE_FOR_S = 48 * 60 * 60;

export function editMessageText(realm: Realm, { params }: MethodCall): Message {
  const message = editable(realm, params);
  if (message.text === undefined) throw badRequest('there is no text in the message to edit');
  const content = readText(params['text'], readWords(params['parse_mode'], params['entities']));
  return apply(realm, message, content, params);
}

export function editMessageCaption(realm: Realm, { params }: MethodCall): Message {
  const message = editable(realm, params);
  const { photo, document } = message.wire;
  if (!photo && !document) throw badRequest('there is no caption in the message to edit');
  const words = readCaption(params['caption'], readWords(params['parse_mode'], params['caption_entities']));
  return apply(realm, message, { ...(photo ? { photo } : {}), ...(document ? { document } : {}), ...words }, params);
}

/** A text may become a photo or a document; an album keeps the kind it has. */
export async function editMessageMedia(realm: Realm, { params, files }: MethodCall): Promise<Message> {
  const message = editable(realm, params);
  if (message.wire.invoice) throw badRequest('there is no media in the message to edit');
  const { type, content } = await readMedia(params['media'], files, realm.files);
  if (message.wire.media_group_id !== undefined && !message.wire[type])
    throw badRequest("can't use the media of the specified type in the album");
  return apply(realm, message, content, params);
}

export function editMessageReplyMarkup(realm: Realm, { params }: MethodCall): Message {
  const message = editable(realm, params);
  return apply(realm, message, pickContent(message.wire), params);
}

export function deleteMessage(realm: Realm, { params }: MethodCall): true {
  const chat = realm.writableChat(params['chat_id']);
  const message = chat.message(Number(params['message_id']));
  if (!message) throw badRequest('message to delete not found');
  if (!mayDelete(realm, message)) throw badRequest("message can't be deleted");
  message.remove();
  return true;
}

/** Up to 100 at once; those that cannot be found are skipped. */
export function deleteMessages(realm: Realm, { params }: MethodCall): true {
  const chat = realm.writableChat(params['chat_id']);
  const ids = params['message_ids'];
  if (!Array.isArray(ids) || ids.length === 0) throw badRequest('message identifiers are not specified');
  if (ids.length > 100) throw badRequest('too many message identifiers specified');
  const found = ids.flatMap((id) => chat.message(Number(id)) ?? []);
  if (found.some((message) => !mayDelete(realm, message))) throw badRequest("message can't be deleted");
  for (const message of found) message.remove();
  return true;
}

function editable(realm: Realm, params: MethodCall['params']): SimMessage {
  const chat: SimChat = realm.writableChat(params['chat_id']);
  if (params['message_id'] === undefined) throw badRequest('message identifier is not specified');
  const message = chat.message(Number(params['message_id']));
  if (!message) throw badRequest('message to edit not found');
  if (!message.fromBot) throw badRequest("message can't be edited");
  return message;
}

function apply(realm: Realm, message: SimMessage, content: Content, params: MethodCall['params']): Message {
  const keyboard = readKeyboard(params['reply_markup'], message.wire.invoice);
  if (
    isDeepStrictEqual(pickContent(message.wire), pickContent(content)) &&
    isDeepStrictEqual(message.wire.reply_markup, keyboard)
  )
    throw badRequest(
      'message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message',
    );
  realm.flood.spend(message.chat.id);
  const rest: Message = { ...message.wire };
  for (const field of CONTENT_FIELDS) delete rest[field];
  delete rest.reply_markup;
  message.replace({
    ...rest,
    ...content,
    ...(keyboard ? { reply_markup: keyboard } : {}),
    edit_date: realm.clock.nowS(),
  });
  return message.wire;
}

function pickContent(from: Content): Content {
  return Object.fromEntries(
    CONTENT_FIELDS.filter((field) => from[field] !== undefined).map((field) => [field, from[field]]),
  );
}

/** For 48 hours: the bot's own messages anywhere, a person's in their private chat. */
function mayDelete(realm: Realm, message: SimMessage): boolean {
  const young = realm.clock.nowS() - message.wire.date < DELETABLE_FOR_S;
  return young && (message.fromBot || message.chat.wire.type === 'private');
}
