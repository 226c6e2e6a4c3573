// A reply as Telegram takes it: plain text with entities, so that nothing a person wrote can become markup.

import { InputFile } from 'grammy';
import type { InlineKeyboardButton, InlineKeyboardMarkup, MessageEntity } from 'grammy/types';
import { encodeButton, isLink, type Block, type Button, type OutFile, type PressButton } from '../conversation.ts';
import { clip, fit } from '../fit.ts';

/** https://core.telegram.org/bots/api, where lengths are counted after entities are taken out. */
export const TELEGRAM_LIMITS = {
  text: 4096,
  caption: 1024,
  callbackBytes: 64,
  /** Of the text a button press is answered with. */
  answer: 200,
  rows: 25,
  buttonsPerRow: 4,
  label: 64,
  invoiceTitle: 32,
  invoiceAbout: 255,
  uploadBytes: 50_000_000,
  photoBytes: 10_000_000,
  photoSides: 10_000,
  photoRatio: 20,
} as const;

export type TelegramText = {
  readonly text: string;
  readonly entities: MessageEntity[];
  /** Something other than a quotation was cut. */
  readonly lost: boolean;
};

/** Blocks as one text of at most `max` UTF-16 units, which is also how entities count. */
export function toText(blocks: readonly Block[], max: number): TelegramText {
  const { blocks: fitted, lost } = fit(blocks, max, (these) => join(these).text.length);
  return { ...join(fitted), lost };
}

/** The buttons below a message; undefined takes away those that are there. */
export function toKeyboard(rows: readonly (readonly Button[])[] | undefined): InlineKeyboardMarkup | undefined {
  const keyboard = (rows ?? [])
    .flatMap((row) => chunks(row, TELEGRAM_LIMITS.buttonsPerRow))
    .slice(0, TELEGRAM_LIMITS.rows)
    .map((row) => row.map(toKey));
  return keyboard.length > 0 ? { inline_keyboard: keyboard } : undefined;
}

/** A file under a name that survives the wire: grammY writes names without quotes. */
export function toInputFile({ name, bytes }: Pick<OutFile, 'name' | 'bytes'>): InputFile {
  const safe = name
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[-.]+/, '');
  return new InputFile(bytes, safe === '' ? 'file' : safe);
}

/** Whether Telegram takes a picture of this size as a photo, which people see at once, or only as a document. */
export function isPhoto(bytes: number, width: number, height: number): boolean {
  return (
    bytes <= TELEGRAM_LIMITS.photoBytes &&
    width + height <= TELEGRAM_LIMITS.photoSides &&
    Math.max(width, height) <= TELEGRAM_LIMITS.photoRatio * Math.min(width, height)
  );
}

function join(blocks: readonly Block[]): Omit<TelegramText, 'lost'> {
  let text = '';
  const entities: MessageEntity[] = [];
  for (const block of blocks) {
    if (text !== '') text += '\n';
    const written = block.style === 'address' ? block.text : quiet(block.text);
    const entity = entityFor(block.style, text.length, written.length);
    if (entity && written.trim() !== '') entities.push(entity);
    text += written;
  }
  return { text, entities };
}

function entityFor(style: Block['style'], offset: number, length: number): MessageEntity | null {
  switch (style) {
    case 'title':
      return { type: 'bold', offset, length };
    case 'quote':
      return { type: 'blockquote', offset, length };
    case 'code':
      return { type: 'pre', offset, length };
    case 'small':
      return { type: 'italic', offset, length };
    case 'text':
    case 'address':
      return null;
  }
}

/** Telegram finds `@name` by itself, even without any markup, and tells that person: an invisible joiner keeps it from that. */
function quiet(text: string): string {
  return text.replace(/@(?=\w)/g, '@\u2060');
}

function toKey(button: Button): InlineKeyboardButton {
  const text = clip(button.label, TELEGRAM_LIMITS.label);
  return isLink(button) ? { text, url: button.url } : { text, callback_data: data(button) };
}

function data(button: PressButton): string {
  const payload = encodeButton(button);
  if (Buffer.byteLength(payload) > TELEGRAM_LIMITS.callbackBytes)
    throw new Error(`The button ${button.verb} is too long`);
  return payload;
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, n) => items.slice(n * size, (n + 1) * size));
}
