// A dispute as it is now: while it is open the account is frozen, money that was withdrawn takes its credits along, and a won one gives them back.

import type { AccountId } from '../domain/ids.ts';
import type { DisputeFacts, WarningFacts } from '../domain/payment.ts';
import { GRANT_PRIORITY } from '../domain/products.ts';
import type { FreezeReason } from '../domain/ledger.ts';
import type { Dispute, Payment } from '../payment-rows.ts';
import { isWonBack, takeBackRefunded, wonBack } from './book-payment.ts';
import { tell, type Settling } from './settling.ts';

export async function syncDispute(settled: Settling, facts: DisputeFacts): Promise<void> {
  const { rows, mended, needs } = settled;
  const payment = facts.charge.intentId && (await rows.payments.lock({ intentId: facts.charge.intentId }));
  if (!payment) return;
  if (await rows.payments.dispute(payment.ref, facts)) mended.push('dispute');
  // As it is booked: news of how it was before it was decided changes nothing any more.
  const disputes = await rows.payments.disputes(payment.ref);
  const dispute = disputes.find(({ id }) => id === facts.id);
  const { accountId } = payment;
  if (!dispute || !accountId) return;
  const freezing = { ref: `stripe:${facts.id}`, reason: 'dispute' } as const;
  if (dispute.status !== 'won') {
    await freeze(settled, accountId, freezing);
    await tell(settled, accountId, payment.address, `${freezing.ref}:disputed`, { about: 'disputed' });
  }
  if (dispute.withdrawn) await takeAllBack(settled, payment, accountId, dispute);
  if (dispute.status !== 'won') return;
  if (dispute.withdrawn && (await mayGiveBack(settled, accountId, disputes, dispute)))
    await giveBack(settled, payment, accountId, facts.id);
  await needs.ledger.unfreeze(rows, accountId, { ref: freezing.ref });
}

/** An early fraud warning: the money is still here, and whoever spent it is not who owned the card. */
export async function syncWarning(settled: Settling, facts: WarningFacts): Promise<void> {
  const payment = facts.charge.intentId && (await settled.rows.payments.lock({ intentId: facts.charge.intentId }));
  if (!payment || !payment.accountId) return;
  const freezing = { ref: `stripe:${facts.id}`, reason: 'fraud-warning' } as const;
  await freeze(settled, payment.accountId, freezing);
  await tell(settled, payment.accountId, payment.address, `${freezing.ref}:warned`, { about: 'fraud-warned' });
}

/** Freezes once; an account that is frozen afterwards has what it waits for cancelled, also when an earlier try died before that. */
export async function freeze(
  { needs, rows, mended, frozen }: Settling,
  accountId: AccountId,
  freezing: { ref: string; reason: FreezeReason },
): Promise<void> {
  if (!(await rows.credits.knowsFreeze(accountId, freezing.ref))) mended.push('frozen');
  await needs.ledger.freeze(rows, accountId, freezing);
  const { frozen: isFrozen } = await rows.ledger.read(accountId);
  if (isFrozen) frozen.add(accountId);
}

/** All that was bought; what an earlier dispute gave back as well, until this one is won. */
async function takeAllBack(
  { needs, rows }: Settling,
  { ref }: Payment,
  accountId: AccountId,
  dispute: Dispute,
): Promise<void> {
  for (const { sourceRef, credits } of await rows.payments.granted(ref)) {
    if (isWonBack(sourceRef) && dispute.status === 'won') continue;
    const key = `claw:${sourceRef}:dispute:${dispute.id}`;
    await needs.ledger.clawback(rows, accountId, { sourceRef, target: credits, key });
  }
}

/** The same money may be disputed twice: it comes back once, and not while the other one holds it. */
async function mayGiveBack(
  { rows }: Settling,
  accountId: AccountId,
  disputes: readonly Dispute[],
  { id }: Dispute,
): Promise<boolean> {
  const others = disputes.filter((other) => other.id !== id && other.withdrawn);
  if (others.some(({ status }) => status !== 'won')) return false;
  for (const other of others) {
    const grant = await rows.ledger.grantFor(accountId, wonBack(other.id));
    if (grant && grant.clawed < grant.amount) return false;
  }
  return true;
}

async function giveBack(settled: Settling, payment: Payment, accountId: AccountId, disputeId: string): Promise<void> {
  const { needs, rows, mended } = settled;
  const sourceRef = wonBack(disputeId);
  const bought = (await rows.payments.granted(payment.ref)).filter((each) => !isWonBack(each.sourceRef));
  const credits = bought.reduce((sum, each) => sum + each.credits, 0);
  if (credits === 0 || !(await rows.payments.grants(payment.ref, { sourceRef, credits }))) return;
  await needs.ledger.grant(rows, accountId, {
    amount: credits,
    source: 'dispute-won',
    sourceRef,
    priority: GRANT_PRIORITY.pack,
    expiresAt: null,
  });
  mended.push('granted');
  await takeBackRefunded(settled, payment, accountId);
  await tell(settled, accountId, payment.address, `${sourceRef}:won`, { about: 'dispute-won', credits });
}
