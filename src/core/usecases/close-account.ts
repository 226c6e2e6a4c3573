// The moment an account is closed, whoever wanted it: from here on nothing is begun for it, and its erasure is owed.

import type { AccountId, ErasureId, TaskId } from '../domain/ids.ts';
import { RIGHTS_POOL } from '../domain/pools.ts';
import type { Needs } from '../needs.ts';
import { faultAt } from '../log-events.ts';
import type { Rows } from '../store.ts';
import { takeMessagesAlong } from './withdraw-everything.ts';

/** In the caller's transaction, for an erasure that was asked for; false when the account was closed before. */
export async function closeAccount(
  needs: Needs,
  rows: Rows,
  { id, accountId }: { readonly id: ErasureId; readonly accountId: AccountId },
  at: Date,
): Promise<boolean> {
  const receiptId = needs.newId<AccountId>();
  if (!(await rows.erasures.confirm({ id, accountId }, { id: receiptId, at }))) return false;
  await takeMessagesAlong(needs, rows, { id, accountId, receiptId });
  await rows.erasures.stopTasks(accountId);
  await rows.tasks.add({
    id: needs.newId<TaskId>(),
    kind: 'erase',
    subjectId: id,
    accountId: receiptId,
    pool: RIGHTS_POOL,
    class: 'interactive',
  });
  return true;
}

/**
 * Called once the account is closed: a second later nothing of it can be read any more. Its erasure begins with the same, so
 * a keyring that is away now only delays it, and whoever has confirmed gets their number all the same.
 */
export async function destroyKey({ keyring, log }: Needs, accountId: AccountId): Promise<void> {
  try {
    await keyring.destroy(accountId);
  } catch (error) {
    log(faultAt('destroy key', error));
  }
}
