// A few bytes out of each of somebody's files: enough to know a copy by.

import type { AccountId } from '../core/domain/ids.ts';
import type { Bucket } from '../core/ports.ts';
import type { Needle } from './needles.ts';

const SAMPLE_BYTES = 48;
/** Files of one kind begin alike, so not there. */
const PLACES = [1 / 4, 1 / 2, 3 / 4];
const FILES_MAX = 1_000;
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
    for (const place of PLACES) {
      const at = Math.floor(first.length * place);
      const sample = first.subarray(at, at + SAMPLE_BYTES);
      if (new Set(sample).size >= DIFFERENT_BYTES)
        needles.push({ kind: 'file', from: key.split('/').slice(2).join('/'), hex: sample.toString('hex') });
    }
  }
  return needles;
}

/** What comes first, which of a small file is all of it. */
async function firstOf(stream: AsyncIterable<Uint8Array> | null): Promise<Buffer> {
  for await (const chunk of stream ?? []) return Buffer.from(chunk);
  return Buffer.alloc(0);
}
