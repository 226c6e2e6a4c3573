// Marks a picture as made by a machine, and takes out of its container whatever else was written there beside the picture.

import type { PictureSource } from '../core/domain/models.ts';
import type { DrawnImage } from '../core/ports.ts';
import { markJpeg } from './jpeg-marking.ts';
import { markPng } from './png-marking.ts';
import { markWebp } from './webp-marking.ts';
import { sourceTerm, xmpPacket } from './xmp.ts';

/**
 * The same pixels, colours, frames and orientation, with one XMP packet that names the source and nothing else that the
 * format could do without. Nothing is decoded but a colour profile. Marking twice gives the same bytes.
 * @throws DamagedPicture
 */
export function markImage(bytes: Uint8Array, mediaType: DrawnImage['mediaType'], source: PictureSource): Uint8Array {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const xmp = xmpPacket(source);
  switch (mediaType) {
    case 'image/png':
      return markPng(file, xmp);
    case 'image/jpeg':
      return markJpeg(file, xmp);
    case 'image/webp':
      return markWebp(file, xmp);
  }
}

/** What a marked picture says of itself; null where it says nothing. */
export function readMark(bytes: Uint8Array): PictureSource | null {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return (['trained', 'formula'] as const).find((source) => file.includes(`"${sourceTerm(source)}"`)) ?? null;
}
