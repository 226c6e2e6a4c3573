// Where Stripe's events go: an endpoint for snapshots and a destination for thin events, for the types we use and no other.

import type { PublishedAccount } from '../core/payment-ports.ts';
import type { StripeClient } from './client.ts';
import { EVENT_TYPES } from './event-types.ts';
import type { Outcome } from './publish.ts';

type Published = {
  readonly endpoints: readonly { readonly what: string; readonly outcome: Outcome }[];
  readonly secrets: PublishedAccount['secrets'];
};

/** A secret is told once, when its endpoint is made. */
export async function publishEndpoints(
  client: StripeClient,
  publicUrl: string,
  signal: AbortSignal,
): Promise<Published> {
  const snapshot = await publishSnapshots(client, `${publicUrl}/webhooks/stripe`, signal);
  const thin = await publishThin(client, `${publicUrl}/webhooks/stripe/thin`, signal);
  const both = [snapshot, thin];
  return {
    endpoints: both.map(({ url, outcome }) => ({ what: `webhook ${url}`, outcome })),
    secrets: both.flatMap(({ url, secret }) => (secret === null ? [] : [{ endpoint: url, secret }])),
  };
}

type One = { readonly url: string; readonly outcome: Outcome; readonly secret: string | null };

async function publishSnapshots(client: StripeClient, url: string, signal: AbortSignal): Promise<One> {
  const { data } = await client.ask(signal, (sdk) => sdk.webhookEndpoints.list({ limit: 100 }));
  const found = data.find((endpoint) => endpoint.url === url);
  if (!found) {
    const made = await client.ask(signal, (sdk) =>
      sdk.webhookEndpoints.create({ url, enabled_events: EVENT_TYPES, description: 'Easel: what money did' }),
    );
    return { url, outcome: 'made', secret: made.secret ?? null };
  }
  if (sameEvents(found.enabled_events, EVENT_TYPES) && found.status === 'enabled')
    return { url, outcome: 'kept', secret: null };
  await client.ask(signal, (sdk) =>
    sdk.webhookEndpoints.update(found.id, { enabled_events: EVENT_TYPES, disabled: false }),
  );
  return { url, outcome: 'changed', secret: null };
}

async function publishThin(client: StripeClient, url: string, signal: AbortSignal): Promise<One> {
  const events = EVENT_TYPES.map((type) => `v1.${type}`);
  const { data } = await client.ask(signal, (sdk) =>
    sdk.v2.core.eventDestinations.list({ include: ['webhook_endpoint.url'], limit: 100 }),
  );
  const found = data.find(({ event_payload: payload, webhook_endpoint: to }) => payload === 'thin' && to?.url === url);
  if (!found) {
    const made = await client.ask(signal, (sdk) =>
      sdk.v2.core.eventDestinations.create({
        name: 'Easel',
        type: 'webhook_endpoint',
        event_payload: 'thin',
        enabled_events: events,
        webhook_endpoint: { url },
        include: ['webhook_endpoint.signing_secret'],
      }),
    );
    return { url, outcome: 'made', secret: made.webhook_endpoint?.signing_secret ?? null };
  }
  if (sameEvents(found.enabled_events, events) && found.status === 'enabled')
    return { url, outcome: 'kept', secret: null };
  await client.ask(signal, async (sdk) => {
    await sdk.v2.core.eventDestinations.update(found.id, { enabled_events: events });
    if (found.status !== 'enabled') await sdk.v2.core.eventDestinations.enable(found.id);
  });
  return { url, outcome: 'changed', secret: null };
}

function sameEvents(some: readonly string[], others: readonly string[]): boolean {
  return some.toSorted().join() === others.toSorted().join();
}
