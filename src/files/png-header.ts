// The size of an ordinary PNG, read from its first bytes: most providers answer with one, and a decoder costs a hundred times as much.

import { crc32 } from 'node:zlib';

/** Bit depths a picture may have, by colour type (PNG specification, 11.2.1). */
const DEPTHS: Readonly<Record<number, readonly number[]>> = {
  0: [1, 2, 4, 8, 16],
  2: [8, 16],
  3: [1, 2, 4, 8],
  4: [8, 16],
  6: [8, 16],
};
const SIGNATURE_BYTES = 8;
/** Length and type in front of a chunk's content, checksum behind it. */
const CHUNK_HEAD_BYTES = 8;
const CHUNK_BYTES = 12;
const HEADER_BYTES = 13;

/**
 * Width and height in pixels. Null where the header is not in every way as the specification has it, or where the picture
 * may be turned (eXIf): then nothing is said about it, and somebody who knows more must look.
 * @param bytes begins with a PNG's signature
 */
export function plainPngSize(bytes: Uint8Array): { width: number; height: number } | null {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = SIGNATURE_BYTES + CHUNK_HEAD_BYTES;
  if (view.length < start + HEADER_BYTES + 4) return null;
  if (view.readUInt32BE(SIGNATURE_BYTES) !== HEADER_BYTES || typeAt(view, SIGNATURE_BYTES) !== 'IHDR') return null;
  if (view.readUInt32BE(start + HEADER_BYTES) !== crc32(view.subarray(start - 4, start + HEADER_BYTES))) return null;
  const [depth = 0, colour = -1, compression, filter, interlace = 0] = view.subarray(start + 8, start + HEADER_BYTES);
  if (!DEPTHS[colour]?.includes(depth) || compression !== 0 || filter !== 0 || interlace > 1) return null;
  if (isTurned(view, start + HEADER_BYTES + 4)) return null;
  const [width, height] = [view.readUInt32BE(start), view.readUInt32BE(start + 4)];
  return width > 0 && height > 0 ? { width, height } : null;
}

/** Whether a chunk before the first one of pixels may say so, or none of pixels is found. */
function isTurned(view: Buffer, from: number): boolean {
  for (let at = from; at + CHUNK_BYTES <= view.length; at += CHUNK_BYTES + view.readUInt32BE(at)) {
    const type = typeAt(view, at);
    if (type === 'IDAT') return false;
    if (type === 'eXIf') return true;
  }
  return true;
}

function typeAt(view: Buffer, chunk: number): string {
  return view.toString('latin1', chunk + 4, chunk + 8);
}
