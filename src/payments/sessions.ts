// What a person is sent to: a checkout for one product, and the portal with their invoices, card and plan.

import type { Stripe } from 'stripe';
import type { Locale } from '../core/domain/chat.ts';
import { CURRENCY, type Product } from '../core/domain/products.ts';
import type { Payments } from '../core/payment-ports.ts';
import type { StripeClient } from './client.ts';
import { isMissing, refused } from './errors.ts';
import { PORTAL_MARK } from './portal.ts';

/** Stripe's pages in the two languages we speak. */
const LOCALES = { en: 'en', 'zh-CN': 'zh' } as const satisfies Record<
  Locale,
  Stripe.Checkout.SessionCreateParams.Locale
>;

type Sessions = Pick<
  Payments,
  'customer' | 'openSession' | 'portal' | 'cancelSubscription' | 'expireSession' | 'deleteCustomer'
>;

/**
 * Every call that makes something goes out under a key of ours, so that the same wish, repeated after a crash or a broken
 * connection, finds what it has already made.
 * @param publicUrl where people come back to
 */
export function createSessions(client: StripeClient, publicUrl: string): Sessions {
  /** The price of a product; refused unless it asks for exactly what the person was shown. */
  async function priceOf(product: Product, signal: AbortSignal): Promise<string> {
    const { data } = await client.ask(signal, (sdk) =>
      sdk.prices.list({ lookup_keys: [product.name], active: true, limit: 1 }),
    );
    const [price] = data;
    if (!price) throw refused('price-missing');
    if (!isPriceOf(product, price)) throw refused('price-differs');
    return price.id;
  }

  return {
    async customer(account, locale, signal) {
      const made = await client.ask(signal, (sdk) =>
        sdk.customers.create({ metadata: { account } }, { idempotencyKey: `cus:${account}` }),
      );
      try {
        // Apart from the making: who asks again may speak another language by then, and the same key must ask for the same.
        await client.ask(signal, (sdk) => sdk.customers.update(made.id, { preferred_locales: [locale] }));
      } catch (error) {
        // Made long ago under this key, and deleted since: it is still the one that was asked for.
        if (!isMissing(error)) throw error;
      }
      return made.id;
    },

    async openSession({ id, accountId, customerId, product, locale, expiresAt }, signal) {
      const price = await priceOf(product, signal);
      const metadata = { purchase_id: id };
      const ask = client.ask(signal, (sdk) =>
        sdk.checkout.sessions.create(
          {
            ...(product.kind === 'pack'
              ? { mode: 'payment', payment_intent_data: { metadata } }
              : { mode: 'subscription', subscription_data: { metadata } }),
            customer: customerId,
            client_reference_id: accountId,
            line_items: [{ price, quantity: 1 }],
            metadata,
            allow_promotion_codes: true,
            locale: LOCALES[locale],
            expires_at: Math.floor(expiresAt.getTime() / 1000),
            success_url: `${publicUrl}/paid`,
            cancel_url: `${publicUrl}/cancelled`,
          },
          { idempotencyKey: `checkout:${id}` },
        ),
      );
      const made = await ask.catch((error: unknown) => {
        // The price was there a moment ago, and nothing else is named here.
        throw isMissing(error) ? refused('customer-missing') : error;
      });
      return { sessionId: made.id, url: made.url ?? '' };
    },

    async portal(customerId, locale, signal) {
      const { data } = await client.ask(signal, (sdk) =>
        sdk.billingPortal.configurations.list({ active: true, limit: 100 }),
      );
      const ours = data.find(({ metadata }) => metadata?.[PORTAL_MARK] !== undefined);
      const made = await client.ask(signal, (sdk) =>
        sdk.billingPortal.sessions.create({
          customer: customerId,
          // Before the first `stripe:sync` it is what the dashboard says.
          ...(ours && { configuration: ours.id }),
          locale: LOCALES[locale],
          return_url: `${publicUrl}/back`,
        }),
      );
      return made.url;
    },

    async cancelSubscription(id, signal) {
      try {
        await client.ask(signal, (sdk) => sdk.subscriptions.cancel(id));
      } catch (error) {
        // Ended before: what was wanted is so.
        if (!isMissing(error)) throw error;
      }
    },

    async deleteCustomer(id, signal) {
      try {
        await client.ask(signal, (sdk) => sdk.customers.del(id));
      } catch (error) {
        if (!isMissing(error)) throw error;
      }
    },

    async expireSession(id, signal) {
      try {
        await client.ask(signal, (sdk) => sdk.checkout.sessions.expire(id));
      } catch (error) {
        if (isMissing(error)) return;
        // Refused because it is paid or closed: the session itself says so.
        const { status } = await client.ask(signal, (sdk) => sdk.checkout.sessions.retrieve(id));
        if (status === 'open') throw error;
      }
    },
  };
}

export function isPriceOf(product: Product, price: Stripe.Price): boolean {
  const interval = price.recurring && price.recurring.interval_count === 1 ? price.recurring.interval : null;
  return (
    price.active &&
    price.unit_amount === product.price &&
    price.currency === CURRENCY &&
    price.type === (product.kind === 'plan' ? 'recurring' : 'one_time') &&
    interval === (product.kind === 'plan' ? 'month' : null)
  );
}
