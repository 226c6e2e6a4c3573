// The files of an export go: after a day, once they were fetched, and when something that may be in them is deleted.

import type { AccountId } from '../domain/ids.ts';
import type { Export } from '../export-rows.ts';
import type { Needs } from '../needs.ts';

const A_BATCH = 100;

/** Removes the files of what is over; returns of how many. May be broken off anywhere: the next one goes on. */
export function endExports(needs: Needs) {
  return async (): Promise<number> => {
    for (let ended = 0; ;) {
      const due = await needs.store.exports.due(needs.clock.now(), A_BATCH);
      for (const each of due) await endExport(needs, each);
      ended += due.length;
      if (due.length < A_BATCH) return ended;
    }
  };
}

/** Files before the row: whoever is killed in between leaves a row without a file, and never a file without a row. */
export async function endExport(needs: Needs, found: Pick<Export, 'id' | 'accountId'>): Promise<void> {
  await removeExportFiles(needs, found);
  await needs.store.exports.end(found.id);
}

/** Everything under the export's prefix, also what no row names because packing was broken off. */
export async function removeExportFiles({ bucket }: Needs, found: Pick<Export, 'id' | 'accountId'>): Promise<void> {
  for await (const key of bucket.list(exportFolder(found))) await bucket.remove(key);
}

export function exportFolder({ id, accountId }: Pick<Export, 'id' | 'accountId'>): string {
  return `t/${accountId}/exports/${id}/`;
}

/** Pictures of these accounts are being deleted: no copy keeps them. */
export async function spoilExports(needs: Needs, accountIds: readonly AccountId[]): Promise<void> {
  for (const ready of await needs.store.exports.spoil([...new Set(accountIds)])) await endExport(needs, ready);
}
