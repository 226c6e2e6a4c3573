// Where Stripe's events come in: their bytes as they were sent, because the signature is over exactly those.

import type { Hono } from 'hono';
import type { Log } from '../core/ports.ts';
import { readBody } from './body.ts';

/** Events have a few kilobytes; the largest invoices some tens of them. */
const MAX_BYTES = 256 * 1024;
const MAX_MS = 10_000;

export type Receive = (
  endpoint: 'snapshot' | 'thin',
  body: Uint8Array,
  signature: string | undefined,
) => Promise<{ status: number }>;

const PATHS = { snapshot: '/webhooks/stripe', thin: '/webhooks/stripe/thin' } as const;

/** Without `receive` there is no such address. */
export function webhooks(app: Hono, receive: Receive, log: Log): void {
  for (const endpoint of ['snapshot', 'thin'] as const)
    app.post(PATHS[endpoint], async (context) => {
      const body = await readBody(context.req.raw, MAX_BYTES, MAX_MS);
      if (typeof body === 'string') {
        log({ event: 'webhook', endpoint, outcome: body, type: null });
        // Whatever else is on its way over this connection is not waited for.
        return new Response(null, { status: body === 'oversized' ? 413 : 408, headers: { connection: 'close' } });
      }
      const { status } = await receive(endpoint, body, context.req.header('stripe-signature'));
      return new Response(null, { status });
    });
}
