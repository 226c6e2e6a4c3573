// Configurations of the Customer Portal: what a customer may do behind a link, made and changed over the API.

import type { Stripe } from 'stripe';
import { mergeMetadata } from './customers.ts';
import { endpoint, type Endpoint } from './endpoint.ts';
import { pageOf } from './lists.ts';
import { priceOf } from './prices.ts';
import { productOf } from './products.ts';
import { stamp, type Realm } from './realm.ts';
import { impossible, missingParameter, noSuch } from './refusals.ts';
import {
  clearable,
  expand,
  flag,
  link,
  listOfFields,
  metadata,
  nested,
  oneOf,
  paging,
  required,
  text,
  unplayed,
  whole,
  type Accepts,
  type Read,
} from './schema.ts';
import { empty, type PortalConfiguration } from './shapes.ts';
import { newId } from './store.ts';

const PRORATIONS = ['always_invoice', 'create_prorations', 'none'] as const;

const PRODUCT = {
  adjustable_quantity: nested({ enabled: required(flag), maximum: whole, minimum: whole }),
  prices: required(listOfFields(text)),
  product: required(text),
} satisfies Accepts<Stripe.BillingPortal.ConfigurationCreateParams.Features.SubscriptionUpdate.Product>;

const SUBSCRIPTION_UPDATE = {
  billing_cycle_anchor: unplayed,
  default_allowed_updates: clearable(listOfFields(oneOf('price', 'promotion_code', 'quantity'))),
  enabled: required(flag),
  products: clearable(listOfFields(nested(PRODUCT))),
  proration_behavior: oneOf(...PRORATIONS),
  schedule_at_period_end: unplayed,
  trial_update_behavior: unplayed,
} satisfies Accepts<Stripe.BillingPortal.ConfigurationCreateParams.Features.SubscriptionUpdate>;

const FEATURES = {
  customer_update: nested({
    allowed_updates: clearable(listOfFields(oneOf('address', 'email', 'name', 'phone', 'shipping', 'tax_id'))),
    enabled: required(flag),
  }),
  invoice_history: nested({ enabled: required(flag) }),
  payment_method_update: nested({ enabled: required(flag), payment_method_configuration: unplayed }),
  subscription_cancel: nested({
    cancellation_reason: unplayed,
    enabled: required(flag),
    mode: oneOf('at_period_end', 'immediately'),
    proration_behavior: oneOf('create_prorations', 'none'),
  }),
  subscription_pause: unplayed,
  subscription_update: nested(SUBSCRIPTION_UPDATE),
} satisfies Accepts<Stripe.BillingPortal.ConfigurationCreateParams.Features>;

const COMMON = {
  business_profile: unplayed,
  default_return_url: clearable(link),
  expand,
  login_page: unplayed,
  name: clearable(text),
};

const CREATE = {
  ...COMMON,
  features: required(nested(FEATURES)),
  metadata,
} satisfies Accepts<Stripe.BillingPortal.ConfigurationCreateParams>;

const UPDATE = {
  ...COMMON,
  active: flag,
  features: nested(FEATURES),
  metadata: clearable(metadata),
} satisfies Accepts<Stripe.BillingPortal.ConfigurationUpdateParams>;

const LIST = {
  ...paging,
  active: flag,
  is_default: flag,
} satisfies Accepts<Stripe.BillingPortal.ConfigurationListParams>;

const READ = { expand } satisfies Accepts<Stripe.BillingPortal.ConfigurationRetrieveParams>;

/** One that can be used for a link. */
export function portalConfigurationOf(realm: Realm, id: string, param = 'id'): PortalConfiguration {
  const found = realm.store.portalConfigurations.get(id);
  if (!found) throw noSuch('configuration', id, param);
  if (!found.active && param !== 'id') throw impossible('This configuration is not active.', { param });
  return found;
}

