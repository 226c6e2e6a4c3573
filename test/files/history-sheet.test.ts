// The picture of a page: as many places as pictures, numbered without any font, marked as what it shows.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import sharp from 'sharp';
import { createArchivist } from '../../src/files/archivist.ts';
import { readMark } from '../../src/files/marking.ts';

const archivist = createArchivist();

async function picture(source: 'trained' | 'formula', width = 64, height = 40): Promise<Uint8Array> {
  const drawn = await sharp({ create: { width, height, channels: 3, background: '#d04030' } })
    .png()
    .toBuffer();
  return (await archivist.finish(drawn, source))?.bytes ?? assert.fail();
}

/** A pixel of the sheet, as red, green and blue. */
async function pixel(sheet: Uint8Array, left: number, top: number): Promise<readonly number[]> {
  return [...(await sharp(sheet).extract({ left, top, width: 1, height: 1 }).raw().toBuffer())];
}

function isRed([red = 0, green = 0]: readonly number[]): boolean {
  return red > 150 && green < 110;
}

describe('the sheet of a page', () => {
  test('is three wide, as tall as it needs to be, and cuts every shape to a square', async () => {
    const bytes = await picture('formula', 400, 40);
    for (const [count, width, height] of [
      [1, 352, 352],
      [2, 688, 352],
      [4, 1_024, 688],
      [9, 1_024, 1_024],
    ] as const) {
      const sheet = await archivist.historySheet(Array.from({ length: count }, () => ({ bytes, saved: false })));
      const facts = await archivist.inspect(sheet);
      assert.deepEqual(facts, { width, height, mediaType: 'image/jpeg' });
      assert.ok(isRed(await pixel(sheet, 176, 300)));
      assert.ok(!isRed(await pixel(sheet, 18, 18)), 'corners are round');
    }
  });

  test('writes a number into every place, and a ribbon on what is saved', async () => {
    const bytes = await picture('formula');
    const tiles = Array.from({ length: 9 }, (_, at) => ({ bytes, saved: at === 4 }));
    const sheet = await archivist.historySheet(tiles);
    const badges = new Set<string>();
    for (let at = 0; at < 9; at += 1) {
      const [left, top] = [16 + (at % 3) * 336, 16 + Math.floor(at / 3) * 336];
      const badge = await sharp(sheet)
        .extract({ left: left + 20, top: top + 20, width: 48, height: 48 })
        .raw()
        .toBuffer();
      assert.ok(badge.some((value) => value > 240) && badge.some((value) => value < 60), `number ${at + 1}`);
      badges.add(badge.toString('base64'));
      const [red = 0, green = 0, blue = 0] = await pixel(sheet, left + 273, top + 20);
      assert.equal(red > 200 && green > 150 && blue < 120, at === 4, `ribbon ${at + 1}`);
    }
    assert.equal(badges.size, 9, 'each number looks like no other');
  });

  test('leaves the place of what is missing or damaged empty, so that numbers stay true', async () => {
    const bytes = await picture('trained');
    const torn = Buffer.from(bytes);
    torn.fill(0, torn.indexOf('IDAT') + 8, torn.length - 16);
    const tiles = [null, torn, bytes].map((each) => ({ bytes: each, saved: false }));
    const sheet = await archivist.historySheet(tiles);
    const reds = await Promise.all([176, 512, 848].map(async (left) => isRed(await pixel(sheet, left, 300))));
    assert.deepEqual(reds, [false, false, true]);
  });

  test('is marked as drawn by a formula only where every picture on it is', async () => {
    const [formula, trained] = [await picture('formula'), await picture('trained')];
    const sheetOf = (...pictures: Uint8Array[]): Promise<Uint8Array> =>
      archivist.historySheet(pictures.map((bytes) => ({ bytes, saved: false })));
    assert.equal(readMark(await sheetOf(formula, formula)), 'formula');
    assert.equal(readMark(await sheetOf(formula, trained)), 'trained');
  });
});
