// Inline keyboards: what Telegram accepts under a message, and how a person sees it.

import type { InlineKeyboardButton, InlineKeyboardMarkup, Invoice } from '@grammyjs/types';
import { isRecord } from './params.ts';
import { badRequest } from './refusals.ts';

/** A button as a person sees it; `data` when it calls back, `url` when it opens something, `pay` when it pays an invoice. */
export type Button = {
  label: string;
  row: number;
  data: string | undefined;
  url: string | undefined;
  pay: boolean;
};

const MAX_BUTTONS = 100;
const MAX_DATA_BYTES = 64;

/** The keyboard to put under a message, undefined for none (an empty one is none, too). An invoice always has a Pay button. */
export function readKeyboard(markup: unknown, invoice?: Invoice): InlineKeyboardMarkup | undefined {
  const keyboard = readButtons(markup);
  const [first, ...others] = keyboard?.inline_keyboard.flat() ?? [];
  if (others.some((button) => 'pay' in button)) throw badRequest('BUTTON_POS_INVALID');
  if (!invoice && first && 'pay' in first) throw badRequest('BUTTON_TYPE_INVALID');
  if (invoice && first && !('pay' in first)) throw badRequest('REPLY_MARKUP_BUY_EMPTY');
  if (!invoice || keyboard) return keyboard;
  return { inline_keyboard: [[{ text: `Pay ⭐️${invoice.total_amount}`, pay: true }]] };
}

function readButtons(markup: unknown): InlineKeyboardMarkup | undefined {
  if (markup === undefined) return undefined;
  if (typeof markup !== 'object' || markup === null) throw badRequest('object expected as reply markup');
  // Reply keyboards belong to the person's input field, not to the message, so nothing of them is kept.
  if (!('inline_keyboard' in markup)) return undefined;
  const rows: unknown = markup.inline_keyboard;
  if (!Array.isArray(rows) || !rows.every((row): row is unknown[] => Array.isArray(row)))
    throw badRequest('field "inline_keyboard" must be an Array of Arrays of InlineKeyboardButton');
  const keyboard = rows.map((row) => row.filter((button) => isButton(button))).filter((row) => row.length > 0);
  if (keyboard.flat().length > MAX_BUTTONS) throw badRequest('reply markup is too long');
  return keyboard.length === 0 ? undefined : { inline_keyboard: keyboard };
}

/** The buttons of a keyboard, top left to bottom right. */
export function buttonsOf(markup: InlineKeyboardMarkup | undefined): Button[] {
  return (markup?.inline_keyboard ?? []).flatMap((buttons, row) =>
    buttons.map((button) => ({
      label: button.text,
      row,
      data: 'callback_data' in button ? button.callback_data : undefined,
      url: 'url' in button ? button.url : undefined,
      pay: 'pay' in button,
    })),
  );
}

const KINDS = [
  'url',
  'web_app',
  'login_url',
  'disabled',
  'switch_inline_query',
  'switch_inline_query_current_chat',
  'switch_inline_query_chosen_chat',
  'copy_text',
  'callback_game',
  'pay',
];

/** True, or the refusal. What is checked here is what the simulator acts on; the rest is carried as it came. */
function isButton(button: unknown): button is InlineKeyboardButton {
  if (!isRecord(button)) throw badRequest("can't parse inline keyboard button: InlineKeyboardButton must be an Object");
  if (!('text' in button) || typeof button.text !== 'string')
    throw badRequest('can\'t parse inline keyboard button: Can\'t find field "text"');
  if (button.text === '') throw badRequest('can\'t parse inline keyboard button: field "text" must be non-empty');
  const hasData = 'callback_data' in button;
  if (!hasData && !KINDS.some((kind) => kind in button))
    throw badRequest("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard");
  if (hasData) {
    const bytes = typeof button.callback_data === 'string' ? Buffer.byteLength(button.callback_data) : 0;
    if (bytes < 1 || bytes > MAX_DATA_BYTES) throw badRequest('BUTTON_DATA_INVALID');
  }
  if ('url' in button && !isButtonUrl(button.url))
    throw badRequest(`inline keyboard button URL '${String(button.url)}' is invalid: Wrong HTTP URL`);
  return true;
}

function isButtonUrl(url: unknown): boolean {
  return typeof url === 'string' && /^(?:https?|tg|ton):\/\//u.test(url) && URL.canParse(url);
}
