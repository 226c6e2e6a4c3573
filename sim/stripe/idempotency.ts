// Idempotency keys: the first request's answer is kept for a day and given again, to nobody who asks for something else.

import type { Answer } from '../wire/http.ts';
import type { StripeClock } from './clock.ts';
import { StripeRefusal } from './refusals.ts';

const KEPT_MS = 24 * 3600 * 1000;

type Kept = { url: string; asked: string; atMs: number; requestId: string; answer: Answer | undefined };

export type IdempotencyKeys = {
  /**
   * Takes the key for a request. Answers what was answered before, or undefined when this is the first one; then
   * `keep` or `forget` has to follow. Throws Stripe's refusals: other parameters, another URL, still at work.
   */
  take(key: string, request: { url: string; asked: string; id: string }): Answer | undefined;
  keep(key: string, answer: Answer): void;
  /** Nothing was executed, so the key is free again. */
  forget(key: string): void;
};

export function createIdempotencyKeys(clock: StripeClock): IdempotencyKeys {
  const all = new Map<string, Kept>();
  return {
    take(key, { url, asked, id }) {
      if (key.length > 255)
        throw refuse(400, `Idempotency keys can only be up to 255 characters long: ${key.slice(0, 20)}…`);
      const kept = all.get(key);
      if (!kept || kept.atMs < clock.now() - KEPT_MS) {
        all.set(key, { url, asked, atMs: clock.now(), requestId: id, answer: undefined });
        return undefined;
      }
      if (kept.url !== url)
        throw refuse(
          400,
          `Keys for idempotent requests can only be used for the same endpoint they were first used for ('${kept.url}' vs '${url}'). Try using a key other than '${key}' if you meant to execute a different request.`,
        );
      if (kept.asked !== asked)
        throw refuse(
          400,
          `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`,
        );
      if (!kept.answer)
        throw refuse(
          409,
          `There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice, and the other request is still going through): ${key}. Please try again later.`,
          'idempotency_key_in_use',
        );
      const headers = { ...kept.answer.headers, 'original-request': kept.requestId, 'idempotent-replayed': 'true' };
      return { ...kept.answer, headers };
    },
    keep(key, answer) {
      const kept = all.get(key);
      if (kept) kept.answer = answer;
    },
    forget(key) {
      all.delete(key);
    },
  };
}

function refuse(status: number, message: string, code?: string): StripeRefusal {
  return new StripeRefusal(status, message, { type: 'idempotency_error', ...(code === undefined ? {} : { code }) });
}
