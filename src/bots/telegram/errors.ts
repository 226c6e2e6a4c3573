// What Telegram's refusals mean for whoever wanted something there.

import { GrammyError, HttpError } from 'grammy';
import type { TelegramAddress } from '../../core/domain/chat.ts';
import { MessengerError, type MessengerFailure } from '../../core/ports.ts';

/**
 * Telegram tells most refusals of status 400 apart by their description only. These are the ones a decision hangs on; the
 * texts are those of the Bot API server, https://github.com/tdlib/telegram-bot-api.
 */
const DESCRIPTIONS = {
  'not-modified': /message is not modified/i,
  'message-lost':
    /message to edit not found|message can't be edited|MESSAGE_ID_INVALID|message identifier is not specified/i,
  'delete-lost': /message to delete not found/i,
  'delete-late': /message can't be deleted/i,
  'no-text': /there is no text in the message to edit/i,
  'chat-gone':
    /chat not found|user not found|PEER_ID_INVALID|not enough rights|have no rights|CHAT_WRITE_FORBIDDEN|CHAT_RESTRICTED|TOPIC_(CLOSED|DELETED)|message thread not found|group chat was deactivated/i,
  'photo-refused': /PHOTO_|IMAGE_PROCESS_FAILED|too big for a photo|can't parse photo|wrong file type/i,
  'charge-unknown': /CHARGE_NOT_FOUND|CHARGE_ID_(INVALID|EMPTY)/i,
  'refunded-before': /CHARGE_ALREADY_REFUNDED/i,
  'query-over': /query is too old|query ID is invalid|QUERY_ID_INVALID/i,
} as const;

/** Whether Telegram refused for this reason. */
export function isRefusedAs(error: unknown, reason: keyof typeof DESCRIPTIONS): boolean {
  return error instanceof GrammyError && error.error_code === 400 && DESCRIPTIONS[reason].test(error.description);
}

/** Our token is refused: asking again will not help before the operator has mended that. */
export function isTokenRefused(error: unknown): boolean {
  return error instanceof GrammyError && (error.error_code === 401 || error.error_code === 404);
}

/** Connections that were never made: certainly nothing arrived. */
const NEVER_LEFT: ReadonlySet<unknown> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

/** What a failed call (to this chat, if to one) means; null when it is a mistake of ours, which should be seen and not retried. */
function failureOf(error: unknown, address: TelegramAddress | null): MessengerFailure | null {
  if (error instanceof HttpError) return { kind: 'fault' };
  if (!(error instanceof GrammyError)) return null;
  const { migrate_to_chat_id: movedTo, retry_after: afterS } = error.parameters;
  if (movedTo !== undefined && address)
    return { kind: 'moved', address: { ...address, chatId: String(movedTo), group: true } };
  if (error.error_code === 429) return { kind: 'wait', afterMs: (afterS ?? 1) * 1000 };
  if (error.error_code === 403 || isRefusedAs(error, 'chat-gone')) return { kind: 'gone' };
  // A wrong token (401, 404) is the operator's to mend; the work is kept until then.
  return isTokenRefused(error) || error.error_code >= 500 ? { kind: 'fault' } : null;
}

/** The error for a failed edit or question, which may be repeated whatever happened to it. */
export function editError(error: unknown, address: TelegramAddress | null): Error {
  if (error instanceof MessengerError) return error;
  const failure = failureOf(error, address);
  return failure ? new MessengerError(failure) : mistake(error);
}

/** How long a send waits that could not even be handed over. */
const UNREACHABLE_PAUSE_MS = 5_000;

/** The error for a failed send: of kind `fault` when nobody knows whether it arrived, of another kind when it certainly did not. */
export function sendError(error: unknown, address: TelegramAddress): Error {
  const failed = editError(error, address);
  const unsent = failed instanceof MessengerError && failed.what.kind === 'fault' && hadNoEffect(error);
  return unsent ? new MessengerError({ kind: 'wait', afterMs: UNREACHABLE_PAUSE_MS }) : failed;
}

/** What may be logged of an error: its code. Its text may carry the bot's token, its payload what people wrote. */
export function codeOf(error: unknown): string | null {
  if (error instanceof GrammyError) return String(error.error_code);
  if (error instanceof HttpError) return codeOf(error.error);
  const { code, name } = (error ?? {}) as { code?: unknown; name?: unknown };
  if (typeof code === 'string' || typeof code === 'number') return String(code);
  return typeof name === 'string' ? name : null;
}

/** A refusal is certain; a call that broke off may have arrived unless it was never connected. */
function hadNoEffect(error: unknown): boolean {
  if (error instanceof GrammyError) return error.error_code < 500;
  return NEVER_LEFT.has(codeOf(error));
}

function mistake(error: unknown): Error {
  const isPlatform = error instanceof GrammyError || error instanceof HttpError;
  return isPlatform || !(error instanceof Error)
    ? namedError('TelegramRefusal', codeOf(error), 'Telegram refused what we sent')
    : error;
}

function namedError(name: string, code: string | null, message: string): Error {
  return Object.assign(new Error(code === null ? message : `${message} (${code})`), { name, code });
}
