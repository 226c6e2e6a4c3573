// The clock removes what has been kept for as long as was promised: pictures nobody saved, and what is left behind by work.

import type { BulkRunId } from '../domain/ids.ts';
import { KEEP_DAYS } from '../domain/retention.ts';
import type { Needs } from '../needs.ts';
import type { BulkRun } from '../run-rows.ts';
import { folderOf, removePictures } from './remove-pictures.ts';

const PICTURES_A_BATCH = 500;
const ROWS_A_BATCH = 1_000;

export type Swept = {
  pictures: number;
  runs: number;
  events: number;
  tasks: number;
  deliveries: number;
  histories: number;
  exports: number;
};

/**
 * Goes on until nothing is due. Everything is decided by the database's clock and in small batches, so it may be broken off
 * anywhere: the next one goes on. A picture that is saved while it runs stays, or whoever saves it is told that it is too late.
 * @param books by whom the rest is put in order: what is paid, packed and exported
 */
export function sweep(needs: Needs, books: Needs) {
  return async (): Promise<Swept> => {
    const { leftovers } = needs.store;
    const pictures = await batches(PICTURES_A_BATCH, async (limit) => {
      const due = await needs.store.images.markDue(KEEP_DAYS.image, limit);
      await removePictures(needs, due, books);
      return due.length;
    });
    return {
      pictures,
      runs: await sweepRuns(needs),
      histories: await batches(ROWS_A_BATCH, (limit) => leftovers.removeHistories(KEEP_DAYS.history, limit)),
      deliveries: await batches(ROWS_A_BATCH, (limit) => leftovers.removeDeliveries(KEEP_DAYS.delivery, limit)),
      exports: await batches(ROWS_A_BATCH, (limit) => needs.store.exports.removeOld(KEEP_DAYS.export, limit)),
      tasks: await batches(ROWS_A_BATCH, (limit) => leftovers.removeTasks(KEEP_DAYS.task, limit)),
      events: await batches(ROWS_A_BATCH, (limit) => leftovers.removeEvents(KEEP_DAYS.event, limit)),
    };
  };
}

/** Finishes what somebody was killed at: pictures that are marked and still there, and runs without any. Returns how many pictures. */
export function finishRemovals(needs: Needs, books: Needs) {
  return async (): Promise<number> => {
    const pictures = await batches(PICTURES_A_BATCH, async (limit) => {
      const marked = await needs.store.images.marked(limit);
      await removePictures(needs, marked, books);
      return marked.length;
    });
    // A run that was being deleted as a whole may be all that is left of it.
    await sweepRuns(needs);
    return pictures;
  };
}

/** Runs of which nothing is left, with the upload they came from; of all there are, or among these. */
export function sweepRuns(needs: Needs, among: readonly BulkRunId[] | null = null): Promise<number> {
  return batches(PICTURES_A_BATCH, async (limit) => {
    const empty = await needs.store.leftovers.emptyRuns(KEEP_DAYS.run, limit, among);
    for (const run of empty) await removeRunNow(needs, run);
    return empty.length;
  });
}

/** The file, whatever was packed of it, and the row. */
export async function removeRunNow(needs: Needs, run: Pick<BulkRun, 'id' | 'accountId'>): Promise<void> {
  for await (const key of needs.bucket.list(folderOf(run))) await needs.bucket.remove(key);
  await needs.store.transaction((rows) => rows.leftovers.removeRun(run.id));
}

async function batches(limit: number, work: (limit: number) => Promise<number>): Promise<number> {
  for (let all = 0; ;) {
    const now = await work(limit);
    all += now;
    if (now < limit) return all;
  }
}
