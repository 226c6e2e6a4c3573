// The lines of an invoice: a period that is paid for, or a share of one that is credited or owed.

import type { Realm } from './realm.ts';
import type { InvoiceLine, Price } from './shapes.ts';
import { newId } from './store.ts';

type LineOf = {
  subscription: string;
  item: string;
  price: Price;
  quantity: number;
  /** What the line costs; price times quantity when absent. */
  amount?: number;
  period: { start: number; end: number };
  /** `pending` lines waited as invoice items, so their parent is one. */
  proration?: 'immediate' | 'pending';
  description: string;
};

export function createLine(realm: Realm, line: LineOf): InvoiceLine {
  const { item, price, proration, quantity, subscription } = line;
  const amount = line.amount ?? (price.unit_amount ?? 0) * quantity;
  const shared = { proration: proration !== undefined, proration_details: { credited_items: null }, subscription };
  return {
    id: newId('il_1'),
    object: 'line_item',
    amount,
    currency: price.currency,
    description: line.description,
    discount_amounts: [],
    discountable: proration === undefined,
    discounts: [],
    invoice: null,
    livemode: realm.livemode,
    metadata: {},
    // Stripe writes prorations in both ways, and readers have to understand either.
    parent:
      proration === 'pending'
        ? {
            type: 'invoice_item_details',
            invoice_item_details: { ...shared, invoice_item: newId('ii_1') },
            subscription_item_details: null,
          }
        : {
            type: 'subscription_item_details',
            invoice_item_details: null,
            subscription_item_details: {
              ...shared,
              invoice_item: proration === undefined ? null : newId('ii_1'),
              subscription_item: item,
            },
          },
    period: line.period,
    pretax_credit_amounts: [],
    pricing: {
      type: 'price_details',
      price_details: { price: price.id, product: price.product },
      unit_amount_decimal: price.unit_amount_decimal,
    },
    quantity,
    quantity_decimal: String(quantity),
    subscription,
    subtotal: amount,
    taxes: [],
  };
}
