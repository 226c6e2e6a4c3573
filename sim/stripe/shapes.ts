// Stripe's objects as they travel: what the SDK's types say, with references as ids and decimals as text.

import type { Stripe } from 'stripe';

/** A union with `string` in it is a reference or an open enum; the object (or the openness) is taken out of it. */
type Field<T> = string extends T ? Exclude<T, object> : Wire<T>;

type Wire<T> = T extends Stripe.Decimal
  ? string
  : T extends readonly (infer Item)[]
    ? Field<Item>[]
    : T extends object
      ? { [Key in keyof T]: Field<T[Key]> }
      : T;

export type Address = Wire<Stripe.Address>;
export type BalanceTransaction = Wire<Stripe.BalanceTransaction>;
export type Charge = Wire<Stripe.Charge>;
export type Coupon = Wire<Stripe.Coupon>;
export type Customer = Wire<Stripe.Customer>;
export type Discount = Wire<Stripe.Discount>;
export type Dispute = Wire<Stripe.Dispute>;
export type EarlyFraudWarning = Wire<Stripe.Radar.EarlyFraudWarning>;
export type EventDestination = Wire<Stripe.V2.Core.EventDestination>;
export type Invoice = Wire<Stripe.Invoice>;
export type InvoiceLine = Wire<Stripe.InvoiceLineItem>;
export type InvoicePayment = Wire<Stripe.InvoicePayment>;
export type LineItem = Wire<Stripe.LineItem>;
export type PaymentIntent = Wire<Stripe.PaymentIntent>;
export type Plan = Wire<Stripe.Plan>;
export type PortalConfiguration = Wire<Stripe.BillingPortal.Configuration>;
export type PortalSession = Wire<Stripe.BillingPortal.Session>;
export type Price = Wire<Stripe.Price>;
export type Product = Wire<Stripe.Product>;
export type PromotionCode = Wire<Stripe.PromotionCode>;
export type Refund = Wire<Stripe.Refund>;
export type Session = Wire<Stripe.Checkout.Session>;
export type Subscription = Wire<Stripe.Subscription>;
export type SubscriptionItem = Wire<Stripe.SubscriptionItem>;
export type WebhookEndpoint = Wire<Stripe.WebhookEndpoint>;

export type EventType = Exclude<Stripe.Event['type'], object>;

/** A snapshot event: the object as it was in that moment. */
export type SnapshotEvent = {
  id: string;
  object: 'event';
  api_version: string;
  created: number;
  data: { object: Record<string, unknown>; previous_attributes?: Record<string, unknown> };
  livemode: boolean;
  pending_webhooks: number;
  request: { id: string | null; idempotency_key: string | null };
  type: EventType;
};

/** A thin event: only where to look. */
export type ThinEvent = {
  id: string;
  object: 'v2.core.event';
  created: string;
  livemode: boolean;
  related_object: { id: string; type: string; url: string };
  snapshot_event: string;
  type: `v1.${EventType}`;
  reason?: { type: 'request'; request: { id: string; idempotency_key: string } };
};

export type ListOf<T> = { object: 'list'; data: T[]; has_more: boolean; url: string };

export function listOf<T>(data: T[], url: string, hasMore = false): ListOf<T> {
  return { object: 'list', data, has_more: hasMore, url };
}

/** The fields of an object that are simply empty here. */
export function empty<Key extends string>(...keys: Key[]): Record<Key, null> {
  return Object.fromEntries(keys.map((key) => [key, null])) as Record<Key, null>;
}
