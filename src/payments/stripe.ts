// Stripe as the core knows it: the Payments port, put together from what this folder can do.

import type { Payments } from '../core/payment-ports.ts';
import { stripeClient, type StripeConfig } from './client.ts';
import { changedSince } from './listing.ts';
import { createLook } from './look.ts';
import { createPublish } from './publish.ts';
import { createSessions } from './sessions.ts';

/**
 * Asks nothing until it is asked.
 * @param config.live whether the key is of live mode
 * @param config.publicUrl where people come back to after paying
 */
export function stripePayments(config: StripeConfig & { live: boolean; publicUrl: string }): Payments {
  const client = stripeClient(config);
  return {
    ...createSessions(client, config.publicUrl),
    look: createLook(client, config.live),
    changedSince: (since, signal) => changedSince(client, since, signal),
    publish: createPublish(client),
  };
}
