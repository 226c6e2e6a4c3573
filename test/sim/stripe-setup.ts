// A fresh Stripe world per test, the real SDK pointed at it, a shop with something to sell and a receiver for webhooks.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { TestContext } from 'node:test';
import { Stripe } from 'stripe';
import { createStripeWorld, type StripeOptions, type StripeWorld } from '../../sim/stripe/world.ts';

export type Shop = {
  world: StripeWorld;
  stripe: Stripe;
  pack: Stripe.Price;
  basic: Stripe.Price;
  pro: Stripe.Price;
  yearly: Stripe.Price;
};

/** The SDK as the application builds it from `STRIPE_API_URL`. */
export function clientOf(world: StripeWorld, key = world.secretKey): Stripe {
  const { hostname, port, protocol } = new URL(world.apiUrl);
  return new Stripe(key, {
    host: hostname,
    port: Number(port),
    protocol: protocol === 'http:' ? 'http' : 'https',
    telemetry: false,
    maxNetworkRetries: 0,
  });
}

/** A pack for 5.00, plans for 10.00 and 30.00 a month and 100.00 a year, all in euros. Time stands still. */
export async function openShop(t: TestContext, options: StripeOptions = {}): Promise<Shop> {
  const world = await createStripeWorld(options);
  t.after(() => world.close());
  world.clock.freeze();
  const stripe = clientOf(world);
  const product = await stripe.products.create({ name: 'Credits' });
  const price = (unit_amount: number, lookup_key: string, interval?: 'month' | 'year') =>
    stripe.prices.create({
      currency: 'eur',
      product: product.id,
      unit_amount,
      lookup_key,
      ...(interval ? { recurring: { interval } } : {}),
    });
  return {
    world,
    stripe,
    pack: await price(500, 'pack_small'),
    basic: await price(1000, 'plan_basic', 'month'),
    pro: await price(3000, 'plan_pro', 'month'),
    yearly: await price(10_000, 'plan_yearly', 'year'),
  };
}

export type Received = { path: string; body: string; signature: string; at: number };

/** A receiver whose answers a test decides; 200 unless asked otherwise. */
export async function receiver(t: TestContext, answer: (request: Received) => number = () => 200) {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const one = {
        path: request.url ?? '',
        body,
        signature: String(request.headers['stripe-signature']),
        at: received.length,
      };
      received.push(one);
      response.writeHead(answer(one)).end();
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return { received, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

export function packSession(shop: Shop, more: Partial<Stripe.Checkout.SessionCreateParams> = {}) {
  return shop.stripe.checkout.sessions.create({
    mode: 'payment',
    line_items: [{ price: shop.pack.id, quantity: 1 }],
    success_url: 'https://easel.example/thanks?session={CHECKOUT_SESSION_ID}',
    ...more,
  });
}

/** A customer who pays for the basic plan by card. */
export async function subscribe(shop: Shop, more: Partial<Stripe.Checkout.SessionCreateParams> = {}) {
  const customer = await shop.stripe.customers.create({ metadata: { account: 'acc_1' } });
  const session = await shop.stripe.checkout.sessions.create({
    mode: 'subscription',
    customer: customer.id,
    line_items: [{ price: shop.basic.id, quantity: 1 }],
    success_url: 'https://easel.example/thanks',
    ...more,
  });
  return { customer, session };
}

export function eventTypes(world: StripeWorld, from = 0): string[] {
  return [...world.state.events.values()].slice(from).map(({ type }) => type);
}

/** For `assert.rejects`: Stripe's refusal with this status, type, code and parameter. */
export function refusal(statusCode: number, type: string, code?: string, param?: string): (error: unknown) => boolean {
  return (error) => {
    if (!(error instanceof Stripe.errors.StripeError)) throw error;
    const got = [error.statusCode, error.rawType, error.code, error.param];
    if (JSON.stringify(got) === JSON.stringify([statusCode, type, code, param])) return true;
    throw new Error(
      `Expected ${JSON.stringify([statusCode, type, code, param])}, got ${JSON.stringify(got)}: ${error.message}`,
    );
  };
}

type Raw = {
  status: number;
  headers: Headers;
  error: { message: string; type: string; code?: string; param?: string };
};

/** A request no SDK would send. */
export async function raw(
  { world }: Shop,
  method: string,
  path: string,
  params: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<Raw> {
  const response = await fetch(world.apiUrl + path, {
    method,
    headers: { authorization: `Bearer ${world.secretKey}`, ...headers },
    ...(method === 'POST' ? { body: new URLSearchParams(params) } : {}),
  });
  const { error } = (await response.json()) as Pick<Raw, 'error'>;
  return { status: response.status, headers: response.headers, error };
}

/** The subscription that a session started, with its latest invoice. */
export async function subscriptionOf({ stripe }: Shop, sessionId: string): Promise<Stripe.Subscription> {
  const session = await stripe.checkout.sessions.retrieve(sessionId, { expand: ['subscription.latest_invoice'] });
  return session.subscription as Stripe.Subscription;
}
