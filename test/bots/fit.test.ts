// Cutting replies to what a message holds.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Block } from '../../src/bots/conversation.ts';
import { clip, fit } from '../../src/bots/fit.ts';

const length = (blocks: readonly Block[]): number => blocks.map(({ text }) => text).join('\n').length;

describe('A reply that is too long', () => {
  test('loses the end of its longest quotation first, and no more than it must', () => {
    const blocks: Block[] = [
      { style: 'text', text: 'x'.repeat(500) },
      { style: 'quote', text: 'q'.repeat(400) },
    ];
    const { blocks: fitted, lost } = fit(blocks, 800, length);
    assert.equal(length(fitted), 800);
    assert.equal(fitted[0]?.text.length, 500);
    assert.equal(lost, false);
  });

  test('loses other words only when quotations are short, and says so', () => {
    const blocks: Block[] = [
      { style: 'quote', text: 'q'.repeat(400) },
      { style: 'text', text: 'x'.repeat(500) },
    ];
    const { blocks: fitted, lost } = fit(blocks, 300, length);
    assert.ok(length(fitted) <= 300);
    assert.equal(fitted[0]?.text.length, 200);
    assert.equal(lost, true);
  });

  test('comes to an end even where nothing fits', () => {
    assert.deepEqual(fit([{ style: 'text', text: 'abc' }], 0, length).blocks, []);
  });
});

test('A clipped text ends in an ellipsis and never in half a character', () => {
  assert.equal(clip('fox', 3), 'fox');
  assert.equal(clip('foxes', 4), 'fox…');
  assert.equal(clip('🦊🦊🦊', 4), '🦊…');
});
