// WebP: the chunks a picture or its frames are made of are kept, all others go, and the packet comes last, as the format wants.

import { colorProfile } from './color-profile.ts';
import { DamagedPicture, MAX_PIECES } from './damaged-picture.ts';
import { exifFor, orientationIn } from './orientation.ts';

/** Of VP8X (WebP container specification, "Extended File Format"). */
const FLAGS = { animation: 0x02, xmp: 0x04, exif: 0x08, alpha: 0x10, profile: 0x20 } as const;
const HEAD_BYTES = 8;
const FRAME_HEAD_BYTES = 16;

type Chunk = { readonly type: string; readonly content: Buffer };
type Size = { readonly width: number; readonly height: number };
/** A picture or one frame: what was kept of it, and what its own header says. */
type Still = Size & { readonly chunks: readonly Buffer[]; readonly hasAlpha: boolean };

/** @throws DamagedPicture */
export function markWebp(file: Buffer, xmp: Buffer): Uint8Array {
  const found = [...chunks(contentOf(file))];
  const first = (type: string): Buffer | null => found.find((chunk) => chunk.type === type)?.content ?? null;
  const extended = found[0]?.type === 'VP8X' ? canvasOf(found[0].content) : null;
  const pictures = extended?.isAnimated ? framesOf(found, first('ANIM')) : stillOf(found, extended);
  const [icc, oldExif] = extended ? [first('ICCP'), first('EXIF')] : [null, null];
  const profile = icc && colorProfile(icc);
  const exif = oldExif && exifFor(orientationIn(withoutPrefix(oldExif)));
  const header = Buffer.alloc(10);
  header[0] =
    FLAGS.xmp |
    (extended?.isAnimated ? FLAGS.animation : 0) |
    (extended?.hasAlpha || pictures.hasAlpha ? FLAGS.alpha : 0) |
    (profile ? FLAGS.profile : 0) |
    (exif ? FLAGS.exif : 0);
  const { width, height } = extended ?? pictures;
  header.writeUIntLE(width - 1, 4, 3);
  header.writeUIntLE(height - 1, 7, 3);
  const body = Buffer.concat([
    Buffer.from('WEBP'),
    chunkOf('VP8X', header),
    ...(profile ? [chunkOf('ICCP', profile)] : []),
    ...pictures.chunks,
    ...(exif ? [chunkOf('EXIF', exif)] : []),
    chunkOf('XMP ', xmp),
  ]);
  return chunkOf('RIFF', body);
}

/** What RIFF says is inside; what follows it belongs to nobody. */
function contentOf(file: Buffer): Buffer {
  if (file.length < 12 || file.toString('latin1', 0, 4) !== 'RIFF' || file.toString('latin1', 8, 12) !== 'WEBP')
    throw new DamagedPicture('not a WebP');
  const end = HEAD_BYTES + file.readUInt32LE(4);
  if (end > file.length) throw new DamagedPicture('the file breaks off');
  return file.subarray(12, end);
}

function* chunks(content: Buffer): Generator<Chunk> {
  for (let at = 0, count = 0; at + HEAD_BYTES <= content.length; count++) {
    if (count === MAX_PIECES) throw new DamagedPicture('too many chunks');
    const end = at + HEAD_BYTES + content.readUInt32LE(at + 4);
    if (end > content.length) throw new DamagedPicture('a chunk breaks off');
    yield { type: content.toString('latin1', at, at + 4), content: content.subarray(at + HEAD_BYTES, end) };
    at = end + (end % 2);
  }
}

function canvasOf(content: Buffer): Size & { isAnimated: boolean; hasAlpha: boolean } {
  if (content.length < 10) throw new DamagedPicture('a header that is none');
  const flags = content[0] ?? 0;
  return {
    width: content.readUIntLE(4, 3) + 1,
    height: content.readUIntLE(7, 3) + 1,
    isAnimated: (flags & FLAGS.animation) !== 0,
    hasAlpha: (flags & FLAGS.alpha) !== 0,
  };
}

/** The first picture among chunks, with the transparency in front of it. */
function stillOf(found: readonly Chunk[], canvas: Size | null): Still {
  const at = found.findIndex(({ type }) => type === 'VP8 ' || type === 'VP8L');
  const chunk = found[at];
  if (!chunk) throw new DamagedPicture('no pixels');
  const { type, content } = chunk;
  const { width, height, hasAlpha } = type === 'VP8L' ? losslessHeader(content) : lossyHeader(content);
  if (canvas && (canvas.width !== width || canvas.height !== height)) throw new DamagedPicture('two sizes');
  const alpha = type === 'VP8 ' ? found.slice(0, at).find((each) => each.type === 'ALPH') : undefined;
  return {
    width,
    height,
    chunks: [...(alpha ? [chunkOf('ALPH', alpha.content)] : []), chunkOf(type, content)],
    hasAlpha: hasAlpha || alpha !== undefined,
  };
}

function framesOf(found: readonly Chunk[], animation: Buffer | null): Still {
  if (animation?.length !== 6) throw new DamagedPicture('an animation that is none');
  const frames = found.filter(({ type }) => type === 'ANMF').map(({ content }) => frameOf(content));
  if (frames.length === 0) throw new DamagedPicture('no frames');
  const pieces = frames.map(({ piece }) => piece);
  const hasAlpha = frames.some((frame) => frame.hasAlpha);
  return { width: 0, height: 0, chunks: [chunkOf('ANIM', animation), ...pieces], hasAlpha };
}

/** A frame is a file in small, and can carry as much that does not belong to it. */
function frameOf(content: Buffer): { piece: Buffer; hasAlpha: boolean } {
  if (content.length < FRAME_HEAD_BYTES) throw new DamagedPicture('a frame that is none');
  const size = { width: content.readUIntLE(6, 3) + 1, height: content.readUIntLE(9, 3) + 1 };
  const still = stillOf([...chunks(content.subarray(FRAME_HEAD_BYTES))], size);
  const piece = chunkOf('ANMF', Buffer.concat([content.subarray(0, FRAME_HEAD_BYTES), ...still.chunks]));
  return { piece, hasAlpha: still.hasAlpha };
}

/** RFC 6386, 9.1: a key frame, its start code, then two times fourteen bits of size and two of scale. */
function lossyHeader(content: Buffer): Size & { hasAlpha: boolean } {
  if (content.length < 10 || content.readUIntBE(3, 3) !== 0x9d012a) throw new DamagedPicture('no lossy picture');
  const [width, height] = [content.readUInt16LE(6) & 0x3fff, content.readUInt16LE(8) & 0x3fff];
  if (width === 0 || height === 0) throw new DamagedPicture('no lossy picture');
  return { width, height, hasAlpha: false };
}

/** RFC 9649, 3.4: a signature, two times fourteen bits of size, whether there is transparency, and three of version. */
function losslessHeader(content: Buffer): Size & { hasAlpha: boolean } {
  if (content.length < 5 || content[0] !== 0x2f) throw new DamagedPicture('no lossless picture');
  const bits = content.readUInt32LE(1);
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1, hasAlpha: ((bits >>> 28) & 1) === 1 };
}

/** Some programs put the prefix of JPEG's Exif segments here. */
function withoutPrefix(exif: Buffer): Buffer {
  return exif.toString('latin1', 0, 6) === 'Exif\0\0' ? exif.subarray(6) : exif;
}

function chunkOf(type: string, content: Buffer): Buffer {
  const head = Buffer.alloc(HEAD_BYTES);
  head.write(type, 'latin1');
  head.writeUInt32LE(content.length, 4);
  return Buffer.concat([head, content, Buffer.alloc(content.length % 2)]);
}
