// What is packed inside something else: where gzip, zlib or ZIP begins, and its bytes as they come out.

import { constants, createInflate, createInflateRaw, inflateRawSync, type Inflate } from 'node:zlib';

/** Something that was found to begin at `at` of what was looked at. */
export type Beginning = { readonly at: number; readonly kind: Kind };

type Kind = 'gzip' | 'zlib' | 'zip';

/** Takes what follows and gives what comes out. */
export interface Opened {
  /** False once it has ended, or turned out to be nothing. */
  write(bytes: Buffer, out: (bytes: Buffer) => Promise<void>): Promise<boolean>;
  close(): void;
}

/** How much of what follows is needed to know whether something begins. */
export const AHEAD = 512;

const GZIP_HEADER = 10;
const ZIP_HEADER = 30;
/** Key word, language and what a PNG has beside them, at most. */
const KEY_WORD = 200;
const FEED_BYTES = 4096;

/** Whatever begins in `bytes` from `from` on and before `to`. */
export function beginnings(bytes: Buffer, from: number, to: number): readonly Beginning[] {
  const found: Beginning[] = [];
  const each = (magic: Buffer | number, look: (at: number) => Kind | null): void => {
    for (let at = bytes.indexOf(magic, from); at !== -1 && at < to; at = bytes.indexOf(magic, at + 1)) {
      const kind = look(at);
      if (kind) found.push({ at, kind });
    }
  };
  each(Buffer.of(0x1f, 0x8b, 0x08), (at) => ((bytes[at + 3] ?? 0xff) < 0x20 ? 'gzip' : null));
  each(Buffer.of(0x50, 0x4b, 3, 4), (at) => (bytes[at + 8] === 8 ? 'zip' : null));
  each(0x78, (at) => (ZLIB_LEVELS.has(bytes[at + 1] ?? 0) && isDeflated(bytes, at + 2) ? 'zlib' : null));
  for (const chunk of ['zTXt', 'iTXt'])
    for (let at = bytes.indexOf(chunk, from); at !== -1 && at < to; at = bytes.indexOf(chunk, at + 1))
      found.push(...packedText(bytes, at + chunk.length));
  return found;
}

const ZLIB_LEVELS: ReadonlySet<number> = new Set([0x01, 0x5e, 0x9c, 0xda]);

/** The text of a PNG, after its key word: packed with whatever window is large enough, so known by its check bits alone. */
function packedText(bytes: Buffer, from: number): readonly Beginning[] {
  for (let at = from + 2; at < from + KEY_WORD; at += 1) {
    const [before, head = 0, check = 0] = bytes.subarray(at - 1, at + 2);
    const isHeader = before === 0 && (head & 0x8f) === 8 && ((head << 8) | check) % 31 === 0;
    if (isHeader && isDeflated(bytes, at + 2)) return [{ at, kind: 'zlib' }];
  }
  return [];
}

/** By its first bits: a kind of block there is, with as many codes as there may be. */
function couldBeDeflated(bytes: Buffer, at: number): boolean {
  const [head = 0, second = 0] = bytes.subarray(at, at + 2);
  const block = (head >>> 1) & 3;
  if (block === 0) return at + 5 > bytes.length || (bytes.readUInt16LE(at + 1) ^ bytes.readUInt16LE(at + 3)) === 0xffff;
  return block === 1 || (block === 2 && head >>> 3 <= 29 && (second & 31) <= 29);
}

/** Tries the first few hundred bytes: a beginning of two bytes is chance more often than not. */
function isDeflated(bytes: Buffer, at: number): boolean {
  if (!couldBeDeflated(bytes, at)) return false;
  try {
    inflateRawSync(bytes.subarray(at, at + AHEAD - 2), { finishFlush: constants.Z_SYNC_FLUSH });
    return true;
  } catch {
    // Not deflated, and so nothing that begins here.
    return false;
  }
}

/** Where the packed bytes begin, counted from the beginning of the magic, and what opens them. */
export function open(bytes: Buffer, { at, kind }: Beginning): { readonly skip: number; readonly opened: Opened } {
  switch (kind) {
    case 'gzip':
      // As a gunzip it would take what follows the end for another one, fail, and lose what had come out.
      return { skip: gzipHeader(bytes, at), opened: unpacked(createInflateRaw()) };
    case 'zlib':
      return { skip: 0, opened: unpacked(createInflate()) };
    case 'zip':
      return { skip: zipHeader(bytes, at), opened: unpacked(createInflateRaw()) };
  }
}

/** https://www.rfc-editor.org/rfc/rfc1952#page-5 */
function gzipHeader(bytes: Buffer, at: number): number {
  const flags = bytes[at + 3] ?? 0;
  const [hasCheck, hasExtra, hasName, hasComment] = [flags & 2, flags & 4, flags & 8, flags & 16];
  let end = at + GZIP_HEADER;
  if (hasExtra && end + 2 <= bytes.length) end += 2 + bytes.readUInt16LE(end);
  for (const isThere of [hasName, hasComment]) if (isThere) end = bytes.indexOf(0, end) + 1 || bytes.length;
  return end + (hasCheck ? 2 : 0) - at;
}

function zipHeader(bytes: Buffer, at: number): number {
  if (at + ZIP_HEADER > bytes.length) return ZIP_HEADER;
  return ZIP_HEADER + bytes.readUInt16LE(at + 26) + bytes.readUInt16LE(at + 28);
}

function unpacked(stream: Inflate): Opened {
  const state = { over: false };
  const over = (): void => void (state.over = true);
  let waiting: Buffer[] = [];
  stream.on('data', (bytes: Buffer) => void waiting.push(bytes));
  // What is damaged, or was nothing, ends here, and what came out before counts.
  stream.once('end', over).once('error', over);
  return {
    async write(bytes, out) {
      // Little at a time: what comes out may be a thousand times as much.
      for (let at = 0; at < bytes.length && !state.over; at += FEED_BYTES) {
        const { promise, resolve } = Promise.withResolvers<void>();
        // What follows the end is left, and its writing never answered.
        stream.once('close', resolve);
        stream.write(bytes.subarray(at, at + FEED_BYTES), () => resolve());
        await promise;
        stream.off('close', resolve);
        const come = waiting;
        waiting = [];
        for (const each of come) await out(each);
      }
      return !state.over;
    },
    close: () => void stream.destroy(),
  };
}
