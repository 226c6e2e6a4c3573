// Stripe, where there is a key.

import type { Config } from '../config.ts';
import type { Payments } from '../core/payment-ports.ts';
import type { Log } from '../core/ports.ts';
import { stripePayments } from '../payments/stripe.ts';

/** Null without a key. With a key for tests people come back to this machine, where nothing else is said. */
export function openPayments({ stripe, publicUrl, host }: Config, port: number, log: Log): Payments | null {
  if (!stripe) return null;
  const here = `http://${host === '0.0.0.0' ? 'localhost' : host}:${port}`;
  if (!publicUrl) log({ event: 'notice', about: 'stripe-return-address', value: here });
  return stripePayments({ ...stripe, publicUrl: publicUrl ?? here });
}
