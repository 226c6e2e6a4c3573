// Wishes checked against the models, and what is said about those that cannot be had.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { catalogueFor } from '../../src/core/domain/models.ts';
import { nearest } from '../../src/core/domain/nearest.ts';
import { checkWish, cleanPrompt, SEED_MAX, toOrder, type Wish } from '../../src/core/domain/order.ts';
import { Refusal, type RefusalCode } from '../../src/core/domain/refusal.ts';

const catalogue = catalogueFor(new Set(['openai', 'sketch']), 2);
const fox: Wish = {
  prompt: 'a fox',
  negativePrompt: null,
  model: 'sketch',
  aspectRatio: null,
  resolution: null,
  seed: null,
  count: null,
  style: null,
};

function codes(wish: Partial<Wish>): readonly (readonly [keyof Wish, RefusalCode])[] {
  const checked = checkWish({ ...fox, ...wish }, catalogue, 7);
  return 'problems' in checked ? checked.problems.map(({ part, why }) => [part, why.code] as const) : [];
}

describe('an order', () => {
  test('is complete when only a prompt was given', () => {
    assert.deepEqual(toOrder(fox, catalogue, 7), {
      prompt: 'a fox',
      negativePrompt: null,
      model: 'sketch',
      aspectRatio: '1:1',
      resolution: '1k',
      width: 1024,
      height: 1024,
      seed: 7,
      count: 1,
      style: null,
      creditsEach: 2,
    });
  });

  test('takes the first model of the catalogue when none is named', () => {
    assert.equal(toOrder({ ...fox, model: null }, catalogue, 7).model, 'gpt-image-1-mini');
  });

  test('has no seed for a model that takes none', () => {
    assert.equal(toOrder({ ...fox, model: 'gpt-image-1' }, catalogue, 7).seed, null);
  });

  test('needs something to see in its prompt', () => {
    for (const prompt of ['', ' ', '\u200b\u2060', '\u3164', '\u202e\u2003', '\ufe0f'])
      assert.deepEqual(codes({ prompt }), [['prompt', 'prompt-empty']], JSON.stringify(prompt));
    for (const prompt of ['👩‍👩‍👧', '\u202eثعلب', '?']) assert.deepEqual(codes({ prompt }), [], prompt);
  });

  test('leaves room for the seed of its last picture', () => {
    assert.equal(toOrder({ ...fox, count: '4' }, catalogue, SEED_MAX).seed, SEED_MAX - 3);
    assert.equal(toOrder({ ...fox, count: '4', seed: String(SEED_MAX - 3) }, catalogue, 7).seed, SEED_MAX - 3);
    assert.deepEqual(codes({ count: '4', seed: String(SEED_MAX - 2) }), [['seed', 'seed-invalid']]);
  });

  test('reads options whatever their case and spaces, and blank ones as left out', () => {
    const wish = {
      ...fox,
      model: ' SKETCH ',
      aspectRatio: ' 16x9 ',
      resolution: '512 ',
      style: ' Ink',
      seed: ' ',
      count: '',
    };
    const { model, width, style, seed, count } = toOrder(wish, catalogue, 7);
    assert.deepEqual(
      { model, width, style, seed, count },
      { model: 'sketch', width: 688, style: 'ink', seed: 7, count: 1 },
    );
  });

  test('is refused with the first problem', () => {
    assert.throws(
      () => toOrder({ ...fox, prompt: ' ', count: '9' }, catalogue, 7),
      (error) => error instanceof Refusal && error.says.code === 'prompt-empty',
    );
  });
});

describe('checking a wish', () => {
  test('finds everything that is wrong at once, each under its part', () => {
    assert.deepEqual(
      codes({
        prompt: '',
        negativePrompt: 'a\0',
        resolution: '8k',
        aspectRatio: '5:1',
        count: '0',
        seed: '-1',
        style: 'x',
      }),
      [
        ['prompt', 'prompt-empty'],
        ['negativePrompt', 'prompt-control-character'],
        ['resolution', 'resolution-unsupported'],
        ['aspectRatio', 'ratio-unsupported'],
        ['count', 'count-invalid'],
        ['seed', 'seed-invalid'],
        ['style', 'style-unknown'],
      ],
    );
  });

  test('blames nothing for a model that is not known', () => {
    assert.deepEqual(codes({ model: 'mona', aspectRatio: '16:9', resolution: '512', seed: '4' }), [
      ['model', 'model-unknown'],
    ]);
  });

  test('tells apart a model nobody knows and one that is not set up here', () => {
    const sketchOnly = catalogueFor(new Set(['sketch']), 0);
    const checked = checkWish({ ...fox, model: 'gpt-image-1' }, sketchOnly, 7);
    assert.ok('problems' in checked);
    assert.equal(checked.problems[0]?.why.code, 'model-not-configured');
  });

  test('takes whole numbers only', () => {
    for (const count of ['0', '5', '1.0', '1e0', '０', '+1'])
      assert.deepEqual(codes({ count }), [['count', 'count-invalid']]);
    for (const seed of ['-1', '1.5', '0x10', '99999999999'])
      assert.deepEqual(codes({ seed }), [['seed', 'seed-invalid']]);
  });

  test('knows no style that every object has', () => {
    assert.deepEqual(codes({ style: 'constructor' }), [['style', 'style-unknown']]);
  });
});

describe('a prompt', () => {
  test('has its line breaks and tabs made spaces', () => {
    assert.equal(cleanPrompt(' a\tfox\r\n\r\nin snow '), 'a fox in snow');
  });

  test('is counted in characters as people count them, not in units', () => {
    assert.equal(cleanPrompt('🦊'.repeat(2000)).length, 4000);
    assert.throws(() => cleanPrompt('🦊'.repeat(2001)), { message: 'prompt-too-long' });
  });

  test('with half a character or a control character is refused', () => {
    assert.throws(() => cleanPrompt('a \ud83e fox'), { message: 'prompt-control-character' });
    assert.throws(() => cleanPrompt('a \x07 fox'), { message: 'prompt-control-character' });
  });
});

describe('the nearest word', () => {
  test('is found through one slip: a letter too many, too few, wrong or swapped', () => {
    for (const typo of ['seeed', 'sed', 'sead', 'sede', 'SEED']) assert.equal(nearest(typo, ['count', 'seed']), 'seed');
  });

  test('is found from its beginning', () => {
    assert.equal(nearest('neg', ['count', 'negative_prompt']), 'negative_prompt');
  });

  test('is nothing when no word is close, above all not a short one', () => {
    for (const word of ['xy', 'q', 'umbrella', '']) assert.equal(nearest(word, ['ar', 'm', 'n', 'no', 'seed']), null);
  });
});
