// Plans as the provider keeps them: each subscription has a row of its own, so the end of an old one says nothing of a new one.

import type { Kysely, Selectable } from 'kysely';
import type { Subscription, SubscriptionRows } from '../core/payment-rows.ts';
import type { Schema } from './schema.ts';

const CURRENT = ['active', 'trialing', 'past_due'] as const;
const ENDED = ['canceled', 'incomplete_expired'] as const;

export function subscriptionRows(db: Kysely<Schema>): SubscriptionRows {
  return {
    async lock(id) {
      const row = await db
        .selectFrom('stripe_subscription')
        .selectAll()
        .where('id', '=', id)
        .forUpdate()
        .executeTakeFirst();
      return row ? toSubscription(row) : null;
    },
    async put(subscription) {
      const state = {
        product: subscription.product,
        status: subscription.status,
        quantity: subscription.quantity,
        current_period_end: subscription.currentPeriodEnd,
        cancels_at: subscription.cancelsAt,
      };
      await db
        .insertInto('stripe_subscription')
        .values({
          id: subscription.id,
          account_id: subscription.accountId,
          created_at: subscription.createdAt,
          ...state,
        })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(state))
        .execute();
    },
    async current(accountId) {
      const row = await db
        .selectFrom('stripe_subscription')
        .selectAll()
        .where('account_id', '=', accountId)
        .where('status', 'in', CURRENT)
        .orderBy('created_at', 'desc')
        .orderBy('id', 'desc')
        .limit(1)
        .executeTakeFirst();
      return row ? toSubscription(row) : null;
    },
    async unended(accountId) {
      const rows = await db
        .selectFrom('stripe_subscription')
        .selectAll()
        .where('account_id', '=', accountId)
        .where('status', 'not in', ENDED)
        .execute();
      return rows.map(toSubscription);
    },
  };
}

function toSubscription(row: Selectable<Schema['stripe_subscription']>): Subscription {
  return {
    id: row.id,
    accountId: row.account_id,
    product: row.product,
    status: row.status,
    quantity: row.quantity,
    currentPeriodEnd: row.current_period_end,
    cancelsAt: row.cancels_at,
    createdAt: row.created_at,
  };
}
