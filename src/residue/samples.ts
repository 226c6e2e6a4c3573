// A few bytes out of each of somebody's files: enough to know a copy by.

import { isUtf8 } from 'node:buffer';
import type { AccountId } from '../core/domain/ids.ts';
import type { Bucket } from '../core/ports.ts';
import type { Needle } from './needles.ts';

const SAMPLE_BYTES = 48;
/** Files of one kind begin alike, so not there. */
const PLACES = [1 / 4, 1 / 2, 3 / 4];
const FILES_MAX = 1_000;
const CELLS_MAX = 1_000;
const CELL_LETTERS = 12;
/** What has fewer is a flat part of a picture. */
const DIFFERENT_BYTES = 16;

/** @param bucket opened: its files as their owner gets them */
export async function samplesOf(
  bucket: Pick<Bucket, 'list' | 'getStream'>,
  accountId: AccountId,
): Promise<readonly Needle[]> {
  const needles: Needle[] = [];
  let files = 0;
  for await (const key of bucket.list(`t/${accountId}/`)) {
    files += 1;
    if (files > FILES_MAX) break;
    const first = await firstOf(await bucket.getStream(key));
    const from = key.split('/').slice(2).join('/');
    // A table: what is in its cells, which may have been written elsewhere.
    if (isUtf8(first) && !first.includes(0))
      needles.push(...cellsOf(first.toString()).map((text) => ({ kind: 'file', from, text })));
    for (const place of PLACES) {
      const at = Math.floor(first.length * place);
      const sample = first.subarray(at, at + SAMPLE_BYTES);
      if (new Set(sample).size >= DIFFERENT_BYTES) needles.push({ kind: 'file', from, hex: sample.toString('hex') });
    }
  }
  return needles;
}

/** Without the line of names, and without what is so short that anybody may have written it. */
function cellsOf(text: string): readonly string[] {
  const cells = text
    .split(/[\r\n]+/)
    .slice(1)
    .flatMap((line) => line.split(/[,;\t"]+/));
  return [...new Set(cells.map((cell) => cell.trim()))]
    .filter((cell) => cell.length >= CELL_LETTERS)
    .slice(0, CELLS_MAX);
}

/** What comes first, which of a small file is all of it. */
async function firstOf(stream: AsyncIterable<Uint8Array> | null): Promise<Buffer> {
  for await (const chunk of stream ?? []) return Buffer.from(chunk);
  return Buffer.alloc(0);
}
