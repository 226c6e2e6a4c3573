// Message entities as Telegram makes them: found in plain text, tidied when a bot sends them, offsets in UTF-16 units.

import type { MessageEntity } from '@grammyjs/types';

export type FormattedText = { text: string; entities: MessageEntity[] };

type FoundType = 'bot_command' | 'mention' | 'hashtag' | 'url' | 'email';

// In order of precedence: what an earlier pattern took is not looked at by a later one.
const PATTERNS: readonly { type: FoundType; pattern: RegExp }[] = [
  { type: 'url', pattern: /\bhttps?:\/\/[^\s<>"']*[^\s<>"'.,:;!?)]/giu },
  { type: 'email', pattern: /(?<![\p{L}\p{N}_.+-])[a-z0-9_.+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+/giu },
  { type: 'bot_command', pattern: /(?<![\p{L}\p{N}_/<>])\/[a-z0-9_]{1,64}(?:@[a-z0-9_]{3,32})?(?![\p{L}\p{N}_/@])/giu },
  { type: 'mention', pattern: /(?<![\p{L}\p{N}_/])@[a-z0-9_]{4,32}(?![\p{L}\p{N}_])/giu },
  { type: 'hashtag', pattern: /(?<![\p{L}\p{N}_/])#[\p{L}\p{N}_]*[\p{L}_][\p{L}\p{N}_]*/gu },
];

const OPAQUE: ReadonlySet<MessageEntity['type']> = new Set(['code', 'pre', 'text_link', 'text_mention']);

/** The entities Telegram finds by itself, beside those already there. */
export function findEntities(text: string, given: readonly MessageEntity[] = []): MessageEntity[] {
  const taken = given.filter((entity) => OPAQUE.has(entity.type) || isFindable(entity.type));
  const found: MessageEntity[] = [];
  for (const { type, pattern } of PATTERNS) {
    for (const match of text.matchAll(pattern)) {
      const entity: MessageEntity = { type, offset: match.index, length: match[0].length };
      if (![...taken, ...found].some((other) => overlap(entity, other))) found.push(entity);
    }
  }
  return inOrder([...given, ...found]);
}

/**
 * What Telegram keeps of what a bot sent: entities outside the text are ignored, those running over its end are cut,
 * and blank space around the text goes, with the offsets following.
 */
export function tidy(sent: FormattedText): FormattedText {
  const text = sent.text.trim();
  const lead = sent.text.length - sent.text.trimStart().length;
  const entities = sent.entities.flatMap((entity) => {
    if (!Number.isInteger(entity.offset) || !Number.isInteger(entity.length) || entity.offset < 0) return [];
    const start = Math.max(0, entity.offset - lead);
    const end = Math.min(text.length, entity.offset - lead + entity.length);
    if (end <= start || splitsPair(text, start) || splitsPair(text, end)) return [];
    return [{ ...entity, offset: start, length: end - start }];
  });
  return { text, entities: inOrder(entities) };
}

/** The commands a message carries, such as `/imagine@easel_bot`, where they stand. */
export function commandsIn(text: string, entities: readonly MessageEntity[]): { command: string; offset: number }[] {
  return entities
    .filter((entity) => entity.type === 'bot_command')
    .map(({ offset, length }) => ({ command: text.slice(offset, offset + length), offset }));
}

/** Length as Telegram counts it for its limits: in characters, not in UTF-16 units. */
export function countCharacters(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

function isFindable(type: MessageEntity['type']): boolean {
  return PATTERNS.some((pattern) => pattern.type === type);
}

function overlap(a: MessageEntity, b: MessageEntity): boolean {
  return a.offset < b.offset + b.length && b.offset < a.offset + a.length;
}

function inOrder(entities: readonly MessageEntity[]): MessageEntity[] {
  return entities.toSorted((a, b) => a.offset - b.offset || b.length - a.length);
}

/** Whether the boundary would cut a surrogate pair in two. */
function splitsPair(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return unit >= 0xdc00 && unit <= 0xdfff;
}
