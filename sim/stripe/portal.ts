// The Customer Portal: a link for one customer, behind which a plan is changed, ended or kept after all.

import type { Stripe } from 'stripe';
import { customerOf } from './customers.ts';
import { endpoint, type Endpoint } from './endpoint.ts';
import { changeItem, type ProrationBehavior } from './proration.ts';
import { stamp, type Realm } from './realm.ts';
import { portalConfigurationOf } from './portal-configurations.ts';
import { missingParameter } from './refusals.ts';
import { expand, link, text, unplayed, type Accepts } from './schema.ts';
import { empty, type PortalSession, type Price, type Subscription } from './shapes.ts';
import { newId } from './store.ts';
import { cancelAtPeriodEnd } from './subscription-routes.ts';
import { PageRefusal } from './paying.ts';

const CREATE = {
  after_expiration: unplayed,
  configuration: text,
  customer: text,
  customer_account: unplayed,
  expand,
  flow_data: unplayed,
  locale: text,
  on_behalf_of: unplayed,
  return_url: link,
} satisfies Accepts<Stripe.BillingPortal.SessionCreateParams>;

/** What a person can do behind a portal link. */
export type Portal = {
  readonly session: PortalSession;
  /** Those that are not over. */
  readonly subscriptions: readonly Subscription[];
  /** Plans the customer could change to. */
  readonly plans: readonly Price[];
  /** As the merchant configured it; prorated and billed at once where nothing is configured. */
  changePlan(price: string, options?: { quantity?: number; proration?: ProrationBehavior }): Subscription;
  /** Ends with the period that is paid for. */
  cancel(): Subscription;
  /** Takes a cancellation back. */
  resume(): Subscription;
};

/** Opens a portal link or its session. Throws a PageRefusal when the link is none. */
export function openPortal(realm: Realm, urlOrId: string): Portal {
  const session = realm.store.portalSessions.get(urlOrId.split('/').at(-1) ?? '');
  if (!session) throw new PageRefusal('This link is not valid.');
  const update = realm.store.portalConfigurations.get(session.configuration)?.features.subscription_update;
  const running = () =>
    [...realm.store.subscriptions.values()].filter(
      ({ customer, status }) => customer === session.customer && status !== 'canceled',
    );
  function current(): Subscription {
    const [subscription] = running();
    if (!subscription) throw new PageRefusal('There is no plan to change.');
    return subscription;
  }
  return {
    session,
    get subscriptions() {
      return running();
    },
    get plans() {
      const offered = update?.products?.flatMap(({ prices }) => prices);
      return [...realm.store.prices.values()].filter(
        ({ id, active, recurring }) => active && recurring !== null && (offered?.includes(id) ?? true),
      );
    },
    changePlan(priceId, { quantity, proration = update?.proration_behavior ?? 'always_invoice' } = {}) {
      if (update?.enabled === false) throw new PageRefusal('Plans cannot be changed here.');
      const subscription = current();
      const [item] = subscription.items.data;
      const price = realm.store.prices.get(priceId);
      if (!item || !price?.recurring) throw new PageRefusal('There is no such plan.');
      changeItem(realm, subscription, { item, price, quantity: quantity ?? item.quantity ?? 1 }, proration);
      return subscription;
    },
    cancel: () => cancelAtPeriodEnd(realm, current(), true),
    resume: () => cancelAtPeriodEnd(realm, current(), false),
  };
}

export function portalEndpoints(realm: Realm): Endpoint[] {
  return [
    endpoint('POST', '/v1/billing_portal/sessions', CREATE, (params) => {
      if (params.customer === undefined) throw missingParameter('customer');
      const customer = customerOf(realm, params.customer);
      const id = newId('bps_1');
      const session: PortalSession = {
        id,
        object: 'billing_portal.session',
        ...stamp(realm),
        ...empty('customer_account', 'flow', 'on_behalf_of'),
        configuration:
          params.configuration === undefined
            ? 'bpc_1SimulatedEasel'
            : portalConfigurationOf(realm, params.configuration, 'configuration').id,
        customer: customer.id,
        locale: (params.locale ?? null) as PortalSession['locale'],
        return_url: params.return_url ?? null,
        url: `${realm.origin}/portal/${id}`,
      };
      realm.store.portalSessions.set(id, session);
      return session;
    }),
  ];
}
