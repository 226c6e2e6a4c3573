// The header of a PNG: read without a decoder, and never otherwise than the decoder would.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import sharp from 'sharp';
import { plainPngSize } from '../../src/files/png-header.ts';

const png = (options: { palette?: boolean; progressive?: boolean } = {}, channels: 3 | 4 = 3): Promise<Buffer> =>
  sharp({ create: { width: 31, height: 7, channels, background: '#804020' } })
    .png(options)
    .toBuffer();

describe('the header of a PNG', () => {
  test('tells the size, whatever the colours and the order of its pixels', async () => {
    const grey = sharp(await png())
      .greyscale()
      .png()
      .toBuffer();
    for (const bytes of [await png(), await png({ palette: true }), await png({ progressive: true }, 4), await grey])
      assert.deepEqual(plainPngSize(bytes), { width: 31, height: 7 });
  });

  test('says nothing where the picture may be turned', async () => {
    const turned = await sharp(await png())
      .withMetadata({ orientation: 6 })
      .png()
      .toBuffer();
    assert.equal((await sharp(turned).metadata()).orientation, 6);
    assert.equal(plainPngSize(turned), null);
  });

  test('says nothing where one bit is wrong or bytes are missing', async () => {
    const whole = await png();
    for (let at = 8; at < 33; at++) {
      const broken = Buffer.from(whole);
      broken[at] = (broken[at] ?? 0) ^ 1;
      assert.equal(plainPngSize(broken), null, `byte ${at}`);
    }
    for (let length = 0; length < 41; length++) assert.equal(plainPngSize(whole.subarray(0, length)), null);
  });
});
