// Marked pictures: the same pixels, one packet that says a machine made them, and nothing else that was in the file.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import sharp from 'sharp';
import { createArchivist } from '../../src/files/archivist.ts';
import { markImage, readMark } from '../../src/files/marking.ts';
import { digitalSource, PICTURES, pixels } from './marked-pictures.ts';

const { contactSheet, finish, inspect } = createArchivist();

describe('a marked picture', () => {
  for (const { name, mediaType, make } of PICTURES) {
    test(`${name}: has the pixels, colours and frames it had`, async () => {
      const bytes = await make();
      const marked = markImage(bytes, mediaType, 'trained');
      const [before, after] = [await pixels(bytes), await pixels(marked)];
      assert.ok(before.equals(after));
      const [was, is] = [await sharp(bytes).metadata(), await sharp(marked).metadata()];
      for (const fact of [
        'format',
        'width',
        'height',
        'space',
        'channels',
        'depth',
        'hasAlpha',
        'isProgressive',
        'isPalette',
        'bitsPerSample',
        'chromaSubsampling',
        'pages',
        'delay',
        'loop',
        'compression',
        'autoOrient',
      ] as const)
        assert.deepEqual(is[fact], was[fact], fact);
      assert.deepEqual(is.icc, was.icc);
      assert.deepEqual(await inspect(marked), await inspect(bytes));
    });

    test(`${name}: says in one packet that a machine made it, and how`, async () => {
      const bytes = await make();
      for (const source of ['trained', 'formula'] as const) {
        const marked = markImage(bytes, mediaType, source);
        assert.deepEqual(digitalSource(await sharp(marked).metadata()), source);
        assert.equal(readMark(marked), source);
        assert.equal(Buffer.from(marked).toString('latin1').split('<x:xmpmeta').length, 2);
      }
    });

    test(`${name}: is the same when it is marked again, or marked otherwise in between`, async () => {
      const once = markImage(await make(), mediaType, 'trained');
      assert.deepEqual(markImage(once, mediaType, 'trained'), once);
      assert.deepEqual(markImage(markImage(once, mediaType, 'formula'), mediaType, 'trained'), once);
    });
  }

  test('is read by what it is, not by what it was said to be, and is refused where it is none', async () => {
    for (const { mediaType, make } of PICTURES) {
      const finished = await finish(await make(), 'formula');
      assert.equal(finished?.mediaType, mediaType);
      assert.equal(readMark(finished?.bytes ?? new Uint8Array()), 'formula');
    }
    assert.equal(await finish(Buffer.from('a note'), 'trained'), null);
  });

  test('does not share its bytes with the one it was made from', async () => {
    for (const { mediaType, make } of PICTURES) {
      const bytes = await make();
      const marked = markImage(bytes, mediaType, 'trained');
      const copy = Buffer.from(marked);
      bytes.fill(0);
      assert.ok(copy.equals(marked));
    }
  });
});

describe('a contact sheet', () => {
  const picture = async (source: 'trained' | 'formula' | null): Promise<Uint8Array> => {
    const bytes = await sharp({ create: { width: 9, height: 9, channels: 3, background: '#804020' } })
      .png()
      .toBuffer();
    return source ? markImage(bytes, 'image/png', source) : bytes;
  };
  const sheetOf = async (...sources: ('trained' | 'formula' | null)[]) => {
    const sheet = await contactSheet(await Promise.all(sources.map((source) => picture(source))));
    return digitalSource(await sharp(sheet ?? assert.fail()).metadata());
  };

  test('is drawn by a formula only where every picture on it was', async () => {
    assert.equal(await sheetOf('formula', 'formula'), 'formula');
    assert.equal(await sheetOf('trained', 'trained'), 'trained');
    assert.equal(await sheetOf('formula', 'trained'), 'trained');
    assert.equal(await sheetOf('formula', null), 'trained');
  });
});
