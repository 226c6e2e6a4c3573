// Reading events: snapshots on the first API, thin ones on the second; both for thirty days.

import type { Stripe } from 'stripe';
import { endpoint, type Endpoint } from './endpoint.ts';
import { pageOf } from './lists.ts';
import type { Realm } from './realm.ts';
import { noSuch } from './refusals.ts';
import { expand, isWithin, listOfFields, moment, paging, text, unplayed, whole, type Accepts } from './schema.ts';

const KEPT_S = 30 * 86_400;

const READ = { expand } satisfies Accepts<Stripe.EventRetrieveParams>;
const LIST = {
  ...paging,
  created: moment,
  delivery_success: unplayed,
  type: text,
  types: listOfFields(text),
} satisfies Accepts<Stripe.EventListParams>;
const LIST_THIN = {
  created: unplayed,
  limit: whole,
  object_id: text,
  types: listOfFields(text),
} satisfies Accepts<Stripe.V2.Core.EventListParams>;

export function eventEndpoints(realm: Realm): Endpoint[] {
  const { events, thinEvents } = realm.store;
  const isKept = (createdS: number) => createdS > realm.clock.nowS() - KEPT_S;
  return [
    endpoint('GET', '/v1/events', LIST, ({ created, type, types, ...params }) =>
      pageOf(events.values(), params, {
        kind: 'event',
        url: '/v1/events',
        keeps: (event) =>
          isKept(event.created) &&
          isWithin(created, event.created) &&
          (type === undefined || matches(type, event.type)) &&
          (types?.includes(event.type) ?? true),
      }),
    ),
    endpoint('GET', '/v1/events/:id', READ, (_, id) => {
      const event = events.get(id);
      if (!event || !isKept(event.created)) throw noSuch('event', id);
      return event;
    }),
    endpoint('GET', '/v2/core/events', LIST_THIN, ({ limit = 20, object_id: object, types }) => ({
      data: [...thinEvents.values()]
        .filter((event) => isKept(Date.parse(event.created) / 1000))
        .filter((event) => (object ?? event.related_object.id) === event.related_object.id)
        .filter((event) => types?.includes(event.type) ?? true)
        .toReversed()
        .slice(0, limit),
      next_page_url: null,
      previous_page_url: null,
    })),
    endpoint('GET', '/v2/core/events/:id', {}, (_, id) => {
      const event = thinEvents.get(id);
      if (!event || !isKept(Date.parse(event.created) / 1000)) throw noSuch('event', id);
      return event;
    }),
  ];
}

/** `charge.*` stands for all of them, `*` for everything. */
export function matches(pattern: string, type: string): boolean {
  return pattern === '*' || pattern === type || (pattern.endsWith('.*') && type.startsWith(pattern.slice(0, -1)));
}
