// Balance transactions: what a charge, a refund or a dispute did to the merchant's balance.

import type { Realm } from './realm.ts';
import type { BalanceTransaction } from './shapes.ts';
import { newId } from './store.ts';

type Movement = {
  amount: number;
  fee?: number;
  currency: string;
  source: string;
  type: 'adjustment' | 'charge' | 'payment' | 'payment_refund' | 'refund';
  description?: string;
};

const CATEGORIES = {
  adjustment: 'dispute',
  charge: 'charge',
  payment: 'charge',
  payment_refund: 'refund',
  refund: 'refund',
} as const;

/** Books an amount in the smallest unit of its currency, negative when money leaves. */
export function bookBalance(realm: Realm, movement: Movement): BalanceTransaction {
  const { amount, currency, fee = 0, source, type } = movement;
  const at = realm.clock.nowS();
  const transaction: BalanceTransaction = {
    id: newId('txn_1'),
    object: 'balance_transaction',
    amount,
    available_on: at + 2 * 86_400,
    balance_type: 'payments',
    created: at,
    currency,
    description: movement.description ?? null,
    exchange_rate: null,
    fee,
    fee_details:
      fee === 0 ? [] : [{ amount: fee, application: null, currency, description: 'Stripe fees', type: 'stripe_fee' }],
    net: amount - fee,
    reporting_category: CATEGORIES[type],
    source,
    status: 'pending',
    type,
  };
  realm.store.balanceTransactions.set(transaction.id, transaction);
  return transaction;
}
