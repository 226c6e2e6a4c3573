// Webhook endpoints of the first API: where snapshots of events go.

import type { Stripe } from 'stripe';
import { mergeMetadata } from './customers.ts';
import { endpoint, type Endpoint } from './endpoint.ts';
import { pageOf } from './lists.ts';
import { stamp, type Realm } from './realm.ts';
import { noSuch, ParameterRefusal } from './refusals.ts';
import {
  clearable,
  expand,
  flag,
  link,
  listOfFields,
  metadata,
  paging,
  required,
  text,
  unplayed,
  type Accepts,
  type Field,
} from './schema.ts';
import type { WebhookEndpoint } from './shapes.ts';
import { newId } from './store.ts';

/** `*` or one type by its name: endpoints know no `charge.*`. */
const eventName: Field<Stripe.WebhookEndpointCreateParams.EnabledEvent> = {
  read(tree, path) {
    const name = text.read(tree, path);
    if (!/^(?:\*|[a-z_0-9]+(?:\.[a-z_0-9]+)+)$/u.test(name))
      throw new ParameterRefusal(`Invalid ${path}: ${name} is not an event type`, path);
    return name as Stripe.WebhookEndpointCreateParams.EnabledEvent;
  },
};

const CREATE = {
  enabled_events: required(listOfFields(eventName)),
  url: required(link),
  api_version: text as Field<Stripe.WebhookEndpointCreateParams.ApiVersion>,
  connect: unplayed,
  description: clearable(text),
  expand,
  metadata: clearable(metadata),
} satisfies Accepts<Stripe.WebhookEndpointCreateParams>;
const UPDATE = {
  description: clearable(text),
  disabled: flag,
  enabled_events: listOfFields(eventName),
  expand,
  metadata: clearable(metadata),
  url: link,
} satisfies Accepts<Stripe.WebhookEndpointUpdateParams>;
const READ = { expand } satisfies Accepts<Stripe.WebhookEndpointRetrieveParams>;
const LIST = paging satisfies Accepts<Stripe.WebhookEndpointListParams>;

export type Target = { url: string; events: string[]; secret?: string };

/** `events` are names or `*`; the secret is a fresh one unless it is given. */
export function addWebhookEndpoint(
  realm: Realm,
  { url, events, secret = newId('whsec_', 32) }: Target,
): WebhookEndpoint {
  const made: WebhookEndpoint = {
    id: newId('we_1'),
    object: 'webhook_endpoint',
    ...stamp(realm),
    api_version: realm.apiVersion,
    application: null,
    description: null,
    enabled_events: events,
    metadata: {},
    status: 'enabled',
    url,
  };
  realm.store.endpoints.set(made.id, made);
  realm.secrets.set(made.id, [secret]);
  return made;
}

export function endpointEndpoints(realm: Realm): Endpoint[] {
  const { secrets } = realm;
  const { endpoints } = realm.store;

  function endpointOf(id: string): WebhookEndpoint {
    const found = endpoints.get(id);
    if (!found) throw noSuch('webhook endpoint', id);
    return found;
  }

  return [
    endpoint('POST', '/v1/webhook_endpoints', CREATE, (params) => {
      if (params.api_version !== undefined && params.api_version !== realm.apiVersion)
        throw new ParameterRefusal(`Invalid API version: ${params.api_version}`, 'api_version');
      const made = addWebhookEndpoint(realm, { url: params.url, events: params.enabled_events });
      made.description = params.description || null;
      made.metadata = mergeMetadata({}, params.metadata);
      // The only answer that ever carries the secret.
      return { ...made, secret: secrets.get(made.id)?.[0] };
    }),
    endpoint('GET', '/v1/webhook_endpoints', LIST, (params) =>
      pageOf(endpoints.values(), params, { kind: 'webhook endpoint', url: '/v1/webhook_endpoints' }),
    ),
    endpoint('GET', '/v1/webhook_endpoints/:id', READ, (_, id) => endpointOf(id)),
    endpoint('POST', '/v1/webhook_endpoints/:id', UPDATE, (params, id) => {
      const found = endpointOf(id);
      if (params.url !== undefined) found.url = params.url;
      if (params.enabled_events) found.enabled_events = params.enabled_events;
      if (params.disabled !== undefined) found.status = params.disabled ? 'disabled' : 'enabled';
      if (params.description !== undefined) found.description = params.description || null;
      found.metadata = mergeMetadata(found.metadata, params.metadata);
      return found;
    }),
    endpoint('DELETE', '/v1/webhook_endpoints/:id', {}, (_, id) => {
      endpoints.delete(endpointOf(id).id);
      secrets.delete(id);
      return { id, object: 'webhook_endpoint', deleted: true };
    }),
  ];
}
