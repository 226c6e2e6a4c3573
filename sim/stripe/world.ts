// Stripe in a box: the API, the payment page, the portal, a test clock and signed webhooks, for tests and the demo.

import type { Stripe } from 'stripe';
import type { WaitOptions } from '../wire/changes.ts';
import { createFaults, type Faults } from '../wire/faults.ts';
import { startWire } from '../wire/http.ts';
import type { Journal } from '../wire/journal.ts';
import { apiRoutes, checkCaller, type Gate } from './api.ts';
import { chargeEndpoints, chargeOf } from './charges.ts';
import { checkoutEndpoints, sessionOf, type Orders } from './checkout.ts';
import type { StripeClock } from './clock.ts';
import { offer, type Promotion } from './coupons.ts';
import { customerEndpoints } from './customers.ts';
import { closeDispute, disputeEndpoints, openDispute, warnOfFraud, withdrawFunds } from './disputes.ts';
import { destinationEndpoints } from './destinations.ts';
import { endpointEndpoints } from './endpoints.ts';
import { eventEndpoints } from './events.ts';
import { invoiceEndpoints } from './invoice-routes.ts';
import { pageRoutes } from './pages.ts';
import { pay, settleInvoice, settleSession, type Pay } from './paying.ts';
import { paymentEndpoints } from './payments.ts';
import { portalConfigurationEndpoints } from './portal-configurations.ts';
import { openPortal, portalEndpoints, type Portal } from './portal.ts';
import { priceEndpoints } from './prices.ts';
import { productEndpoints } from './products.ts';
import { createRealm } from './realm.ts';
import { StripeRefusal, unrecognizedUrl } from './refusals.ts';
import { refundCharge, refundEndpoints } from './refunds.ts';
import type { Charge, Dispute, EarlyFraudWarning, Invoice, PromotionCode, Refund, Session } from './shapes.ts';
import type { Store } from './store.ts';
import { subscriptionEndpoints } from './subscription-routes.ts';
import { createWebhooks, type Webhooks } from './webhooks.ts';

/** The version the installed SDK speaks; another SDK does not compile with this one. */
const API_VERSION: Stripe.LatestApiVersion = '2026-10-28.endive';

export type StripeOptions = {
  journal?: Journal;
  faults?: Faults;
  /** With `_live_` in it, everything is of live mode. */
  secretKey?: string;
  apiVersion?: string;
  /** The secret of endpoints that `webhooks.register` makes. */
  webhookSecret?: string;
  /** First pause after a delivery that failed, doubled up to 32 times. Default 100 ms, so that tests do not wait. */
  webhookRetryAfterMs?: number;
  /** Deliveries are given up after so many tries. Default 12. */
  webhookMaxAttempts?: number;
};

export type StripeWorld = {
  /** The value for `STRIPE_API_URL`: `http://127.0.0.1:PORT`. */
  readonly apiUrl: string;
  readonly secretKey: string;
  /** Every signing secret that is valid now; the first is the one of `webhooks.register`. */
  readonly webhookSecrets: readonly string[];
  readonly clock: StripeClock;
  /** Everything Stripe keeps, to look at. */
  readonly state: Readonly<Store>;
  readonly faults: Faults;
  readonly webhooks: Webhooks;
  /** Offers a promotion code. */
  offer(promotion: Promotion): PromotionCode;
  /** Presses Pay on the page of a session. Throws a PageRefusal with the page's words. */
  pay(session: { id: string }, wish?: Pay): Session;
  /** A bank answers: for a session that completed unpaid, or for an invoice that a debit is at work on. */
  settleBank(of: { id: string }, ok: boolean): Session | Invoice;
  /** The customer's card is refused from now on (or not any more). */
  breakCard(customer: string, broken?: boolean): void;
  /** Gives money back, as somebody does in the Dashboard. */
  refund(charge: string, amount?: number): Refund;
  warnOfFraud(charge: string): EarlyFraudWarning;
  /** The payer's bank takes a charge back; the funds are withdrawn at once unless asked otherwise. */
  dispute(charge: string, options?: { reason?: string; withdraw?: boolean }): Dispute;
  withdrawFunds(dispute: { id: string }): Dispute;
  closeDispute(dispute: { id: string }, outcome: 'won' | 'lost'): Dispute;
  /** The charge that paid a session, an invoice or a payment intent. */
  chargeOf(paid: { id: string }): Charge;
  /** Opens a portal link. */
  portal(url: string): Portal;
  /** API requests wait before they are executed, until the answer of this is called. */
  holdRequests(): () => void;
  readonly waitingRequests: number;
  /** Resolves once `holds` does, which is asked now and after every change. */
  until(holds: (world: StripeWorld) => boolean, wait?: WaitOptions): Promise<void>;
  close(): Promise<void>;
};

