// The till: a word before Stars are charged, and the books kept when they have moved.

import { setTimeout as pause } from 'node:timers/promises';
import { HttpError, type Api } from 'grammy';
import type { PreCheckoutQuery } from 'grammy/types';
import type { ChatCore } from '../../core/answers.ts';
import { faultAt } from '../../core/log-events.ts';
import type { Log } from '../../core/ports.ts';
import { clip } from '../fit.ts';
import { refusalSentence } from '../refusal-text.ts';
import { textsFor } from '../texts/texts.ts';
import { toApiSignal } from './chat.ts';
import { codeOf } from './errors.ts';
import { personOf, type MovedStars } from './parse.ts';

type Needs = { readonly api: Api; readonly core: ChatCore; readonly log: Log; readonly stopping: AbortSignal };

export type Till = {
  /** Answers whether somebody may pay; never throws. */
  ask(query: PreCheckoutQuery): Promise<void>;
  /** Writes down what has moved, however long that takes within reason; never throws. */
  book(stars: MovedStars): Promise<void>;
  /**
   * Resolves when everything that has moved is written down, which is when Telegram may forget it.
   * Throws when something is not and we are stopping: then it has to come again.
   */
  booked(): Promise<void>;
};

/** Telegram gives a bot ten seconds for its word, and what it is asked may have waited for three in line behind slow files. */
const DECIDE_WITHIN_MS = 4_000;
const ANSWER_WITHIN_MS = 1_500;
const WORDS_MAX = 200;

/**
 * How long all other updates wait for one payment that cannot be written down. What is given up on then is found by the next
 * look at Telegram's own account of the Stars.
 */
const BOOK_WITHIN_MS = 60_000;
const BOOK_PAUSE_MS = 500;

export function openTill({ api, core, log, stopping }: Needs): Till {
  const booking = new Set<Promise<void>>();
  let lost = false;

  async function ask(query: PreCheckoutQuery): Promise<void> {
    const startedAt = performance.now();
    const { no, outcome } = await decide(query);
    try {
      await answerTwice(query.id, no);
    } catch (error) {
      // Telegram then ends the payment by itself, without a charge.
      logFault(error);
    }
    const tookMs = Math.round(performance.now() - startedAt);
    log({ event: 'command', platform: 'telegram', command: 'stars:may-pay', outcome, tookMs });
  }

  /** Nothing has been charged yet, so whatever goes wrong is a no. */
  async function decide(query: PreCheckoutQuery): Promise<{ no: string | null; outcome: string }> {
    const person = personOf(query.from);
    let texts = textsFor(person.locale);
    try {
      const over = pause(DECIDE_WITHIN_MS, 'over' as const, { ref: false });
      const asked = Promise.all([
        core.standing(person),
        core.mayPayStars(person, query.invoice_payload, query.total_amount),
      ]);
      const answer = await Promise.race([asked, over]);
      if (answer === 'over') return { no: texts.say('checkout-fault'), outcome: 'too-late' };
      const [{ locale }, says] = answer;
      texts = textsFor(locale);
      if (says === null) return { no: null, outcome: 'agreed' };
      return { no: clip(refusalSentence(says, texts, 'telegram'), WORDS_MAX), outcome: says.code };
    } catch (error) {
      logFault(error);
      return { no: texts.say('checkout-fault'), outcome: 'faulty' };
    }
  }

  /** A second answer does no harm, and the first may never have arrived. */
  async function answerTwice(queryId: string, no: string | null): Promise<void> {
    const answer = () =>
      api.answerPreCheckoutQuery(
        queryId,
        no === null,
        no === null ? {} : { error_message: no },
        toApiSignal(AbortSignal.timeout(ANSWER_WITHIN_MS)),
      );
    try {
      await answer();
    } catch (error) {
      if (!(error instanceof HttpError)) throw error;
      await answer();
    }
  }

  async function keepBooking({ ask: asked, moved }: MovedStars): Promise<void> {
    const startedAt = performance.now();
    const command = `stars:${moved.kind}`;
    const tell = (outcome: string): void => {
      const tookMs = Math.round(performance.now() - startedAt);
      log({ event: 'command', platform: 'telegram', command, outcome, tookMs });
    };
    for (let attempt = 1; ; attempt += 1) {
      try {
        if (moved.kind === 'paid') await core.paidStars(asked, moved);
        else await core.refundedStars(asked, moved.chargeId);
        return tell('booked');
      } catch (error) {
        logFault(error);
      }
      const late = performance.now() - startedAt > BOOK_WITHIN_MS;
      if (late) return tell('not-booked');
      await pause(BOOK_PAUSE_MS * Math.min(attempt, 10), undefined, { signal: stopping }).catch(() => undefined);
      if (!stopping.aborted) continue;
      lost = true;
      return tell('comes-again');
    }
  }

  /** Neither message nor fields of a platform's error are logged: they carry the token. */
  function logFault(error: unknown): void {
    const fault = faultAt('telegram-till', error);
    log(fault.event === 'fault' ? { ...fault, code: codeOf(error) } : fault);
  }

  return {
    ask,
    book(stars) {
      const work = keepBooking(stars).finally(() => booking.delete(work));
      booking.add(work);
      return work;
    },
    async booked() {
      await Promise.all(booking);
      if (lost) throw new Error('Stars have moved that are not written down yet');
    },
  };
}
