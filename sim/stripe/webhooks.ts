// Deliveries: every event once to every endpoint that wants it, again when it was not taken, and as wrong as ordered.

import { setTimeout as delay } from 'node:timers/promises';
import { addDestination } from './destinations.ts';
import { addWebhookEndpoint } from './endpoints.ts';
import { matches } from './events.ts';
import type { Realm } from './realm.ts';
import type { SnapshotEvent, ThinEvent } from './shapes.ts';
import { signPayload } from './signing.ts';
import { newId } from './store.ts';

const PATIENCE_MS = 10_000;

/** One event on its way to one endpoint. */
type Delivery = {
  readonly id: string;
  readonly event: SnapshotEvent | ThinEvent;
  readonly payload: 'snapshot' | 'thin';
  readonly endpointId: string;
  /** What each try was answered with; 0 when there was no answer. */
  readonly attempts: number[];
  state: 'pending' | 'delivered' | 'given-up' | 'dropped';
};

/** In which order deliveries that were held go out; a number is the seed of a shuffle. */
type Order = 'in-order' | 'reversed' | number | ((held: readonly Delivery[]) => readonly Delivery[]);

export type Webhooks = {
  /** Every delivery so far. */
  readonly deliveries: readonly Delivery[];
  /** Held back, or not taken yet. */
  readonly pending: readonly Delivery[];
  /** Registers an endpoint, as somebody does in the Dashboard; the world's first secret signs unless another is given. */
  register(endpoint: { url: string; payload?: 'snapshot' | 'thin'; events?: string[]; secret?: string }): string;
  /** A new secret for an endpoint; both sign until `forgetOldSecrets`. */
  rollSecret(endpointId: string): string;
  forgetOldSecrets(endpointId: string): void;
  /** From here on deliveries pile up. */
  hold(): void;
  /** Sends what piled up one after the other, and everything after it at once again. Failures are tried again later. */
  release(order?: Order): Promise<void>;
  /** Never delivers what is held (and wanted by `which`); answers how many. */
  drop(which?: (delivery: Delivery) => boolean): number;
  /** Takes what is held away, for the caller to `send` as it likes. */
  take(): Delivery[];
  /** Posts a delivery now, whatever became of it before, and answers the status; 0 when there was none. */
  send(delivery: Delivery, how?: { signedAgoS?: number; secrets?: readonly string[] }): Promise<number>;
  /** Delivers an event again to everybody who gets it. */
  repeat(event: { id: string }, times?: number): Promise<void>;
  /** Resolves once nothing is on its way and nothing waits to be tried again; what is held does not count. */
  settled(): Promise<void>;
};

type Options = { secret: string; retryAfterMs: number; maxAttempts: number };

export type WebhookSender = Webhooks & { close(): Promise<void> };

