// What is wrong in an uploaded file: alike problems on one line, and everything in a file when that is too much to read.

import { stringify } from 'csv-stringify/sync';
import type { RowProblem } from '../core/domain/bulk-row.ts';
import type { Block, OutFile, Reply } from './conversation.ts';
import { clip } from './fit.ts';
import { didYouMean, refusalSentence } from './refusal-text.ts';
import type { Texts } from './texts/texts.ts';

/** Lines of problems a chat shows; more go into the file. */
const LINES_SHOWN = 15;
/** Ranges of row numbers on one line. */
const RANGES_SHOWN = 8;
/** Of a column's name, which may be a whole sentence. */
const COLUMN_SHOWN = 40;

type Line = { readonly column: string; readonly why: string; readonly rows: number[] };

/** All problems of a file at once: grouped in the text, one by one in an attached CSV when the text leaves any out. */
export function problemsReply(problems: readonly RowProblem[], texts: Texts): Reply {
  if (problems.length === 0) return { blocks: [] };
  const lines = grouped(problems, texts);
  const shown = lines.slice(0, LINES_SHOWN).map((line) => written(line, texts));
  const blocks: Block[] = [
    { style: 'title', text: texts.say('problems-title', { count: problems.length }) },
    { style: 'text', text: shown.join('\n') },
  ];
  const complete = lines.length <= LINES_SHOWN && lines.every((line) => ranges(line.rows).length <= RANGES_SHOWN);
  if (complete) return { blocks };
  blocks.push({ style: 'small', text: texts.say('problems-in-file', { count: problems.length }) });
  return { blocks, files: [problemsFile(problems, texts)] };
}

/** The same sentence about the same column is one line, in the order of its first row. */
function grouped(problems: readonly RowProblem[], texts: Texts): readonly Line[] {
  const lines = new Map<string, Line>();
  for (const problem of problems) {
    const why = problemSentence(problem.why, texts);
    const key = `${problem.column}\n${why}`;
    const line = lines.get(key);
    if (!line) lines.set(key, { column: problem.column, why, rows: [problem.row] });
    else if (line.rows.at(-1) !== problem.row) line.rows.push(problem.row);
  }
  return [...lines.values()];
}

function written({ column, why, rows }: Line, texts: Texts): string {
  const spans = ranges(rows);
  const text = texts.allOf(spans.slice(0, RANGES_SHOWN).map((span) => span.text));
  const left = spans.slice(RANGES_SHOWN).reduce((sum, span) => sum + span.size, 0);
  const facts = {
    rows: left > 0 ? texts.say('problem-rows-more', { rows: text, count: left }) : text,
    count: rows.length,
    why,
  };
  if (column === '') return texts.say('problem-line-whole', facts);
  return texts.say('problem-line', { ...facts, column: clip(column, COLUMN_SHOWN) });
}

/** 3, 4, 5, 9 reads as 3–5 and 9. */
function ranges(rows: readonly number[]): readonly { text: string; size: number }[] {
  const spans: { first: number; last: number }[] = [];
  for (const row of rows) {
    const span = spans.at(-1);
    if (span && row === span.last + 1) span.last = row;
    else spans.push({ first: row, last: row });
  }
  return spans.map(({ first, last }) => ({
    text: first === last ? String(first) : `${first}–${last}`,
    size: last - first + 1,
  }));
}

function problemSentence(why: RowProblem['why'], texts: Texts): string {
  if (why.code === 'prompt-empty') return texts.say('problem-prompt-empty');
  if (why.code === 'columns-uneven') return texts.say('problem-columns-uneven', why.facts);
  if (why.code === 'cell-too-long')
    return texts.say('problem-cell-too-long', { bytes: why.facts.bytes, max: why.facts.maxBytes });
  if (why.code === 'placeholder-unknown') {
    const no = texts.say('problem-placeholder-unknown', { placeholder: `{{${why.facts.placeholder}}}` });
    return didYouMean(texts, no, why.facts.nearest === null ? null : `{{${why.facts.nearest}}}`);
  }
  // A cell is refused with the same codes as a typed request; none of these sentences depends on the platform.
  return refusalSentence(why, texts, 'discord');
}

function problemsFile(problems: readonly RowProblem[], texts: Texts): OutFile {
  const lines = problems.map(({ row, column, why }) => [row, column, problemSentence(why, texts)]);
  // Column names are the uploader's: a spreadsheet must not run them as formulas. The mark at the start is for Excel.
  const csv = stringify([['row', 'column', 'problem'], ...lines], { bom: true, escape_formulas: true });
  return { name: 'problems.csv', bytes: Buffer.from(csv), mediaType: 'text/csv' };
}
