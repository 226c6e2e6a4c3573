// Delete: at once and for good. Marked in one transaction with what is owed to the chats; then the bytes, then the rows.

import type { Asking, Deleted, Pressing, Repeated } from '../answers.ts';
import type { ImageId } from '../domain/ids.ts';
import { refuse } from '../domain/refusal.ts';
import type { Needs } from '../needs.ts';
import type { MarkedImage } from '../picture-rows.ts';
import type { Account } from '../account-rows.ts';
import type { Rows } from '../store.ts';
import { rememberMessage } from './open-delivery.ts';
import { ownPicture, ownSubject, type PictureSubject, type WhichPicture } from './own-pictures.ts';
import { removePictures } from './remove-pictures.ts';
import { sight } from './sight.ts';
import { sweepRuns } from './sweep.ts';
import { oweWithdrawals } from './withdraw.ts';

/** `/delete`. @throws Refusal picture-unknown, also for somebody else's */
export function deletePicture(needs: Needs) {
  return (ask: Asking, which: WhichPicture): Promise<Repeated | Deleted> =>
    remove(needs, ask, async (rows, { id }) => [(await ownPicture(rows, id, which)).id]);
}

/** The button below a picture. @throws Refusal picture-unknown, not-yours */
export function deletePressed(needs: Needs) {
  return (press: Pressing, subject: PictureSubject): Promise<Repeated | Deleted> =>
    remove(needs, press, async (rows, account) => {
      const ids = await ownSubject(rows, account.id, subject);
      // A press knows its message and brings a fresh way to reach it, also where that has been forgotten.
      await rememberMessage(needs, rows, account, subject, press);
      return ids;
    });
}

async function remove(
  needs: Needs,
  ask: Asking,
  find: (rows: Rows, account: Account) => Promise<readonly ImageId[]>,
): Promise<Repeated | Deleted> {
  const marked = await needs.store.transaction(async (rows) => {
    const account = await sight(needs, rows, ask);
    if (!account) return null;
    const images = await rows.images.mark(account.id, await find(rows, account));
    // Somebody, or the sweep, was there first.
    if (images.length === 0) return refuse('picture-unknown', {});
    await oweToChats(needs, rows, images);
    return images;
  });
  if (!marked) return { kind: 'repeated' };
  // Whatever goes wrong from here on, the mark stands, and the clock finishes it.
  await removePictures(needs, marked);
  const runs = [...new Set(marked.flatMap(({ runId }) => (runId === null ? [] : [runId])))];
  if (runs.length > 0) await sweepRuns(needs, runs);
  needs.doorbell.work();
  const [run] = runs;
  const left = run && (await needs.store.runs.find(run));
  return { kind: 'deleted', images: marked.length, ofRun: runs.length > 0, run: left?.id ?? null };
}

/** Every message that shows one of them: its own, its request's, its run's, and pages of /history; `also` names further subjects. */
export async function oweToChats(
  needs: Needs,
  rows: Rows,
  images: readonly MarkedImage[],
  also: readonly string[] = [],
): Promise<void> {
  const subjects = new Set<string>([
    ...also,
    ...images.flatMap(({ id, generationId, runId }) => [id, generationId, ...(runId ? [runId] : [])]),
    ...(await rows.histories.showing(images.map(({ id }) => id))),
  ]);
  await oweWithdrawals(needs, rows, await rows.deliveries.about([...subjects]));
}
