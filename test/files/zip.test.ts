// ZIPs past what their oldest headers can say, read by yauzl: very many files, and files behind four gigabytes.

import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, test } from 'node:test';
import { fromRandomAccessReaderPromise, RandomAccessReader, type ZipFile } from 'yauzl';
import { localHeader, ZIP_STORED } from '../../src/files/zip-headers.ts';
import { zip, type ZipEntry } from '../../src/files/zip.ts';

const DATE = new Date('2026-11-29T12:00:00Z');

/** A file in pieces, some of which may be the same memory. */
class Pieces extends RandomAccessReader {
  readonly pieces: readonly { readonly from: number; readonly bytes: Uint8Array }[];

  constructor(chunks: readonly Uint8Array[]) {
    super();
    let from = 0;
    this.pieces = chunks.map((bytes) => ({ bytes, from: (from += bytes.byteLength) - bytes.byteLength }));
  }

  size(): number {
    const last = this.pieces.at(-1);
    return last ? last.from + last.bytes.byteLength : 0;
  }

  override _readStreamForRange(start: number, end: number): Readable {
    const parts = this.pieces
      .filter(({ from, bytes }) => from < end && from + bytes.byteLength > start)
      .map(({ from, bytes }) => bytes.subarray(Math.max(0, start - from), end - from));
    return Readable.from(parts);
  }
}

async function* entriesOf(count: number, entry: (at: number) => ZipEntry): AsyncGenerator<ZipEntry> {
  for (let at = 0; at < count; at++) yield entry(at);
}

async function opened(entries: AsyncIterable<ZipEntry>): Promise<{ file: ZipFile; size: number }> {
  const pieces = new Pieces(await Array.fromAsync(zip(entries, DATE)));
  return {
    file: await fromRandomAccessReaderPromise(pieces, pieces.size(), { validateEntrySizes: true }),
    size: pieces.size(),
  };
}

describe('a ZIP', () => {
  test('holds more files than sixteen bits count', async () => {
    const count = 66_000;
    const entry = { bytes: Buffer.from('tiny'), isText: false };
    const { file } = await opened(entriesOf(count, (at) => ({ ...entry, name: `${at} 狐.png` })));
    assert.equal(file.entryCount, count);
    for await (const { fileName, uncompressedSize } of file.eachEntry()) {
      assert.deepEqual([fileName, uncompressedSize], ['0 狐.png', 4]);
      break;
    }
  });

  test('holds files behind four gigabytes', async () => {
    const large = Buffer.alloc(2 ** 28);
    const { file, size } = await opened(
      entriesOf(18, (at) =>
        at === 17
          ? { name: 'last.txt', bytes: Buffer.from('all there'), isText: true }
          : { name: `${at}.png`, bytes: large, isText: false },
      ),
    );
    assert.ok(size > 2 ** 32);
    const words = new Map<string, string>();
    for await (const entry of file.eachEntry())
      if (entry.fileName.endsWith('.txt'))
        words.set(entry.fileName, String(await buffer(await file.openReadStreamPromise(entry))));
    assert.equal(file.entryCount, 18);
    assert.deepEqual([...words], [['last.txt', 'all there']]);
  });

  test('refuses a file that is too large in itself', () => {
    const about = { name: Buffer.from('huge.png'), method: ZIP_STORED, date: DATE, crc: 0, offset: 0 } as const;
    assert.throws(() => localHeader({ ...about, bytes: 2 ** 32, packedBytes: 2 ** 32 }), RangeError);
  });
});
