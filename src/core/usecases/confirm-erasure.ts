// The second step of /deleteme: from here on nothing is begun for the account, and its erasure is owed.

import type { Asking, ErasureReceipt, Repeated } from '../answers.ts';
import type { ErasureId } from '../domain/ids.ts';
import { refuse } from '../domain/refusal.ts';
import type { Needs } from '../needs.ts';
import { refuseAbsent } from './absent.ts';
import { CONFIRM_MS, receiptOf } from './ask-erasure.ts';
import { closeAccount, destroyKey } from './close-account.ts';

/**
 * Only by its owner, once, and within ten minutes.
 * @throws Refusal not-found, not-yours, erasure-expired, erasure-held, being-erased
 */
export function confirmErasure(needs: Needs) {
  return async (press: Asking, id: ErasureId): Promise<Repeated | ({ kind: 'receipt' } & ErasureReceipt)> => {
    const confirmed = await needs.store.transaction(async (rows) => {
      if (!(await rows.events.record(press.event))) return null;
      // Found and never made: an old button must not bring anybody back.
      const accountId = await rows.accounts.find(press.person);
      const erasure = await rows.erasures.find(id, 'lock');
      if (!accountId) return refuse('not-found', {});
      if (!erasure) return refuseAbsent(rows, 'erasure', id);
      if (erasure.accountId !== accountId) return refuse('not-yours', {});
      if (erasure.state !== 'asked') return refuse('being-erased', {});
      const at = needs.clock.now();
      if (at.getTime() > erasure.askedAt.getTime() + CONFIRM_MS)
        return refuse('erasure-expired', { afterMinutes: CONFIRM_MS / 60_000 });
      if (await rows.erasures.isOnLegalHold(accountId)) return refuse('erasure-held', {});
      if (!(await closeAccount(needs, rows, { id, accountId }, at))) return refuse('being-erased', {});
      return { erasure, at };
    });
    if (!confirmed) return { kind: 'repeated' };
    await destroyKey(needs, confirmed.erasure.accountId);
    needs.doorbell.work();
    return { kind: 'receipt', ...receiptOf(confirmed.erasure, confirmed.at) };
  };
}
