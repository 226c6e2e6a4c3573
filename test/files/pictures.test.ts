// Pictures looked at: what they are, what they pretend to be, and many of them on one sheet.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { crc32 } from 'node:zlib';
import sharp from 'sharp';
import { createArchivist } from '../../src/files/archivist.ts';

const { inspect, contactSheet } = createArchivist();

async function picture(
  width: number,
  height: number,
  kind: 'png' | 'jpeg' | 'webp' | 'gif',
  colour = '#c04020',
): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background: colour } })
    .toFormat(kind)
    .toBuffer();
}

/** A PNG whose header claims another size: IHDR is the first chunk, its CRC-32 covers its type and content. */
function claiming(png: Buffer, width: number, height: number): Buffer {
  const changed = Buffer.from(png);
  changed.writeUInt32BE(width, 16);
  changed.writeUInt32BE(height, 20);
  changed.writeUInt32BE(crc32(changed.subarray(12, 29)), 29);
  return changed;
}

describe('inspecting a picture', () => {
  test('tells its size and kind', async () => {
    for (const kind of ['png', 'jpeg', 'webp'] as const)
      assert.deepEqual(await inspect(await picture(30, 20, kind)), {
        width: 30,
        height: 20,
        mediaType: `image/${kind}`,
      });
  });

  test('tells the size as a person sees it where the camera was held sideways', async () => {
    const sideways = await sharp(await picture(30, 20, 'jpeg'))
      .withMetadata({ orientation: 6 })
      .toBuffer();
    assert.deepEqual(await inspect(sideways), { width: 20, height: 30, mediaType: 'image/jpeg' });
  });

  test('takes no other format, however well it could be read', async () => {
    const svg = Buffer.from(
      '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>',
    );
    for (const bytes of [await picture(9, 9, 'gif'), svg, Buffer.from('fox'), Buffer.alloc(0)])
      assert.equal(await inspect(bytes), null);
  });

  test('takes no header without a picture behind its first bytes', async () => {
    assert.equal(await inspect((await picture(30, 20, 'png')).subarray(0, 12)), null);
    assert.equal(await inspect(Buffer.from('\xff\xd8\xff\xe0 fox', 'latin1')), null);
  });

  test('takes none that was cut off, however good its beginning', async () => {
    for (const kind of ['png', 'jpeg', 'webp'] as const) {
      const whole = await picture(60, 40, kind);
      for (const left of [4, 20]) assert.equal(await inspect(whole.subarray(0, -left)), null, kind);
      assert.equal((await inspect(Buffer.concat([whole, Buffer.from('a note')])))?.width, 60, kind);
    }
  });

  test('takes none of more than forty megapixels, known before it is decoded', async () => {
    const small = await picture(8, 8, 'png');
    assert.equal((await inspect(claiming(small, 8_000, 5_000)))?.width, 8_000);
    assert.equal(await inspect(claiming(small, 8_001, 5_000)), null);
    assert.equal(await inspect(claiming(small, 100_000, 100_000)), null);
  });
});

describe('a contact sheet', () => {
  test('shows every picture whole, in a grid', async () => {
    const colours = ['#ff0000', '#00ff00', '#0000ff', '#ffff00', '#ffffff'];
    const images = await Promise.all(
      colours.map((colour, at) => picture(at % 2 ? 60 : 90, at % 2 ? 90 : 60, 'png', colour)),
    );
    const sheet = sharp((await contactSheet(images)) ?? assert.fail());
    const { width, height, format } = await sheet.metadata();
    assert.deepEqual({ width, height, format }, { width: 8 + 3 * 264, height: 8 + 2 * 264, format: 'jpeg' });
    const { data } = await sheet.raw().toBuffer({ resolveWithObject: true });
    for (const [at, colour] of colours.entries()) {
      const pixel = ((8 + 128 + Math.floor(at / 3) * 264) * width + 8 + 128 + (at % 3) * 264) * 3;
      for (const [channel, value] of [...Buffer.from(colour.slice(1), 'hex')].entries())
        assert.ok(Math.abs((data[pixel + channel] ?? 0) - value) < 12, `picture ${at}`);
    }
  });

  test('shows the first 24 of many, transparent and grey ones too', async () => {
    const clear = await sharp({ create: { width: 40, height: 40, channels: 4, background: '#00000000' } })
      .png()
      .toBuffer();
    const grey = await sharp(await picture(40, 40, 'png'))
      .greyscale()
      .png()
      .toBuffer();
    const sheet = await contactSheet(Array.from({ length: 40 }, (_, at) => (at % 2 ? clear : grey)));
    const { width, height } = await sharp(sheet ?? assert.fail()).metadata();
    assert.deepEqual({ width, height }, { width: 8 + 5 * 264, height: 8 + 5 * 264 });
  });

  test('leaves out what cannot be drawn, and is not made of nothing', async () => {
    const whole = await picture(30, 20, 'png');
    // Its end is there, but what should be its pixels is not.
    const damaged = Buffer.concat([whole.subarray(0, 45), Buffer.alloc(20), whole.subarray(-12)]);
    const sheet = await contactSheet([damaged, whole, damaged]);
    assert.equal((await sharp(sheet ?? assert.fail()).metadata()).width, 8 + 264);
    assert.equal(await contactSheet([damaged]), null);
    assert.equal(await contactSheet([]), null);
  });
});
