// PNG: the chunks a picture is made of are kept, all others go, and the packet follows the header.

import { crc32, deflateSync, inflateSync } from 'node:zlib';
import { colorProfile } from './color-profile.ts';
import { DamagedPicture, MAX_PIECES } from './damaged-picture.ts';
import { exifFor, orientationIn } from './orientation.ts';

const SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
/** Length and type in front of a chunk's content, checksum behind it. */
const HEAD_BYTES = 8;
const AROUND_BYTES = 12;
const HEADER_BYTES = 13;
/** The colour type whose pixels are places in a palette. */
const INDEXED = 3;
const XMP_KEYWORD = 'XML:com.adobe.xmp';
/** Larger than any profile in use; a small chunk may inflate to a thousand times its size. */
const MAX_PROFILE_BYTES = 16 * 1024 * 1024;

/** Chunks of colour with the only length each may have (PNG, third edition, 11.3.2). One of another length is not read by anybody. */
const COLORS: Readonly<Record<string, number>> = { cHRM: 32, gAMA: 4, sRGB: 1, cICP: 4, mDCV: 24, cLLI: 8 };
/** Animation, with the least length of each. */
const FRAMES: Readonly<Record<string, number>> = { fcTL: 26, fdAT: 4 };

type Chunk = {
  readonly type: string;
  readonly content: Buffer;
  /** With length, type and checksum. */
  readonly whole: Buffer;
};

/** What has been seen of a file so far. */
type Seen = {
  readonly header: Buffer;
  palette: number;
  pixels: boolean;
  animated: boolean;
  readonly once: Set<string>;
};

/** @throws DamagedPicture also for a wrong checksum in a chunk that is kept */
export function markPng(file: Buffer, xmp: Buffer): Uint8Array {
  if (!file.subarray(0, SIGNATURE.length).equals(SIGNATURE)) throw new DamagedPicture('not a PNG');
  const kept: Buffer[] = [];
  let seen: Seen | null = null;
  let orientation = 1;
  for (const chunk of chunks(file)) {
    if (chunk.type === 'eXIf') orientation = orientationIn(chunk.content);
    if (!seen) {
      if (chunk.type !== 'IHDR' || chunk.content.length !== HEADER_BYTES) throw new DamagedPicture('no header');
      seen = { header: chunk.content, palette: 0, pixels: false, animated: false, once: new Set() };
      kept.push(checked(chunk));
    } else if (chunk.type === 'IEND') {
      if (!seen.pixels) throw new DamagedPicture('no pixels');
      const [header = Buffer.alloc(0), ...rest] = kept;
      const exif = exifFor(orientation);
      const turned = exif ? [chunkOf('eXIf', exif)] : [];
      return Buffer.concat([SIGNATURE, header, xmpChunk(xmp), ...turned, ...rest, chunkOf('IEND', Buffer.alloc(0))]);
    } else {
      const piece = pieceToKeep(chunk, seen);
      if (piece) kept.push(piece);
    }
  }
  throw new DamagedPicture('no end');
}

function* chunks(file: Buffer): Generator<Chunk> {
  for (let at = SIGNATURE.length, count = 0; at + AROUND_BYTES <= file.length; count++) {
    if (count === MAX_PIECES) throw new DamagedPicture('too many chunks');
    const end = at + AROUND_BYTES + file.readUInt32BE(at);
    if (end > file.length) throw new DamagedPicture('a chunk breaks off');
    const type = file.toString('latin1', at + 4, at + HEAD_BYTES);
    yield { type, content: file.subarray(at + HEAD_BYTES, end - 4), whole: file.subarray(at, end) };
    at = end;
  }
}

