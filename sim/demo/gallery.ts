// Everything the play produced, kept in a folder for people to open: pictures, ZIPs, and one sheet with all pictures.

import { mkdir, rm, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import sharp from 'sharp';
import type { Shown } from './seat.ts';

const COLUMNS = 6;
const CELL = 256;
const GAP = 12;

export interface Gallery {
  /** Absolute. */
  readonly folder: string;
  /** Keeps files as `<scene>-<n>` with their own ending, or as `<scene>-<name>` what is not a picture. Pictures go on the sheet. */
  keep(scene: string, files: readonly Shown[]): Promise<void>;
  /** Puts more pictures on the sheet alone, such as those inside a ZIP. */
  hang(pictures: readonly Buffer[]): void;
  /** Writes the sheet, in the order the pictures came. */
  close(): Promise<{ readonly sheet: string; readonly pictures: number }>;
}

/** Empties the folder first. */
export async function openGallery(folder: string): Promise<Gallery> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const onSheet: Buffer[] = [];
  return {
    folder,
    async keep(scene, files) {
      const pictures = files.filter(({ kind }) => kind === 'picture');
      for (const file of files) {
        const at = pictures.indexOf(file) + 1;
        const name = at > 0 ? `${pictures.length > 1 ? `-${at}` : ''}${extname(file.name)}` : `-${file.name}`;
        await writeFile(join(folder, `${scene}${name}`), file.bytes);
      }
      onSheet.push(...pictures.map(({ bytes }) => bytes));
    },
    hang: (pictures) => void onSheet.push(...pictures),
    async close() {
      const sheet = join(folder, 'contact-sheet.jpg');
      await writeFile(sheet, await drawSheet(onSheet));
      return { sheet, pictures: onSheet.length };
    },
  };
}

async function drawSheet(pictures: readonly Buffer[]): Promise<Buffer> {
  const step = CELL + GAP;
  const cells = await Promise.all(
    pictures.map(async (picture, n) => ({
      input: await sharp(picture).resize(CELL, CELL, { fit: 'cover' }).toBuffer(),
      left: GAP + (n % COLUMNS) * step,
      top: GAP + Math.floor(n / COLUMNS) * step,
    })),
  );
  const width = GAP + Math.min(COLUMNS, Math.max(1, cells.length)) * step;
  const height = GAP + Math.max(1, Math.ceil(cells.length / COLUMNS)) * step;
  return sharp({ create: { width, height, channels: 3, background: '#f6f3ee' } })
    .composite(cells)
    .jpeg({ quality: 86 })
    .toBuffer();
}
