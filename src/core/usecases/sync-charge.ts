// A charge as it is now: what was refunded of it is taken back in credits, in proportion and only ever once.

import type { ChargeFacts } from '../domain/payment.ts';
import type { Payment } from '../payment-rows.ts';
import { takeBackRefunded } from './book-payment.ts';
import { tell, type Settling } from './settling.ts';

export async function syncCharge(settled: Settling, { intentId, refunded }: ChargeFacts): Promise<void> {
  const { rows } = settled;
  if (intentId === null || refunded === 0) return;
  const payment = await rows.payments.lock({ intentId });
  if (payment) await bookRefund(settled, payment, refunded);
}

/**
 * @param payment locked
 * @param refunded so far, in the smallest unit of its currency
 */
export async function bookRefund(settled: Settling, payment: Payment, refunded: number): Promise<void> {
  const { rows, mended } = settled;
  const { ref, accountId, address } = payment;
  // What was booked before was taken back in the same transaction.
  if (!(await rows.payments.refunded(ref, refunded))) return;
  mended.push('refund');
  if (!accountId) return;
  const credits = await takeBackRefunded(settled, { ...payment, refunded }, accountId);
  const { debt } = await rows.ledger.read(accountId);
  const money = { amount: refunded, currency: payment.money.currency };
  await tell(settled, accountId, address, `${ref}:refunded:${refunded}`, {
    about: 'refunded',
    money,
    credits,
    debt,
  });
}
