// Telegram's own way of saying "heard, working on it": the line under the bot's name, gone with the next message.

import type { Api } from 'grammy';
import type { TelegramAddress } from '../../core/domain/chat.ts';
import type { Log } from '../../core/ports.ts';
import { toApiSignal } from './chat.ts';

/** Telegram shows the line for five seconds; later than that nobody needs it any more. */
const SIGN_WITHIN_MS = 5_000;

/**
 * Acknowledges a command. Never throws and is never repeated: it promises nothing, and the answer itself follows.
 * @see https://core.telegram.org/bots/api#sendchataction
 */
export async function showAtWork(api: Api, { chatId, threadId }: TelegramAddress, log: Log): Promise<void> {
  const topic = threadId === null ? {} : { message_thread_id: threadId };
  try {
    await api.sendChatAction(chatId, 'typing', topic, toApiSignal(AbortSignal.timeout(SIGN_WITHIN_MS)));
  } catch {
    // What is wrong with this chat will be said by the answer, which knows what to do about it; here it is only counted.
    log({ event: 'delivery', platform: 'telegram', outcome: 'sign-failed' });
  }
}
