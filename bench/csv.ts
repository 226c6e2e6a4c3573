// Reading an uploaded table, checking and pricing every row, against csv-parse alone reading the same bytes.

import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parse } from 'csv-parse';
import { readHeader, readRow, type Columns } from '../src/core/domain/bulk-row.ts';
import { catalogueFor } from '../src/core/domain/models.ts';
import { createTableReader } from '../src/files/table-reader.ts';
import { memoryGrowthMib, paired, print, printRatio } from './measure.ts';

const ROWS = 100_000;
const CHUNK_BYTES = 65_536;
const CATALOGUE = catalogueFor(new Set(['sketch']), 1);

/** Measures speed and memory over 100,000 rows of five columns; the product's limit of 10,000 is lifted for it. */
export async function run(): Promise<void> {
  const bytes = table(ROWS);
  const comparison = await paired({
    name: 'CSV rows, read, checked and priced',
    floor: () => parseOnly(bytes),
    ours: async () => {
      const credits = await price(bytes);
      if (credits !== (ROWS / 4) * (1 + 2 + 3 + 4)) throw new Error(`priced at ${credits}`);
    },
    pairs: 7,
  });
  const growthMib = await memoryGrowthMib(async (sample) => {
    await price(bytes, sample);
  });
  print(comparison, ROWS, 'rows');
  printRatio('csv', comparison.ratio);
  printRatio('csv-memory', growthMib);
}

async function parseOnly(bytes: Buffer): Promise<void> {
  let rows = 0;
  const parser = parse();
  parser.on('data', () => rows++);
  await pipeline(Readable.from(chunksOf(bytes)), parser);
  if (rows !== ROWS + 1) throw new Error(`parsed ${rows} rows`);
}

function* chunksOf(bytes: Buffer): Iterable<Buffer> {
  for (let start = 0; start < bytes.length; start += CHUNK_BYTES) yield bytes.subarray(start, start + CHUNK_BYTES);
}

/** Credits the whole table would cost. */
async function price(bytes: Buffer, sample?: () => void): Promise<number> {
  let columns: Columns | null = null;
  let credits = 0;
  for await (const { row, cells } of createTableReader(ROWS).rows('prompts.csv', bytes)) {
    if (columns === null) {
      columns = readHeader(cells);
      continue;
    }
    const read = readRow(row, cells, columns, CATALOGUE, row);
    if (!('order' in read)) throw new Error(`row ${row} was refused`);
    credits += read.order.creditsEach * read.order.count;
    if (row % 10_000 === 0) sample?.();
  }
  return credits;
}

function table(rows: number): Buffer {
  const lines = ['prompt,negative_prompt,aspect_ratio,seed,count'];
  for (let at = 0; at < rows; at++)
    lines.push(`"a red fox, number ${at}, asleep in the snow",text and watermarks,16:9,${at},${(at % 4) + 1}`);
  return Buffer.from(`${lines.join('\n')}\n`);
}
