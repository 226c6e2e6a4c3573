// Event destinations of the second API: where thin events go, or snapshots, told in JSON.

import type { Stripe } from 'stripe';
import { mergeMetadata } from './customers.ts';
import { endpoint, type Endpoint } from './endpoint.ts';
import type { Target } from './endpoints.ts';
import type { Realm } from './realm.ts';
import { missingParameter, noSuch } from './refusals.ts';
import {
  link,
  listOfFields,
  metadata,
  nested,
  oneOf,
  required,
  text,
  unplayed,
  whole,
  type Accepts,
} from './schema.ts';
import type { EventDestination } from './shapes.ts';
import { newId } from './store.ts';

const target = nested({ url: required(link) });
const CREATE_DESTINATION = {
  enabled_events: required(listOfFields(text)),
  event_payload: required(oneOf('snapshot', 'thin')),
  name: required(text),
  type: required(oneOf('webhook_endpoint')),
  amazon_eventbridge: unplayed,
  azure_event_grid: unplayed,
  description: text,
  events_from: listOfFields(oneOf('@self')),
  include: listOfFields(oneOf('webhook_endpoint.signing_secret', 'webhook_endpoint.url')),
  metadata,
  snapshot_api_version: text,
  webhook_endpoint: target,
} satisfies Accepts<Stripe.V2.Core.EventDestinationCreateParams>;
const UPDATE_DESTINATION = {
  description: text,
  enabled_events: listOfFields(text),
  include: listOfFields(oneOf('webhook_endpoint.url')),
  metadata,
  name: text,
  webhook_endpoint: target,
} satisfies Accepts<Stripe.V2.Core.EventDestinationUpdateParams>;
const READ_DESTINATION = {
  include: listOfFields(oneOf('webhook_endpoint.url')),
} satisfies Accepts<Stripe.V2.Core.EventDestinationRetrieveParams>;
const LIST_DESTINATIONS = {
  ...READ_DESTINATION,
  limit: whole,
} satisfies Accepts<Stripe.V2.Core.EventDestinationListParams>;

export function addDestination(
  realm: Realm,
  { url, events, secret = newId('whsec_', 32) }: Target,
  payload: 'snapshot' | 'thin',
): EventDestination {
  const at = new Date(realm.clock.now()).toISOString();
  const made: EventDestination = {
    id: newId('ed_test_6', 30),
    object: 'v2.core.event_destination',
    created: at,
    description: '',
    enabled_events: events,
    event_payload: payload,
    events_from: ['@self'],
    livemode: realm.livemode,
    metadata: {},
    name: 'Easel',
    ...(payload === 'snapshot' ? { snapshot_api_version: realm.apiVersion } : {}),
    status: 'enabled',
    type: 'webhook_endpoint',
    updated: at,
    webhook_endpoint: { url },
  };
  realm.store.destinations.set(made.id, made);
  realm.secrets.set(made.id, [secret]);
  return made;
}

export function destinationEndpoints(realm: Realm): Endpoint[] {
  const { secrets } = realm;
  const { destinations } = realm.store;
  const path = '/v2/core/event_destinations';

  function destinationOf(id: string): EventDestination {
    const found = destinations.get(id);
    if (!found) throw noSuch('event destination', id);
    return found;
  }

  /** URL and secret are told only on request. */
  function show(found: EventDestination, include: readonly string[] = []): EventDestination {
    const { url } = found.webhook_endpoint ?? {};
    const [secret] = secrets.get(found.id) ?? [];
    const told = {
      ...(include.includes('webhook_endpoint.url') && url !== undefined ? { url } : {}),
      ...(include.includes('webhook_endpoint.signing_secret') && secret !== undefined
        ? { signing_secret: secret }
        : {}),
    };
    return { ...found, webhook_endpoint: told };
  }

  return [
    endpoint('POST', path, CREATE_DESTINATION, (params) => {
      const url = params.webhook_endpoint?.url;
      if (url === undefined) throw missingParameter('webhook_endpoint');
      const made = addDestination(realm, { url, events: params.enabled_events }, params.event_payload);
      Object.assign(made, {
        name: params.name,
        description: params.description ?? '',
        metadata: params.metadata ?? {},
      });
      return show(made, params.include);
    }),
    endpoint('GET', path, LIST_DESTINATIONS, ({ include, limit = 20 }) => ({
      data: [...destinations.values()].slice(0, limit).map((found) => show(found, include)),
      next_page_url: null,
      previous_page_url: null,
    })),
    endpoint('GET', `${path}/:id`, READ_DESTINATION, ({ include }, id) => show(destinationOf(id), include)),
    endpoint('POST', `${path}/:id`, UPDATE_DESTINATION, ({ include, webhook_endpoint: to, ...params }, id) => {
      const found = destinationOf(id);
      if (to) found.webhook_endpoint = { url: to.url };
      if (params.enabled_events) found.enabled_events = params.enabled_events;
      if (params.name !== undefined) found.name = params.name;
      if (params.description !== undefined) found.description = params.description;
      found.metadata = mergeMetadata(found.metadata ?? {}, params.metadata);
      found.updated = new Date(realm.clock.now()).toISOString();
      return show(found, include);
    }),
    endpoint('DELETE', `${path}/:id`, {}, (_, id) => {
      destinations.delete(destinationOf(id).id);
      secrets.delete(id);
      return { id, object: 'v2.core.event_destination', deleted: true };
    }),
    ...(['disable', 'enable'] as const).map((verb) =>
      endpoint('POST', `${path}/:id/${verb}`, {}, (_, id) => {
        const found = destinationOf(id);
        found.status = verb === 'disable' ? 'disabled' : 'enabled';
        return show(found);
      }),
    ),
  ];
}
