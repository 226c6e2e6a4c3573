// What has moved money since a moment, found by listing objects: events may be lost, and are kept for thirty days only.

import type { Stripe } from 'stripe';
import type { MoneyRef } from '../core/domain/payment.ts';
import type { StripeClient } from './client.ts';
import { idOf, secondsOf } from './facts-plain.ts';

const PAGE = 100;
const DAY_S = 86_400;
/** A checkout stays open for at most a day, so what was completed now was made yesterday or later. */
const OPEN_S = DAY_S;
/** A bank may take two weeks to answer a debit. */
const BANK_S = 14 * DAY_S;
/** An unpaid invoice is tried again for up to two months. */
const RETRIES_S = 62 * DAY_S;
/** From the opening of a dispute to the bank's word, with an appeal. */
const DISPUTE_S = 180 * DAY_S;
/** A look this far back is the thorough one: plans change without leaving a time, so all of them are looked at. */
const THOROUGH_S = 7 * DAY_S;

type Page<T> = { data: T[]; has_more: boolean };

/** Every object once; sessions and invoices before what takes their money back, and the oldest first within a kind. */
export async function* changedSince(client: StripeClient, since: Date, signal: AbortSignal): AsyncGenerator<MoneyRef> {
  const from = secondsOf(since);
  const thorough = secondsOf(new Date()) - from > THOROUGH_S;

  /** Stripe lists the newest first; ids are kept until the oldest is reached. */
  async function all<T extends { id: string }>(
    list: (sdk: Stripe, after: { limit: number; starting_after?: string }) => Promise<Page<T>>,
    keep: (item: T) => readonly string[],
  ): Promise<string[]> {
    const found = new Set<string>();
    let after: { limit: number; starting_after?: string } = { limit: PAGE };
    for (;;) {
      const cursor = after;
      const page = await client.ask(signal, (sdk) => list(sdk, cursor));
      for (const item of page.data) for (const id of keep(item)) found.add(id);
      const last = page.data.at(-1);
      if (!page.has_more || !last) return [...found].toReversed();
      after = { limit: PAGE, starting_after: last.id };
    }
  }
  const when = (condition: boolean, id: string | null): readonly string[] => (condition && id !== null ? [id] : []);

  const sessions = await all(
    (sdk, after) =>
      sdk.checkout.sessions.list({
        ...after,
        status: 'complete',
        created: { gte: from - BANK_S },
        expand: ['data.payment_intent.latest_charge'],
      }),
    (session) => when(session.created >= from - OPEN_S || byBank(session), session.id),
  );
  yield* refs('session', sessions);

  const invoices = await all(
    (sdk, after) => sdk.invoices.list({ ...after, status: 'paid', created: { gte: from - RETRIES_S } }),
    (invoice) => when((invoice.status_transitions.paid_at ?? invoice.created) >= from, invoice.id),
  );
  yield* refs('invoice', invoices);

  const subscriptions = await all(
    (sdk, after) => sdk.subscriptions.list({ ...after, status: 'all' }),
    (subscription) => when(thorough || changed(subscription, from), subscription.id),
  );
  yield* refs('subscription', subscriptions);

  const charges = await all(
    (sdk, after) => sdk.refunds.list({ ...after, created: { gte: from } }),
    (refund) => when(true, idOf(refund.charge)),
  );
  yield* refs('charge', charges);

  const disputes = await all(
    (sdk, after) => sdk.disputes.list({ ...after, created: { gte: from - DISPUTE_S } }),
    (dispute) => when(true, dispute.id),
  );
  yield* refs('dispute', disputes);

  const warnings = await all(
    (sdk, after) => sdk.radar.earlyFraudWarnings.list({ ...after, created: { gte: from } }),
    (warning) => when(true, warning.id),
  );
  yield* refs('warning', warnings);
}

function refs(kind: MoneyRef['kind'], ids: readonly string[]): MoneyRef[] {
  return ids.map((id) => ({ kind, id }));
}

/** Whether the money comes from somewhere that answers days later. */
function byBank({ payment_intent: intent }: Stripe.Checkout.Session): boolean {
  const charge = typeof intent === 'string' ? null : intent?.latest_charge;
  return typeof charge === 'object' && charge !== null && charge.payment_method_details?.type !== 'card';
}

/** Begun, renewed, cancelled or ended since then, or in trouble now. */
function changed(subscription: Stripe.Subscription, from: number): boolean {
  const { created, canceled_at: cancelled, ended_at: ended, items, status } = subscription;
  const times = [created, cancelled, ended, ...items.data.map((item) => item.current_period_start)];
  return status === 'past_due' || status === 'unpaid' || times.some((time) => time !== null && time >= from);
}
