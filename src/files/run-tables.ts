// The tables in a run's ZIP: results.csv with every line and what became of it, failed.csv with the lines to try again.

import { isFinished, readHeader } from '../core/domain/bulk-row.ts';
import type { ArchiveRequest, RunImage } from '../core/file-ports.ts';
import { createSheet } from './sheet.ts';

export type TableLine = { readonly row: number; readonly cells: readonly string[] };

const RESULTS = ['status', 'error', 'seed', 'model', 'provider', 'file', 'credits'] as const;
type Result = Partial<Record<(typeof RESULTS)[number], string>> & { readonly status: RowStatus };

/**
 * What became of a line: all its pictures are there, or some, or none and why. `deleted` had them until somebody deleted them;
 * `missing` should have them, and their files are gone.
 */
type RowStatus = 'ready' | 'partial' | 'failed' | 'cancelled' | 'skipped' | 'deleted' | 'missing';

const BETWEEN_FILES = ' | ';

/**
 * Writes both tables, one line for each line of the upload, so that either can be uploaded again.
 * @param lines the uploaded table, header first
 * @param fileOf where a picture is in the ZIP, or null where it is not
 * @returns UTF-8 CSV; `failed` is null when every line was drawn
 */
export async function runTables(
  lines: readonly TableLine[],
  { problems, images, gone }: Pick<ArchiveRequest, 'problems' | 'images' | 'gone'>,
  fileOf: (image: RunImage) => string | null,
): Promise<{ results: Buffer; failed: Buffer | null }> {
  const [header, ...rest] = lines;
  if (!header) throw new Error('a run without a table');
  const columns = readHeader(header.cells);
  const results = createSheet(columns, RESULTS);
  const failed = createSheet(columns, ['error']);
  const imagesByRow = Map.groupBy(images, ({ row }) => row);

  for (const { row, cells } of rest) {
    const drawn = imagesByRow.get(row) ?? [];
    if (drawn.length === 0 && !problems.has(row) && isFinished(cells, columns)) {
      // Drawn by the run that wrote this upload: the line says so itself.
      results.add(cells, {});
      continue;
    }
    if (drawn.length === 0 && gone?.has(row)) {
      results.add(cells, { status: 'deleted', error: '', provider: '', file: '', credits: '0' });
      continue;
    }
    const result = drawn.length > 0 ? resultOf(drawn, fileOf) : undrawn(problems.get(row));
    results.add(cells, result);
    if (drawn.length === 0 || drawn.some(({ state }) => state !== 'ready')) failed.add(cells, result);
  }
  return { results: await results.toCsv(), failed: failed.isEmpty() ? null : await failed.toCsv() };
}

/** A line that was left out for a problem, or stopped before its pictures were even ordered. */
function undrawn(problem: string | undefined): Result {
  const status = problem === undefined ? 'cancelled' : 'skipped';
  return { status, error: problem ?? '', provider: '', file: '', credits: '0' };
}

function resultOf(images: readonly RunImage[], fileOf: (image: RunImage) => string | null): Result {
  const files = images.map(fileOf).filter((file) => file !== null);
  const credits = images.reduce((sum, image) => sum + (image.state === 'ready' ? image.credits : 0), 0);
  const [first] = images;
  return {
    status: statusOf(images, files.length),
    error: images.find(({ failure }) => failure !== null)?.failure ?? '',
    // The seed and model that were used, so that the line draws the same pictures again.
    seed: first?.seed?.toString() ?? '',
    model: first?.model ?? '',
    provider: first?.provider ?? '',
    file: files.join(BETWEEN_FILES),
    credits: String(credits),
  };
}

function statusOf(images: readonly RunImage[], files: number): RowStatus {
  if (files === images.length) return 'ready';
  if (files > 0) return 'partial';
  if (images.some(({ state }) => state === 'ready')) return 'missing';
  return images.some(({ state }) => state === 'failed') ? 'failed' : 'cancelled';
}