export function createWebhooks(realm: Realm, options: Options): WebhookSender {
  const { secrets } = realm;
  const deliveries: Delivery[] = [];
  const closing = new AbortController();
  const lanes = new Map<string, Promise<void>>();
  const running = new Set<Promise<void>>();
  let held: Delivery[] = [];
  let holding = false;

  realm.onEvent = (snapshot, thin) => {
    for (const { id, url, events, payload } of targets(realm)) {
      const event = payload === 'snapshot' ? snapshot : thin;
      if (url === undefined || !events.some((pattern) => matches(pattern, event.type))) continue;
      snapshot.pending_webhooks += 1;
      const delivery: Delivery = { id: newId('', 12), event, payload, endpointId: id, attempts: [], state: 'pending' };
      deliveries.push(delivery);
      if (holding) held.push(delivery);
      else enqueue(delivery);
    }
  };

  /** One after the other per endpoint, so that an ordinary day is in order; a retry does not keep the others waiting. */
  function enqueue(delivery: Delivery): void {
    const before = lanes.get(delivery.endpointId) ?? Promise.resolve();
    lanes.set(delivery.endpointId, keepBusy(before.then(() => tryOnce(delivery))));
  }

  function keepBusy(work: Promise<void>): Promise<void> {
    const kept = work.finally(() => {
      running.delete(kept);
      realm.changes.announce();
    });
    running.add(kept);
    return kept;
  }

  async function tryOnce(delivery: Delivery): Promise<void> {
    if (closing.signal.aborted) return;
    const status = await post(delivery);
    if (status >= 200 && status < 300) return;
    if (delivery.attempts.length >= options.maxAttempts || urlOf(delivery) === undefined) {
      delivery.state = 'given-up';
      return;
    }
    const waitMs = options.retryAfterMs * 2 ** Math.min(delivery.attempts.length - 1, 5);
    void keepBusy(
      delay(waitMs, undefined, { signal: closing.signal }).then(
        () => tryOnce(delivery),
        // Closing ends the wait, and with it the delivery.
        () => undefined,
      ),
    );
  }

  async function post(
    delivery: Delivery,
    how: { signedAgoS?: number; secrets?: readonly string[] } = {},
  ): Promise<number> {
    const url = urlOf(delivery);
    if (url === undefined) return 0;
    const body = JSON.stringify(delivery.event, null, delivery.payload === 'snapshot' ? 2 : 0);
    const signing = how.secrets ?? secrets.get(delivery.endpointId) ?? [];
    const status = await fetch(url, {
      method: 'POST',
      redirect: 'manual',
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
        // Verifiers look at the real clock, whatever the test clock says.
        'stripe-signature': signPayload(body, signing, Math.floor(Date.now() / 1000) - (how.signedAgoS ?? 0)),
      },
      body,
      signal: AbortSignal.any([closing.signal, AbortSignal.timeout(PATIENCE_MS)]),
    }).then(
      async (response) => {
        await response.arrayBuffer();
        return response.status;
      },
      // A receiver that is down or too slow is what retries are for.
      () => 0,
    );
    delivery.attempts.push(status);
    if (status >= 200 && status < 300) {
      if (delivery.state === 'pending') noteDelivered(delivery);
      delivery.state = 'delivered';
    }
    realm.changes.announce();
    return status;
  }

  /** None while the endpoint is disabled, and none any more once it is deleted. */
  function urlOf({ endpointId }: Delivery): string | undefined {
    return targets(realm).find(({ id }) => id === endpointId)?.url;
  }

  function noteDelivered({ event }: Delivery): void {
    const snapshot = realm.store.events.get('snapshot_event' in event ? event.snapshot_event : event.id);
    if (snapshot) snapshot.pending_webhooks -= 1;
  }

  return {
    deliveries,
    get pending() {
      return deliveries.filter(({ state }) => state === 'pending');
    },
    register({ url, payload = 'snapshot', events = ['*'], secret = options.secret }) {
      const target = { url, events, secret };
      return payload === 'thin' ? addDestination(realm, target, payload).id : addWebhookEndpoint(realm, target).id;
    },
    rollSecret(endpointId) {
      const fresh = newId('whsec_', 32);
      secrets.set(endpointId, [fresh, ...(secrets.get(endpointId) ?? [])]);
      return fresh;
    },
    forgetOldSecrets(endpointId) {
      secrets.set(endpointId, (secrets.get(endpointId) ?? []).slice(0, 1));
    },
    hold() {
      holding = true;
    },
    async release(order = 'in-order') {
      const going = arrange(held, order);
      held = [];
      holding = false;
      for (const delivery of going) await keepBusy(tryOnce(delivery));
    },
    drop(which = () => true) {
      const dropped = held.filter((delivery) => which(delivery));
      held = held.filter((delivery) => !dropped.includes(delivery));
      for (const delivery of dropped) delivery.state = 'dropped';
      return dropped.length;
    },
    take() {
      const taken = held;
      held = [];
      return taken;
    },
    send: (delivery, how) => post(delivery, how),
    async repeat({ id }, times = 1) {
      const again = deliveries.filter(
        ({ event }) => event.id === id || ('snapshot_event' in event && event.snapshot_event === id),
      );
      for (let time = 0; time < times; time += 1) for (const delivery of again) await post(delivery);
    },
    async settled() {
      await realm.changes.until(
        () => running.size === 0 || undefined,
        () => `${running.size} deliveries are on their way`,
        { timeoutMs: 60_000 },
      );
    },
    async close() {
      closing.abort();
      await Promise.all(running);
    },
  };
}

function targets(realm: Realm) {
  return [
    ...[...realm.store.endpoints.values()].map(({ id, status, url, enabled_events: events }) => ({
      id,
      events,
      url: status === 'enabled' ? url : undefined,
      payload: 'snapshot' as const,
    })),
    ...[...realm.store.destinations.values()].map(
      ({ id, status, webhook_endpoint: to, enabled_events: events, event_payload: payload }) => ({
        id,
        events,
        url: status === 'enabled' ? to?.url : undefined,
        payload,
      }),
    ),
  ];
}

function arrange(held: readonly Delivery[], order: Order): readonly Delivery[] {
  if (order === 'in-order') return held;
  if (order === 'reversed') return held.toReversed();
  return typeof order === 'function' ? order(held) : shuffle(held, order);
}

/** The same seed gives the same order. */
function shuffle<T>(items: readonly T[], seed: number): T[] {
  const shuffled = [...items];
  let state = seed >>> 0;
  for (let index = shuffled.length - 1; index > 0; index -= 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const other = Math.floor((state / 2 ** 32) * (index + 1));
    [shuffled[index], shuffled[other]] = [shuffled[other] as T, shuffled[index] as T];
  }
  return shuffled;
}