/** Starts a world on a free port of 127.0.0.1. Nothing outside the process is touched but registered endpoints. */
export async function createStripeWorld(options: StripeOptions = {}): Promise<StripeWorld> {
  const secretKey = options.secretKey ?? 'sk_test_51EaselSimulatorKeyForTestsOnly';
  const firstSecret = options.webhookSecret ?? 'whsec_EaselSimulatorSecretForTestsOnly';
  const faults = options.faults ?? createFaults();
  const realm = createRealm({ apiVersion: options.apiVersion ?? API_VERSION, livemode: secretKey.includes('_live_') });
  const { store } = realm;
  const orders: Orders = new Map();
  const gate: Gate = { waiting: 0, open: undefined };
  let openGate = () => {};
  const webhooks = createWebhooks(realm, {
    secret: firstSecret,
    retryAfterMs: options.webhookRetryAfterMs ?? 100,
    maxAttempts: options.webhookMaxAttempts ?? 12,
  });
  const endpoints = [
    ...customerEndpoints(realm),
    ...productEndpoints(realm),
    ...priceEndpoints(realm),
    ...checkoutEndpoints(realm, orders),
    ...paymentEndpoints(realm),
    ...chargeEndpoints(realm),
    ...refundEndpoints(realm),
    ...disputeEndpoints(realm),
    ...subscriptionEndpoints(realm),
    ...invoiceEndpoints(realm),
    ...portalConfigurationEndpoints(realm),
    ...portalEndpoints(realm),
    ...eventEndpoints(realm),
    ...endpointEndpoints(realm),
    ...destinationEndpoints(realm),
  ];

  const server = await startWire({
    platform: 'stripe',
    faults,
    ...(options.journal ? { journal: options.journal } : {}),
    maxBodyBytes: 1024 * 1024,
    before: (call) => (/^\/v[12]\//u.test(call.path) ? checkCaller(realm, call, secretKey) : undefined),
    routes: [...apiRoutes(realm, endpoints, gate), ...pageRoutes(realm, orders)],
    refuse: ({ kind }) => REFUSALS[kind].toAnswer(),
    failed: (error) => (error instanceof StripeRefusal ? error.toAnswer() : undefined),
  });
  realm.origin = server.origin;

  function disputeOf({ id }: { id: string }): Dispute {
    const dispute = store.disputes.get(id);
    if (!dispute) throw new Error(`There is no dispute ${id}`);
    return dispute;
  }

  const world: StripeWorld = {
    apiUrl: server.origin,
    secretKey,
    get webhookSecrets() {
      return [...new Set([firstSecret, ...[...realm.secrets.values()].flat()])];
    },
    clock: realm.clock,
    state: store,
    faults,
    webhooks,
    offer: (promotion) => offer(realm, promotion),
    pay: ({ id }, wish) => pay(realm, orders, sessionOf(realm, id), wish),
    settleBank({ id }, ok) {
      const invoice = store.invoices.get(id);
      return invoice ? settleInvoice(realm, invoice, ok) : settleSession(realm, sessionOf(realm, id), ok);
    },
    breakCard(customer, broken = true) {
      const purse = realm.purses.get(customer);
      if (!purse) throw new Error(`${customer} has never paid by anything`);
      purse.works = !broken;
    },
    refund: (charge, amount) => refundCharge(realm, chargeOf(realm, charge), { amount }),
    warnOfFraud: (charge) => warnOfFraud(realm, chargeOf(realm, charge)),
    dispute(charge, { reason = 'fraudulent', withdraw = true } = {}) {
      const dispute = openDispute(realm, chargeOf(realm, charge), reason);
      return withdraw ? withdrawFunds(realm, dispute) : dispute;
    },
    withdrawFunds: (dispute) => withdrawFunds(realm, disputeOf(dispute)),
    closeDispute: (dispute, outcome) => closeDispute(realm, disputeOf(dispute), outcome),
    chargeOf({ id }) {
      const invoice = store.sessions.get(id)?.invoice ?? id;
      const payment = [...store.invoicePayments.values()].find((one) => one.invoice === invoice);
      const intent = payment?.payment.payment_intent ?? store.sessions.get(id)?.payment_intent ?? id;
      return chargeOf(realm, store.paymentIntents.get(intent)?.latest_charge ?? `none of ${id}`);
    },
    portal: (url) => openPortal(realm, url),
    holdRequests() {
      const { promise, resolve } = Promise.withResolvers<void>();
      gate.open = promise;
      openGate = () => {
        gate.open = undefined;
        resolve();
      };
      return openGate;
    },
    get waitingRequests() {
      return gate.waiting;
    },
    async until(holds, wait) {
      await realm.changes.until(
        () => holds(world) || undefined,
        () => `${store.events.size} event(s), ${webhooks.pending.length} delivery(s) pending`,
        wait,
      );
    },
    async close() {
      openGate();
      await webhooks.close();
      await server.close();
      realm.changes.close();
    },
  };
  return world;
}

/** For what the server kit refuses before an endpoint is asked. */
const REFUSALS = {
  'too-large': new StripeRefusal(413, 'Request body too large.'),
  'not-found': unrecognizedUrl(),
  'bad-body': new StripeRefusal(400, 'Invalid request body.'),
};
