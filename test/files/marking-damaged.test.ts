// Files that break off, lie about their lengths or never end: refused quickly and in one way, whatever was done to them.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { createArchivist } from '../../src/files/archivist.ts';
import { DamagedPicture } from '../../src/files/damaged-picture.ts';
import { markImage } from '../../src/files/marking.ts';
import { chunk, insertChunks, PICTURES, type Kind } from './marked-pictures.ts';

const { finish } = createArchivist();

/** The marked bytes, or null where they were refused; anything else thrown is a bug. */
function marked(bytes: Uint8Array, { mediaType }: Pick<Kind, 'mediaType'>): Uint8Array | null {
  try {
    return markImage(bytes, mediaType, 'trained');
  } catch (error) {
    if (error instanceof DamagedPicture) return null;
    throw error;
  }
}

const files = await Promise.all(PICTURES.map(async (kind) => ({ ...kind, bytes: await kind.make() })));
const small = files.filter(({ bytes }) => bytes.length < 5_000);

describe('a picture that breaks off', () => {
  for (const file of small)
    test(`${file.name}: is refused wherever it does`, () => {
      for (let length = 0; length < file.bytes.length; length++)
        assert.equal(marked(file.bytes.subarray(0, length), file), null, `${length} of ${file.bytes.length} bytes`);
    });

  test('is no picture to whoever asked for it', async () => {
    for (const { bytes } of small) assert.equal(await finish(bytes.subarray(0, -3), 'trained'), null);
  });
});

describe('a picture that was changed', () => {
  test('is marked or refused, at once and never otherwise', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...small),
        fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 8 }),
        fc.option(fc.tuple(fc.nat(), fc.nat({ max: 64 })), { nil: undefined }),
        (file, changes, cut) => {
          const bytes = Buffer.from(file.bytes);
          // Most of what is told of lengths and kinds is near the start.
          for (const [at, value] of changes)
            bytes[at % Math.min(bytes.length, 1 + (at % 2 ? 128 : bytes.length))] = value;
          const from = cut ? cut[0] % bytes.length : 0;
          const changed = cut ? Buffer.concat([bytes.subarray(0, from), bytes.subarray(from + cut[1])]) : bytes;
          const begun = performance.now();
          const once = marked(changed, file);
          assert.ok(performance.now() - begun < 500);
          if (!once) return;
          assert.ok(once.length < changed.length + 1_000);
          assert.deepEqual(marked(once, file), once);
        },
      ),
      { numRuns: 10_000 },
    );
  });

  test('with one wrong bit in its pixels is refused where the format can tell', () => {
    for (const file of small.filter(({ mediaType }) => mediaType === 'image/png')) {
      const bytes = Buffer.from(file.bytes);
      const at = bytes.indexOf('IDAT') + 20;
      bytes[at] = (bytes[at] ?? 0) ^ 1;
      assert.equal(marked(bytes, file), null, file.name);
    }
  });
});

describe('a file that means harm', () => {
  const png = files.find(({ name }) => name === 'PNG, plain') ?? assert.fail();
  const jpeg = files.find(({ name }) => name === 'JPEG, plain') ?? assert.fail();
  const webp = files.find(({ name }) => name === 'WebP, with a profile') ?? assert.fail();
  const MILLION = 1_000_000;

  /** Refused or marked within a second, and without a copy for each of its parts. */
  function isSurvived(bytes: Buffer, kind: Kind): void {
    const [begun, before] = [performance.now(), process.memoryUsage()];
    const result = marked(bytes, kind);
    const after = process.memoryUsage();
    assert.ok(performance.now() - begun < 1_000);
    const bytesTaken = after.arrayBuffers - before.arrayBuffers;
    assert.ok(bytesTaken < 2 * bytes.length + 8 * MILLION, `${bytesTaken} bytes for ${bytes.length}`);
    assert.ok(!result || result.length <= bytes.length + 1_000);
  }

  test('may have a million parts', () => {
    for (const type of ['prVt', 'IDAT']) {
      const chunks = Buffer.alloc(12 * MILLION, chunk(type, Buffer.alloc(0)));
      isSurvived(Buffer.concat([png.bytes.subarray(0, 33), chunks, png.bytes.subarray(33)]), png);
    }
    const comments = Buffer.alloc(4 * MILLION, Buffer.of(0xff, 0xfe, 0, 2));
    isSurvived(Buffer.concat([jpeg.bytes.subarray(0, 2), comments, jpeg.bytes.subarray(2)]), jpeg);
    const content = Buffer.concat([webp.bytes.subarray(12), Buffer.alloc(8 * MILLION, Buffer.from('foxy\0\0\0\0'))]);
    const head = Buffer.from(webp.bytes.subarray(0, 12));
    head.writeUInt32LE(content.length + 4, 4);
    isSurvived(Buffer.concat([head, content]), webp);
  });

  test('may claim lengths beyond its end', () => {
    for (const file of files.filter(({ bytes }) => bytes.length < 5_000))
      for (let at = 0; at + 4 <= Math.min(file.bytes.length, 300); at++) {
        const bytes = Buffer.from(file.bytes);
        bytes.writeUInt32BE(0xff_ff_ff_ff, at);
        isSurvived(bytes, file);
        bytes.writeUInt32LE(0x7f_ff_ff_ff, at);
        isSurvived(bytes, file);
      }
  });

  test('may have nothing but the start of markers, or pixels without end', () => {
    isSurvived(Buffer.concat([jpeg.bytes.subarray(0, 2), Buffer.alloc(4 * MILLION, 0xff)]), jpeg);
    isSurvived(Buffer.concat([jpeg.bytes.subarray(0, -2), Buffer.alloc(20 * MILLION, Buffer.of(0xff, 0))]), jpeg);
  });

  test('may have a profile that inflates to more than there is', () => {
    const bomb = Buffer.concat([Buffer.from('icc\0\0', 'latin1'), deflateSync(Buffer.alloc(200 * MILLION))]);
    const bytes = insertChunks(png.bytes, [['iCCP', bomb]]);
    const begun = performance.now();
    const result = marked(bytes, png) ?? assert.fail();
    assert.ok(performance.now() - begun < 1_000);
    assert.ok(!Buffer.from(result).includes('iCCP'));
  });

  test('may have a chunk that decoders have to know and do not', () => {
    assert.equal(marked(insertChunks(png.bytes, [['FOXY', Buffer.alloc(4)]]), png), null);
    assert.equal(marked(Buffer.concat([png.bytes.subarray(0, 8), chunk('tEXt', Buffer.alloc(4))]), png), null);
  });
});
