// Purchases: one press of Buy each, from the link to what came of it; and the provider's customers.

import { sql, type Kysely, type Selectable } from 'kysely';
import type { ChatAddress } from '../core/domain/chat.ts';
import type { CustomerRows, Purchase, PurchaseRows } from '../core/payment-rows.ts';
import type { PurchaseState } from '../core/domain/view.ts';
import { sealToOpen } from './going.ts';
import type { Schema } from './schema.ts';
import type { AccountSeal, Seals } from './seals.ts';

const OPEN = ['creating', 'open'] as const;

/** News comes in any order, so a purchase only ever moves on: money that has come outweighs everything. */
const MOVES_FROM: Readonly<Record<'waiting' | 'paid' | 'expired' | 'failed', readonly PurchaseState[]>> = {
  waiting: ['creating', 'open', 'expired'],
  paid: ['creating', 'open', 'waiting', 'expired', 'failed'],
  failed: ['creating', 'open', 'waiting', 'expired'],
  expired: OPEN,
};

/** Of an account that is going a purchase is read without its address and link, and nothing that is written there is kept. */
export function purchaseRows(db: Kysely<Schema>, seals: Seals): PurchaseRows {
  const opened = async (row: Row | undefined): Promise<Purchase | null> =>
    row ? toPurchase(row, await sealToOpen(db, seals, row.account_id)) : null;
  return {
    async add({ id, accountId, product, rail, credits, money, state, expiresAt, address, createdAt }) {
      const seal = await seals.of(accountId);
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
          address: seal.seal('purchase.address', JSON.stringify(address)),
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
      return opened(await query.executeTakeFirst());
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
      return opened(row);
    },
    async opened({ id, accountId }, { sessionId, url }) {
      const seal = await sealToOpen(db, seals, accountId);
      const row = await db
        .updateTable('purchase')
        .set({ state: 'open', session_id: sessionId, url: seal && seal.seal('purchase.url', url) })
        .where('id', '=', id)
        .where('state', 'in', OPEN)
        .returning('id')
        .executeTakeFirst();
      return row !== undefined;
    },
    async readdress({ id, accountId }, address) {
      const seal = await sealToOpen(db, seals, accountId);
      if (!seal) return;
      await db
        .updateTable('purchase')
        .set({ address: seal.seal('purchase.address', JSON.stringify(address)) })
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
      const seal = row && (await sealToOpen(db, seals, accountId));
      return seal ? openAddress(seal, row.address) : null;
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

type Row = Selectable<Schema['purchase']>;

function openAddress(seal: AccountSeal, box: Row['address']): ChatAddress {
  return JSON.parse(seal.open('purchase.address', box)) as ChatAddress;
}

function toPurchase(row: Row, seal: AccountSeal | null): Purchase {
  return {
    id: row.id,
    accountId: row.account_id,
    product: row.product,
    rail: row.rail,
    credits: row.credits,
    money: { amount: row.amount, currency: row.currency },
    state: row.state,
    sessionId: row.session_id,
    url: seal && row.url && seal.open('purchase.url', row.url),
    expiresAt: row.expires_at,
    address: seal && openAddress(seal, row.address),
    createdAt: row.created_at,
  };
}
