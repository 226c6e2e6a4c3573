// One line of an uploaded file: which columns mean what, and what is wrong with it, in the words a spreadsheet uses.

import type { Catalogue } from './models.ts';
import { nearest } from './nearest.ts';
import { checkWish, type Order, type Wish } from './order.ts';
import { readWish, type WishOption } from './prompt-flags.ts';
import { Refusal, refuse, type RefusalFacts } from './refusal.ts';

export const BULK_LIMITS = { bytes: 5_000_000, rows: 10_000, columns: 64, cellBytes: 4_000 } as const;

/** A line with something wrong in it. `row` is the number a spreadsheet shows: the header is row 1. */
export type RowProblem = { readonly row: number; readonly column: string; readonly why: RefusalFacts | CellProblem };
type CellProblem =
  | { code: 'cell-too-long'; facts: { bytes: number; maxBytes: number } }
  | { code: 'placeholder-unknown'; facts: { placeholder: string; nearest: string | null } }
  | { code: 'columns-uneven'; facts: { cells: number; columns: number } };

/** What a column can mean. */
export type Meaning = keyof Wish | 'filename';

const MEANINGS: ReadonlyMap<string, Meaning> = new Map([
  ['prompt', 'prompt'],
  ['text', 'prompt'],
  ['description', 'prompt'],
  ['negative_prompt', 'negativePrompt'],
  ['negative', 'negativePrompt'],
  ['no', 'negativePrompt'],
  ['aspect_ratio', 'aspectRatio'],
  ['ar', 'aspectRatio'],
  ['ratio', 'aspectRatio'],
  ['resolution', 'resolution'],
  ['size', 'resolution'],
  ['model', 'model'],
  ['seed', 'seed'],
  ['seed_number', 'seed'],
  ['count', 'count'],
  ['n', 'count'],
  ['num_images', 'count'],
  ['number_of_images', 'count'],
  ['style', 'style'],
  ['filename', 'filename'],
  ['file_name', 'filename'],
  ['output_filename', 'filename'],
  ['name', 'filename'],
]);

/** Columns that only our own results.csv has: known, so that it can be uploaded again without a warning. */
const RESULT_COLUMNS: ReadonlySet<string> = new Set(['status', 'error', 'provider', 'file', 'credits']);

/** How a header is read: which column has which meaning, and which columns nothing is known of. */
export type Columns = {
  readonly names: readonly string[];
  readonly meaning: ReadonlyMap<Meaning, number>;
  readonly unknown: readonly string[];
  /** Every column by its key; the first of two with the same. */
  readonly byKey: ReadonlyMap<string, number>;
  /** Whether this is a results.csv of ours, so that its `status` can be believed. */
  readonly isResults: boolean;
};

/** One good line, ready to be priced and drawn. */
export type RowOrder = { readonly row: number; readonly order: Order; readonly filename: string | null };

/**
 * Reads a header line: case and spaces ignored, aliases known, the first of two columns with one meaning wins.
 * @throws Refusal where there is no prompt column or there are too many columns
 */
export function readHeader(cells: readonly string[]): Columns {
  const names = cells.map((cell) => cell.trim());
  const own = names.filter((name) => !RESULT_COLUMNS.has(columnKey(name))).length;
  if (own > BULK_LIMITS.columns) refuse('csv-too-many-columns', { columns: own, max: BULK_LIMITS.columns });
  const meaning = new Map<Meaning, number>();
  const byKey = new Map<string, number>();
  const unknown: string[] = [];
  for (const [at, name] of names.entries()) {
    const key = columnKey(name);
    const means = MEANINGS.get(key);
    if (means && !meaning.has(means)) meaning.set(means, at);
    else if (name !== '' && !RESULT_COLUMNS.has(key)) unknown.push(name);
    if (key !== '' && !byKey.has(key)) byKey.set(key, at);
  }
  if (!meaning.has('prompt')) {
    const close = names.find((name) => nearest(columnKey(name), ['prompt', 'text', 'description']) !== null);
    refuse('csv-no-prompt-column', { columns: names.slice(0, 12), nearest: close ?? null });
  }
  return { names, meaning, unknown, byKey, isResults: [...RESULT_COLUMNS].every((key) => byKey.has(key)) };
}

/** A column's name as it is compared: case, spaces and hyphens ignored. */
export function columnKey(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_');
}

/** Whether a column of this name means something; of several with one meaning only the first is read. */
export function isKnownColumn(name: string): boolean {
  return MEANINGS.has(columnKey(name));
}

/** Whether a column of this name holds prompts. */
export function isPromptColumn(name: string): boolean {
  return MEANINGS.get(columnKey(name)) === 'prompt';
}

/** Whether a line of an uploaded results.csv has all its pictures already, so that it is not drawn and paid again. */
export function isFinished(cells: readonly string[], columns: Columns): boolean {
  const status = columns.isResults ? columns.byKey.get('status') : undefined;
  return status !== undefined && cells[status]?.trim() === 'ready';
}

/**
 * Checks one line. Flags in its prompt count as in a chat and win over its cells; `{{city}}` is the line's own `city` cell.
 * @param row the line's spreadsheet number
 * @param anySeed used where the line names none, in 0..SEED_MAX
 * @returns the line's order, or everything that is wrong with it
 */
