// A charge as it is now: what was refunded of it is taken back in credits, in proportion and only ever once.

import type { ChargeFacts } from '../domain/payment.ts';
import { takeBackRefunded } from './book-payment.ts';
import { tell, type Settling } from './settling.ts';

export async function syncCharge(settled: Settling, { intentId, refunded }: ChargeFacts): Promise<void> {
  const { rows } = settled;
  if (intentId === null || refunded === 0) return;
  const payment = await rows.payments.lock({ intentId });
  if (payment) await bookRefund(settled, payment.ref, refunded);
}

/** @param refunded so far, in the smallest unit of the payment's currency */
export async function bookRefund(settled: Settling, ref: string, refunded: number): Promise<void> {
  const { rows, mended } = settled;
  if (await rows.payments.refunded(ref, refunded)) mended.push('refund');
  const payment = await rows.payments.lock({ ref });
  if (!payment?.accountId) return;
  const credits = await takeBackRefunded(settled, payment, payment.accountId);
  const { debt } = await rows.ledger.read(payment.accountId);
  const money = { amount: payment.refunded, currency: payment.money.currency };
  await tell(settled, payment.accountId, payment.address, `${ref}:refunded:${payment.refunded}`, {
    about: 'refunded',
    money,
    credits,
    debt,
  });
}
