// An uploaded table as orders and problems, line by line; used when it is priced and again when it is started.

import { isFinished, readHeader, readRow, type Columns, type RowOrder, type RowProblem } from '../domain/bulk-row.ts';
import { refuse } from '../domain/refusal.ts';
import type { Needs } from '../needs.ts';

export type UploadLine =
  | { readonly kind: 'order'; readonly line: RowOrder; readonly cells: readonly string[] }
  | { readonly kind: 'problems'; readonly problems: readonly RowProblem[] };

/**
 * @returns the header, then a line at a time; nothing is kept, so memory stays flat whatever the file's size
 * @throws Refusal when the file is no table with a prompt column
 */
export async function readUpload(
  needs: Pick<Needs, 'tables' | 'catalogue' | 'newSeed'>,
  name: string,
  bytes: Uint8Array,
): Promise<{ columns: Columns; lines: AsyncGenerator<UploadLine> }> {
  const rows = needs.tables.rows(name, bytes)[Symbol.asyncIterator]();
  const first = await rows.next();
  if (first.done) return refuse('csv-empty', {});
  const columns = readHeader(first.value.cells);
  const lines = async function* (): AsyncGenerator<UploadLine> {
    for (let next = await rows.next(); !next.done; next = await rows.next()) {
      // Our own results.csv came back: what is drawn already is not drawn and paid again.
      if (isFinished(next.value.cells, columns)) continue;
      const read = readRow(next.value.row, next.value.cells, columns, needs.catalogue, needs.newSeed());
      yield 'order' in read
        ? { kind: 'order', line: read, cells: next.value.cells }
        : { kind: 'problems', problems: read };
    }
  };
  return { columns, lines: lines() };
}
