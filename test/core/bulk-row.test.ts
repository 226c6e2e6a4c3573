// Header and lines of an uploaded table: what they mean, and everything that is wrong with them.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isFinished, readHeader, readRow, type RowOrder, type RowProblem } from '../../src/core/domain/bulk-row.ts';
import { catalogueFor } from '../../src/core/domain/models.ts';

const catalogue = catalogueFor(new Set(['sketch']), 1);

function read(header: readonly string[], cells: readonly string[]): RowOrder | readonly RowProblem[] {
  return readRow(2, cells, readHeader(header), catalogue, 7);
}

function order(header: readonly string[], cells: readonly string[]): RowOrder {
  const row = read(header, cells);
  assert.ok('order' in row, JSON.stringify(row));
  return row;
}

function problems(header: readonly string[], cells: readonly string[]): readonly (readonly [string, string])[] {
  const row = read(header, cells);
  assert.ok(!('order' in row), 'nothing was wrong');
  return row.map(({ column, why }) => [column, why.code] as const);
}

describe('a header', () => {
  test('is read through case, spaces, hyphens and other names', () => {
    const columns = readHeader([' Description ', 'Aspect Ratio', 'num-images', 'Output_Filename', 'NO']);
    assert.deepEqual(
      [...columns.meaning],
      [
        ['prompt', 0],
        ['aspectRatio', 1],
        ['count', 2],
        ['filename', 3],
        ['negativePrompt', 4],
      ],
    );
    assert.deepEqual(columns.unknown, []);
  });

  test('names the columns it does not know, a second one of the same meaning among them', () => {
    assert.deepEqual(readHeader(['prompt', 'city', 'text', '', 'constructor']).unknown, [
      'city',
      'text',
      'constructor',
    ]);
  });

  test('without a prompt column is refused with the column that was probably meant', () => {
    assert.throws(() => readHeader(['promt', 'seed']), {
      says: { code: 'csv-no-prompt-column', facts: { columns: ['promt', 'seed'], nearest: 'promt' } },
    });
    assert.throws(() => readHeader(['a', 'seed']), {
      says: { code: 'csv-no-prompt-column', facts: { columns: ['a', 'seed'], nearest: null } },
    });
  });

  test('may have 64 columns besides those our own results add', () => {
    const many = ['prompt', ...Array.from({ length: 63 }, (_, at) => `c${at}`)];
    const results = ['status', 'error', 'provider', 'file', 'credits'];
    assert.deepEqual(readHeader([...many, ...results]).unknown.length, 63);
    assert.throws(() => readHeader([...many, 'one-more']), { message: 'csv-too-many-columns' });
  });
});

describe('a line', () => {
  test('becomes an order with the spreadsheet number of its row', () => {
    const {
      row,
      order: made,
      filename,
    } = order(['prompt', 'ar', 'seed', 'n', 'name'], ['a fox', '16:9', '42', '2', ' fox.png ']);
    assert.deepEqual(
      [row, made.prompt, made.aspectRatio, made.seed, made.count, filename],
      [2, 'a fox', '16:9', 42, 2, 'fox.png'],
    );
  });

  test('may be shorter than the header, and longer by blank cells', () => {
    assert.equal(order(['prompt', 'seed'], ['a fox']).order.seed, 7);
    assert.equal(order(['prompt'], ['a fox', '', ' ']).order.prompt, 'a fox');
  });

  test('with text beyond the last column is refused, since a comma in the prompt was probably not quoted', () => {
    assert.deepEqual(problems(['prompt'], ['a fox', ' in snow']), [['', 'columns-uneven']]);
  });

  test('has all its problems found at once, each under the column as the file names it', () => {
    assert.deepEqual(problems(['Text', 'Ratio', 'Seed Number', 'N'], ['', '5:1', 'x', '99']), [
      ['Text', 'prompt-empty'],
      ['Ratio', 'ratio-unsupported'],
      ['N', 'count-invalid'],
      ['Seed Number', 'seed-invalid'],
    ]);
  });

  test('with cells too long has each of them named, counted in bytes', () => {
    assert.deepEqual(problems(['prompt', 'note'], ['狐'.repeat(1334), 'x'.repeat(4001)]), [
      ['prompt', 'cell-too-long'],
      ['note', 'cell-too-long'],
    ]);
    assert.equal(order(['prompt', 'note'], ['a fox', 'x'.repeat(4000)]).order.prompt, 'a fox');
  });

  test('understands flags in its prompt, which win over its cells', () => {
    const { order: made } = order(['prompt', 'seed'], ['a fox --seed 5 —ar 16:9', '1']);
    assert.deepEqual([made.prompt, made.seed, made.aspectRatio], ['a fox', 5, '16:9']);
  });

  test('with a wrong flag is blamed on the prompt, and its other cells are still checked', () => {
    assert.deepEqual(problems(['prompt', 'seed'], ['a fox --sede 5', 'x']), [
      ['prompt', 'flag-unknown'],
      ['seed', 'seed-invalid'],
    ]);
    assert.deepEqual(problems(['prompt', 'seed'], ['a fox --seed x', '1']), [['prompt', 'seed-invalid']]);
    assert.deepEqual(problems(['prompt'], ['a fox --ar 5:1']), [['prompt', 'ratio-unsupported']]);
  });
});

describe('a placeholder in a prompt', () => {
  test("is filled from the line's own cells, whatever the case of its name", () => {
    assert.equal(
      order(['prompt', 'Home City'], ['a fox in {{home_city}}, {{ HOME-CITY }}', ' Oslo ']).order.prompt,
      'a fox in Oslo, Oslo',
    );
  });

  test('that no column fills is a problem naming the nearest column', () => {
    const row = read(['prompt', 'city'], ['a fox in {{ciy}}', 'Oslo']);
    assert.deepEqual(row, [
      {
        row: 2,
        column: 'prompt',
        why: { code: 'placeholder-unknown', facts: { placeholder: 'ciy', nearest: 'city' } },
      },
    ]);
  });

  test('named a thousand times does not write a long cell out a thousand times', () => {
    const row = read(['prompt', 'a'], ['{{a}}'.repeat(800), 'x'.repeat(4000)]);
    assert.ok(!('order' in row));
    assert.deepEqual(row[0]?.why, { code: 'cell-too-long', facts: { bytes: 3_200_000, maxBytes: 4000 } });
  });
});

describe('a line of our own results', () => {
  const results = readHeader(['prompt', 'status', 'error', 'seed', 'model', 'provider', 'file', 'credits']);

  test('is finished when its status is ready', () => {
    assert.equal(isFinished(['a fox', 'ready'], results), true);
    for (const status of ['partial', 'failed', 'cancelled', 'skipped', 'missing', ''])
      assert.equal(isFinished(['a fox', status], results), false);
  });

  test('makes no unknown columns', () => {
    assert.deepEqual(results.unknown, []);
  });

  test('is not mistaken for one of a table that has a status of its own', () => {
    assert.equal(isFinished(['a fox', 'ready'], readHeader(['prompt', 'status'])), false);
  });
});
