// A core that sells: the real payments adapter on a Stripe world of its own, whose events are heard when a test says so.

import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { createStripeWorld, type StripeOptions, type StripeWorld } from '../../sim/stripe/world.ts';
import type { Accepted } from '../../src/core/answers.ts';
import type { AccountId, PurchaseId } from '../../src/core/domain/ids.ts';
import type { Notice } from '../../src/core/domain/notice.ts';
import type { MoneyRef } from '../../src/core/domain/payment.ts';
import { PRODUCTS } from '../../src/core/domain/products.ts';
import type { PurchaseView } from '../../src/core/domain/view.ts';
import type { Payments } from '../../src/core/payment-ports.ts';
import { stripePayments } from '../../src/payments/stripe.ts';
import { coreRig, type CoreOptions, type CoreRig } from './core.ts';
import { accountOf, asking, shown } from './people.ts';
import { storedNotices } from './stored.ts';

export const PUBLIC_URL = 'https://easel.example';

export type Shop = CoreRig & { readonly world: StripeWorld; readonly payments: Payments };

const signal = new AbortController().signal;
let heard = 0;

/** Time stands still at Stripe; the catalogue is published, and what Stripe sends is held. */
export async function openShop(t: TestContext, options: CoreOptions & { stripe?: StripeOptions } = {}): Promise<Shop> {
  const world = await createStripeWorld(options.stripe);
  t.after(() => world.close());
  world.clock.freeze();
  world.webhooks.hold();
  const { apiUrl, secretKey } = world;
  const payments = stripePayments({ apiUrl, secretKey, live: secretKey.includes('_live_'), publicUrl: PUBLIC_URL });
  await payments.publish(PRODUCTS, PUBLIC_URL, signal);
  const rig = await coreRig(t, {
    starterCredits: 0,
    payments,
    rails: { discord: ['stripe'], telegram: ['stripe', 'stars'] },
    ...options,
  });
  return { ...rig, world, payments };
}

/** A press of Buy, with its message shown; the session behind the link. */
export async function press(
  shop: Shop,
  product: string,
  userId = 'ada',
): Promise<Accepted<PurchaseView> & { sessionId: string }> {
  const answer = await shown(shop, shop.core.chat.buy(asking(userId), product));
  return { ...answer, sessionId: await sessionOf(shop, answer.view.id) };
}

export async function sessionOf({ store }: Pick<Shop, 'store'>, id: PurchaseId): Promise<string> {
  const purchase = await store.purchases.find(id);
  assert.ok(purchase?.sessionId);
  return purchase.sessionId;
}

/** An event says that the object has changed; nothing is settled yet. */
export async function hear(
  { core }: Pick<Shop, 'core'>,
  kind: MoneyRef['kind'],
  id: string,
  eventId = `evt_${(heard += 1)}`,
): Promise<'heard' | 'heard-before'> {
  return core.hearMoney({ endpoint: 'snapshot', eventId, type: `${kind}.changed`, ref: { kind, id } });
}

/** Settles whatever is due until nothing is. */
export async function settle({ core }: Pick<Shop, 'core'>): Promise<void> {
  while ((await core.settleDue(signal)) > 0);
}

/** An event about the object, and what follows from it. */
export async function told(shop: Shop, kind: MoneyRef['kind'], id: string): Promise<void> {
  await hear(shop, kind, id);
  await settle(shop);
}

/** Buys and pays by card, and Easel hears of it. */
export async function bought(shop: Shop, product: string, userId = 'ada'): Promise<string> {
  const { sessionId } = await press(shop, product, userId);
  shop.world.pay({ id: sessionId });
  await told(shop, 'session', sessionId);
  const session = shop.world.state.sessions.get(sessionId);
  if (typeof session?.subscription === 'string') {
    await told(shop, 'subscription', session.subscription);
    await told(shop, 'invoice', String(session.invoice));
  }
  return sessionId;
}

/** What somebody was told about their money, in order. */
export async function noticesOf(shop: Pick<Shop, 'database' | 'store'>, userId = 'ada'): Promise<readonly Notice[]> {
  return storedNotices(shop, await accountOf(shop as CoreRig, userId));
}

/** An account's grants by what they are for: everything but ids and times. */
export async function grantsOf(
  shop: Pick<Shop, 'database'>,
  accountId: AccountId,
): Promise<Record<string, { amount: number; available: number; clawed: number }>> {
  const { rows } = await shop.database.pool.query<{
    source_ref: string;
    amount: number;
    available: number;
    clawed: number;
  }>(
    `select source_ref, amount::int, available::int, (clawed + shortfall)::int as clawed from credit_grant
     where account_id = $1 order by created_at, source_ref`,
    [accountId],
  );
  return Object.fromEntries(rows.map(({ source_ref, ...grant }) => [source_ref, grant]));
}
