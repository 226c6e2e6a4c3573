// Pictures that are marked go for good: first their bytes, then their rows. May be broken off anywhere and begun again.

import type { BulkRunId } from '../domain/ids.ts';
import type { Needs } from '../needs.ts';
import type { MarkedImage } from '../picture-rows.ts';
import type { BulkRun } from '../run-rows.ts';
import { spoilExports } from './end-exports.ts';
import { inParallel } from './in-parallel.ts';
import { captureFinished } from './tend-run.ts';

const OBJECTS_AT_ONCE = 16;

/**
 * Removes marked pictures. A ZIP that may hold one of them goes as well: what is left can be packed again. The mark stays
 * until the rows go, so whoever is killed on the way leaves enough for the next one to finish.
 * @param books by whom what is paid, packed and exported is put in order, where that is somebody else
 */
export async function removePictures(
  needs: Needs,
  images: readonly MarkedImage[],
  books: Needs = needs,
): Promise<void> {
  if (images.length === 0) return;
  const runs = runsOf(images);
  for (const run of await books.store.runs.forgetParts(runs)) await removeParts(needs, run);
  await spoilExports(
    books,
    images.map(({ accountId }) => accountId),
  );
  const keys = images.flatMap(({ objectKey }) => (objectKey === null ? [] : [objectKey]));
  await inParallel(keys, OBJECTS_AT_ONCE, (key) => needs.bucket.remove(key));
  // What was drawn is paid, also where it is deleted before the next capture.
  for (const id of runs)
    await books.store.transaction(async (rows) => {
      const run = await rows.runs.lock(id);
      if (run?.state === 'running') await captureFinished(books, rows, run);
    });
  await needs.store.transaction((rows) => rows.images.remove(images));
}

/** The parts of a run's ZIP, by what they are called: also those that no row names, because a packing was broken off. */
export async function removeParts(needs: Needs, { id, accountId }: Pick<BulkRun, 'id' | 'accountId'>): Promise<void> {
  for await (const key of needs.bucket.list(`${folderOf({ id, accountId })}part-`)) await needs.bucket.remove(key);
}

/** Where everything of a run is, except its pictures. */
export function folderOf({ id, accountId }: Pick<BulkRun, 'id' | 'accountId'>): string {
  return `t/${accountId}/runs/${id}/`;
}

/** In order, as everybody locks them who locks several. */
function runsOf(images: readonly MarkedImage[]): BulkRunId[] {
  return [...new Set(images.flatMap(({ runId }) => (runId === null ? [] : [runId])))].toSorted();
}
