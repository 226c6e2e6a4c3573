// Uploaded tables as people make them: every separator, encoding and line break.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { guardCell } from '../../src/files/formula-guard.ts';
import { createTableReader } from '../../src/files/table-reader.ts';
import { refusal, rows } from './table-rows.ts';

const reader = createTableReader();
const utf16le = (text: string): Buffer => Buffer.from(text, 'utf16le');
const utf16be = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16();
const ENCODERS = { 'utf-8': (text: string): Buffer => Buffer.from(text), 'utf-16le': utf16le, 'utf-16be': utf16be };

describe('separators and lines', () => {
  test('comma, semicolon and tab are told apart by the header, not by what is inside its quotes', async () => {
    assert.deepEqual(await rows('prompt;"a,b,c"\nfox;1\n'), [
      [1, 'prompt', 'a,b,c'],
      [2, 'fox', '1'],
    ]);
    assert.deepEqual(await rows('prompt\tseed\nred, big; fox\t1'), [
      [1, 'prompt', 'seed'],
      [2, 'red, big; fox', '1'],
    ]);
    assert.deepEqual(await rows('prompt,seed\nfox,1', 'prompts.TSV'), [
      [1, 'prompt', 'seed'],
      [2, 'fox', '1'],
    ]);
  });

  test('rows are numbered as a spreadsheet shows them: blank ones count, a line break in quotes does not', async () => {
    assert.deepEqual(await rows('prompt,seed\r\n\r\n"a\nfox",1\r\n,\r\n \r\nb,2\r\n\r\n'), [
      [1, 'prompt', 'seed'],
      [3, 'a\nfox', '1'],
      [6, 'b', '2'],
    ]);
  });

  test('every kind of line break ends a row, several kinds in one file too', async () => {
    assert.deepEqual(await rows('prompt\na\r\nb\rc'), [
      [1, 'prompt'],
      [2, 'a'],
      [3, 'b'],
      [4, 'c'],
    ]);
  });

  test('ragged rows are handed on as they are', async () => {
    assert.deepEqual(await rows('prompt,seed\na\nb,1,2'), [
      [1, 'prompt', 'seed'],
      [2, 'a'],
      [3, 'b', '1', '2'],
    ]);
  });

  test('the apostrophe our results put before a formula is taken off again, others stay', async () => {
    assert.deepEqual(await rows("prompt,a\n'=1+1,'til\n''=x,'"), [
      [1, 'prompt', 'a'],
      [2, '=1+1', "'til"],
      [3, "'=x", "'"],
    ]);
  });
});

