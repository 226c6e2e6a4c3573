// Purchases: one press of Buy each, from the link to what came of it; and the provider's customers.

import { sql, type Kysely, type Selectable } from 'kysely';
import type { CustomerRows, Purchase, PurchaseRows } from '../core/payment-rows.ts';
import type { PurchaseState } from '../core/domain/view.ts';
import type { Schema } from './schema.ts';

const OPEN = ['creating', 'open'] as const;

/** News comes in any order, so a purchase only ever moves on: money that has come outweighs everything. */
const MOVES_FROM: Readonly<Record<'waiting' | 'paid' | 'expired' | 'failed', readonly PurchaseState[]>> = {
  waiting: ['creating', 'open', 'expired'],
  paid: ['creating', 'open', 'waiting', 'expired', 'failed'],
  failed: ['creating', 'open', 'waiting', 'expired'],
  expired: OPEN,
};

export function purchaseRows(db: Kysely<Schema>): PurchaseRows {
  return {
    async add({ id, accountId, product, rail, credits, money, state, expiresAt, address, createdAt }) {
      const row = await db
        .insertInto('purchase')
        .values({
          id,
          account_id: accountId,
          product,
          rail,
          credits,
          amount: money.amount,
          currency: money.currency,
          state,
          expires_at: expiresAt,
          address: JSON.stringify(address),
          created_at: createdAt,
        })
        .onConflict((conflict) => conflict.doNothing())
        .returning('id')
        .executeTakeFirst();
      return row !== undefined;
    },
    async find(id, lock) {
      let query = db.selectFrom('purchase').selectAll().where('id', '=', id);
      if (lock) query = query.forUpdate();
      const row = await query.executeTakeFirst();
      return row ? toPurchase(row) : null;
    },
    async openFor(accountId, product, rail) {
      const row = await db
        .selectFrom('purchase')
        .selectAll()
        .where('account_id', '=', accountId)
        .where('product', '=', product)
        .where('rail', '=', rail)
        .where('state', 'in', OPEN)
        .executeTakeFirst();
      return row ? toPurchase(row) : null;
    },
    async opened({ id }, { sessionId, url }) {
      const row = await db
        .updateTable('purchase')
        .set({ state: 'open', session_id: sessionId, url })
        .where('id', '=', id)
        .where('state', 'in', OPEN)
        .returning('id')
        .executeTakeFirst();
      return row !== undefined;
    },
    async readdress({ id }, address) {
      await db
        .updateTable('purchase')
        .set({ address: JSON.stringify(address) })
        .where('id', '=', id)
        .execute();
    },
    async move(id, to, sessionId) {
      const row = await db
        .updateTable('purchase')
        .set({
          state: to,
          // Over or paid: a link that leads nowhere is not kept.
          url: null,
          ...(sessionId !== undefined && { session_id: sessionId }),
          ...(to !== 'waiting' && { ended_at: sql<Date>`now()` }),
        })
        .where('id', '=', id)
        .where('state', 'in', MOVES_FROM[to])
        .returning('id')
        .executeTakeFirst();
      return row !== undefined;
    },
    async begunSince(accountId, since) {
      const rows = await db
        .selectFrom('purchase')
        .select('created_at')
        .where('account_id', '=', accountId)
        .where('created_at', '>', since)
        .orderBy('created_at')
        .execute();
      return rows.map((row) => row.created_at);
    },
    async packsPaidSince(accountId, packs, since) {
      const rows = await db
        .selectFrom('payment')
        .select('paid_at')
        .where('account_id', '=', accountId)
        .where('product', 'in', packs)
        .where('paid_at', '>', since)
        .orderBy('paid_at')
        .execute();
      return rows.map((row) => row.paid_at);
    },
    async past(now, limit) {
      const rows = await db
        .selectFrom('purchase')
        .select('id')
        .where('state', 'in', OPEN)
        .where('expires_at', '<=', now)
        .limit(limit)
        .execute();
      return rows.map(({ id }) => id);
    },
    async unfinished(accountId) {
      return db
        .selectFrom('purchase')
        .select(['id', 'product', 'session_id as sessionId'])
        .where('account_id', '=', accountId)
        .where('state', 'in', OPEN)
        .execute();
    },
    async latestAddress(accountId) {
      const row = await db
        .selectFrom('purchase')
        .select('address')
        .where('account_id', '=', accountId)
        .orderBy('created_at', 'desc')
        .limit(1)
        .executeTakeFirst();
      return row?.address ?? null;
    },
  };
}

export function customerRows(db: Kysely<Schema>): CustomerRows {
  const find: CustomerRows['find'] = async (accountId) => {
    const row = await db
      .selectFrom('stripe_customer')
      .select('customer_id')
      .where('account_id', '=', accountId)
      .executeTakeFirst();
    return row?.customer_id ?? null;
  };
  return {
    find,
    async claim(accountId) {
      await db
        .insertInto('stripe_customer')
        .values({ account_id: accountId })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
      return find(accountId);
    },
    async made(accountId, customerId) {
      await db
        .updateTable('stripe_customer')
        .set({ customer_id: customerId })
        .where('account_id', '=', accountId)
        .where('customer_id', 'is', null)
        .execute();
    },
    async lost(accountId, customerId) {
      await db
        .updateTable('stripe_customer')
        .set({ customer_id: null })
        .where('account_id', '=', accountId)
        .where('customer_id', '=', customerId)
        .execute();
    },
    async owner(customerId) {
      const row = await db
        .selectFrom('stripe_customer')
        .innerJoin('account', 'account.id', 'stripe_customer.account_id')
        .select(['account.id', 'account.locale', 'account.state'])
        .where('customer_id', '=', customerId)
        .executeTakeFirst();
      return row ?? null;
    },
  };
}

function toPurchase(row: Selectable<Schema['purchase']>): Purchase {
  return {
    id: row.id,
    accountId: row.account_id,
    product: row.product,
    rail: row.rail,
    credits: row.credits,
    money: { amount: row.amount, currency: row.currency },
    state: row.state,
    sessionId: row.session_id,
    url: row.url,
    expiresAt: row.expires_at,
    address: row.address,
    createdAt: row.created_at,
  };
}
