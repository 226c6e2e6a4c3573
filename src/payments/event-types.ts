// The events we ask Stripe for, and which kind of money object each of them is about.

import type { Stripe } from 'stripe';
import type { MoneyRef } from '../core/domain/payment.ts';

type EventType = Exclude<Stripe.WebhookEndpointCreateParams.EnabledEvent, '*'>;

/** Thin events have the same names behind `v1.`. */
const EVENTS = {
  'checkout.session.completed': 'session',
  'checkout.session.async_payment_succeeded': 'session',
  'checkout.session.async_payment_failed': 'session',
  'checkout.session.expired': 'session',
  'invoice.paid': 'invoice',
  'invoice.payment_failed': 'invoice',
  'invoice.payment_action_required': 'invoice',
  'customer.subscription.created': 'subscription',
  'customer.subscription.updated': 'subscription',
  'customer.subscription.deleted': 'subscription',
  'charge.refunded': 'charge',
  'charge.dispute.created': 'dispute',
  'charge.dispute.updated': 'dispute',
  'charge.dispute.funds_withdrawn': 'dispute',
  'charge.dispute.funds_reinstated': 'dispute',
  'charge.dispute.closed': 'dispute',
  'radar.early_fraud_warning.created': 'warning',
} as const satisfies Partial<Record<EventType, MoneyRef['kind']>>;

export const EVENT_TYPES = Object.keys(EVENTS) as (keyof typeof EVENTS)[];

/** How Stripe calls the objects; an event names the one it is about. */
const OBJECTS: Readonly<Record<string, MoneyRef['kind']>> = {
  'checkout.session': 'session',
  invoice: 'invoice',
  subscription: 'subscription',
  charge: 'charge',
  dispute: 'dispute',
  'radar.early_fraud_warning': 'warning',
};

/** What an event of this type about this object is a hint at; null when it is none of ours. */
export function refOf(type: string, object: { readonly id: string; readonly type: string }): MoneyRef | null {
  const kind = new Map<string, MoneyRef['kind']>(Object.entries(EVENTS)).get(type);
  return kind !== undefined && OBJECTS[object.type] === kind ? { kind, id: object.id } : null;
}
