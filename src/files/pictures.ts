// Looks at pictures: what they are, many of them at a glance, and what a provider gave made ready to be kept.

import sharp from 'sharp';
import type { PictureSource } from '../core/domain/models.ts';
import type { PictureFacts } from '../core/file-ports.ts';
import type { DrawnImage } from '../core/ports.ts';
import { DamagedPicture } from './damaged-picture.ts';
import { fileKind } from './file-kind.ts';
import { readMark } from './marking.ts';
import { plainPngSize } from './png-header.ts';

/** A decoded picture takes four bytes a pixel; more than this is an attack or a mistake. */
export const MAX_PIXELS = 40_000_000;

const SHEET_IMAGES = 24;
const SHEET_COLUMNS = 6;
const THUMBNAIL_PX = 256;
const GAP_PX = 8;
const BACKGROUND = '#202225';
const JPEG_QUALITY = 82;
/** Pictures decoded at a time: sharp has as many threads as there are cores, and each holds a whole picture. */
const AT_A_TIME = 4;

const MEDIA_TYPES = { jpeg: 'image/jpeg', png: 'image/png', webp: 'image/webp' } as const;

/**
 * Width and height as a person sees them, in pixels, and the kind, from its beginning and end alone; null where the bytes
 * are no JPEG, PNG or WebP, break off, or have more than 40 megapixels.
 */
export async function inspect(bytes: Uint8Array): Promise<PictureFacts | null> {
  const kind = fileKind(bytes);
  // Decided before sharp sees them: it would try every format it knows, some of which read other files.
  if (kind !== 'jpeg' && kind !== 'png' && kind !== 'webp') return null;
  if (!isWhole(bytes, kind)) return null;
  const plain = kind === 'png' ? plainPngSize(bytes) : null;
  if (plain) return plain.width * plain.height > MAX_PIXELS ? null : { ...plain, mediaType: MEDIA_TYPES.png };
  const metadata = await sharp(bytes, { limitInputPixels: MAX_PIXELS })
    .metadata()
    // sharp has no kinds of error: a header it cannot read is a header that cannot be read.
    .catch(() => null);
  if (metadata === null || metadata.width * metadata.height > MAX_PIXELS) return null;
  const { width, height } = metadata.autoOrient;
  return { width, height, mediaType: MEDIA_TYPES[kind] };
}

/** Writes into a picture how it was made. @throws DamagedPicture */
export type Mark = (image: DrawnImage, source: PictureSource) => Promise<Uint8Array>;

/** Marks what a provider gave, by what it is and not by what it was said to be; null where it is no picture. */
export async function finish(
  bytes: Uint8Array,
  source: PictureSource,
  mark: Mark,
): Promise<(DrawnImage & PictureFacts) | null> {
  const facts = await inspect(bytes);
  if (!facts) return null;
  try {
    return { ...facts, bytes: await mark({ bytes, mediaType: facts.mediaType }, source) };
  } catch (error) {
    if (error instanceof DamagedPicture) return null;
    throw error;
  }
}

/** The last chunk of every PNG, and the last marker of every JPEG. */
const PNG_END = Buffer.from('0000000049454e44ae426082', 'hex');
const JPEG_END = Buffer.from('ffd9', 'hex');
/** What may stand behind a JPEG's end: some cameras and editors leave notes there. */
const JPEG_NOTES_BYTES = 4_096;

/** Whether a picture goes to its end: an answer that was cut off still has a good header. */
function isWhole(bytes: Uint8Array, kind: keyof typeof MEDIA_TYPES): boolean {
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  switch (kind) {
    case 'png':
      return whole.includes(PNG_END);
    case 'jpeg':
      return whole.subarray(-JPEG_NOTES_BYTES).includes(JPEG_END);
    case 'webp':
      return whole.length >= 8 && whole.length >= whole.readUInt32LE(4) + 8;
  }
}

/**
 * A JPEG of the first 24 pictures side by side, each whole, in rows of up to six. One that cannot be drawn is left out:
 * whoever waits for their files must not wait for a preview of them.
 * @returns null where there is none to show
 */
export async function contactSheet(images: readonly Uint8Array[], mark: Mark): Promise<Uint8Array | null> {
  const chosen = images.slice(0, SHEET_IMAGES);
  const source = readSource(chosen);
  const thumbnails: Buffer[] = [];
  for (let start = 0; start < chosen.length; start += AT_A_TIME) {
    const some = await Promise.all(chosen.slice(start, start + AT_A_TIME).map((each) => thumbnail(each)));
    thumbnails.push(...some.filter((each) => each !== null));
  }
  if (thumbnails.length === 0) return null;
  const columns = Math.min(SHEET_COLUMNS, Math.ceil(Math.sqrt(thumbnails.length)));
  const rows = Math.ceil(thumbnails.length / columns);
  const sheet = await sharp({
    create: { width: offset(columns), height: offset(rows), channels: 3, background: BACKGROUND },
  })
    .composite(
      thumbnails.map((input, at) => ({
        input,
        raw: { width: THUMBNAIL_PX, height: THUMBNAIL_PX, channels: 3 },
        left: offset(at % columns),
        top: offset(Math.floor(at / columns)),
      })),
    )
    .jpeg({ quality: JPEG_QUALITY })
    .toBuffer();
  return mark({ bytes: sheet, mediaType: MEDIA_TYPES.jpeg }, source);
}

/**
 * What made a picture of several pictures: a formula where every one of them says so of itself. One that says nothing, because
 * it is older than the marks, counts as trained: of two sheets with the same pictures, the one that says more cannot be wrong.
 */
export function readSource(pictures: readonly Uint8Array[]): PictureSource {
  return pictures.every((each) => readMark(each) === 'formula') ? 'formula' : 'trained';
}

/** Raw RGB: the sheet is the only thing that is compressed. Null for what cannot be decoded: sharp has no kinds of error. */
async function thumbnail(bytes: Uint8Array): Promise<Buffer | null> {
  return sharp(bytes, { limitInputPixels: MAX_PIXELS })
    .autoOrient()
    .resize(THUMBNAIL_PX, THUMBNAIL_PX, { fit: 'contain', background: BACKGROUND })
    .flatten({ background: BACKGROUND })
    .toColourspace('srgb')
    .raw()
    .toBuffer()
    .catch(() => null);
}

/** Where the thumbnail of a column or row begins; of the one after the last, where the sheet ends. */
function offset(at: number): number {
  return GAP_PX + at * (THUMBNAIL_PX + GAP_PX);
}
