// A whole run goes: every picture of it, its file and its ZIP, after a second step. Marked at once; what is marked is removed here
// as far as a chat waits for it, and the rest by the clock.

import type { Asking, Pressing, Repeated, RunGoes, RunGone } from '../answers.ts';
import type { BulkRunId } from '../domain/ids.ts';
import { refuse } from '../domain/refusal.ts';
import type { Needs } from '../needs.ts';
import type { MarkedImage } from '../picture-rows.ts';
import type { Account } from '../account-rows.ts';
import type { BulkRun } from '../run-rows.ts';
import type { Rows } from '../store.ts';
import { refuseAbsent } from './absent.ts';
import { oweToChats } from './delete-picture.ts';
import { removePictures } from './remove-pictures.ts';
import { sight } from './sight.ts';
import { removeRunNow } from './sweep.ts';

const PICTURES_A_BATCH = 500;
/** A chat waits half a minute for an answer; what takes longer is said to go on. */
const WAITED_FOR_MS = 10_000;

/** What would go. @throws Refusal not-found, not-yours, run-under-way */
export function askDeleteRun(needs: Needs) {
  return async (ask: Asking, id: BulkRunId): Promise<Repeated | RunGoes> => {
    const found = await needs.store.transaction(async (rows) => {
      const account = await sight(needs, rows, ask);
      return account && { run: await ownRun(rows, account, id), pictures: await rows.images.countOfRun(id) };
    });
    if (!found) return { kind: 'repeated' };
    return { kind: 'run-goes', id, fileName: found.run.fileName, ...found.pictures };
  };
}

/** The second step. @throws Refusal not-found, not-yours, run-under-way */
export function deleteRun(needs: Needs) {
  return async (press: Pressing, id: BulkRunId): Promise<Repeated | RunGone> => {
    const marked = await needs.store.transaction(async (rows) => {
      const account = await sight(needs, rows, press);
      if (!account) return null;
      const run = await ownRun(rows, account, id);
      // Whoever presses Start on a proposal from here on is told that there is nothing to start.
      if (run.state === 'proposed') await rows.runs.setState(id, 'cancelled', { stopped: true });
      const images = await rows.images.markRun(account.id, id);
      await oweToChats(needs, rows, images, [id]);
      return { images, run };
    });
    if (!marked) return { kind: 'repeated' };
    const left = await removeInTime(needs, marked.images);
    if (left === 0) await removeRunNow(needs, marked.run);
    needs.doorbell.work();
    return { kind: 'run-gone', images: marked.images.length, left };
  };
}

async function ownRun(rows: Rows, account: Account, id: BulkRunId): Promise<BulkRun> {
  const locked = await rows.runs.lock(id);
  const run = locked && (await rows.runs.find(id));
  if (!run) return refuseAbsent(rows, 'run', id);
  if (run.accountId !== account.id) return refuse('not-yours', {});
  if (run.state === 'running' || run.state === 'assembling') return refuse('run-under-way', {});
  return run;
}

/** How many are still to go when the chat will not wait any longer. */
async function removeInTime(needs: Needs, images: readonly MarkedImage[]): Promise<number> {
  const until = performance.now() + WAITED_FOR_MS;
  for (let at = 0; at < images.length; at += PICTURES_A_BATCH) {
    if (performance.now() > until) return images.length - at;
    await removePictures(needs, images.slice(at, at + PICTURES_A_BATCH));
  }
  return 0;
}
