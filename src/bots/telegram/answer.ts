// Sending a reply into the chat it was asked in, with the patience Telegram asks for.

import { setTimeout as pause } from 'node:timers/promises';
import type { Api } from 'grammy';
import type { TelegramAddress } from '../../core/domain/chat.ts';
import { MessengerError, type MessageRef } from '../../core/ports.ts';
import { pressAnswer } from '../commands/index.ts';
import type { Call, OutFile, Reply } from '../conversation.ts';
import { wholeText } from '../fit.ts';
import { createChat, type Chat } from './chat.ts';
import { TELEGRAM_LIMITS, toText } from './render.ts';

const ATTEMPTS = 5;
const PAUSE_MS = 500;

/**
 * Shows a reply: in place of the pressed message, or as a message of its own.
 * @returns the message that shows it
 * @throws MessengerError
 */
export async function answer(
  api: Api,
  call: Call,
  address: TelegramAddress,
  reply: Reply,
  signal: AbortSignal,
): Promise<MessageRef> {
  const line = { api, address, signal };
  const { invoice } = reply;
  if (invoice) return patiently(line, 'once', (chat) => chat.sendInvoice(invoice));
  const replaces = call.kind === 'press' && pressAnswer(call.verb) === 'edit' && !reply.private;
  const { picture } = reply;
  const shown = picture && ({ file: picture, as: 'photo' } as const);
  const edited = replaces && (await patiently(line, 'repeatable', (chat) => chat.edit(call.message, reply, shown)));
  if (edited) return call.message;
  if (shown) return patiently(line, 'once', (chat) => chat.send(reply, shown));

  const { lost } = toText(reply.blocks, TELEGRAM_LIMITS.text);
  const files = [...(lost ? [wholeText(reply.blocks)] : []), ...(reply.files ?? [])];
  const [only, second] = files;
  if (only && !second && !reply.shows && fitsCaption(reply)) return send(line, reply, only);
  // A message that will be edited stays one of words: files follow it.
  const message = await send(line, reply);
  for (const file of files) await send(line, { blocks: [] }, file);
  return message;
}

type Line = { readonly api: Api; address: TelegramAddress; readonly signal: AbortSignal };

function send(line: Line, reply: Reply, file?: OutFile): Promise<MessageRef> {
  return patiently(line, 'once', (chat) => chat.send(reply, file && { file, as: 'document' }));
}

function fitsCaption({ blocks }: Reply): boolean {
  return toText(blocks, Infinity).text.length <= TELEGRAM_LIMITS.caption;
}

/** Waits as long as told, follows a chat that moved, and repeats after a fault only what is harmless to repeat. */
async function patiently<T>(line: Line, what: 'once' | 'repeatable', call: (chat: Chat) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await call(createChat(line.api, line.address, line.signal));
    } catch (error) {
      if (!(error instanceof MessengerError) || attempt === ATTEMPTS) throw error;
      const waitMs = error.what.kind === 'wait' ? error.what.afterMs : PAUSE_MS * attempt;
      if (error.what.kind === 'gone' || (error.what.kind === 'fault' && what === 'once')) throw error;
      if (error.what.kind === 'moved' && error.what.address.platform === 'telegram') line.address = error.what.address;
      else
        await pause(waitMs, undefined, { signal: line.signal }).catch(() => {
          throw error;
        });
    }
  }
}
