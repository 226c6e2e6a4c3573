// Prices: what a product costs, once or every so often; a lookup key belongs to one price and can be taken over by another.

import type { Stripe } from 'stripe';
import { given, mergeMetadata } from './customers.ts';
import { endpoint, type Endpoint } from './endpoint.ts';
import { pageOf } from './lists.ts';
import { productOf } from './products.ts';
import { stamp, type Realm } from './realm.ts';
import { impossible, missingParameter, noSuch } from './refusals.ts';
import {
  clearable,
  expand,
  flag,
  isWithin,
  listOfFields,
  metadata,
  moment,
  nested,
  oneOf,
  paging,
  required,
  text,
  unplayed,
  whole,
  type Accepts,
} from './schema.ts';
import { empty, type Price } from './shapes.ts';
import { newId } from './store.ts';

const RECURRING = {
  interval: required(oneOf('day', 'week', 'month', 'year')),
  interval_count: whole,
  meter: unplayed,
  trial_period_days: unplayed,
  usage_type: oneOf('licensed'),
} satisfies Accepts<Stripe.PriceCreateParams.Recurring>;

const CREATE_PRICE = {
  currency: required(text),
  active: flag,
  billing_scheme: oneOf('per_unit'),
  currency_options: unplayed,
  custom_unit_amount: unplayed,
  expand,
  lookup_key: text,
  metadata,
  nickname: text,
  product: text,
  product_data: unplayed,
  recurring: nested(RECURRING),
  tax_behavior: oneOf('exclusive', 'inclusive', 'unspecified'),
  tiers: unplayed,
  tiers_mode: unplayed,
  transfer_lookup_key: flag,
  transform_quantity: unplayed,
  unit_amount: whole,
  unit_amount_decimal: unplayed,
} satisfies Accepts<Stripe.PriceCreateParams>;

const UPDATE_PRICE = {
  active: flag,
  currency_options: unplayed,
  expand,
  lookup_key: text,
  metadata: clearable(metadata),
  nickname: text,
  tax_behavior: oneOf('exclusive', 'inclusive', 'unspecified'),
  transfer_lookup_key: flag,
} satisfies Accepts<Stripe.PriceUpdateParams>;

const LIST_PRICES = {
  ...paging,
  active: flag,
  created: moment,
  currency: text,
  lookup_keys: listOfFields(text),
  product: text,
  recurring: nested({ interval: text, meter: unplayed, usage_type: text }),
  type: oneOf('one_time', 'recurring'),
} satisfies Accepts<Stripe.PriceListParams>;

const READ = { expand } satisfies Accepts<Stripe.PriceRetrieveParams>;

export function priceOf(realm: Realm, id: string, param = 'price'): Price {
  const price = realm.store.prices.get(id);
  if (!price) throw noSuch('price', id, param);
  return price;
}

export function priceEndpoints(realm: Realm): Endpoint[] {
  const { prices } = realm.store;

  function freeLookupKey(key: string | undefined, transfer: boolean | undefined, self?: Price): void {
    const holder = [...prices.values()].find(
      (price) => key !== undefined && price.lookup_key === key && price !== self,
    );
    if (!holder) return;
    if (!transfer)
      throw impossible(
        `A price (\`${holder.id}\`) already uses that lookup key. Set \`transfer_lookup_key=true\` to move it to this price.`,
        { param: 'lookup_key', code: 'resource_already_exists' },
      );
    realm.change(holder, { lookup_key: null }, 'price.updated');
  }

  return [
    endpoint('POST', '/v1/prices', CREATE_PRICE, (params) => {
      if (params.product === undefined) throw missingParameter('product');
      if (params.unit_amount === undefined) throw missingParameter('unit_amount');
      const product = productOf(realm, params.product);
      freeLookupKey(params.lookup_key, params.transfer_lookup_key);
      const price: Price = {
        id: newId('price_1'),
        object: 'price',
        ...stamp(realm),
        ...empty('custom_unit_amount', 'tiers_mode', 'transform_quantity'),
        active: params.active ?? true,
        billing_scheme: 'per_unit',
        currency: params.currency.toLowerCase(),
        lookup_key: params.lookup_key ?? null,
        metadata: mergeMetadata({}, params.metadata),
        nickname: params.nickname ?? null,
        product: product.id,
        recurring: params.recurring
          ? {
              interval: params.recurring.interval,
              interval_count: params.recurring.interval_count ?? 1,
              meter: null,
              trial_period_days: null,
              usage_type: 'licensed',
            }
          : null,
        tax_behavior: params.tax_behavior ?? 'unspecified',
        type: params.recurring ? 'recurring' : 'one_time',
        unit_amount: params.unit_amount,
        unit_amount_decimal: String(params.unit_amount),
      };
      prices.set(price.id, price);
      realm.tell(price, 'price.created');
      return price;
    }),
    endpoint('GET', '/v1/prices', LIST_PRICES, ({ active, created, currency, ...params }) =>
      pageOf(prices.values(), params, {
        kind: 'price',
        url: '/v1/prices',
        keeps: (price) =>
          isWithin(created, price.created) &&
          (active ?? price.active) === price.active &&
          (currency ?? price.currency) === price.currency &&
          (params.product ?? price.product) === price.product &&
          (params.type ?? price.type) === price.type &&
          (params.recurring?.interval ?? price.recurring?.interval) === price.recurring?.interval &&
          (params.lookup_keys?.includes(price.lookup_key ?? '') ?? true),
      }),
    ),
    endpoint('GET', '/v1/prices/:id', READ, (_, id) => priceOf(realm, id, 'id')),
    endpoint('POST', '/v1/prices/:id', UPDATE_PRICE, ({ transfer_lookup_key: transfer, ...params }, id) => {
      const price = priceOf(realm, id, 'id');
      freeLookupKey(params.lookup_key, transfer, price);
      const words = mergeMetadata(price.metadata, params.metadata);
      return realm.change(price, { ...given(params), metadata: words }, 'price.updated');
    }),
  ];
}
