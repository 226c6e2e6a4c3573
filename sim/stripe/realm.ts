// What the parts of the world share: the clock, the store, the request at work and the way to tell of a change.

import { isDeepStrictEqual } from 'node:util';
import { createChanges, type Changes } from '../wire/changes.ts';
import type { Payer } from './charges.ts';
import { createClock, type StripeClock } from './clock.ts';
import type { EventType, SnapshotEvent, ThinEvent } from './shapes.ts';
import { createStore, newId, type Store } from './store.ts';

/** How a customer pays by default, and whether that works. */
export type Purse = { method: PaymentMethod; paymentMethodId: string; works: boolean; payer: Payer };

export type PaymentMethod = 'card' | 'sepa_debit' | 'us_bank_account';

type Entity = { id: string; object: string };

export type Realm = {
  readonly apiVersion: string;
  readonly livemode: boolean;
  readonly clock: StripeClock;
  readonly changes: Changes;
  readonly store: Store;
  /** By customer. */
  readonly purses: Map<string, Purse>;
  /** Signing secrets by endpoint or destination, the newest first; an older one signs until it is taken away. */
  readonly secrets: Map<string, string[]>;
  /** The next thing the clock does to a subscription, to be forgotten when it changes. */
  readonly appointments: Map<string, () => void>;
  /** `http://127.0.0.1:PORT`, known once the server listens. */
  origin: string;
  /** The API request being answered right now; null when a person or the clock acts. */
  request: { id: string; idempotencyKey: string | null } | null;
  /** Hears of every event. */
  onEvent: (snapshot: SnapshotEvent, thin: ThinEvent) => void;
  /** Tells that something happened to an object, as it is now. */
  tell(entity: Entity, type: EventType, previous?: Record<string, unknown>): SnapshotEvent;
  /** Changes an object and tells of it; `*.updated` events carry what was before. */
  change<T extends Entity>(entity: T, patch: Partial<T>, ...types: EventType[]): T;
};

export function createRealm(options: { apiVersion: string; livemode: boolean }): Realm {
  const store = createStore();
  const clock = createClock();
  const changes = createChanges();
  const realm: Realm = {
    ...options,
    clock,
    changes,
    store,
    purses: new Map(),
    appointments: new Map(),
    secrets: new Map(),
    origin: '',
    request: null,
    onEvent: () => undefined,
    tell(entity, type, previous) {
      const request = realm.request;
      const snapshot: SnapshotEvent = {
        id: newId('evt_1'),
        object: 'event',
        api_version: options.apiVersion,
        created: clock.nowS(),
        data: { object: structuredClone({ ...entity }), ...(previous ? { previous_attributes: previous } : {}) },
        livemode: options.livemode,
        pending_webhooks: 0,
        request: { id: request?.id ?? null, idempotency_key: request?.idempotencyKey ?? null },
        type,
      };
      const thin = toThin(snapshot, entity);
      store.events.set(snapshot.id, snapshot);
      store.thinEvents.set(thin.id, thin);
      realm.onEvent(snapshot, thin);
      changes.announce();
      return snapshot;
    },
    change(entity, patch, ...types) {
      const before = structuredClone({ ...entity });
      Object.assign(entity, patch);
      const previous = Object.fromEntries(
        Object.entries(before).filter(([key, value]) => !isDeepStrictEqual(value, Reflect.get(entity, key))),
      );
      for (const type of types) realm.tell(entity, type, type.endsWith('.updated') ? previous : undefined);
      return entity;
    },
  };
  return realm;
}

function toThin(snapshot: SnapshotEvent, entity: Entity): ThinEvent {
  const { request } = snapshot;
  return {
    id: newId('evt_test_6', 30),
    object: 'v2.core.event',
    created: new Date(snapshot.created * 1000).toISOString(),
    livemode: snapshot.livemode,
    related_object: { id: entity.id, type: entity.object, url: `${pathOf(entity.object)}/${entity.id}` },
    snapshot_event: snapshot.id,
    type: `v1.${snapshot.type}`,
    ...(request.id === null
      ? {}
      : { reason: { type: 'request', request: { id: request.id, idempotency_key: request.idempotency_key ?? '' } } }),
  };
}

/** `/v1/checkout/sessions` for `checkout.session`. */
function pathOf(object: string): string {
  const parts = object.split('.');
  return `/v1/${parts.join('/')}s`;
}

export function stamp(realm: Realm): { created: number; livemode: boolean } {
  return { created: realm.clock.nowS(), livemode: realm.livemode };
}
