// Ending the spinner on a pressed button, in time and once: with a private answer if it is quick and short.

import type { Api } from 'grammy';
import { plainText } from '../fit.ts';
import type { Reply } from '../conversation.ts';
import { toApiSignal } from './chat.ts';
import { TELEGRAM_LIMITS } from './render.ts';

/** Telegram forgets a press after about 15 s; whoever waits longer than this for an answer sees at least the spinner end. */
const PATIENCE_MS = 3_000;
const CALL_WITHIN_MS = 10_000;

export type PressEnd = {
  /**
   * Ends the spinner, with words that only who pressed sees, or without.
   * @returns whether the words were shown; never throws
   */
  end(words: string | null): Promise<boolean>;
};

/** @param failed hears what went wrong: a spinner that stays is no reason to stop answering */
export function openPress(api: Api, queryId: string, failed: (error: unknown) => void): PressEnd {
  let ended: Promise<boolean> | undefined;
  const timer = setTimeout(() => void finish(null), PATIENCE_MS);

  function finish(words: string | null): Promise<boolean> {
    clearTimeout(timer);
    ended ??= answerQuery(words);
    return ended;
  }

  async function answerQuery(words: string | null): Promise<boolean> {
    const said = words === null ? {} : { text: words, show_alert: true };
    try {
      await api.answerCallbackQuery(queryId, said, toApiSignal(AbortSignal.timeout(CALL_WITHIN_MS)));
      return words !== null;
    } catch (error) {
      failed(error);
      return false;
    }
  }

  return { end: finish };
}

/** The words of a private answer, if a press can be answered with them; null for everything else. */
export function alertOf(reply: Reply | null): string | null {
  if (!reply?.private || (reply.files ?? []).length > 0 || (reply.buttons ?? []).length > 0) return null;
  const words = plainText(reply.blocks);
  return words.length > 0 && words.length <= TELEGRAM_LIMITS.answer ? words : null;
}
