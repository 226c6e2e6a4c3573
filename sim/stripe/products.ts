// Products: what is sold, with its name as people read it.

import type { Stripe } from 'stripe';
import { given, mergeMetadata } from './customers.ts';
import { endpoint, type Endpoint } from './endpoint.ts';
import { pageOf } from './lists.ts';
import { stamp, type Realm } from './realm.ts';
import { impossible, noSuch } from './refusals.ts';
import {
  clearable,
  expand,
  flag,
  isWithin,
  link,
  listOfFields,
  metadata,
  moment,
  paging,
  required,
  text,
  unplayed,
  type Accepts,
} from './schema.ts';
import { empty, type Product } from './shapes.ts';
import { newId } from './store.ts';

const PRODUCT = {
  active: flag,
  expand,
  images: listOfFields(link),
  marketing_features: unplayed,
  package_dimensions: unplayed,
  shippable: unplayed,
  statement_descriptor: text,
  tax_details: unplayed,
} satisfies Partial<Accepts<Stripe.ProductCreateParams>> & Partial<Accepts<Stripe.ProductUpdateParams>>;

const CREATE_PRODUCT = {
  ...PRODUCT,
  name: required(text),
  default_price_data: unplayed,
  description: text,
  id: text,
  metadata,
  tax_code: text,
  type: unplayed,
  unit_label: text,
  url: link,
} satisfies Accepts<Stripe.ProductCreateParams>;

const UPDATE_PRODUCT = {
  ...PRODUCT,
  default_price: text,
  description: clearable(text),
  metadata: clearable(metadata),
  name: text,
  tax_code: clearable(text),
  unit_label: clearable(text),
  url: clearable(link),
} satisfies Accepts<Stripe.ProductUpdateParams>;

const LIST_PRODUCTS = {
  ...paging,
  active: flag,
  created: moment,
  ids: listOfFields(text),
  shippable: unplayed,
  type: unplayed,
  url: text,
} satisfies Accepts<Stripe.ProductListParams>;

const READ = { expand } satisfies Accepts<Stripe.ProductRetrieveParams>;

export function productOf(realm: Realm, id: string, param = 'product'): Product {
  const product = realm.store.products.get(id);
  if (!product) throw noSuch('product', id, param);
  return product;
}

export function productEndpoints(realm: Realm): Endpoint[] {
  const { products } = realm.store;
  return [
    endpoint('POST', '/v1/products', CREATE_PRODUCT, (params) => {
      if (params.id !== undefined && products.has(params.id))
        throw impossible(`Product already exists: ${params.id}`, { param: 'id', code: 'resource_already_exists' });
      const product: Product = {
        id: params.id ?? newId('prod_', 14),
        object: 'product',
        ...stamp(realm),
        ...empty('default_price', 'package_dimensions', 'shippable', 'tax_details'),
        active: params.active ?? true,
        description: params.description ?? null,
        images: params.images ?? [],
        marketing_features: [],
        metadata: mergeMetadata({}, params.metadata),
        name: params.name,
        statement_descriptor: params.statement_descriptor ?? null,
        tax_code: params.tax_code ?? null,
        type: 'service',
        unit_label: params.unit_label ?? null,
        updated: realm.clock.nowS(),
        url: params.url ?? null,
      };
      products.set(product.id, product);
      realm.tell(product, 'product.created');
      return product;
    }),
    endpoint('GET', '/v1/products', LIST_PRODUCTS, ({ active, created, ids, url, ...params }) =>
      pageOf(products.values(), params, {
        kind: 'product',
        url: '/v1/products',
        keeps: (product) =>
          isWithin(created, product.created) &&
          (active ?? product.active) === product.active &&
          (ids?.includes(product.id) ?? true) &&
          (url ?? product.url) === product.url,
      }),
    ),
    endpoint('GET', '/v1/products/:id', READ, (_, id) => productOf(realm, id, 'id')),
    endpoint('POST', '/v1/products/:id', UPDATE_PRODUCT, (params, id) => {
      const product = productOf(realm, id, 'id');
      const cleared = Object.entries(given(params)).map(([key, value]) => [key, value === '' ? null : value]);
      const patch = Object.fromEntries(cleared) as Partial<Product>;
      const updated = { updated: realm.clock.nowS(), metadata: mergeMetadata(product.metadata, params.metadata) };
      return realm.change(product, { ...patch, ...updated }, 'product.updated');
    }),
  ];
}
