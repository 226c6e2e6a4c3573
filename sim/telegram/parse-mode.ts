// The two formatting modes still recommended by Telegram, HTML and MarkdownV2, turned into text and entities.

import type { MessageEntity } from '@grammyjs/types';
import type { FormattedText } from './entities.ts';
import { badRequest } from './refusals.ts';

type SimpleType = MessageEntity.CommonMessageEntity['type'];

/** Parses `text`; refuses what Telegram refuses to parse. The old `Markdown` mode is not played. */
export function parseFormatted(text: string, parseMode: string): FormattedText {
  switch (parseMode.toLowerCase()) {
    case 'html':
      return parseHtml(text);
    case 'markdownv2':
      return parseMarkdown(text);
    default:
      throw badRequest('unsupported parse_mode');
  }
}

const TAGS: Readonly<Record<string, SimpleType | 'pre'>> = {
  b: 'bold',
  strong: 'bold',
  i: 'italic',
  em: 'italic',
  u: 'underline',
  ins: 'underline',
  s: 'strikethrough',
  strike: 'strikethrough',
  del: 'strikethrough',
  'tg-spoiler': 'spoiler',
  code: 'code',
  pre: 'pre',
  blockquote: 'blockquote',
};

const CHARACTERS: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"' };

function parseHtml(source: string): FormattedText {
  const entities: MessageEntity[] = [];
  const open: { tag: string; offset: number; url: string | undefined }[] = [];
  let text = '';
  for (const part of source.matchAll(/<(\/?)([a-z-]+)([^<>]*)>|&(#?\w+);|[^<&]+|[<&]/giu)) {
    const [all, slash, rawTag, attributes, reference] = part;
    if (reference !== undefined) {
      text += character(reference) ?? all;
    } else if (rawTag === undefined) {
      if (all === '<') throw cannotParse(`Unsupported start tag "" at byte offset ${byteOffset(source, part.index)}`);
      text += all;
    } else if (slash === '') {
      const tag = rawTag.toLowerCase();
      if (tag !== 'a' && TAGS[tag] === undefined)
        throw cannotParse(`Unsupported start tag "${tag}" at byte offset ${byteOffset(source, part.index)}`);
      open.push({ tag, offset: text.length, url: /href\s*=\s*["']?([^"'\s>]+)/iu.exec(attributes ?? '')?.[1] });
    } else {
      const start = open.pop();
      if (start === undefined) throw cannotParse(`Unexpected end tag at byte offset ${byteOffset(source, part.index)}`);
      if (start.tag !== rawTag.toLowerCase())
        throw cannotParse(
          `Unmatched end tag at byte offset ${byteOffset(source, part.index)}, expected "</${start.tag}>", found "${all}"`,
        );
      const range = { offset: start.offset, length: text.length - start.offset };
      const type = TAGS[start.tag];
      if (range.length > 0 && type !== undefined) entities.push({ type, ...range });
      else if (range.length > 0 && start.url !== undefined)
        entities.push({ type: 'text_link', url: start.url, ...range });
    }
  }
  const left = open.at(-1);
  if (left) throw cannotParse(`Can't find end tag corresponding to start tag "${left.tag}"`);
  return { text, entities };
}

function character(reference: string): string | undefined {
  const code = /^#(\d+)$/u.exec(reference)?.[1];
  if (code !== undefined) return String.fromCodePoint(Number(code));
  const hex = /^#x([0-9a-f]+)$/iu.exec(reference)?.[1];
  return hex === undefined ? CHARACTERS[reference] : String.fromCodePoint(Number.parseInt(hex, 16));
}

const MARKS: readonly { mark: string; type: SimpleType | 'pre' | 'text_link' }[] = [
  { mark: '```', type: 'pre' },
  { mark: '||', type: 'spoiler' },
  { mark: '__', type: 'underline' },
  { mark: '*', type: 'bold' },
  { mark: '_', type: 'italic' },
  { mark: '~', type: 'strikethrough' },
  { mark: '`', type: 'code' },
  { mark: '[', type: 'text_link' },
];

function parseMarkdown(source: string): FormattedText {
  const entities: MessageEntity[] = [];
  const open: { mark: string; type: (typeof MARKS)[number]['type']; offset: number; at: number }[] = [];
  let text = '';
  let at = 0;
  while (at < source.length) {
    const rest = source.slice(at);
    const last = open.at(-1);
    const literal = last?.type === 'code' || last?.type === 'pre';
    const escaped = /^\\([\x21-\x7e])/u.exec(rest)?.[1];
    const mark = MARKS.find(
      (candidate) =>
        rest.startsWith(candidate.mark) && (!literal || candidate === last || candidate.mark === last?.mark),
    );
    if (escaped !== undefined) {
      text += escaped;
      at += 2;
    } else if (last?.type === 'text_link' && rest.startsWith(']')) {
      const link = /^\]\(((?:\\.|[^)\\])*)\)/u.exec(rest);
      if (!link)
        throw cannotParse(`Can't find end of the entity starting at byte offset ${byteOffset(source, last.at)}`);
      open.pop();
      const url = (link[1] ?? '').replaceAll(/\\(.)/gu, '$1');
      entities.push({ type: 'text_link', url, offset: last.offset, length: text.length - last.offset });
      at += link[0].length;
    } else if (mark && last?.mark === mark.mark && mark.type !== 'text_link') {
      open.pop();
      const length = text.length - last.offset;
      if (length > 0) entities.push({ type: mark.type, offset: last.offset, length });
      at += mark.mark.length;
    } else if (mark) {
      open.push({ ...mark, offset: text.length, at });
      at += mark.mark.length;
    } else {
      const [next = ''] = rest;
      if (!literal && '_*[]()~`>#+-=|{}.!'.includes(next))
        throw cannotParse(`Character '${next}' is reserved and must be escaped with the preceding '\\'`);
      text += next;
      at += next.length;
    }
  }
  const left = open.at(-1);
  if (left) throw cannotParse(`Can't find end of the entity starting at byte offset ${byteOffset(source, left.at)}`);
  return { text, entities };
}

function cannotParse(why: string): Error {
  return badRequest(`can't parse entities: ${why}`);
}

function byteOffset(source: string, at: number): number {
  return Buffer.byteLength(source.slice(0, at));
}