export function readRow(
  row: number,
  cells: readonly string[],
  columns: Columns,
  catalogue: Catalogue,
  anySeed: number,
): RowOrder | readonly RowProblem[] {
  const misshapen = checkShape(row, cells, columns);
  if (misshapen.length > 0) return misshapen;

  const problems: RowProblem[] = [];
  const problem = (means: Meaning, why: RowProblem['why']): void => {
    problems.push({ row, column: columnFor(columns, means), why });
  };
  const given: Record<WishOption, string | null> = {
    negativePrompt: cellOf(cells, columns, 'negativePrompt'),
    model: cellOf(cells, columns, 'model'),
    aspectRatio: cellOf(cells, columns, 'aspectRatio'),
    resolution: cellOf(cells, columns, 'resolution'),
    seed: cellOf(cells, columns, 'seed'),
    count: cellOf(cells, columns, 'count'),
    style: cellOf(cells, columns, 'style'),
  };
  const prompt = fillPlaceholders(cellOf(cells, columns, 'prompt') ?? '', cells, columns, (why) =>
    problem('prompt', why),
  );
  const wish = readFlags(prompt, given, (why) => problem('prompt', why));
  const checked = checkWish(wish, catalogue, anySeed);
  if ('problems' in checked) {
    // What a flag said is put right in the prompt, not in the cell it overruled.
    for (const { part, why } of checked.problems)
      problem(part === 'prompt' || wish[part] === given[part] ? part : 'prompt', why);
    return problems;
  }
  if (problems.length > 0) return problems;
  return { row, order: checked, filename: cellOf(cells, columns, 'filename') };
}

/** What makes a line unreadable whatever its cells mean: a cell too long, or text beyond the last column. */
function checkShape(row: number, cells: readonly string[], columns: Columns): readonly RowProblem[] {
  const maxBytes = BULK_LIMITS.cellBytes;
  const width = columns.names.length;
  if (cells.length > width && cells.slice(width).some((cell) => cell.trim() !== ''))
    return [{ row, column: '', why: { code: 'columns-uneven', facts: { cells: cells.length, columns: width } } }];
  const problems: RowProblem[] = [];
  for (let at = 0; at < cells.length && at < width; at++) {
    const cell = cells[at] ?? '';
    // A UTF-16 unit is at most three bytes of UTF-8: most cells need not be counted.
    if (cell.length * 3 <= maxBytes) continue;
    const bytes = Buffer.byteLength(cell);
    const column = columns.names[at] || String(at + 1);
    if (bytes > maxBytes) problems.push({ row, column, why: { code: 'cell-too-long', facts: { bytes, maxBytes } } });
  }
  return problems;
}

/** A cell's text, or null where the column is missing or the cell is blank. */
function cellOf(cells: readonly string[], columns: Columns, means: Meaning): string | null {
  const at = columns.meaning.get(means);
  return at === undefined ? null : cells[at]?.trim() || null;
}

/** The name of the column with a meaning; a part without a column can only have come from the prompt. */
function columnFor(columns: Columns, means: Meaning): string {
  const at = columns.meaning.get(means) ?? columns.meaning.get('prompt');
  return at === undefined ? means : (columns.names[at] ?? means);
}

/** Reads the flags of a prompt; where they cannot be read, what is left of the line is still worth checking. */
function readFlags(
  prompt: string,
  given: Record<WishOption, string | null>,
  refused: (why: RefusalFacts) => void,
): Wish {
  try {
    return readWish(prompt, given);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    refused(error.says);
    return { ...given, prompt };
  }
}

const PLACEHOLDER = /\{\{([^{}]{1,80})\}\}/g;

/** Keys of the columns that a line's prompt names as `{{column}}`. */
export function columnsNamed(cells: readonly string[], columns: Columns): readonly string[] {
  const prompt = cellOf(cells, columns, 'prompt') ?? '';
  return prompt.includes('{{') ? [...prompt.matchAll(PLACEHOLDER)].map(([, name]) => columnKey(name ?? '')) : [];
}

/** Puts the line's own cells where its prompt names them. The filled prompt may be as long as a cell may be. */
function fillPlaceholders(
  prompt: string,
  cells: readonly string[],
  columns: Columns,
  refused: (why: CellProblem) => void,
): string {
  if (!prompt.includes('{{')) return prompt;
  const maxBytes = BULK_LIMITS.cellBytes;
  let bytes = Buffer.byteLength(prompt);
  const filled = prompt.replace(PLACEHOLDER, (whole, name: string) => {
    const at = columns.byKey.get(columnKey(name));
    if (at === undefined) {
      const facts = { placeholder: name.trim(), nearest: nearest(columnKey(name), [...columns.byKey.keys()]) };
      refused({ code: 'placeholder-unknown', facts });
      return whole;
    }
    const value = (cells[at] ?? '').trim();
    bytes += Buffer.byteLength(value) - whole.length;
    // Past the limit only the count goes on: a cell named a thousand times must not be written out a thousand times.
    return bytes > maxBytes ? '' : value;
  });
  if (bytes <= maxBytes) return filled;
  refused({ code: 'cell-too-long', facts: { bytes, maxBytes } });
  return prompt;
}
