// Uploaded tables, from bytes of any origin to numbered lines of cells.

import { BULK_LIMITS, isPromptColumn } from '../core/domain/bulk-row.ts';
import { refuse } from '../core/domain/refusal.ts';
import type { TableReader } from '../core/file-ports.ts';
import { csvLines, findDelimiter, type Delimiter } from './csv.ts';
import { readText, type Encoding } from './encoding.ts';
import { fileKind } from './file-kind.ts';
import { unguardCell } from './formula-guard.ts';
import { txtPrompts } from './txt.ts';

const ENDINGS = ['.csv', '.tsv', '.txt'] as const;

/**
 * Lines that a file may have for each row allowed: blank ones ask for nothing but cost time. Those with fewer or more cells
 * than the first line cost csv-parse more than ten others, so of them there may be no more than rows.
 */
const LINES_PER_ROW = 5;

type Line = { readonly row: number; readonly cells: readonly string[] };

/** How a file will be read. */
export type TableFormat = {
  readonly encoding: Encoding;
  /** True where the bytes could be in another encoding: the first prompt should be shown before anything starts. */
  readonly isEncodingGuessed: boolean;
  /** null for a list of prompts. */
  readonly delimiter: Delimiter | null;
};

/**
 * Reads CSV, TSV and TXT files, in whatever encoding they came. The first line is the header; after it come the lines that
 * have text, with the apostrophes gone that our own results.csv puts before formulas.
 * A TXT file is one `prompt` column: its header is row 0, and its rows are the lines of the file. Saved from a spreadsheet
 * (tabs, and a prompt column in the first line) it is read as the table it is.
 * Every method throws Refusal where the bytes are no table: file-kind, csv-unreadable, csv-empty, csv-too-many-rows,
 * csv-too-many-columns.
 * @param maxRows lines with text that a file may have, the header aside
 */
export function createTableReader(
  maxRows: number = BULK_LIMITS.rows,
): TableReader & { detect(name: string, bytes: Uint8Array): TableFormat } {
  return {
    async *rows(name, bytes) {
      const { utf8, delimiter } = open(name, bytes);
      const stretches = delimiter === null ? promptLines(utf8) : tableLines(utf8, delimiter, maxRows);
      let count = -1;
      for await (const lines of stretches) {
        for (const line of lines) {
          if (++count > maxRows) refuse('csv-too-many-rows', { max: maxRows });
          yield line;
        }
      }
      if (count < 1) refuse('csv-empty', {});
    },

    detect(name, bytes) {
      const { encoding, isGuessed, delimiter } = open(name, bytes);
      return { encoding, isEncodingGuessed: isGuessed, delimiter };
    },
  };
}

function open(name: string, bytes: Uint8Array): ReturnType<typeof readText> & { delimiter: Delimiter | null } {
  const ending = ENDINGS.find((each) => name.toLowerCase().endsWith(each));
  if (!ending || fileKind(bytes)) return refuse('file-kind', { name, allowed: ENDINGS });
  const text = readText(bytes);
  if (ending === '.txt' && !isSheet(text.utf8)) return { ...text, delimiter: null };
  const { delimiter, columns } = findDelimiter(text.utf8, ending === '.csv' ? ',' : '\t');
  // readHeader counts exactly; a header of millions of separators is not worth parsing to find out.
  if (columns > 2 * BULK_LIMITS.columns) refuse('csv-too-many-columns', { columns, max: BULK_LIMITS.columns });
  return { ...text, delimiter };
}

/** Whether a .txt is what spreadsheets call text: tab-separated, with a header. */
function isSheet(utf8: Buffer): boolean {
  const lineEnd = utf8.indexOf('\n');
  const cells = utf8.toString('utf8', 0, lineEnd < 0 ? utf8.length : lineEnd).split('\t', BULK_LIMITS.columns);
  return cells.length > 1 && cells.some((cell) => isPromptColumn(cell));
}

async function* promptLines(utf8: Buffer): AsyncGenerator<readonly Line[]> {
  yield [{ row: 0, cells: ['prompt'] }];
  for await (const prompts of txtPrompts(utf8)) yield prompts.map(({ row, prompt }) => ({ row, cells: [prompt] }));
}

/** The lines with text, numbered as a spreadsheet shows them. */
async function* tableLines(utf8: Buffer, delimiter: Delimiter, maxRows: number): AsyncGenerator<readonly Line[]> {
  let row = 0;
  let width: number | null = null;
  let uneven = 0;
  for await (const parsed of csvLines(utf8, delimiter)) {
    const lines: Line[] = [];
    for (const cells of parsed) {
      row++;
      if (cells.length !== (width ??= cells.length)) uneven++;
      if (cells.some((cell) => cell.trim() !== '')) lines.push({ row, cells: cells.map(unguardCell) });
    }
    yield lines;
    if (row > maxRows * LINES_PER_ROW || uneven > maxRows) refuse('csv-too-many-rows', { max: maxRows });
  }
}
