// After a backup was restored: whoever was erased since it was made is in the database again, and is erased again before anything else.

import type { AccountId, ErasureId } from '../domain/ids.ts';
import type { Needs } from '../needs.ts';
import { newNumber } from './ask-erasure.ts';
import { closeAccount } from './close-account.ts';
import { BUSY_MS, eraseRows } from './erase-account.ts';
import { keptMarks } from './kept-marks.ts';

/** Work of an account that a backup shows as running is over as soon as its lease is. */
const PATIENCE_MS = 60_000;

/**
 * Compares the marks in the bucket with those of the database; an ordinary start finds nothing new and is done.
 * @returns how many accounts came back and are erased again; what takes too long is left to its task, and the account is closed
 */
export function replayErasures(needs: Needs, eraser: Needs) {
  return async (signal: AbortSignal): Promise<number> => {
    const unknown = await needs.store.erasures.unknownMarks(await keptMarks(needs));
    if (unknown.length === 0) return 0;
    const closed: ErasureId[] = [];
    // Whoever came back afterwards as somebody new stays.
    for (const accountId of await needs.store.erasures.cameBack(unknown)) {
      const id = await close(needs, accountId);
      if (id) closed.push(id);
    }
    for (const id of closed) await eraseNow(needs, eraser, id, signal);
    // Only now: broken off, the next start begins again.
    for (const mark of unknown) await needs.store.erasures.keepMark(mark);
    return closed.length;
  };
}

/** Also one the backup shows on legal hold: it had been lifted when the account was erased. */
async function close(needs: Needs, accountId: AccountId): Promise<ErasureId | null> {
  return needs.store.transaction(async (rows) => {
    const [id, at] = [needs.newId<ErasureId>(), needs.clock.now()];
    if ((await rows.accounts.lock(accountId))?.state !== 'active') return null;
    await rows.erasures.ask({ id, number: newNumber(), accountId, askedAt: at });
    return (await closeAccount(needs, rows, { id, accountId }, at)) ? id : null;
  });
}

async function eraseNow(needs: Needs, eraser: Needs, id: ErasureId, signal: AbortSignal): Promise<void> {
  for (const until = performance.now() + PATIENCE_MS; performance.now() < until;) {
    const erasure = await needs.store.erasures.find(id);
    if (erasure?.state !== 'confirmed') return;
    if ((await eraseRows(eraser, erasure, signal)) === 'erased') return;
    await needs.store.tasks.recover();
    await new Promise((resolve) => setTimeout(resolve, BUSY_MS));
  }
}
