// What the parts of a reconciliation share: since when, what it has mended so far, and the account it gives in the end.

import type { MoneyRef } from '../domain/payment.ts';
import type { MoneyAlarm } from '../log-events.ts';
import type { Needs } from '../needs.ts';
import type { Mended } from './settling.ts';

/** Something that was not as its object says. */
export type MendedObject = {
  readonly kind: MoneyRef['kind'] | 'stars' | 'grant';
  readonly id: string;
  readonly what: Mended;
};

/** What a reconciliation looked at and mended. */
export type ReconciliationAccount = {
  readonly since: Date;
  readonly startedAt: Date;
  readonly objects: number;
  readonly mended: readonly MendedObject[];
  /** Money had come and no credits; they were granted. */
  readonly paidWithoutGrant: number;
  /** Credits had no money behind them; their accounts were frozen. */
  readonly grantWithoutPayment: number;
  /** Objects that could not be looked at or settled; the next one comes back to them. */
  readonly failed: number;
};

/** A reconciliation under way. */
export type Work = {
  readonly needs: Needs;
  readonly since: Date;
  readonly signal: AbortSignal;
  readonly mended: MendedObject[];
  /** Charges in Stars since then, once they have been listed; null where they cannot be. */
  stars: ReadonlySet<string> | null;
  readonly count: { objects: number; failed: number; paid: number; unpaid: number };
};

/** Says what was mended of an object; that credits were missing is said aloud. */
export function note(
  work: Work,
  kind: MendedObject['kind'],
  id: string,
  mended: readonly Mended[],
  isNews: boolean,
): void {
  work.count.objects++;
  for (const what of mended) work.mended.push({ kind, id, what });
  if (!isNews || !mended.includes('granted')) return;
  work.count.paid++;
  alarm(work, 'paid-without-grant', id);
}

export function alarm({ needs }: Work, about: MoneyAlarm, object: string): void {
  needs.log({ event: 'money-alarm', about, object });
}
