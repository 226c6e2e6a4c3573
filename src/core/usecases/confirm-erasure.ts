// The second step of /deleteme: from here on nothing is begun for the account, and its erasure is owed.

import type { Asking, ErasureReceipt, Repeated } from '../answers.ts';
import type { AccountId, ErasureId, TaskId } from '../domain/ids.ts';
import { RIGHTS_POOL } from '../domain/pools.ts';
import { refuse } from '../domain/refusal.ts';
import type { Needs } from '../needs.ts';
import { CONFIRM_MS, receiptOf } from './ask-erasure.ts';

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
      if (!erasure || !accountId) return refuse('not-found', {});
      if (erasure.accountId !== accountId) return refuse('not-yours', {});
      if (erasure.state !== 'asked') return refuse('being-erased', {});
      const at = needs.clock.now();
      if (at.getTime() > erasure.askedAt.getTime() + CONFIRM_MS)
        return refuse('erasure-expired', { afterMinutes: CONFIRM_MS / 60_000 });
      if (await rows.erasures.isOnLegalHold(accountId)) return refuse('erasure-held', {});
      const receiptId = needs.newId<AccountId>();
      const marks = (await rows.accounts.logins(accountId)).map(needs.mark);
      if (!(await rows.erasures.confirm({ id, accountId }, { id: receiptId, at, marks })))
        return refuse('being-erased', {});
      await rows.erasures.stopTasks(accountId);
      await rows.tasks.add({
        id: needs.newId<TaskId>(),
        kind: 'erase',
        subjectId: id,
        accountId: receiptId,
        pool: RIGHTS_POOL,
        class: 'interactive',
      });
      return { erasure, at };
    });
    if (!confirmed) return { kind: 'repeated' };
    needs.doorbell.work();
    return { kind: 'receipt', ...receiptOf(confirmed.erasure, confirmed.at) };
  };
}
