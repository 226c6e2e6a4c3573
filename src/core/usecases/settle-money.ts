// Settles money objects: each is looked at as it is now, and one transaction brings our books in line with it.

import type { MoneyFacts, MoneyRef } from '../domain/payment.ts';
import { faultAt } from '../log-events.ts';
import type { Needs } from '../needs.ts';
import { PaymentsError, type Payments } from '../payment-ports.ts';
import type { SettlementStand } from '../payment-rows.ts';
import { cancelPaidWork } from './cancel-work.ts';
import { isGoing } from './going.ts';
import { inParallel } from './in-parallel.ts';
import { afterSettling, settling, type Mended, type Settling } from './settling.ts';
import { syncCharge } from './sync-charge.ts';
import { syncDispute, syncWarning } from './sync-dispute.ts';
import { syncInvoice } from './sync-invoice.ts';
import { syncSession } from './sync-session.ts';
import { syncSubscription } from './sync-subscription.ts';

const DUE_A_LOOK = 100;
const AT_ONCE = 6;
const DEADLINE_MS = 30_000;
const BACKOFF_BASE_MS = 1_000;
const BACKOFF_MAX_MS = 300_000;

/** Settles what is due, several at once and each alone; returns how many were due. */
export function settleDue(needs: Needs) {
  return async (signal: AbortSignal): Promise<number> => {
    const { payments, store } = needs;
    if (!payments) return 0;
    const due = await store.settlements.due(DUE_A_LOOK);
    await inParallel(due, AT_ONCE, async (ref) => {
      if (!signal.aborted) await settleOrPostpone(needs, payments, ref, signal);
    });
    return due.length;
  };
}

async function settleOrPostpone(needs: Needs, payments: Payments, ref: MoneyRef, signal: AbortSignal): Promise<void> {
  const started = performance.now();
  const outcome = await attempt(needs, payments, ref, signal);
  needs.log({ event: 'settled', kind: ref.kind, outcome, tookMs: Math.round(performance.now() - started) });
}

async function attempt(
  needs: Needs,
  payments: Payments,
  ref: MoneyRef,
  signal: AbortSignal,
): Promise<'changed' | 'same' | 'later'> {
  try {
    return (await settleObject(needs, payments, ref, signal)).mended.length > 0 ? 'changed' : 'same';
  } catch (error) {
    // The program stops: nothing was decided, and the object is as due as it was.
    if (signal.aborted) return 'later';
    if (!(error instanceof PaymentsError)) needs.log(faultAt(`settle ${ref.kind}`, error));
    else if (error.retry.kind === 'refused')
      needs.log({ event: 'money-alarm', about: 'provider-refused', object: ref.id });
    await postpone(needs, ref, error);
    return 'later';
  }
}

async function postpone({ store }: Needs, ref: MoneyRef, error: unknown): Promise<void> {
  if (error instanceof PaymentsError && error.retry.kind === 'wait')
    return store.settlements.postpone(ref, error.retry.afterMs, error.retry.kind);
  const attempts = await store.settlements.attempts(ref);
  const afterMs = (0.5 + Math.random() / 2) * Math.min(BACKOFF_MAX_MS, BACKOFF_BASE_MS * 2 ** Math.min(attempts, 20));
  const failure =
    error instanceof PaymentsError ? error.retry.kind : error instanceof Error ? error.name : typeof error;
  await store.settlements.postpone(ref, afterMs, failure);
}

/** What one settling did, and whether somebody had spoken of the object before. */
export type Settled = { readonly mended: readonly Mended[]; readonly wasDue: boolean };

/**
 * Brings our books in line with one object; may be repeated, and done by several at once.
 * @throws PaymentsError when it could not be looked at
 */
export async function settleObject(
  needs: Needs,
  payments: Payments,
  ref: MoneyRef,
  signal: AbortSignal,
): Promise<Settled> {
  const deadline = AbortSignal.any([signal, AbortSignal.timeout(DEADLINE_MS)]);
  for (;;) {
    deadline.throwIfAborted();
    const stand = await needs.store.settlements.stand(ref);
    const facts = await lookAt(needs, payments, ref, deadline);
    const settled = await write(needs, ref, stand, facts);
    // Somebody else has settled it since we looked, maybe by a later look: ours is of no use; or its account began to go.
    if (!settled) continue;
    for (const accountId of settled.frozen) await cancelPaidWork(needs, accountId);
    // Only now: a death before this has the cancelling done again.
    if (settled.frozen.size > 0) await needs.store.settlements.settled(ref, stand.version);
    afterSettling(settled);
    return { mended: settled.mended, wasDue: stand.waits };
  }
}

/** An object as it is, after what it was paid for where we do not know that yet; nothing for one that is not ours. */
async function lookAt(
  { store }: Needs,
  payments: Payments,
  ref: MoneyRef,
  signal: AbortSignal,
): Promise<readonly MoneyFacts[]> {
  const facts = await payments.look(ref, signal);
  if (!facts) return [];
  const charge = facts.kind === 'charge' ? facts : 'charge' in facts ? facts.charge : null;
  if (!charge?.paidFor || (charge.intentId !== null && (await store.payments.knows(charge.intentId)))) return [facts];
  // Refunds and disputes may be heard of before the payment itself: it goes first, in the same transaction.
  const paid = await payments.look(charge.paidFor, signal);
  return paid ? [paid, facts] : [facts];
}

/** One transaction; null when the turn was taken by somebody else, or what was read of an account holds no more. */
async function write(
  needs: Needs,
  ref: MoneyRef,
  stand: SettlementStand,
  facts: readonly MoneyFacts[],
): Promise<Settling | null> {
  try {
    return await bring(needs, ref, stand, facts);
  } catch (error) {
    if (await isGoing(needs, error)) return null;
    throw error;
  }
}

function bring(
  needs: Needs,
  ref: MoneyRef,
  stand: SettlementStand,
  facts: readonly MoneyFacts[],
): Promise<Settling | null> {
  return needs.store.transaction(async (rows) => {
    if (!(await rows.settlements.take(ref, stand))) return null;
    const settled = settling(needs, rows);
    for (const each of facts) await sync(settled, each);
    if (settled.frozen.size === 0) await rows.settlements.settled(ref, stand.version);
    return settled;
  });
}

function sync(settled: Settling, facts: MoneyFacts): Promise<void> {
  switch (facts.kind) {
    case 'session':
      return syncSession(settled, facts);
    case 'invoice':
      return syncInvoice(settled, facts);
    case 'subscription':
      return syncSubscription(settled, facts);
    case 'charge':
      return syncCharge(settled, facts);
    case 'dispute':
      return syncDispute(settled, facts);
    case 'warning':
      return syncWarning(settled, facts);
  }
}
