// The rows of a copy, read as if somebody had changed them: what we never write is refused before the database sees it.

import { ExportUnreadable, type CopyPiece } from '../core/copy-ports.ts';
import type { TableRule } from '../core/domain/data-catalogue/types.ts';
import { isHandedOut } from './export-lines.ts';
import type { LoadedRow } from './sealing-anew.ts';

const ROWS_AT_ONCE = 1_000;
/** The longest row of ours names the columns of an upload, and has a tenth of this. */
const MAX_LINE_CHARS = 4 * 1024 * 1024;
/** No value of ours has so many arrays and objects around it; JSON.stringify ends with the stack. */
const MAX_DEPTH = 32;

/** Rows of a table that have the same columns, and the lines they are written in. */
export type Batch = { readonly lines: readonly string[]; readonly rows: readonly LoadedRow[] };

/** @throws ExportUnreadable */
export function* batchesIn(piece: CopyPiece, table: string, rule: TableRule): Generator<Batch> {
  let lines: string[] = [];
  let rows: LoadedRow[] = [];
  for (const line of linesIn(piece)) {
    const row = readRow(line, piece.file);
    checkColumns(row, rows[0] ?? row, piece.file, table, rule);
    lines.push(line);
    rows.push(row);
    if (rows.length < ROWS_AT_ONCE) continue;
    yield { lines, rows };
    [lines, rows] = [[], []];
  }
  if (rows.length > 0) yield { lines, rows };
}

/** Not split at once: a file of nothing but line feeds would be millions of them. */
function* linesIn({ file, text }: CopyPiece): Generator<string> {
  for (let at = 0; at < text.length;) {
    const end = text.indexOf('\n', at);
    if (end <= at) throw new ExportUnreadable('damaged', file);
    if (end - at > MAX_LINE_CHARS) throw new ExportUnreadable('too-large', file);
    yield text.slice(at, end);
    at = end + 1;
  }
}

function readRow(line: string, file: string): LoadedRow {
  let row: unknown;
  try {
    row = JSON.parse(line);
  } catch (error) {
    throw new ExportUnreadable('damaged', file, { cause: error });
  }
  if (!isObject(row) || !isShallow(row, MAX_DEPTH)) throw new ExportUnreadable('damaged', file);
  return row;
}

/** A column that we withhold was put there by somebody: a worker's key, say, or the names of files that a link leads to. */
function checkColumns(row: LoadedRow, first: LoadedRow, file: string, table: string, { columns }: TableRule): void {
  const names = Object.keys(row);
  if (names.length === 0 || names.length !== Object.keys(first).length) throw new ExportUnreadable('damaged', file);
  for (const name of names) {
    const column = Object.hasOwn(columns, name) ? columns[name] : undefined;
    if (!column) throw new ExportUnreadable('other-version', `${table}.${name}`);
    const isAsWritten =
      (column.sealed !== 'text' || row[name] === null || typeof row[name] === 'string') &&
      (column.sealed !== 'values' || (isObject(row[name]) && Object.values(row[name]).every(isTextOrNull)));
    if (!isHandedOut(column) || !Object.hasOwn(first, name) || !isAsWritten)
      throw new ExportUnreadable('damaged', file);
  }
}

function isTextOrNull(value: unknown): boolean {
  return value === null || typeof value === 'string';
}

function isObject(value: unknown): value is LoadedRow {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isShallow(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return depth > 0 && Object.values(value).every((inner) => isShallow(inner, depth - 1));
}
