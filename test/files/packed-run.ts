// Runs to pack, and what comes out when the ZIP is opened by a program that is not ours.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { fromBufferPromise } from 'yauzl';
import type { ImageId } from '../../src/core/domain/ids.ts';
import type { ArchiveRequest, RunImage } from '../../src/core/file-ports.ts';
import { createArchivist } from '../../src/files/archivist.ts';
import { createTableReader } from '../../src/files/table-reader.ts';

export const PACKED_AT = new Date('2026-05-04T10:20:30Z');
export const archivist = createArchivist(() => PACKED_AT);

export function image(row: number, change: Partial<RunImage> & { size?: number } = {}): RunImage {
  const { index = 0, size = 100 } = change;
  return {
    id: `img_${row}-${index}` as ImageId,
    row,
    index,
    rowCount: 1,
    prompt: 'A red fox, in snow!',
    filename: null,
    seed: 42,
    model: 'sketch',
    provider: 'sketch',
    state: 'ready',
    failure: null,
    credits: 2,
    objectKey: `images/${row}-${index}`,
    mediaType: 'image/png',
    bytes: size,
    sha256: createHash('sha256')
      .update(content(row, index, size))
      .digest('hex'),
    ...change,
  };
}

export function content(row: number, index: number, size: number): Buffer {
  return Buffer.alloc(size, `${row}/${index};`);
}

export const lost = {
  state: 'failed',
  failure: 'policy',
  objectKey: null,
  mediaType: null,
  bytes: 0,
  sha256: null,
} as const;

export function request(
  csv: string,
  images: readonly RunImage[],
  change: Partial<ArchiveRequest> = {},
): ArchiveRequest {
  return {
    fileName: 'My list.csv',
    table: createTableReader().rows('list.csv', Buffer.from(csv)),
    problems: new Map(),
    images,
    maxBytes: 10_000_000,
    async open(key) {
      const found = images.find(({ objectKey }) => objectKey === key);
      return found ? halves(content(found.row, found.index, found.bytes)) : null;
    },
    ...change,
  };
}

export async function* halves(bytes: Buffer): AsyncGenerator<Uint8Array> {
  const middle = bytes.length >> 1;
  yield bytes.subarray(0, middle);
  yield bytes.subarray(middle);
}

export async function pack(run: ArchiveRequest): Promise<{ name: string; zip: Buffer; files: readonly Unzipped[] }[]> {
  const parts = [];
  for await (const { name, chunks } of archivist.parts(run)) {
    const pieces: Uint8Array[] = [];
    for await (const chunk of chunks) pieces.push(chunk);
    const zip = Buffer.concat(pieces);
    parts.push({ name, zip, files: await unzip(zip) });
  }
  return parts;
}

export async function only(run: ArchiveRequest): Promise<{ name: string; files: ReadonlyMap<string, Unzipped> }> {
  const [part, ...more] = await pack(run);
  assert.ok(part && more.length === 0);
  return { name: part.name, files: new Map(part.files.map((file) => [file.name, file])) };
}

export function text(files: ReadonlyMap<string, Unzipped>, name: string): string {
  const file = files.get(name);
  assert.ok(file, `no ${name} in ${[...files.keys()].join()}`);
  return file.bytes.toString();
}

export async function read(csv: string): Promise<readonly (readonly string[])[]> {
  const lines: (readonly string[])[] = [];
  for await (const { cells } of createTableReader().rows('again.csv', Buffer.from(csv))) lines.push(cells);
  return lines;
}

export type Unzipped = {
  readonly name: string;
  readonly bytes: Buffer;
  readonly isStored: boolean;
  readonly date: Date;
};

/** Every file of a ZIP, in the order of its directory; yauzl checks sizes and CRC-32. */
async function unzip(zip: Buffer): Promise<readonly Unzipped[]> {
  const file = await fromBufferPromise(zip, { lazyEntries: true, validateEntrySizes: true, strictFileNames: true });
  const files: Unzipped[] = [];
  for await (const entry of file.eachEntry()) {
    const bytes = await buffer(await file.openReadStreamPromise(entry));
    files.push({
      name: entry.fileName,
      bytes,
      isStored: entry.compressionMethod === 0,
      date: entry.getLastModDate({ timezone: 'UTC' }),
    });
  }
  return files;
}
