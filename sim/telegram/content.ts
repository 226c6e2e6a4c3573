// What a bot's message says and shows, read from the parameters of a call and checked as Telegram checks it.

import type { Message, MessageEntity } from '@grammyjs/types';
import type { UploadedFile } from '../wire/multipart.ts';
import { countCharacters, findEntities, tidy, type FormattedText } from './entities.ts';
import type { FileStore } from './files.ts';
import { isRecord } from './params.ts';
import { parseFormatted } from './parse-mode.ts';
import { badRequest } from './refusals.ts';

const MAX_TEXT = 4096;
const MAX_CAPTION = 1024;

/** The part of a message that an edit may replace. */
export type Content = Pick<Message, 'text' | 'entities' | 'caption' | 'caption_entities' | 'photo' | 'document'>;

export const CONTENT_FIELDS = ['text', 'entities', 'caption', 'caption_entities', 'photo', 'document'] as const;

export type Words = { parse_mode?: string; entities?: readonly MessageEntity[] };

export function readText(text: unknown, words: Words): Content {
  if (typeof text !== 'string' || text === '') throw badRequest('message text is empty');
  const formatted = format(text, words);
  if (formatted.text === '') throw badRequest('text must be non-empty');
  if (countCharacters(formatted.text) > MAX_TEXT) throw badRequest('message is too long');
  return { text: formatted.text, ...(formatted.entities.length > 0 ? { entities: formatted.entities } : {}) };
}

/** A caption may be absent or empty, which is the same. */
export function readCaption(caption: unknown, words: Words): Content {
  if (typeof caption !== 'string') return {};
  const { text, entities } = format(caption, words);
  if (countCharacters(text) > MAX_CAPTION) throw badRequest('message caption is too long');
  return text === '' ? {} : { caption: text, ...(entities.length > 0 ? { caption_entities: entities } : {}) };
}

/** One `InputMedia`: a photo or a document with its caption. */
export async function readMedia(
  media: unknown,
  uploads: readonly UploadedFile[],
  files: FileStore,
): Promise<{ type: 'photo' | 'document'; content: Content }> {
  if (!isRecord(media)) throw badRequest("can't parse InputMedia: expected an Object");
  const { type, media: reference, caption, parse_mode, caption_entities } = media;
  const words = readCaption(caption, readWords(parse_mode, caption_entities));
  switch (type) {
    case 'photo':
      return { type, content: { photo: await files.photoFrom(reference, uploads), ...words } };
    case 'document':
      return { type, content: { document: await files.documentFrom(reference, uploads), ...words } };
    default:
      throw badRequest(`can't parse InputMedia: unsupported media type "${String(type)}" in this simulator`);
  }
}

/** How the words are formatted; a parse mode wins over entities, as it does at Telegram. */
export function readWords(parseMode: unknown, entities: unknown): Words {
  if (typeof parseMode === 'string' && parseMode !== '') return { parse_mode: parseMode };
  if (entities === undefined) return {};
  if (!Array.isArray(entities)) throw badRequest("can't parse entities: expected an Array of MessageEntity");
  return { entities: entities.filter((entity) => isEntity(entity)) };
}

/** As far as this world looks at it; wrong offsets are dealt with where the text is known. */
function isEntity(value: unknown): value is MessageEntity {
  return (
    isRecord(value) &&
    typeof value['type'] === 'string' &&
    Number.isInteger(value['offset']) &&
    Number.isInteger(value['length'])
  );
}

function format(text: string, words: Words): FormattedText {
  const sent =
    words.parse_mode === undefined
      ? { text, entities: [...(words.entities ?? [])] }
      : parseFormatted(text, words.parse_mode);
  const kept = tidy(sent);
  return { text: kept.text, entities: findEntities(kept.text, kept.entities) };
}
