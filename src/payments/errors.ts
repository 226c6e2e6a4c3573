// What Stripe's errors mean for us: by class, status and code, never by their text.

import { Stripe } from 'stripe';
import { PaymentsError, type PaymentsRetry } from '../core/payment-ports.ts';

const { errors } = Stripe;
const WAIT_DEFAULT_MS = 2_000;
const WAIT_MAX_MS = 10 * 60_000;

/** Errors that are not Stripe's come back as they are: they are ours. */
export function toPaymentsError(error: unknown): unknown {
  if (error instanceof PaymentsError || !(error instanceof errors.StripeError)) return error;
  return new PaymentsError(decide(error), { cause: withoutWords(error) });
}

/** Whether an object simply is not there, as far as this key can see. */
export function isMissing(error: unknown): boolean {
  return error instanceof PaymentsError && error.retry.kind === 'refused' && error.retry.code === 'resource_missing';
}

/** Our own request cannot be made: what it is about is not at Stripe as it is here. */
export function refused(code: 'price-missing' | 'price-differs' | 'customer-missing'): PaymentsError {
  return new PaymentsError({ kind: 'refused', code });
}

/** https://docs.stripe.com/error-handling and https://docs.stripe.com/error-low-level */
function decide(error: Stripe.errors.StripeError): PaymentsRetry {
  if (error instanceof errors.StripeRateLimitError) return { kind: 'wait', afterMs: retryAfterMs(error.headers) };
  // The same request is still on its way, as after a connection that broke: its answer is there a moment later.
  if (error.statusCode === 409) return { kind: 'wait', afterMs: WAIT_DEFAULT_MS };
  const ours =
    error instanceof errors.StripeInvalidRequestError ||
    error instanceof errors.StripeAuthenticationError ||
    error instanceof errors.StripePermissionError ||
    error instanceof errors.StripeIdempotencyError ||
    error instanceof errors.StripeCardError;
  return ours ? { kind: 'refused', code: nameOf(error) } : { kind: 'backoff' };
}

/** Stripe's code, else the kind of error; both are names and say nothing of anybody. */
function nameOf({ code, rawType, statusCode }: Stripe.errors.StripeError): string {
  const name = code ?? rawType ?? `http_${statusCode ?? 0}`;
  return /^[a-z0-9_]{1,80}$/.test(name) ? name : 'unnamed';
}

/** Seconds (RFC 9110, 10.2.3); Stripe sends no dates. */
function retryAfterMs(headers: Readonly<Record<string, string>> | undefined): number {
  const seconds = Number.parseFloat(headers?.['retry-after'] ?? '');
  return Number.isFinite(seconds) ? Math.min(Math.max(0, seconds * 1000), WAIT_MAX_MS) : WAIT_DEFAULT_MS;
}

/** The SDK's error carries the answer with everything in it, and its message may quote what was asked. */
function withoutWords(error: Stripe.errors.StripeError): Error {
  const names = [error.type, error.statusCode, error.code, error.param, error.requestId];
  return new Error(names.filter((name) => name !== undefined).join(' '));
}
