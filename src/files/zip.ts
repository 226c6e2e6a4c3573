// A ZIP as a stream: one file in memory at a time, and a size that is known before the first byte is written.

import { promisify } from 'node:util';
import { crc32, deflateRaw } from 'node:zlib';
import {
  CENTRAL_HEADER_BYTES,
  centralHeader,
  directoryEnd,
  END_BYTES,
  LOCAL_HEADER_BYTES,
  localHeader,
  ZIP_DEFLATED,
  ZIP_STORED,
  type ZippedEntry,
} from './zip-headers.ts';

const deflate = promisify(deflateRaw);

/** A file to be packed. Pictures are stored as they are, since they are compressed already; text is deflated. */
export type ZipEntry = {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly isText: boolean;
};

/** Chunks smaller than this are joined: headers are a few bytes. */
const CHUNK_BYTES = 65_536;
/** So many headers of the directory lie in one piece of memory. */
const HEADERS_A_BLOCK = 512;

export const ZIP_END_BYTES = END_BYTES;

/** Past four gigabytes other headers are needed, which some programs still cannot read. */
export const ZIP_MAX_BYTES = 2 ** 32 - 2 ** 16;

/** What an entry of `packedBytes` adds to a ZIP. */
export function zipEntryBytes(name: string, packedBytes: number): number {
  return LOCAL_HEADER_BYTES + CENTRAL_HEADER_BYTES + 2 * Buffer.byteLength(name) + packedBytes;
}

/**
 * Packs entries in their order; the next is asked for once the last has been taken off.
 * @param date of every entry
 */
export function zip(entries: AsyncIterable<ZipEntry>, date: Date): AsyncGenerator<Uint8Array> {
  return joined(packed(entries, date));
}

async function* packed(entries: AsyncIterable<ZipEntry>, date: Date): AsyncGenerator<Uint8Array> {
  // Kept as it will be written, a hundred bytes or two an entry: a ZIP of very many files is still small in memory.
  const directory: Buffer[] = [];
  let [count, directoryBytes, offset] = [0, 0, 0];
  const recent: Buffer[] = [];
  for await (const { name, bytes, isText } of entries) {
    const content = isText ? await deflate(bytes) : bytes;
    const entry: ZippedEntry = {
      name: Buffer.from(name),
      method: isText ? ZIP_DEFLATED : ZIP_STORED,
      date,
      crc: crc32(bytes),
      bytes: bytes.byteLength,
      packedBytes: content.byteLength,
      offset,
    };
    const [header, central] = [localHeader(entry), centralHeader(entry)];
    count += 1;
    directoryBytes += central.byteLength;
    offset += header.byteLength + content.byteLength;
    if (recent.push(central) === HEADERS_A_BLOCK) directory.push(Buffer.concat(recent.splice(0)));
    yield header;
    yield content;
  }
  yield* directory;
  yield* recent;
  yield directoryEnd({ entries: count, bytes: directoryBytes, offset });
}

/** Joins small chunks; large ones are handed on as they are, not copied. */
async function* joined(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let small: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    const isLarge = chunk.byteLength >= CHUNK_BYTES;
    if (bytes > 0 && (isLarge || bytes + chunk.byteLength > CHUNK_BYTES)) {
      yield Buffer.concat(small, bytes);
      [small, bytes] = [[], 0];
    }
    if (isLarge) {
      yield chunk;
    } else {
      small.push(chunk);
      bytes += chunk.byteLength;
    }
  }
  if (bytes > 0) yield Buffer.concat(small, bytes);
}
