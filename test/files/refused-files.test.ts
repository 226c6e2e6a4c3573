// Files that are no tables: other kinds in disguise, damaged ones, and ones made to cost time.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createTableReader } from '../../src/files/table-reader.ts';
import { refusal, rows } from './table-rows.ts';

describe('files that are refused', () => {
  const kinds = { code: 'file-kind', facts: { name: 'prompts.csv', allowed: ['.csv', '.tsv', '.txt'] } };

  test('other kinds of files are, whatever they are called', async () => {
    for (const start of [
      'PK\x03\x04',
      '%PDF-1.7',
      '\x89PNG\r\n\x1a\n',
      '\xff\xd8\xff\xe0',
      'GIF89a',
      'RIFF\0\0\0\0WEBP',
      '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1',
      '\x1f\x8b',
    ])
      assert.deepEqual(await refusal(Buffer.from(`${start}prompt\nfox`, 'latin1')), kinds);
  });

  test('a table by another name is', async () => {
    for (const name of ['prompts.xlsx', 'prompts', 'csv'])
      assert.deepEqual(await refusal('prompt\nfox', name), { ...kinds, facts: { ...kinds.facts, name } });
  });

  test('a file without rows is', async () => {
    for (const bytes of ['', '\n\n', 'prompt,seed', 'prompt,seed\n,\n \n', '\uFEFF'])
      assert.deepEqual(await refusal(bytes), { code: 'csv-empty', facts: {} }, JSON.stringify(bytes));
    assert.deepEqual(await refusal('# nothing', 'a.txt'), { code: 'csv-empty', facts: {} });
  });

  test('a quote out of place is, with the row in which it was opened', async () => {
    const unreadable = { code: 'csv-unreadable', facts: { row: 3, reason: 'quotes' } };
    assert.deepEqual(await refusal('prompt,seed\na,1\n"b,2\nc,3\n'), unreadable);
    assert.deepEqual(await refusal('prompt,seed\na,1\n"b,2\nc,3\nd,"4"\n'), unreadable);
    assert.deepEqual(await refusal(`prompt\na\n"${'x\n'.repeat(1_000_000)}"`), unreadable);
  });

  test('a quote in the middle of a cell is, and is told apart from one that is never closed', async () => {
    const stray = { code: 'csv-unreadable', facts: { row: 3, reason: 'stray-quote' } };
    assert.deepEqual(await refusal('prompt,seed\na,1\na 12" fox,2\n'), stray);
    assert.deepEqual(await refusal('prompt\na\na "red" fox\n'), stray);
    assert.deepEqual((await rows('prompt\n"a ""red"" fox"\n')).at(-1), [2, 'a "red" fox']);
  });

  test('one row too many is refused as soon as it is seen', async () => {
    assert.equal((await rows('prompt\na\nb\n', 'a.csv', 2)).length, 3);
    const seen: number[] = [];
    await assert.rejects(
      async () => {
        for await (const { row } of createTableReader(2).rows('a.csv', Buffer.from('prompt\na\nb\nc\n')))
          seen.push(row);
      },
      { says: { code: 'csv-too-many-rows', facts: { max: 2 } } },
    );
    assert.deepEqual(seen, [1, 2, 3]);
  });

  test('files made to cost time are refused without reading them through', async () => {
    const tooMany = { code: 'csv-too-many-rows', facts: { max: 10_000 } };
    assert.deepEqual(await refusal(`prompt,seed\n${'\n'.repeat(4_900_000)}`), tooMany);
    assert.deepEqual(await refusal(`prompt\n${'\n'.repeat(4_900_000)}`), tooMany);
    assert.deepEqual(await refusal(`prompt\n${'a\n'.repeat(2_400_000)}`), tooMany);
    assert.deepEqual(await refusal(','.repeat(4_900_000)), {
      code: 'csv-too-many-columns',
      facts: { columns: 4_900_001, max: 64 },
    });
    assert.equal((await rows(`prompt\na${','.repeat(900_000)}`)).length, 2);
  });
});
