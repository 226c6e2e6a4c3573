// Where events of Stripe and Discord come in: their bytes as they were sent, because the signature is over exactly those.

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

export type HearDiscord = (
  body: Uint8Array,
  signature: string | undefined,
  timestamp: string | undefined,
) => Promise<{ status: number }>;

const PATHS = { snapshot: '/webhooks/stripe', thin: '/webhooks/stripe/thin' } as const;

/** Without `receive` there are no such addresses. */
export function webhooks(app: Hono, receive: Receive, log: Log): void {
  for (const endpoint of ['snapshot', 'thin'] as const)
    app.post(PATHS[endpoint], async ({ req }) => {
      const body = await bodyOf(req.raw, endpoint, log);
      return body instanceof Response ? body : answer(await receive(endpoint, body, req.header('stripe-signature')));
    });
}

export function discordEvents(app: Hono, hear: HearDiscord, log: Log): void {
  app.post('/webhooks/discord', async ({ req }) => {
    const body = await bodyOf(req.raw, 'discord', log);
    if (body instanceof Response) return body;
    return answer(await hear(body, req.header('x-signature-ed25519'), req.header('x-signature-timestamp')));
  });
}

async function bodyOf(
  request: Request,
  endpoint: 'snapshot' | 'thin' | 'discord',
  log: Log,
): Promise<Uint8Array | Response> {
  const body = await readBody(request, MAX_BYTES, MAX_MS);
  if (typeof body !== 'string') return body;
  log({ event: 'webhook', endpoint, outcome: body, type: null });
  // Whatever else is on its way over this connection is not waited for.
  return new Response(null, { status: body === 'oversized' ? 413 : 408, headers: { connection: 'close' } });
}

function answer({ status }: { readonly status: number }): Response {
  return new Response(null, { status });
}