function featuresOf(realm: Realm, wanted: Read<typeof FEATURES>): PortalConfiguration['features'] {
  const { customer_update: customer, subscription_cancel: cancel, subscription_update: update } = wanted;
  const products = update?.products || [];
  for (const { product, prices } of products) {
    productOf(realm, product, 'features[subscription_update][products]');
    for (const price of prices)
      if (priceOf(realm, price, 'features[subscription_update][products]').product !== product)
        throw impossible(`The price ${price} does not belong to the product ${product}.`);
  }
  if (update?.enabled && products.length === 0) throw missingParameter('features[subscription_update][products]');
  return {
    customer_update: { allowed_updates: customer?.allowed_updates || [], enabled: customer?.enabled ?? false },
    invoice_history: { enabled: wanted.invoice_history?.enabled ?? false },
    payment_method_update: {
      enabled: wanted.payment_method_update?.enabled ?? false,
      payment_method_configuration: null,
    },
    subscription_cancel: {
      cancellation_reason: { enabled: false, feedback_options: null, options: [] },
      enabled: cancel?.enabled ?? false,
      mode: cancel?.mode ?? 'at_period_end',
      proration_behavior: cancel?.proration_behavior ?? 'none',
    },
    subscription_pause: { duration: { interval_options: [], type: 'interval_options' }, enabled: false },
    subscription_update: {
      billing_cycle_anchor: null,
      default_allowed_updates: update?.default_allowed_updates || [],
      enabled: update?.enabled ?? false,
      products: products.map(({ adjustable_quantity: quantity, ...rest }) => ({
        ...rest,
        adjustable_quantity: {
          enabled: quantity?.enabled ?? false,
          maximum: quantity?.maximum ?? null,
          minimum: quantity?.minimum ?? 1,
        },
      })),
      proration_behavior: update?.proration_behavior ?? 'none',
      schedule_at_period_end: { conditions: [] },
      trial_update_behavior: 'end_trial',
    },
  };
}

/** What is not named stays. */
function changedFeatures(
  realm: Realm,
  { features }: PortalConfiguration,
  wanted: Read<typeof FEATURES>,
): PortalConfiguration['features'] {
  const asked = Object.entries(featuresOf(realm, wanted)).filter(([name]) => name in wanted);
  return { ...features, ...Object.fromEntries(asked) };
}

export function portalConfigurationEndpoints(realm: Realm): Endpoint[] {
  const { portalConfigurations } = realm.store;
  const path = '/v1/billing_portal/configurations';
  return [
    endpoint('POST', path, CREATE, (params) => {
      const made: PortalConfiguration = {
        id: newId('bpc_1'),
        object: 'billing_portal.configuration',
        ...stamp(realm),
        active: true,
        application: null,
        business_profile: empty('headline', 'privacy_policy_url', 'terms_of_service_url'),
        default_return_url: params.default_return_url || null,
        features: featuresOf(realm, params.features),
        is_default: false,
        login_page: { enabled: false, url: null },
        metadata: mergeMetadata({}, params.metadata),
        name: params.name || null,
        updated: realm.clock.nowS(),
      };
      portalConfigurations.set(made.id, made);
      realm.tell(made, 'billing_portal.configuration.created');
      return made;
    }),
    endpoint('GET', path, LIST, ({ active, is_default: standard, ...params }) =>
      pageOf(portalConfigurations.values(), params, {
        kind: 'configuration',
        url: path,
        keeps: (one) => (active ?? one.active) === one.active && (standard ?? one.is_default) === one.is_default,
      }),
    ),
    endpoint('GET', `${path}/:id`, READ, (_, id) => portalConfigurationOf(realm, id)),
    endpoint('POST', `${path}/:id`, UPDATE, (params, id) => {
      const found = portalConfigurationOf(realm, id);
      return realm.change(
        found,
        {
          ...(params.active === undefined ? {} : { active: params.active }),
          ...(params.name === undefined ? {} : { name: params.name || null }),
          ...(params.default_return_url === undefined ? {} : { default_return_url: params.default_return_url || null }),
          ...(params.features ? { features: changedFeatures(realm, found, params.features) } : {}),
          metadata: mergeMetadata(found.metadata ?? {}, params.metadata),
          updated: realm.clock.nowS(),
        },
        'billing_portal.configuration.updated',
      );
    }),
  ];
}
