// What the status message of a bulk run says and offers, from the proposal to the ZIP.

import { describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { renderStatus } from '../../src/bots/status.ts';
import { textsFor } from '../../src/bots/texts/texts.ts';
import type { RunState, RunView } from '../../src/core/domain/view.ts';
import { runView, said, verbs } from './status-views.ts';

const shown = (shape: Partial<RunView>) => renderStatus(runView(shape), textsFor('en'));

describe('a proposed run', () => {
  test('says what it would draw, what that costs and that nothing has started', () => {
    assert.deepEqual(
      shown({}).blocks.map((block) => block.text),
      [
        'prompts.csv',
        'The first prompt:',
        'a lighthouse at dusk',
        '100 rows · 100 pictures\nNeeds 200 credits; you have 500 credits. You pay only for finished pictures.',
        'Nothing has started yet. Shall I?',
      ],
    );
    assert.deepEqual(verbs(shown({})), ['start', 'stop']);
  });

  test('with problem rows offers only the good rows', () => {
    const reply = shown({ rows: 97, problemRows: 3 });
    assert.match(said(reply), /100 rows · 3 with problems, 97 good/);
    assert.deepEqual(verbs(reply), ['good', 'stop']);
    assert.equal(reply.buttons?.[0]?.[0]?.label, 'Run the 97 good rows');
  });

  test('says how many credits are missing', () => {
    assert.match(said(shown({ creditsAvailable: 80 })), /you have 80 credits, so you are 120 credits short/);
  });

  test('says when it is free', () => {
    assert.match(said(shown({ creditsNeeded: 0 })), /This costs nothing\./);
  });

  test('names unknown columns and how a prompt can use one', () => {
    const reply = shown({ unknownColumns: ['City Name', 'mood'] });
    assert.match(said(reply), /I do not know the columns City Name and mood\..* \{\{city_name\}\}/);
  });

  test('says which columns mean what another one means already', () => {
    const reply = shown({ unknownColumns: ['Text', 'mood', 'prompt'] });
    assert.match(said(reply), /I do not know the column mood\./);
    assert.match(said(reply), /The columns Text and prompt say the same as others before them/);
  });

  test('makes no example of a column name that is a whole sentence', () => {
    const reply = shown({ unknownColumns: ['x'.repeat(3_000), 'mood'] });
    assert.match(said(reply), /x… and mood\..* \{\{mood\}\}/);
    assert.ok(said(reply).length < 1_000);
  });

  test('names a few of many unknown columns', () => {
    const unknownColumns = Array.from({ length: 60 }, (_, at) => `column ${at}`);
    assert.match(said(shown({ unknownColumns })), /column 4, column 5 … and 54 more\./);
  });
});

describe('a running run', () => {
  test('shows a bar and counts everything that is decided', () => {
    const reply = shown({ state: 'running', ready: 30, failed: 3, cancelled: 0 });
    assert.match(said(reply), /▰▰▰▱{9} 33 %/);
    assert.match(said(reply), /33 of 100 pictures/);
    assert.match(said(reply), /3 pictures failed and not charged/);
    assert.deepEqual(verbs(reply), ['stop', 'show']);
  });

  test('says 100 % only when all of it is decided', () => {
    const almost = { state: 'running', images: 10_000, ready: 9_999 } as const;
    assert.match(said(shown(almost)), /▰{11}▱ 99 %/);
    assert.match(said(shown({ ...almost, ready: 10_000 })), /▰{12} 100 %/);
  });

  test('that was told to stop cannot be stopped again', () => {
    const reply = shown({ state: 'running', stopped: true, ready: 30 });
    assert.equal(reply.blocks[0]?.text, 'Stopping prompts.csv');
    assert.deepEqual(verbs(reply), ['show']);
  });
});

describe('a finished run', () => {
  const parts = [{ key: 'k', name: 'prompts-results.zip', bytes: 3_200_000 }];

  test('says what was drawn, what was not, the files and the credits', () => {
    const credits = { creditsCaptured: 190, creditsReleased: 10 };
    const reply = shown({ state: 'finished', ready: 95, failed: 3, cancelled: 2, parts, ...credits });
    assert.equal(
      said(reply),
      [
        'Finished prompts.csv',
        '95 of 100 pictures drawn',
        '3 pictures failed and not charged; failed.csv in the ZIP says why.',
        '2 pictures not started and not charged.',
        'prompts-results.zip (3.2 MB)',
        '190 credits used · 10 credits given back',
      ].join('\n'),
    );
    assert.deepEqual(verbs(reply), ['show', 'retry', 'ask-human', 'ask-delete-run']);
  });

  test('without a file has nothing to show again', () => {
    assert.deepEqual(verbs(shown({ state: 'cancelled' })), ['ask-delete-run']);
  });

  test('that was stopped says so', () => {
    assert.equal(shown({ state: 'finished', stopped: true, ready: 5, parts }).blocks[0]?.text, 'Stopped prompts.csv');
    assert.equal(shown({ state: 'cancelled' }).blocks[0]?.text, 'Cancelled prompts.csv');
  });
});

test('Every state reads well in both languages, with an empty run and a full one', () => {
  const states: readonly RunState[] = ['proposed', 'running', 'assembling', 'finished', 'cancelled', 'expired'];
  for (const locale of ['en', 'zh-CN'] as const)
    for (const state of states)
      for (const images of [0, 1, 10_000]) {
        const text = said(renderStatus(runView({ state, images, ready: images }), textsFor(locale)));
        assert.doesNotMatch(text, /NaN|undefined|null|Infinity|\$/);
      }
});
