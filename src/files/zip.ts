// A ZIP as a stream: one file in memory at a time, and a size that is known before the first byte is written.

import ZipStream from 'zip-stream';

/** A file to be packed. Pictures are stored as they are, since they are compressed already; text is deflated. */
export type ZipEntry = {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly isText: boolean;
};

/** Level zlib itself defaults to. */
const DEFLATE_LEVEL = 6;
/** Chunks smaller than this are joined: a header is written in fifteen pieces of a few bytes. */
const CHUNK_BYTES = 65_536;

// APPNOTE.TXT 6.3: 4.3.7 local file header, 4.3.9 data descriptor, 4.3.12 central directory header, 4.3.16 its end.
const LOCAL_HEADER = 30;
const DATA_DESCRIPTOR = 16;
const CENTRAL_HEADER = 46;
export const ZIP_END_BYTES = 22;

/** Past four gigabytes other headers are needed, which some programs still cannot read. */
export const ZIP_MAX_BYTES = 2 ** 32 - 2 ** 16;

/** What an entry of `packedBytes` adds to a ZIP. */
export function zipEntryBytes(name: string, packedBytes: number): number {
  return LOCAL_HEADER + CENTRAL_HEADER + DATA_DESCRIPTOR + 2 * Buffer.byteLength(name) + packedBytes;
}

/**
 * Packs entries in their order; the next is asked for once the last has been taken off.
 * @param date of every entry
 */
export async function* zip(entries: AsyncIterable<ZipEntry>, date: Date): AsyncGenerator<Uint8Array> {
  const stream = new ZipStream({ zlib: { level: DEFLATE_LEVEL } });
  const packing = pack(stream, entries, date).catch((error: unknown) => {
    // Told to whoever reads the stream; once nobody does, it is destroyed already and this changes nothing.
    stream.destroy(error instanceof Error ? error : new Error('packing failed', { cause: error }));
  });
  try {
    yield* joined(stream);
  } finally {
    stream.destroy();
    await packing;
  }
}

async function pack(stream: ZipStream, entries: AsyncIterable<ZipEntry>, date: Date): Promise<void> {
  // An entry that nobody reads any more is never done.
  let giveUp: ((reason: Error) => void) | null = null;
  stream.once('close', () => giveUp?.(new Error('the ZIP is no longer read')));
  for await (const { name, bytes, isText } of entries) {
    if (stream.destroyed) return;
    const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    await new Promise<void>((resolve, reject) => {
      giveUp = reject;
      stream.entry(source, { name, store: !isText, date }, (error) => {
        if (error) reject(error);
        else if (stream.writableNeedDrain) stream.once('drain', resolve);
        else resolve();
      });
    });
  }
  stream.finish();
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