describe('encodings', () => {
  const text = 'prompt,note\n一只狐狸,café 🦊\n';
  const expected = [
    [1, 'prompt', 'note'],
    [2, '一只狐狸', 'café 🦊'],
  ];

  test('UTF-8 and UTF-16 are known with and without a byte order mark', async () => {
    for (const bytes of [Buffer.from(text), utf16le(text), utf16be(text)])
      assert.deepEqual(await rows(bytes), expected);
    const marked = `\uFEFF${text}`;
    for (const bytes of [Buffer.from(marked), utf16le(marked), utf16be(marked)])
      assert.deepEqual(await rows(bytes), expected);
    assert.deepEqual(reader.detect('a.csv', utf16be(text)), {
      encoding: 'utf-16be',
      isEncodingGuessed: false,
      delimiter: ',',
    });
  });

  test('older Chinese and western files are guessed, and said to be', async () => {
    // "一只狐狸,雪" in GB 18030; Node writes no legacy encoding, so the bytes are spelled out.
    const chinese = Buffer.concat([
      Buffer.from('prompt,note\n'),
      Buffer.from([0xd2, 0xbb, 0xd6, 0xbb, 0xba, 0xfc, 0xc0, 0xea, 0x2c, 0xd1, 0xa9]),
    ]);
    assert.deepEqual(await rows(chinese), [
      [1, 'prompt', 'note'],
      [2, '一只狐狸', '雪'],
    ]);
    assert.deepEqual(reader.detect('a.csv', chinese), { encoding: 'gb18030', isEncodingGuessed: true, delimiter: ',' });
    const western = Buffer.from('prompt;note\nétoile à Zürich;über\n', 'latin1');
    assert.deepEqual(await rows(western), [
      [1, 'prompt', 'note'],
      [2, 'étoile à Zürich', 'über'],
    ]);
    assert.deepEqual(reader.detect('a.csv', western), {
      encoding: 'windows-1252',
      isEncodingGuessed: true,
      delimiter: ';',
    });
  });

  test('damaged UTF-8 is refused with its line rather than guessed to be something else', async () => {
    const damaged = Buffer.concat([
      Buffer.from('prompt\n狐狸在雪地里\n'),
      Buffer.from([0xe7, 0x8b]),
      Buffer.from('狐狸\n'),
    ]);
    assert.deepEqual(await refusal(damaged), { code: 'csv-unreadable', facts: { row: 3, reason: 'encoding' } });
    const marked = Buffer.concat([Buffer.from('\uFEFFprompt\n'), Buffer.from([0xff])]);
    assert.deepEqual(await refusal(marked), { code: 'csv-unreadable', facts: { row: 2, reason: 'encoding' } });
  });

  test('NUL bytes and half characters are refused', async () => {
    const unreadable = (row: number): unknown => ({ code: 'csv-unreadable', facts: { row, reason: 'encoding' } });
    assert.deepEqual(await refusal('prompt,seed\na fox,1\na\0fox,1\n'), unreadable(3));
    assert.deepEqual(await refusal(Buffer.concat([utf16le('prompt\nfox\n'), Buffer.from([0x61])])), unreadable(1));
    assert.deepEqual(await refusal(utf16le('\uFEFFprompt\n\ud83e fox\n')), unreadable(1));
  });
});

describe('lists of prompts', () => {
  test('have a prompt a line, numbered as an editor shows them; blank lines and comments carry none', async () => {
    assert.deepEqual(await rows('# animals\r\na fox, red --ar 16:9\r\n\r\n// birds\r\n  an owl \r\n', 'prompts.txt'), [
      [0, 'prompt'],
      [2, 'a fox, red --ar 16:9'],
      [5, 'an owl'],
    ]);
    assert.equal(reader.detect('prompts.txt', Buffer.from('a fox')).delimiter, null);
  });

  test('that a spreadsheet saved as text are the tables they are', async () => {
    assert.deepEqual(await rows(utf16le('\uFEFFseed\tPrompt\r\n4\ta fox\r\n'), 'list.txt'), [
      [1, 'seed', 'Prompt'],
      [2, '4', 'a fox'],
    ]);
  });
});

test('any table written by a spreadsheet reads back the same, whatever its separator, line breaks and encoding', async () => {
  const cell = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 12 }),
    fc.string({
      unit: fc.constantFrom('"', ',', ';', '\t', '\n', '\r', "'", '=', '-', ' ', 'a', '狐', '🦊'),
      maxLength: 12,
    }),
  );
  const clean = cell.filter((text) => !text.includes('\0') && text.isWellFormed());
  const columns = 3;
  const line = fc
    .array(clean, { minLength: columns, maxLength: columns })
    .filter((cells) => cells.join('').trim() !== '');
  const table = fc.array(line, { minLength: 1, maxLength: 8 });
  const layout = fc.record({
    delimiter: fc.constantFrom(',', ';', '\t'),
    record_delimiter: fc.constantFrom('\n', '\r\n', '\r'),
    encoding: fc.constantFrom(...(Object.keys(ENCODERS) as (keyof typeof ENCODERS)[])),
    bom: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(table, layout, async (lines, { encoding, bom, ...how }) => {
      const header = ['prompt', 'first', 'second'];
      const text = stringify([header, ...lines.map((cells) => cells.map(guardCell))], {
        ...how,
        quote_record_delimiter: true,
      });
      const expected = [header, ...lines].map((cells, at) => [at + 1, ...cells]);
      assert.deepEqual(await rows(ENCODERS[encoding]((bom ? '\uFEFF' : '') + text)), expected);
    }),
    { numRuns: 300 },
  );
});
