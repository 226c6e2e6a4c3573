// Flags typed into a prompt: what phones do to them, and where they end.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { readWish } from '../../src/core/domain/prompt-flags.ts';
import { Refusal, type RefusalFacts } from '../../src/core/domain/refusal.ts';

const nothing = {
  negativePrompt: null,
  model: null,
  aspectRatio: null,
  resolution: null,
  seed: null,
  count: null,
  style: null,
};

function refused(text: string): RefusalFacts {
  try {
    readWish(text);
  } catch (error) {
    assert.ok(error instanceof Refusal);
    return error.says;
  }
  return assert.fail(`"${text}" was not refused`);
}

describe('flags in a prompt', () => {
  test('every flag is read and the rest is the prompt', () => {
    assert.deepEqual(
      readWish('a fox --ar 16:9 in snow --seed 42 --count 2 --model sketch --style ink --size 512 --no text'),
      {
        prompt: 'a fox in snow',
        aspectRatio: '16:9',
        seed: '42',
        count: '2',
        model: 'sketch',
        style: 'ink',
        resolution: '512',
        negativePrompt: 'text',
      },
    );
  });

  test('a prompt without flags is left as it is, but for double spaces at its ends and inside', () => {
    assert.deepEqual(readWish('  a fox,  red\nin snow '), { ...nothing, prompt: 'a fox, red\nin snow' });
  });

  test('the long dashes phones make of two hyphens are flags', () => {
    for (const dash of ['--', '—', '–']) assert.equal(readWish(`a fox ${dash}ar 16:9`).aspectRatio, '16:9');
  });

  test('a long dash between words is punctuation', () => {
    assert.equal(readWish('a fox — red–brown').prompt, 'a fox — red–brown');
    assert.equal(readWish('狐狸——雪地').prompt, '狐狸——雪地');
  });

  test('a bare -- ends the flags and what follows is prompt again', () => {
    assert.deepEqual(readWish('a fox --seed 1 -- and a sign saying --seed'), {
      ...nothing,
      prompt: 'a fox and a sign saying --seed',
      seed: '1',
    });
  });

  test('what to leave out runs on until the next flag or the end of flags', () => {
    assert.equal(readWish('a fox --no text, blurry hands --seed 1').negativePrompt, 'text, blurry hands');
    assert.deepEqual(readWish('a fox --no text -- in snow'), {
      ...nothing,
      prompt: 'a fox in snow',
      negativePrompt: 'text',
    });
    assert.equal(readWish('a fox --no=red cars --ar 1:1').negativePrompt, 'red cars');
  });

  test('a quoted value may have spaces and flags in it, and curly quotes are straightened', () => {
    const wish = readWish('a fox --no “red --seed cars” in snow --style="ink"');
    assert.equal(wish.negativePrompt, 'red --seed cars');
    assert.equal(wish.prompt, 'a fox in snow');
    assert.equal(wish.style, 'ink');
    assert.equal(readWish('a ‘fox’').prompt, "a 'fox'");
  });

  test('a quote that is never closed is part of the text', () => {
    assert.equal(readWish("a fox --no 'til dawn").negativePrompt, "'til dawn");
  });

  test('names ignore case and take hyphens for underscores', () => {
    assert.equal(readWish('a fox --Aspect-Ratio=16:9').aspectRatio, '16:9');
  });

  test('an unknown flag is refused with the nearest one', () => {
    assert.deepEqual(refused('a fox --sede 4'), { code: 'flag-unknown', facts: { flag: 'sede', nearest: 'seed' } });
    assert.deepEqual(refused('a fox —asp 4'), { code: 'flag-unknown', facts: { flag: 'asp', nearest: 'aspect' } });
    assert.deepEqual(refused('a fox --zzzzz'), { code: 'flag-unknown', facts: { flag: 'zzzzz', nearest: null } });
    assert.deepEqual(refused('a fox --зерно 4'), { code: 'flag-unknown', facts: { flag: 'зерно', nearest: null } });
  });

  test('names that every object has are no flags', () => {
    for (const flag of ['constructor', 'toString', 'hasOwnProperty'])
      assert.equal(refused(`a fox --${flag} x`).code, 'flag-unknown');
  });

  test('a flag without a value is refused', () => {
    for (const text of ['a fox --seed', 'a fox --seed --ar 1:1', 'a fox --seed= 4', 'a fox --no ""', 'a --no -- b'])
      assert.equal(refused(text).code, 'flag-value-missing', text);
  });

  test('the same option given twice is refused under whatever names', () => {
    assert.deepEqual(refused('a fox --ar 1:1 --ratio 2:3'), { code: 'flag-twice', facts: { flag: 'ratio' } });
  });

  test('a flag wins over an option given beside the prompt', () => {
    const wish = readWish('a fox --seed 7', { seed: '1', style: 'ink', model: undefined });
    assert.deepEqual(wish, { ...nothing, prompt: 'a fox', seed: '7', style: 'ink' });
  });

  test('any text is either read or refused', () => {
    const piece = fc.oneof(
      fc.constantFrom('--', '—', '–', '--ar', '--no', '—seed', '--style=', '"', "'", '=', ' ', '\n', '16:9'),
      fc.string({ unit: 'grapheme' }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        try {
          readWish(pieces.join(' '));
        } catch (error) {
          assert.ok(error instanceof Refusal);
        }
      }),
    );
  });
});
