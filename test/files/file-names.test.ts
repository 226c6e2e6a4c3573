// Names of packed files: readable where they can be, harmless always, and never twice the same.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { ImageId } from '../../src/core/domain/ids.ts';
import type { RunImage } from '../../src/core/file-ports.ts';
import { imageNames, zipName } from '../../src/files/file-names.ts';

function image(row: number, change: Partial<RunImage>): RunImage {
  return {
    id: `img_${row}-${change.index ?? 0}` as ImageId,
    row,
    index: 0,
    rowCount: 1,
    prompt: 'fox',
    filename: null,
    seed: 1,
    model: 'sketch',
    provider: 'sketch',
    state: 'ready',
    failure: null,
    credits: 0,
    objectKey: 'a/b',
    mediaType: 'image/png',
    bytes: 1,
    sha256: null,
    ...change,
  };
}

const names = (images: readonly RunImage[]): readonly string[] => [...imageNames(images).values()];
const named = (filename: string, mediaType = 'image/png'): string =>
  names([image(2, { filename, mediaType })])[0] ?? '';
const prompted = (prompt: string): string => names([image(7, { prompt })])[0] ?? '';

describe('a name made of the prompt', () => {
  test('keeps letters and digits of every script and at most forty of them', () => {
    assert.equal(prompted('A Red Fox, in snow (2nd try)!'), 'images/0007-1_a-red-fox-in-snow-2nd-try_1.png');
    assert.equal(prompted('雪地里的 狐狸'), 'images/0007-1_雪地里的-狐狸_1.png');
    assert.equal(prompted('x'.repeat(39) + ' yyy'), `images/0007-1_${'x'.repeat(39)}_1.png`);
    assert.equal(prompted('🦊 !'), 'images/0007-1_image_1.png');
  });

  test('sorts as the rows do, in runs of more than 9,999 too', () => {
    const found = names([image(2, {}), image(10_001, {})]);
    assert.deepEqual(found, ['images/00002-1_fox_1.png', 'images/10001-1_fox_1.png']);
    assert.deepEqual(found.toSorted(), found);
  });
});

describe("a row's own file name", () => {
  test('is kept where it is harmless, with an ending that tells the truth', () => {
    assert.equal(named('Fox 1.png'), 'images/Fox 1.png');
    assert.equal(named('fox'), 'images/fox.png');
    assert.equal(named('fox.jpg'), 'images/fox.png');
    assert.equal(named('fox.JPEG', 'image/jpeg'), 'images/fox.JPEG');
    assert.equal(named('fox v1.2'), 'images/fox v1.2.png');
    assert.equal(named('狐狸.webp', 'image/webp'), 'images/狐狸.webp');
  });

  test('leads nowhere but into the folder of pictures', () => {
    for (const name of ['../../etc/passwd', '..\\..\\etc\\passwd', '/etc/passwd', 'C:\\etc\\passwd'])
      assert.equal(named(name), 'images/passwd.png');
    for (const name of ['..', '.', '/', '...', '.png', ' . ']) assert.equal(named(name), 'images/image.png', name);
  });

  test('is no name that a system keeps for itself or cannot write', () => {
    assert.equal(named('CON'), 'images/_CON.png');
    assert.equal(named('lpt1.fox.png'), 'images/_lpt1.fox.png');
    assert.equal(named('console.png'), 'images/console.png');
    assert.equal(named('.bashrc'), 'images/bashrc.png');
    assert.equal(named('a<b>:"c"|d?*\0\n.png'), 'images/abcd.png');
    assert.equal(named('fox\u202Egnp.exe'), 'images/foxgnp.exe.png');
    assert.equal(named('fox. . '), 'images/fox.png');
  });

  test('is cut where no file system could hold it', () => {
    const name = named('狐'.repeat(500));
    assert.match(name, /^images\/狐{66}\.png$/);
  });
});

describe('two pictures', () => {
  test('with one name get a number, case and composition ignored', () => {
    const wanted = ['Fox.png', 'fox.PNG', 'fox-2.png', 'fox', 'caf\u00e9', 'cafe\u0301'];
    assert.deepEqual(names(wanted.map((filename, at) => image(at + 2, { filename }))), [
      'images/Fox.png',
      'images/fox-2.PNG',
      'images/fox-2-2.png',
      'images/fox-3.png',
      'images/café.png',
      'images/café-2.png',
    ]);
  });

  test('of one row with a file name are numbered as well', () => {
    const row = [0, 1, 2].map((index) => image(2, { index, rowCount: 3, filename: 'fox.png' }));
    assert.deepEqual(names(row), ['images/fox.png', 'images/fox-2.png', 'images/fox-3.png']);
  });

  test('never have the same name, and no name leaves its folder, whatever the rows say', () => {
    const filename = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.string({ unit: fc.constantFrom('a', 'A', '-', '2', '.', '/', '\\', ' ', 'é', 'e\u0301'), maxLength: 6 }),
    );
    fc.assert(
      fc.property(fc.array(fc.option(filename), { maxLength: 30 }), (filenames) => {
        const found = names(filenames.map((filename, at) => image(at + 2, { filename })));
        assert.equal(new Set(found.map((name) => name.toLowerCase().normalize('NFC'))).size, filenames.length);
        for (const name of found) assert.match(name, /^images\/[^/\\\0.][^/\\\0]*\.png$/i);
      }),
    );
  });
});

test('a ZIP is named after the upload in letters every chat can carry', () => {
  assert.equal(zipName('My list (Zürich).csv', 1, 1), 'easel-My-list-Zurich.zip');
  assert.equal(zipName('prompts.v2.tsv', 2, 3), 'easel-prompts-v2-part-2-of-3.zip');
  assert.equal(zipName('雪.csv', 1, 1), 'easel-results.zip');
  assert.match(zipName('x'.repeat(500), 1, 12), /^[A-Za-z0-9._-]{1,100}$/);
});
