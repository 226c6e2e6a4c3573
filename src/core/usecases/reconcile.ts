// Reconciliation: money objects are listed as they are, and what the events should have done is done by the same functions.

import type { MoneyRef } from '../domain/payment.ts';
import { faultAt } from '../log-events.ts';
import type { Needs } from '../needs.ts';
import { PaymentsError, type Payments, type Stars } from '../payment-ports.ts';
import { cancelPaidWork } from './cancel-work.ts';
import { findUnpaidGrants } from './find-unpaid-grants.ts';
import { inParallel } from './in-parallel.ts';
import { reconcileStars } from './reconcile-stars.ts';
import { alarm, note, type ReconciliationAccount, type Work } from './reconciliation.ts';
import { settleObject } from './settle-money.ts';
import { afterSettling, settling } from './settling.ts';
import { freeze } from './sync-dispute.ts';

const DAY_MS = 86_400_000;
/** Far enough back that a reconciliation that failed, or a day without one, leaves no gap. */
const OVERLAP_MS = 2 * DAY_MS;
const FIRST_MS = 31 * DAY_MS;
/** Once a month the whole month is looked at again, with some days to spare. */
const MONTH_MS = 30 * DAY_MS;
const WHOLE_MONTH_MS = 35 * DAY_MS;
const AT_ONCE = 6;
const DEADLINE_MS = 3_600_000;

/**
 * @param wish.since null: two days before the last one began, and a month for the first
 * @throws PaymentsError when the objects could not be listed
 */
export function reconcile(needs: Needs) {
  return async (
    wish: { readonly since: Date | null },
    signal: AbortSignal = AbortSignal.timeout(DEADLINE_MS),
  ): Promise<ReconciliationAccount> => {
    const startedAt = needs.clock.now();
    const began = performance.now();
    const since = wish.since ?? (await sinceLast(needs, startedAt));
    const work: Work = {
      needs,
      since,
      signal,
      mended: [],
      stars: null,
      count: { objects: 0, failed: 0, paid: 0, unpaid: 0 },
    };
    const unlisted = needs.payments && (await settleListed(work, needs.payments));
    if (needs.stars) await listStars(work, needs.stars);
    // Not written down as done: the next one looks back as far.
    if (unlisted) throw unlisted;
    await freezeUnpaid(work);
    const { mended, count } = work;
    const account = {
      since,
      startedAt,
      objects: count.objects,
      mended,
      paidWithoutGrant: count.paid,
      grantWithoutPayment: count.unpaid,
      failed: count.failed,
    };
    await needs.store.reconciliations.add({ ...account, mended: mended.length });
    const { objects, paidWithoutGrant, grantWithoutPayment } = account;
    needs.log({
      event: 'reconciled',
      objects,
      mended: mended.length,
      paidWithoutGrant,
      grantWithoutPayment,
      tookMs: Math.round(performance.now() - began),
    });
    return account;
  };
}

/**
 * The one that comes by the clock: as far back as the last one left off, and once a month over the whole month.
 * @param stop gives up what is under way; the next one begins where this one did
 */
export function reconcileDue(needs: Needs) {
  const run = reconcile(needs);
  return async (stop?: AbortSignal): Promise<ReconciliationAccount> => {
    const signals = [AbortSignal.timeout(DEADLINE_MS), ...(stop ? [stop] : [])];
    const now = needs.clock.now().getTime();
    const last = await needs.store.reconciliations.lastStart(WHOLE_MONTH_MS);
    const isDue = last === null || now - last.getTime() > MONTH_MS;
    return run({ since: isDue ? new Date(now - WHOLE_MONTH_MS) : null }, AbortSignal.any(signals));
  };
}

async function sinceLast({ store }: Needs, now: Date): Promise<Date> {
  // A shorter one, made by hand, has not seen what came before it.
  const last = await store.reconciliations.lastStart(OVERLAP_MS);
  return last ? new Date(last.getTime() - OVERLAP_MS) : new Date(now.getTime() - FIRST_MS);
}

/** Settles what can be listed, also where the rest cannot; returns why not. */
async function settleListed(work: Work, payments: Payments): Promise<PaymentsError | null> {
  const { needs, signal } = work;
  const refs: MoneyRef[] = [];
  let unlisted: PaymentsError | null = null;
  try {
    for await (const ref of payments.changedSince(work.since, signal)) refs.push(ref);
  } catch (error) {
    if (!(error instanceof PaymentsError)) throw error;
    unlisted = error;
  }
  await inParallel(refs, AT_ONCE, async (ref) => {
    try {
      const { mended, wasDue } = await settleObject(needs, payments, ref, signal);
      // What an event has told us a moment ago was not missed: it was about to be settled.
      note(work, ref.kind, ref.id, mended, !wasDue);
    } catch (error) {
      signal.throwIfAborted();
      // One object that cannot be settled must not keep the others from it.
      needs.log(faultAt(`reconcile ${ref.kind}`, error));
      work.count.failed++;
    }
  });
  return unlisted;
}

/** Telegram that does not answer keeps nothing else from being looked at. */
async function listStars(work: Work, stars: Stars): Promise<void> {
  try {
    await reconcileStars(work, stars);
  } catch (error) {
    work.signal.throwIfAborted();
    work.needs.log(faultAt('reconcile stars', error));
    work.count.failed++;
  }
}

/** Credits without money behind them stay where they are, and nobody spends them until a human has looked. */
async function freezeUnpaid(work: Work): Promise<void> {
  const { needs } = work;
  for (const { accountId, sourceRef } of await findUnpaidGrants(work)) {
    const frozen = await needs.store.transaction(async (rows) => {
      const settled = settling(needs, rows);
      await freeze(settled, accountId, { ref: `missing:${sourceRef}`, reason: 'payment-missing' });
      return settled;
    });
    for (const account of frozen.frozen) await cancelPaidWork(needs, account);
    afterSettling(frozen);
    if (frozen.mended.length === 0) continue;
    work.count.unpaid++;
    work.mended.push({ kind: 'grant', id: sourceRef, what: 'frozen' });
    alarm(work, 'grant-without-payment', sourceRef);
  }
}
