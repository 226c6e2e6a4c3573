// Comma-separated lines as RFC 4180 has them, from bytes to cells, a stretch at a time so that nobody else waits long.

import { setImmediate } from 'node:timers/promises';
import { CsvError, parse, type Parser } from 'csv-parse';
import { refuse } from '../core/domain/refusal.ts';

export type Delimiter = ',' | ';' | '\t';

/** Bytes parsed between two turns of the event loop. Small, because csv-parse makes an error, unasked, for every ragged line. */
const STRETCH_BYTES = 4_096;
/** Longer than any line we could use, so only a quote that was never closed makes one. */
const MAX_LINE_CHARS = 1_000_000;

const [QUOTE, LINE_FEED, CARRIAGE_RETURN] = [0x22, 0x0a, 0x0d];

/** What separates the cells of the header line: whatever it has most of outside quotes, `otherwise` where it has none. */
export function findDelimiter(utf8: Buffer, otherwise: Delimiter): { delimiter: Delimiter; columns: number } {
  const seen = new Uint32Array(256);
  let isQuoted = false;
  let isStarted = false;
  for (const byte of utf8) {
    if (byte === QUOTE) isQuoted = !isQuoted;
    if (isQuoted) continue;
    const isLineBreak = byte === LINE_FEED || byte === CARRIAGE_RETURN;
    if (isLineBreak && isStarted) break;
    if (!isLineBreak) isStarted = true;
    seen[byte] = (seen[byte] ?? 0) + 1;
  }
  const count = (delimiter: Delimiter): number => seen[delimiter.charCodeAt(0)] ?? 0;
  let delimiter = otherwise;
  for (const each of [',', ';', '\t'] as const) if (count(each) > count(delimiter)) delimiter = each;
  return { delimiter, columns: count(delimiter) + 1 };
}

/**
 * Every line of a table in order, blank ones too, in stretches.
 * @throws Refusal (csv-unreadable) with the row where a quote is open, or in the middle of a cell (`a "red" fox`)
 */
export async function* csvLines(utf8: Buffer, delimiter: Delimiter): AsyncGenerator<readonly string[][]> {
  const parser = parse({
    delimiter,
    // Every byte is compared with each of them.
    record_delimiter: utf8.includes(CARRIAGE_RETURN) ? ['\r\n', '\n', '\r'] : ['\n'],
    relax_column_count: true,
    max_record_size: MAX_LINE_CHARS,
  });
  // The callbacks below report the same failure; without a listener the event would end the process.
  parser.on('error', () => undefined);
  try {
    for (let start = 0; start < utf8.length; start += STRETCH_BYTES) {
      const end = Math.min(start + STRETCH_BYTES, utf8.length);
      const lines: string[][] = [];
      await new Promise<void>((resolve, reject) => {
        const settle = (error?: Error | null): void => (error ? reject(error) : resolve());
        if (end < utf8.length) parser.write(utf8.subarray(start, end), settle);
        else parser.end(utf8.subarray(start, end), settle);
        drain(parser, lines);
      });
      drain(parser, lines);
      yield lines;
      await setImmediate();
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const reason = error.code === 'INVALID_OPENING_QUOTE' ? 'stray-quote' : 'quotes';
    refuse('csv-unreadable', { row: parser.info.records + 1, reason });
  } finally {
    parser.destroy();
  }
}

function drain(parser: Parser, lines: string[][]): void {
  let line: string[] | null = parser.read();
  while (line !== null) {
    lines.push(line);
    line = parser.read();
  }
}
