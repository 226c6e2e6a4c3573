// Permutations: which prompts one prompt stands for.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { permute } from '../../src/core/domain/permutations.ts';
import { Refusal } from '../../src/core/domain/refusal.ts';

describe('a prompt with choices in braces', () => {
  test('stands for every combination, in reading order', () => {
    assert.deepEqual(permute('a {red, blue} fox in {snow|rain}'), [
      'a red fox in snow',
      'a red fox in rain',
      'a blue fox in snow',
      'a blue fox in rain',
    ]);
  });

  test('splits at bars alone where there is one, so that a choice may hold a comma', () => {
    assert.deepEqual(permute('{big, red|small} fox'), ['big, red fox', 'small fox']);
  });

  test('stays as it is without a choice to make, and a column placeholder is none', () => {
    for (const prompt of ['a fox', 'a {fox}', 'a {{city, land}} at night', '{', '}{']) {
      assert.deepEqual(permute(prompt), [prompt]);
    }
  });

  test('says the same prompt once', () => {
    assert.deepEqual(permute('a {red, red} fox'), ['a red fox']);
  });

  test('is refused before anything is made of it when it stands for too many', () => {
    const many = '{a,b,c,d,e,f,g,h,i,j}'.repeat(9);
    assert.throws(
      () => permute(many),
      (error: unknown) =>
        error instanceof Refusal &&
        error.says.code === 'permutations-too-many' &&
        error.says.facts.count === 1_000_000_000,
    );
  });
});
