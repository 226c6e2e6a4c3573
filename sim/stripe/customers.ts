// Customers: one per payer; a deleted one is remembered only as deleted, and its subscriptions end with it.

import type { Stripe } from 'stripe';
import { endpoint, type Endpoint } from './endpoint.ts';
import { pageOf } from './lists.ts';
import { stamp, type Realm } from './realm.ts';
import { noSuch } from './refusals.ts';
import {
  clearable,
  expand,
  isWithin,
  listOfFields,
  metadata,
  moment,
  paging,
  text,
  unplayed,
  whole,
  type Accepts,
} from './schema.ts';
import { empty, type Customer } from './shapes.ts';
import { cancelNow } from './renewals.ts';
import { newId } from './store.ts';

const COMMON = {
  address: unplayed,
  balance: whole,
  business_name: unplayed,
  cash_balance: unplayed,
  description: text,
  email: text,
  expand,
  individual_name: unplayed,
  invoice_prefix: unplayed,
  invoice_settings: unplayed,
  metadata: clearable(metadata),
  name: text,
  next_invoice_sequence: unplayed,
  phone: text,
  preferred_locales: listOfFields(text),
  shipping: unplayed,
  source: unplayed,
  tax: unplayed,
  tax_exempt: unplayed,
  validate: unplayed,
} satisfies Partial<Accepts<Stripe.CustomerCreateParams>> & Partial<Accepts<Stripe.CustomerUpdateParams>>;

const CREATE = {
  ...COMMON,
  payment_method: unplayed,
  tax_id_data: unplayed,
  test_clock: unplayed,
} satisfies Accepts<Stripe.CustomerCreateParams>;

const UPDATE = { ...COMMON, default_source: unplayed } satisfies Accepts<Stripe.CustomerUpdateParams>;

const LIST = {
  ...paging,
  created: moment,
  email: text,
  test_clock: unplayed,
} satisfies Accepts<Stripe.CustomerListParams>;

const READ = { expand } satisfies Accepts<Stripe.CustomerRetrieveParams>;

type Details = Partial<
  Pick<Customer, 'balance' | 'description' | 'email' | 'metadata' | 'name' | 'phone' | 'preferred_locales'>
>;

export function createCustomer(realm: Realm, details: Details): Customer {
  const customer: Customer = {
    id: newId('cus_', 14),
    object: 'customer',
    ...stamp(realm),
    ...empty('address', 'currency', 'customer_account', 'default_source', 'discount', 'shipping', 'test_clock'),
    balance: details.balance ?? 0,
    delinquent: false,
    description: details.description ?? null,
    email: details.email ?? null,
    invoice_prefix: newId('', 8).toUpperCase(),
    invoice_settings: empty('custom_fields', 'default_payment_method', 'footer', 'rendering_options'),
    metadata: details.metadata ?? {},
    name: details.name ?? null,
    next_invoice_sequence: 1,
    phone: details.phone ?? null,
    preferred_locales: details.preferred_locales ?? [],
    tax_exempt: 'none',
  };
  realm.store.customers.set(customer.id, customer);
  realm.tell(customer, 'customer.created');
  return customer;
}

/** The customer a parameter names. */
export function customerOf(realm: Realm, id: string, param = 'customer'): Customer {
  const customer = realm.store.customers.get(id);
  if (!customer) throw noSuch('customer', id, param);
  return customer;
}

export function customerEndpoints(realm: Realm): Endpoint[] {
  const { store } = realm;
  return [
    endpoint('POST', '/v1/customers', CREATE, (params) =>
      createCustomer(realm, { ...params, metadata: mergeMetadata({}, params.metadata) }),
    ),
    endpoint('GET', '/v1/customers', LIST, ({ created, email, ...params }) =>
      pageOf(store.customers.values(), params, {
        kind: 'customer',
        url: '/v1/customers',
        keeps: (customer) => isWithin(created, customer.created) && (email === undefined || customer.email === email),
      }),
    ),
    endpoint('GET', '/v1/customers/:id', READ, (_, id) =>
      store.deletedCustomers.has(id) ? { id, object: 'customer', deleted: true } : customerOf(realm, id, 'id'),
    ),
    endpoint('POST', '/v1/customers/:id', UPDATE, (params, id) => {
      const customer = customerOf(realm, id, 'id');
      return realm.change(
        customer,
        { ...given(params), metadata: mergeMetadata(customer.metadata, params.metadata) },
        'customer.updated',
      );
    }),
    endpoint('DELETE', '/v1/customers/:id', {}, (_, id) => {
      const customer = customerOf(realm, id, 'id');
      for (const subscription of store.subscriptions.values())
        if (subscription.customer === id && subscription.status !== 'canceled') cancelNow(realm, subscription);
      store.customers.delete(id);
      store.deletedCustomers.add(id);
      realm.purses.delete(id);
      realm.tell(customer, 'customer.deleted');
      return { id, object: 'customer', deleted: true };
    }),
  ];
}

/** What a request says about metadata, laid over what is there: an empty value takes a key away, an empty whole all of it. */
export function mergeMetadata(
  before: Record<string, string> | null,
  words: Record<string, string> | '' | undefined,
): Record<string, string> {
  if (words === '') return {};
  return Object.fromEntries(Object.entries({ ...before, ...words }).filter(([, value]) => value !== ''));
}

/** The fields that a request sent, so that the others stay as they are; `expand` is about the answer and no field. */
export function given<T extends { expand?: unknown }>(
  params: T,
): { [Key in Exclude<keyof T, 'expand'>]: Exclude<T[Key], undefined> } {
  const sent = Object.entries(params).filter(([key, value]) => key !== 'expand' && value !== undefined);
  return Object.fromEntries(sent) as { [Key in Exclude<keyof T, 'expand'>]: Exclude<T[Key], undefined> };
}
