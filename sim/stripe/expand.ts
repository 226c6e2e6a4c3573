// `expand`: references replaced by their objects, and the parts that are left out unless asked for.

import { pageOf } from './lists.ts';
import { StripeRefusal } from './refusals.ts';
import { findReferenced, type Store } from './store.ts';

type Json = Record<string, unknown>;

/** A copy of an answer with every path of `expand` (`data.customer`, `latest_invoice.payments`) filled in. */
export function expandAnswer(store: Store, answer: object, expand: readonly string[]): object {
  const copy: Json = structuredClone({ ...answer });
  for (const path of expand) {
    const steps = path.split('.');
    if (steps.length > 4)
      throw refuse(
        `You cannot expand more than 4 levels of a property. Property: ${path}`,
        'property_expansion_max_depth',
      );
    fill(store, copy, steps, path);
  }
  return copy;
}

function fill(store: Store, holder: Json, [step = '', ...rest]: readonly string[], path: string): void {
  const found = holder[step];
  const value = found === undefined || found === null ? leftOut(store, holder, step) : found;
  if (value === undefined) {
    if (found === null) return;
    throw refuse(`This property cannot be expanded (${path}).`);
  }
  const expanded = Array.isArray(value)
    ? value.map((item: unknown) => follow(store, item, path))
    : follow(store, value, path);
  holder[step] = expanded;
  if (rest.length === 0) {
    // The way there may lead through plain hashes, the end of it is an object of the API.
    for (const end of [expanded].flat())
      if (!Object.hasOwn(end, 'object')) throw refuse(`This property cannot be expanded (${path}).`);
    return;
  }
  for (const next of Array.isArray(expanded) ? expanded : [expanded]) fill(store, next as Json, rest, path);
}

/** The object behind a reference, copied; an object that is there already stays. */
function follow(store: Store, value: unknown, path: string): object {
  if (typeof value === 'object' && value !== null) return value;
  const found = typeof value === 'string' ? findReferenced(store, value) : undefined;
  if (!found) throw refuse(`This property cannot be expanded (${path}).`);
  return structuredClone({ ...found });
}

/** Parts an object has only when they are asked for. */
function leftOut(store: Store, holder: Json, step: string): unknown {
  const id = String(holder['id']);
  switch (`${String(holder['object'])}.${step}`) {
    case 'checkout.session.line_items':
      return structuredClone(
        pageOf(store.lineItems.get(id) ?? [], {}, { kind: 'item', url: `/v1/checkout/sessions/${id}/line_items` }),
      );
    case 'invoice.payments':
      return structuredClone(
        pageOf(
          store.invoicePayments.values(),
          {},
          {
            kind: 'invoice_payment',
            url: '/v1/invoice_payments',
            keeps: ({ invoice }) => invoice === id,
          },
        ),
      );
    case 'charge.refunds':
      return structuredClone(
        pageOf(
          store.refunds.values(),
          {},
          {
            kind: 'refund',
            url: `/v1/charges/${id}/refunds`,
            keeps: ({ charge }) => charge === id,
          },
        ),
      );
    default:
      return undefined;
  }
}

function refuse(message: string, code?: string): StripeRefusal {
  return new StripeRefusal(400, message, { param: 'expand', ...(code === undefined ? {} : { code }) });
}
