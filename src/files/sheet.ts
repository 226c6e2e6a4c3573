// An uploaded table with columns of ours added: in the place of those it has already, otherwise at its right edge.

import { setImmediate } from 'node:timers/promises';
import { stringify } from 'csv-stringify/sync';
import { columnKey, type Columns, type Meaning } from '../core/domain/bulk-row.ts';
import { guardCell } from './formula-guard.ts';

/** Lines written between two turns of the event loop. */
const STRETCH_LINES = 500;
/** Without it a spreadsheet reads UTF-8 as whatever its country used before. */
const BYTE_ORDER_MARK = '\uFEFF';

/** Our columns that say what an upload can say as well, perhaps under another name. */
const MEANT: ReadonlyMap<string, Meaning> = new Map([
  ['seed', 'seed'],
  ['model', 'model'],
]);

export type Sheet<Added extends string> = {
  add(cells: readonly string[], values: Partial<Record<Added, string>>): void;
  isEmpty(): boolean;
  /** The table so far as UTF-8 CSV that a spreadsheet opens without running anything in it. */
  toCsv(): Promise<Buffer>;
};

/**
 * Starts a table with a header like the upload's.
 * @param names of the columns to add; a line that has no value for one keeps what it had there
 */
export function createSheet<Added extends string>(columns: Columns, names: readonly Added[]): Sheet<Added> {
  const header = [...columns.names];
  const places = names.map((name) => {
    const meant = MEANT.get(name);
    const there = (meant && columns.meaning.get(meant)) ?? columns.byKey.get(columnKey(name));
    return [name, there ?? header.push(name) - 1] as const;
  });
  const lines: string[][] = [header];
  return {
    add(cells, values) {
      const line = header.map((_, at) => (at < columns.names.length ? (cells[at] ?? '') : ''));
      for (const [name, at] of places) line[at] = values[name] ?? line[at] ?? '';
      // Text beyond the last column stays beyond it, so that uploading the line again finds the same mistake.
      const beyond = cells.slice(columns.names.length);
      lines.push(beyond.some((cell) => cell.trim() !== '') ? [...line, ...beyond] : line);
    },

    isEmpty: () => lines.length === 1,

    async toCsv() {
      const pieces = [Buffer.from(BYTE_ORDER_MARK)];
      for (let start = 0; start < lines.length; start += STRETCH_LINES) {
        const stretch = lines.slice(start, start + STRETCH_LINES).map((line) => line.map(guardCell));
        // Naming the line break turns off the quoting of every other kind, which would tear cells apart.
        pieces.push(Buffer.from(stringify(stretch, { record_delimiter: 'windows', quote_record_delimiter: true })));
        await setImmediate();
      }
      return Buffer.concat(pieces);
    },
  };
}
