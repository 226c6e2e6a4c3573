// A Stripe world with our catalogue in it and the real adapter pointed at it.

import type { TestContext } from 'node:test';
import { v7 as uuid } from 'uuid';
import { createStripeWorld, type StripeOptions, type StripeWorld } from '../../sim/stripe/world.ts';
import type { AccountId, PurchaseId } from '../../src/core/domain/ids.ts';
import type { MoneyRef } from '../../src/core/domain/payment.ts';
import { PRODUCTS, productNamed } from '../../src/core/domain/products.ts';
import type { Payments, PaymentsRetry } from '../../src/core/payment-ports.ts';
import { PaymentsError } from '../../src/core/payment-ports.ts';
import { stripePayments } from '../../src/payments/stripe.ts';

export const PUBLIC_URL = 'https://easel.example';
export const DAY_MS = 86_400_000;

export type Till = {
  readonly world: StripeWorld;
  readonly payments: Payments;
  readonly signal: AbortSignal;
  /** A person presses Buy: customer, checkout, and who they are. */
  press(product: string, customerId?: string): Promise<Pressed>;
  /** What an object is now. */
  look<K extends MoneyRef['kind']>(kind: K, id: string): Promise<Looked<K> | null>;
};

type Pressed = { accountId: AccountId; purchaseId: PurchaseId; customerId: string; id: string; url: string };
type Looked<K> = Extract<Awaited<ReturnType<Payments['look']>>, { kind: K }>;

/** Time stands still in this world; the catalogue is published unless asked otherwise. */
export async function openTill(t: TestContext, options: StripeOptions & { empty?: boolean } = {}): Promise<Till> {
  const world = await createStripeWorld(options);
  t.after(() => world.close());
  world.clock.freeze();
  // Publishing registers an address that nobody is to call.
  world.webhooks.hold();
  const { apiUrl, secretKey } = world;
  const payments = stripePayments({ apiUrl, secretKey, live: secretKey.includes('_live_'), publicUrl: PUBLIC_URL });
  const { signal } = new AbortController();
  if (!options.empty) await payments.publish(PRODUCTS, PUBLIC_URL, signal);
  return {
    world,
    payments,
    signal,
    async press(name, known) {
      const product = productNamed(name);
      if (!product) throw new Error(`There is no product ${name}`);
      const [accountId, purchaseId] = [uuid() as AccountId, uuid() as PurchaseId];
      const customerId = known ?? (await payments.customer(accountId, 'en', signal));
      const expiresAt = new Date((world.clock.nowS() + 1_860) * 1000);
      const { sessionId, url } = await payments.openSession(
        { id: purchaseId, accountId, customerId, product, locale: 'en', expiresAt },
        signal,
      );
      return { accountId, purchaseId, customerId, id: sessionId, url };
    },
    async look<K extends MoneyRef['kind']>(kind: K, id: string) {
      return (await payments.look({ kind, id }, signal)) as Looked<K> | null;
    },
  };
}

/** For `assert.rejects`: what the error told us to do. */
export function saying(retry: PaymentsRetry): (error: unknown) => boolean {
  return (error) => {
    if (!(error instanceof PaymentsError)) throw error;
    if (JSON.stringify(error.retry) !== JSON.stringify(retry))
      throw new Error(`Expected ${JSON.stringify(retry)}, got ${JSON.stringify(error.retry)}`);
    return true;
  };
}

/** Everything of an async list. */
export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** Somebody who has bought a pack. */
export async function paidPack(till: Till, wish: Parameters<Till['world']['pay']>[1] = {}) {
  const pressed = await till.press('pack-100');
  return { ...pressed, session: till.world.pay(pressed, wish) };
}

/** Somebody who has a plan. */
export async function paidPlan(till: Till, wish: Parameters<Till['world']['pay']>[1] = {}, product = 'plan-basic') {
  const pressed = await till.press(product);
  const session = till.world.pay(pressed, wish);
  return { ...pressed, invoice: String(session.invoice), subscription: String(session.subscription) };
}
