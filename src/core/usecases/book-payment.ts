// Money that has come: booked by its object, and what it pays for granted once, whatever order the news comes in.

import type { AccountId } from '../domain/ids.ts';
import type { GrantSource } from '../domain/ledger.ts';
import { refundTarget } from '../domain/payment.ts';
import type { PaidGrant, Payment } from '../payment-rows.ts';
import { tell, type Settling } from './settling.ts';

/** What a payment grants, as the ledger takes it. */
export type Bought = PaidGrant & {
  readonly product: string;
  readonly source: Extract<GrantSource, 'pack' | 'plan' | 'stars'>;
  readonly priority: number;
  readonly expiresAt: Date | null;
};

/** @param bought without credits for what is not in the table of products; that is booked, and a human has to look */
export async function bookPayment(
  settled: Settling,
  paid: Omit<Payment, 'refunded' | 'credits'>,
  bought: readonly Bought[],
): Promise<void> {
  const { rows, alarms, mended } = settled;
  const credits = bought.reduce((sum, each) => sum + each.credits, 0);
  // Money that comes when its account is gone is nobody's: where somebody could once be told of it is not kept.
  const address = paid.accountId === null ? null : paid.address;
  const { payment, isNew } = await rows.payments.book({ ...paid, address, credits });
  if (isNew) {
    mended.push('booked');
    if (paid.accountId === null) alarms.push({ event: 'money-alarm', about: 'account-gone', object: paid.ref });
    else if (paid.owesCredits && (bought.length === 0 || bought.some((each) => each.credits === 0)))
      alarms.push({ event: 'money-alarm', about: 'unknown-price', object: paid.ref });
  }
  // As it was booked first: an account that has gone since keeps what it bought, and one that was gone gets nothing.
  if (!payment.accountId) return;
  for (const each of bought) if (each.credits > 0) await grant(settled, payment, payment.accountId, each);
}

async function grant(settled: Settling, payment: Payment, accountId: AccountId, bought: Bought): Promise<void> {
  const { needs, rows } = settled;
  const { sourceRef, credits, source, priority, expiresAt, product } = bought;
  // Said in this transaction or in none, so what stands here is granted: at the price of its day, whatever the table says now.
  if (!(await rows.payments.grants(payment.ref, { sourceRef, credits }))) return;
  await needs.ledger.grant(rows, accountId, { amount: credits, source, sourceRef, priority, expiresAt });
  settled.mended.push('granted');
  await takeBackRefunded(settled, payment, accountId);
  const { available } = await rows.ledger.read(accountId);
  const facts = { about: 'credits-arrived', credits, product, available } as const;
  await tell(settled, accountId, payment.address, `${sourceRef}:arrived`, facts);
}

/** Takes back of every grant of a payment what its refunds amount to; returns how many credits that is of what was bought. */
export async function takeBackRefunded(
  { needs, rows }: Settling,
  payment: Payment,
  accountId: AccountId,
): Promise<number> {
  if (payment.refunded === 0) return 0;
  let total = 0;
  for (const { sourceRef, credits } of await rows.payments.granted(payment.ref)) {
    const target = refundTarget(credits, payment.money.amount, payment.refunded);
    if (target === 0) continue;
    const key = `claw:${sourceRef}:${target}`;
    await needs.ledger.clawback(rows, accountId, { sourceRef, target, key });
    if (!isWonBack(sourceRef)) total += target;
  }
  return total;
}

/** What a dispute that was won gave back is named by the dispute. */
export function wonBack(disputeId: string): string {
  return `stripe:${disputeId}`;
}

export function isWonBack(sourceRef: string): boolean {
  return /^stripe:(?:dp|du)_/.test(sourceRef);
}
