// The methods that write new messages.

import { randomInt } from 'node:crypto';
import type { Message } from '@grammyjs/types';
import type { ChatPart, SimChat } from './chats.ts';
import { readCaption, readMedia, readText, readWords, type Content } from './content.ts';
import { readKeyboard } from './markup.ts';
import type { SimMessage } from './messages.ts';
import { isRecord, type MethodCall } from './params.ts';
import type { Realm } from './realm.ts';
import { badRequest } from './refusals.ts';

export function sendMessage(realm: Realm, { params }: MethodCall): Message {
  const chat = realm.writableChat(params['chat_id']);
  const content = readText(params['text'], readWords(params['parse_mode'], params['entities']));
  return send(realm, chat, params, content).wire;
}

export async function sendPhoto(realm: Realm, { params, files }: MethodCall): Promise<Message> {
  const chat = realm.writableChat(params['chat_id']);
  const words = readCaption(params['caption'], readWords(params['parse_mode'], params['caption_entities']));
  const photo = await realm.files.photoFrom(params['photo'], files);
  return send(realm, chat, params, { photo, ...words }).wire;
}

export async function sendDocument(realm: Realm, { params, files }: MethodCall): Promise<Message> {
  const chat = realm.writableChat(params['chat_id']);
  const words = readCaption(params['caption'], readWords(params['parse_mode'], params['caption_entities']));
  const document = await realm.files.documentFrom(params['document'], files);
  return send(realm, chat, params, { document, ...words }).wire;
}

/** An album: 2 to 10 of one kind, and no buttons (the parameter does not exist, so Telegram does not hear it). */
export async function sendMediaGroup(realm: Realm, { params, files }: MethodCall): Promise<Message[]> {
  const chat = realm.writableChat(params['chat_id']);
  const { media } = params;
  if (!Array.isArray(media)) throw badRequest("can't parse media JSON object");
  if (media.length < 2) throw badRequest('too few media in the album: must include 2-10 items');
  if (media.length > 10) throw badRequest('too many messages to send as an album');
  const items = [];
  for (const item of media) items.push(await readMedia(item, files, realm.files));
  const [first] = items;
  if (items.some(({ type }) => type !== first?.type))
    throw badRequest("document can't be mixed with other media types");
  const shared: ChatPart = {
    from: realm.self,
    ...readThread(chat, params),
    ...readReply(chat, params),
    media_group_id: String(randomInt(2 ** 47)),
  };
  realm.flood.spend(chat.id, items.length);
  return items.map(({ content }) => chat.write(Object.assign({}, shared, content), true).wire);
}

export function sendChatAction(realm: Realm, { params }: MethodCall): true {
  realm.writableChat(params['chat_id']);
  if (typeof params['action'] !== 'string' || !ACTIONS.has(params['action']))
    throw badRequest('wrong parameter action in request');
  return true;
}

const ACTIONS = new Set([
  'typing',
  'upload_photo',
  'record_video',
  'upload_video',
  'record_voice',
  'upload_voice',
  'upload_document',
  'choose_sticker',
  'find_location',
  'record_video_note',
  'upload_video_note',
]);

/** Everything is checked before flood control counts and the message exists. */
export function send(
  realm: Realm,
  chat: SimChat,
  params: MethodCall['params'],
  content: Content | Pick<Message, 'invoice'>,
): SimMessage {
  const keyboard = readKeyboard(params['reply_markup'], 'invoice' in content ? content.invoice : undefined);
  const part: ChatPart = {
    from: realm.self,
    ...readThread(chat, params),
    ...readReply(chat, params),
    ...content,
    ...(keyboard ? { reply_markup: keyboard } : {}),
  };
  realm.flood.spend(chat.id);
  return chat.write(part, true);
}

function readThread(chat: SimChat, params: MethodCall['params']): ChatPart {
  const id = params['message_thread_id'];
  if (id === undefined) return {};
  if (!chat.wire.is_forum || typeof id !== 'number') throw badRequest('message thread not found');
  return { message_thread_id: id, is_topic_message: true };
}

function readReply(chat: SimChat, params: MethodCall['params']): ChatPart {
  const modern = isRecord(params['reply_parameters']) ? params['reply_parameters'] : undefined;
  const id = modern?.['message_id'] ?? params['reply_to_message_id'];
  if (id === undefined) return {};
  const target = chat.message(Number(id));
  if (target) return { reply_to_message: { ...target.wire, reply_to_message: undefined } };
  const anyway = modern?.['allow_sending_without_reply'] ?? params['allow_sending_without_reply'];
  if (anyway === true) return {};
  throw badRequest('message to be replied not found');
}
