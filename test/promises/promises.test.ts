// The list of promises against the tests there are: none without a proof, no proof without a promise.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { PROMISES } from './promises.ts';
import { coverage, findProofs, numbersIn, promisesDocument, titlesIn } from './proofs.ts';

describe('The promises', () => {
  test('are numbered from P01 to P54', () =>
    assert.deepEqual(
      Object.keys(PROMISES),
      Array.from({ length: 54 }, (_, index) => `P${String(index + 1).padStart(2, '0')}`),
    ));

  test('have each a test, or a person with a reason, and no test claims another number', () => {
    const { unproved, unknown } = coverage(PROMISES, findProofs());
    assert.deepEqual({ unproved, unknown }, { unproved: [], unknown: [] });
  });

  test('need a person in few cases', () =>
    assert.ok(Object.values(PROMISES).filter(({ person }) => person !== undefined).length <= 4));

  test('stand in docs/promises.md as they are here', async () =>
    assert.equal(await readFile(new URL('../../docs/promises.md', import.meta.url), 'utf8'), promisesDocument()));

  test('without a proof are found, and so is a proof of nothing', () => {
    const proof = { file: 'a.test.ts', title: 'P02: two' };
    const told = coverage(
      { P01: { says: 'one' }, P03: { says: 'three', person: 'a lawyer' } },
      new Map([['P02', [proof]]]),
    );
    assert.deepEqual([told.unproved, told.unknown], [['P01'], [proof]]);
  });

  test('are not proved by a test that is not run, by a comment, or by a number in the middle of a sentence', () => {
    const text = [
      "test('P01: is one', () => {});",
      "  // test('P02: is none', () => {});",
      "test.skip('P03: is none', () => {});",
      "test.todo('P04: is none');",
      '  for (const platform of PLATFORMS) test(`P05: ${platform}`, () => {});',
      "  test('P06, P07: are two; P08: is a third', async (t) => {});",
      "test('speaks of P09: in passing', () => {});",
    ].join('\n');
    assert.deepEqual(titlesIn(text).flatMap(numbersIn), ['P01', 'P05', 'P06', 'P07', 'P08']);
  });
});
