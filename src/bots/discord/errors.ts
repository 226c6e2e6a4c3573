// What Discord's refusals mean for whoever wanted something there: decided by code and status, never by words.

import { DiscordAPIError, HTTPError, RateLimitError, RESTJSONErrorCodes as Code } from 'discord.js';
import { MessengerError, type MessengerFailure } from '../../core/ports.ts';

/** The target, or the right to write there, is gone. */
const GONE: ReadonlySet<number | string> = new Set([
  Code.UnknownChannel,
  Code.UnknownGuild,
  Code.UnknownMessage,
  Code.UnknownUser,
  Code.UnknownWebhook,
  Code.MissingAccess,
  Code.CannotSendMessagesToThisUser,
  Code.MissingPermissions,
  Code.InvalidWebhookToken,
  Code.ThreadLocked,
  Code.InvalidActionOnArchivedThread,
  Code.ThisInteractionHasHitTheMaximumNumberOfFollowUpMessages,
  Code.CannotSendMessagesToThisUserDueToHavingNoMutualGuilds,
]);

/** Connections that were never made: certainly nothing arrived. */
const NEVER_LEFT: ReadonlySet<unknown> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** How long an edit of a message older than an hour waits for its next turn (30046 does not say). */
const OLD_EDIT_PAUSE_MS = 60_000;

/** What a failed call means; null when it is a mistake of ours, which should be seen and not retried. */
export function failureOf(error: unknown): MessengerFailure | null {
  if (error instanceof RateLimitError) return { kind: 'wait', afterMs: Math.ceil(waitOf(error)) };
  if (error instanceof HTTPError) return { kind: 'fault' };
  if (error instanceof DiscordAPIError) return failureOfAnswer(error);
  return isNetworkError(error) ? { kind: 'fault' } : null;
}

/** True when a failed call certainly had no effect, so that a send may be tried again. */
export function hadNoEffect(error: unknown): boolean {
  if (error instanceof RateLimitError || error instanceof DiscordAPIError) return true;
  return NEVER_LEFT.has(codeOf(error));
}

/** Somebody has acknowledged the interaction before. */
export function isAcknowledged(error: unknown): boolean {
  return error instanceof DiscordAPIError && error.code === Code.InteractionHasAlreadyBeenAcknowledged;
}

/** Somebody else has answered the interaction, or it is too late to answer it: both end the matter quietly. */
export function isAnswered(error: unknown): boolean {
  return isAcknowledged(error) || (error instanceof DiscordAPIError && error.code === Code.UnknownInteraction);
}

/** The error for a failed edit, which may be repeated whatever happened to it. */
export function editError(error: unknown): Error {
  if (error instanceof MessengerError) return error;
  const failure = failureOf(error);
  return failure ? new MessengerError(failure) : mistake(error);
}

/** How long a send waits that could not even be handed over. */
const UNREACHABLE_PAUSE_MS = 5_000;

/** The error for a failed send: of kind `fault` when nobody knows whether it arrived, of another kind when it certainly did not. */
export function sendError(error: unknown): Error {
  const failed = editError(error);
  const unsent = failed instanceof MessengerError && failed.what.kind === 'fault' && hadNoEffect(error);
  return unsent ? new MessengerError({ kind: 'wait', afterMs: UNREACHABLE_PAUSE_MS }) : failed;
}

/** What may be logged of an error: its code. Its text and its fields carry interaction tokens and what people wrote. */
export function codeOf(error: unknown): string | null {
  const { code, cause, status } = (error ?? {}) as { code?: unknown; cause?: unknown; status?: unknown };
  if (typeof code === 'string' || typeof code === 'number') return String(code);
  if (typeof status === 'number') return String(status);
  return cause === undefined ? null : codeOf(cause);
}

function failureOfAnswer(error: DiscordAPIError): MessengerFailure | null {
  if (GONE.has(error.code)) return { kind: 'gone' };
  if (error.code === Code.MaximumNumberOfEditsToMessagesOlderThanOneHourReached)
    return { kind: 'wait', afterMs: OLD_EDIT_PAUSE_MS };
  if (error.status === 429) return { kind: 'wait', afterMs: 1000 };
  // Our own token is refused: the operator can mend that, and the work is kept until then.
  if (error.status === 401) return { kind: 'fault' };
  // Discord asks bots to stop at the first 403 or 404 of a target, whatever its code.
  return error.status === 403 || error.status === 404 ? { kind: 'gone' } : null;
}

function waitOf(limit: RateLimitError): number {
  return Math.max(limit.sublimitTimeout, limit.retryAfter, limit.timeToReset, 0);
}

function isNetworkError(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return error.name === 'AbortError' || /^(E[A-Z_]+|UND_ERR_\w+)$/.test(codeOf(error) ?? '');
}

function mistake(error: unknown): Error {
  const isPlatform = error instanceof DiscordAPIError;
  return isPlatform || !(error instanceof Error)
    ? namedError('DiscordRefusal', codeOf(error), 'Discord refused what we sent')
    : error;
}

function namedError(name: string, code: string | null, message: string): Error {
  return Object.assign(new Error(code === null ? message : `${message} (${code})`), { name, code });
}
