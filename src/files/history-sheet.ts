// A page of somebody's pictures as one: rounded thumbnails on a dark card, each with its number, those that are saved with a ribbon.

import sharp from 'sharp';
import type { Mark } from './pictures.ts';
import { MAX_PIXELS, readSource } from './pictures.ts';

const COLUMNS = 3;
const TILE_PX = 320;
const GAP_PX = 16;
const CORNER_PX = 28;
/** Dark enough for a light chat and not black in a dark one: the card stands out from both. */
const CARD = '#23262d';
const EMPTY = '#343842';
const JPEG_QUALITY = 86;
/** Pictures decoded at a time; each is whole in memory. */
const AT_A_TIME = 3;

/** Digits as strokes in a box of 10 by 14: a server may have no font to write them with. */
const DIGITS: readonly string[] = [
  'M2.4 3.6 L5.6 1.5 V12.5',
  'M1.6 4.2 C1.6 0.6 8.5 0.6 8.5 4.3 C8.5 7.2 1.6 9.4 1.6 12.5 H8.8',
  'M1.5 2.7 C3.3 0.7 8.2 0.8 8.2 4 C8.2 6.2 5.8 6.6 4 6.6 C6.2 6.6 8.7 7.2 8.7 9.7 C8.7 13.2 3.2 13.4 1.3 11.2',
  'M6.7 12.5 V1.5 L1.2 9.2 H9',
  'M8.2 1.5 H2.7 L2.1 6.7 C4.2 5 8.8 5.3 8.7 9.1 C8.6 13.1 3.1 13.4 1.3 11.2',
  'M7.6 1.6 C3.8 2.2 1.6 5.2 1.6 8.9 C1.6 13.9 8.6 13.8 8.6 9.2 C8.6 5 2.6 5 1.7 8.6',
  'M1.5 1.5 H8.7 L4 12.5',
  'M5 6.6 C1.3 6.6 1.5 1.4 5 1.4 C8.5 1.4 8.7 6.6 5 6.6 C0.7 6.6 0.6 12.6 5 12.6 C9.4 12.6 9.3 6.6 5 6.6 Z',
  'M2.4 12.4 C6.2 11.8 8.4 8.8 8.4 5.1 C8.4 0.1 1.4 0.2 1.4 4.8 C1.4 9 7.4 9 8.3 5.4',
];

export type HistoryTile = { readonly bytes: Uint8Array | null; readonly saved: boolean };

/** Up to nine pictures, three a row. One that is missing or cannot be drawn leaves its place empty, so that numbers stay true. */
export async function historySheet(tiles: readonly HistoryTile[], mark: Mark): Promise<Uint8Array> {
  const chosen = tiles.slice(0, DIGITS.length);
  const thumbnails: (Buffer | null)[] = [];
  for (let start = 0; start < chosen.length; start += AT_A_TIME)
    thumbnails.push(...(await Promise.all(chosen.slice(start, start + AT_A_TIME).map(thumbnail))));
  const columns = Math.min(COLUMNS, chosen.length);
  const [width, height] = [offset(columns), offset(Math.ceil(chosen.length / columns))];
  const place = (at: number) => ({ left: offset(at % columns), top: offset(Math.floor(at / columns)) });
  const sheet = await sharp({ create: { width, height, channels: 3, background: CARD } })
    .composite([
      ...thumbnails.flatMap((input, at) => (input ? [{ input, ...place(at) }] : [])),
      { input: Buffer.from(drawing(chosen, thumbnails, { width, height }, place)), left: 0, top: 0 },
    ])
    .jpeg({ quality: JPEG_QUALITY })
    .toBuffer();
  const source = readSource(chosen.flatMap(({ bytes }) => (bytes ? [bytes] : [])));
  return mark({ bytes: sheet, mediaType: 'image/jpeg' }, source);
}

type Place = (at: number) => { readonly left: number; readonly top: number };

/** Everything that is drawn over the thumbnails: numbers, ribbons, and the outline of a place that is empty. */
function drawing(
  tiles: readonly HistoryTile[],
  thumbnails: readonly (Buffer | null)[],
  { width, height }: { width: number; height: number },
  place: Place,
): string {
  const parts = tiles.map(({ saved }, at) => {
    const { left, top } = place(at);
    const empty = thumbnails[at] ? '' : frame();
    return `<g transform="translate(${left} ${top})">${empty}${number(at)}${saved ? ribbon() : ''}</g>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${parts.join('')}</svg>`;
}

function number(at: number): string {
  return `<g transform="translate(44 44)"><circle r="29" fill="#14161b" fill-opacity="0.82" stroke="#fff" stroke-width="3"/>
    <path d="${DIGITS[at] ?? ''}" transform="translate(-12.5 -17.5) scale(2.5)" fill="none" stroke="#fff" stroke-width="2"
      stroke-linecap="round" stroke-linejoin="round"/></g>`;
}

function ribbon(): string {
  return `<path d="M${TILE_PX - 66} 0 h38 v62 l-19 -15 l-19 15 z" fill="#ffc83d" stroke="#14161b" stroke-opacity="0.55" stroke-width="2"/>`;
}

function frame(): string {
  const side = TILE_PX - 4;
  return `<rect x="2" y="2" width="${side}" height="${side}" rx="${CORNER_PX}" fill="${EMPTY}" stroke="#565c69"
    stroke-width="3" stroke-dasharray="12 10"/>`;
}

/** Cut to a square and rounded; null for what cannot be decoded: sharp has no kinds of error. */
async function thumbnail({ bytes }: HistoryTile): Promise<Buffer | null> {
  if (!bytes) return null;
  return sharp(bytes, { limitInputPixels: MAX_PIXELS })
    .autoOrient()
    .resize(TILE_PX, TILE_PX, { fit: 'cover' })
    .flatten({ background: CARD })
    .toColourspace('srgb')
    .composite([{ input: MASK, blend: 'dest-in' }])
    .png({ compressionLevel: 1 })
    .toBuffer()
    .catch(() => null);
}

const MASK = Buffer.from(
  `<svg xmlns="http://www.w3.org/2000/svg" width="${TILE_PX}" height="${TILE_PX}">
    <rect width="${TILE_PX}" height="${TILE_PX}" rx="${CORNER_PX}"/></svg>`,
);

function offset(at: number): number {
  return GAP_PX + at * (TILE_PX + GAP_PX);
}
