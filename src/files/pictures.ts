// Looks at pictures: what they are, and many of them at a glance.

import sharp from 'sharp';
import type { DrawnImage } from '../core/ports.ts';
import { fileKind } from './file-kind.ts';

/** A decoded picture takes four bytes a pixel; more than this is an attack or a mistake. */
const MAX_PIXELS = 40_000_000;

const SHEET_IMAGES = 24;
const SHEET_COLUMNS = 6;
const THUMBNAIL_PX = 256;
const GAP_PX = 8;
const BACKGROUND = '#202225';
const JPEG_QUALITY = 82;
/** Pictures decoded at a time: sharp has as many threads as there are cores, and each holds a whole picture. */
const AT_A_TIME = 4;

const MEDIA_TYPES = { jpeg: 'image/jpeg', png: 'image/png', webp: 'image/webp' } as const;

export type PictureFacts = {
  readonly width: number;
  readonly height: number;
  readonly mediaType: DrawnImage['mediaType'];
};

/**
 * Width and height as a person sees them, in pixels, and the kind, from the header alone; null where the bytes are no JPEG,
 * PNG or WebP or have more than 40 megapixels.
 */
export async function inspect(bytes: Uint8Array): Promise<PictureFacts | null> {
  const kind = fileKind(bytes);
  // Decided before sharp sees them: it would try every format it knows, some of which read other files.
  if (kind !== 'jpeg' && kind !== 'png' && kind !== 'webp') return null;
  const metadata = await sharp(bytes, { limitInputPixels: MAX_PIXELS })
    .metadata()
    // sharp has no kinds of error: a header it cannot read is a header that cannot be read.
    .catch(() => null);
  if (metadata === null || metadata.width * metadata.height > MAX_PIXELS) return null;
  const { width, height } = metadata.autoOrient;
  return { width, height, mediaType: MEDIA_TYPES[kind] };
}

/**
 * A JPEG of the first 24 pictures side by side, each whole, in rows of up to six.
 * @throws RangeError where there are none
 */
export async function contactSheet(images: readonly Uint8Array[]): Promise<Uint8Array> {
  const shown = images.slice(0, SHEET_IMAGES);
  if (shown.length === 0) throw new RangeError('a contact sheet of no pictures');
  const columns = Math.min(SHEET_COLUMNS, Math.ceil(Math.sqrt(shown.length)));
  const rows = Math.ceil(shown.length / columns);
  const thumbnails: Buffer[] = [];
  for (let start = 0; start < shown.length; start += AT_A_TIME)
    thumbnails.push(...(await Promise.all(shown.slice(start, start + AT_A_TIME).map((each) => thumbnail(each)))));
  return sharp({
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
}

/** Raw RGB: the sheet is the only thing that is compressed. */
async function thumbnail(bytes: Uint8Array): Promise<Buffer> {
  return sharp(bytes, { limitInputPixels: MAX_PIXELS })
    .autoOrient()
    .resize(THUMBNAIL_PX, THUMBNAIL_PX, { fit: 'contain', background: BACKGROUND })
    .flatten({ background: BACKGROUND })
    .toColourspace('srgb')
    .raw()
    .toBuffer();
}

/** Where the thumbnail of a column or row begins; of the one after the last, where the sheet ends. */
function offset(at: number): number {
  return GAP_PX + at * (THUMBNAIL_PX + GAP_PX);
}