function pieceToKeep(chunk: Chunk, seen: Seen): Buffer | null {
  const { type, content } = chunk;
  switch (type) {
    case 'IDAT':
      if (seen.header[9] === INDEXED && seen.palette === 0) throw new DamagedPicture('no palette');
      seen.pixels = true;
      // An empty one says nothing, and there could be millions.
      return content.length === 0 ? null : checked(chunk);
    case 'PLTE':
      return palette(chunk, seen);
    case 'tRNS':
      return !seen.pixels && isTransparency(content, seen) && isFirst(type, seen) ? checked(chunk) : null;
    case 'iCCP':
      return !seen.pixels && isFirst(type, seen) ? profileChunk(content) : null;
    case 'acTL':
      if (seen.pixels || content.length !== 8 || !isFirst(type, seen)) return null;
      seen.animated = true;
      return checked(chunk);
    case 'fcTL':
    case 'fdAT': {
      const least = FRAMES[type] ?? 0;
      const fits = type === 'fcTL' ? content.length === least : content.length >= least;
      return seen.animated && fits ? checked(chunk) : null;
    }
    default:
      if (Object.hasOwn(COLORS, type))
        return !seen.pixels && content.length === COLORS[type] && isFirst(type, seen) ? checked(chunk) : null;
      // An upper-case first letter: without understanding it, the picture cannot be shown (5.4).
      if (/^[^a-z]/.test(type)) throw new DamagedPicture('an unknown critical chunk');
      return null;
  }
}

/** Palettes that are only suggestions go, and so do colours past what the bit depth can name. */
function palette(chunk: Chunk, seen: Seen): Buffer | null {
  const [depth = 0, colorType = 0] = seen.header.subarray(8, 10);
  if (colorType !== INDEXED) return null;
  const { content } = chunk;
  const isUsual = content.length > 0 && content.length <= 768 && content.length % 3 === 0;
  if (!isUsual || seen.pixels || !isFirst(chunk.type, seen)) throw new DamagedPicture('a palette that is none');
  seen.palette = Math.min(content.length / 3, 2 ** depth);
  const whole = checked(chunk);
  return content.length === seen.palette * 3 ? whole : chunkOf('PLTE', content.subarray(0, seen.palette * 3));
}

/** Whether a tRNS has the length its colour type asks for; with a palette, any number of its colours may be given. */
function isTransparency({ length }: Buffer, { header, palette: colors }: Seen): boolean {
  const colorType = header[9];
  if (colorType === INDEXED) return length >= 1 && length <= colors;
  return (colorType === 0 && length === 2) || (colorType === 2 && length === 6);
}

/** The profile packed anew: the name in front of it and the slack behind it are places to write into. */
function profileChunk(content: Buffer): Buffer | null {
  const name = content.indexOf(0);
  if (name < 1 || name > 79 || content[name + 1] !== 0) return null;
  let inflated: Buffer;
  try {
    inflated = inflateSync(content.subarray(name + 2), { maxOutputLength: MAX_PROFILE_BYTES });
  } catch {
    // Decoders show the picture without it, too.
    return null;
  }
  const profile = colorProfile(inflated);
  return profile && chunkOf('iCCP', Buffer.concat([Buffer.from('icc\0\0', 'latin1'), deflateSync(profile)]));
}

function isFirst(type: string, { once }: Seen): boolean {
  if (once.has(type)) return false;
  once.add(type);
  return true;
}

function checked({ whole }: Chunk): Buffer {
  const sum = whole.length - 4;
  if (whole.readUInt32BE(sum) !== crc32(whole.subarray(4, sum))) throw new DamagedPicture('a wrong checksum');
  return whole;
}

/** Uncompressed, without language and translated keyword (XMP part 3, 1.1.5): readers look for it like that. */
function xmpChunk(xmp: Buffer): Buffer {
  return chunkOf('iTXt', Buffer.concat([Buffer.from(`${XMP_KEYWORD}\0\0\0\0\0`, 'latin1'), xmp]));
}

function chunkOf(type: string, content: Buffer): Buffer {
  const chunk = Buffer.alloc(content.length + AROUND_BYTES);
  chunk.writeUInt32BE(content.length, 0);
  chunk.write(type, 4, 'latin1');
  content.copy(chunk, HEAD_BYTES);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, -4)), chunk.length - 4);
  return chunk;
}
