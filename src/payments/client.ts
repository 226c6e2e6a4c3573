// Stripe's client, pointed at the configured address: no telemetry, no retries of its own, and calls that can be given up.

import { AsyncLocalStorage } from 'node:async_hooks';
import { Stripe } from 'stripe';
import { toPaymentsError } from './errors.ts';

/** Most calls take a fifth of a second; a person waits for some of them. */
const TIMEOUT_MS = 15_000;

export type StripeConfig = { readonly secretKey: string; readonly apiUrl: string };

export interface StripeClient {
  /** For what needs no network: signatures. */
  readonly sdk: Stripe;
  /** Does what `call` asks of the SDK, until the signal says stop. @throws PaymentsError for anything Stripe or the network says */
  ask<T>(signal: AbortSignal, call: (sdk: Stripe) => Promise<T>): Promise<T>;
}

/** Nothing is asked before the first `ask`. */
export function stripeClient({ secretKey, apiUrl }: StripeConfig): StripeClient {
  const { hostname, port, protocol } = new URL(apiUrl);
  // The SDK takes no signal with a call; its way to the network does, and finds it by where it is called from.
  const signals = new AsyncLocalStorage<AbortSignal>();
  const fetchUntil: typeof fetch = async (input, init) => {
    const deadlines = [init?.signal, signals.getStore()].filter((signal) => signal instanceof AbortSignal);
    const response = await fetch(input, { ...init, redirect: 'manual', signal: AbortSignal.any(deadlines) });
    return response.ok ? response : await stripesOwn(response);
  };
  const sdk = new Stripe(secretKey, {
    host: hostname,
    port: port === '' ? (protocol === 'http:' ? 80 : 443) : Number(port),
    protocol: protocol === 'http:' ? 'http' : 'https',
    httpClient: Stripe.createFetchHttpClient(fetchUntil),
    telemetry: false,
    // Whoever asks comes again by itself, with the same key: a retry in here would only hide how long it takes.
    maxNetworkRetries: 0,
    timeout: TIMEOUT_MS,
  });
  return {
    sdk,
    async ask(signal, call) {
      signal.throwIfAborted();
      try {
        return await signals.run(signal, () => call(sdk));
      } catch (error) {
        // Given up by us: that says nothing about Stripe.
        signal.throwIfAborted();
        throw toPaymentsError(error);
      }
    },
  };
}

/** A proxy on the way may answer in JSON as well, and the SDK would take any JSON without an error for the object. */
async function stripesOwn(response: Response): Promise<Response> {
  const text = await response.text();
  if (!isStripeError(text)) throw new TypeError(`HTTP ${response.status}, and not from Stripe`);
  return new Response(text, response);
}

function isStripeError(text: string): boolean {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === 'object' && body !== null && 'error' in body;
  } catch {
    // A page, or half of one.
    return false;
  }
}
