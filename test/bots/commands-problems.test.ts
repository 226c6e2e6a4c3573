// Refusals and the problems of a file, as a person reads them.

import { describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { problemsReply } from '../../src/bots/problems.ts';
import { refusalReply } from '../../src/bots/refusal-reply.ts';
import { textsFor } from '../../src/bots/texts/texts.ts';
import type { Platform } from '../../src/core/domain/chat.ts';
import type { RowProblem } from '../../src/core/domain/bulk-row.ts';
import type { RefusalFacts } from '../../src/core/domain/refusal.ts';
import { said } from './status-views.ts';

const en = textsFor('en');
const ratio = (row: number): RowProblem => {
  const facts = { ratio: '5:7', model: 'sketch', allowed: ['1:1', '3:2'] };
  return { row, column: 'ar', why: { code: 'ratio-unsupported', facts } };
};
const empty = (row: number): RowProblem => ({ row, column: 'prompt', why: { code: 'prompt-empty', facts: {} } });

const answer = (says: RefusalFacts, platform: Platform = 'discord') => {
  const call = { kind: 'command', person: { platform, userId: '1', locale: 'en' } } as const;
  return refusalReply(says, en, call, {
    rails: () => [],
    supportContact: null,
    notice: { version: '0123456789ab', date: '2026-01-01', url: null },
  });
};

describe('the problems of a file', () => {
  test('that are alike are one line, with ranges of rows', () => {
    const reply = problemsReply([ratio(2), ratio(3), ratio(4), empty(6), ratio(9)], en);
    assert.equal(
      said(reply),
      [
        '5 problems in this file:',
        'Rows 2–4 and 9 · ar: sketch cannot draw in 5:7. It can do 1:1 or 3:2.',
        'Row 6 · prompt: There is no prompt.',
      ].join('\n'),
    );
    assert.equal(reply.files, undefined);
  });

  test('come as a file too when the text cannot name every row', () => {
    const problems = Array.from({ length: 20 }, (_, at) => ratio(2 + 2 * at));
    const reply = problemsReply(problems, en);
    assert.match(said(reply), /and 12 more/);
    const csv = Buffer.from(reply.files?.[0]?.bytes ?? []).toString();
    assert.equal(csv.trim().split('\n').length, 21);
  });

  test('show at most fifteen lines, and the rest in the file', () => {
    const problems = Array.from({ length: 40 }, (_, row): RowProblem => {
      const facts = { model: `m${row}`, allowed: ['sketch'] };
      return { row: row + 2, column: 'model', why: { code: 'model-unknown', facts } };
    });
    const reply = problemsReply(problems, en);
    assert.equal(reply.blocks[1]?.text.split('\n').length, 15);
    assert.match(said(reply), /All 40 are listed in problems\.csv/);
  });

  test('cannot run as formulas in the file', () => {
    const evil = Array.from({ length: 20 }, (_, at): RowProblem => ({ ...empty(2 * at), column: '=HYPERLINK("x")' }));
    const csv = Buffer.from(problemsReply(evil, en).files?.[0]?.bytes ?? []).toString();
    assert.doesNotMatch(csv, /,"?=/);
  });

  test('of a row’s own shape say what to do', () => {
    const uneven: RowProblem = {
      row: 7,
      column: '',
      why: { code: 'columns-uneven', facts: { cells: 9, columns: 8 } },
    };
    const facts = { placeholder: 'cty', nearest: 'city' };
    const lost: RowProblem = { row: 8, column: 'prompt', why: { code: 'placeholder-unknown', facts } };
    const text = said(problemsReply([uneven, lost], en));
    assert.match(text, /Row 7: This row has 9 cells, but the header has 8\. .*quotes/);
    assert.match(text, /Row 8 · prompt: There is no column for \{\{cty\}\}\. Did you mean \{\{city\}\}\?/);
  });
});

describe('a refusal', () => {
  test('is private', () => {
    assert.equal(answer({ code: 'not-yours', facts: {} }).private, true);
  });

  test('of an unknown flag names the nearest and that nothing was charged', () => {
    const reply = answer({ code: 'flag-unknown', facts: { flag: 'aspct', nearest: 'aspect' } });
    assert.equal(said(reply), 'I do not know the option --aspct. Did you mean --aspect?\nNothing was charged.');
  });

  test('of an empty prompt shows how it is done', () => {
    const reply = answer({ code: 'prompt-empty', facts: {} });
    assert.equal(reply.blocks[1]?.style, 'code');
    assert.match(reply.blocks[1]?.text ?? '', /^\/imagine \w/);
  });

  test('of a missing file says how each platform attaches one', () => {
    assert.match(said(answer({ code: 'file-missing', facts: {} }, 'telegram')), /caption \/bulk.*reply \/bulk/);
    assert.match(said(answer({ code: 'file-missing', facts: {} }, 'discord')), /“file” option/);
  });

  test('of a file without a good row lists what is wrong', () => {
    const reply = answer({ code: 'csv-no-good-rows', facts: { problems: [ratio(2)] } });
    assert.match(said(reply), /Every row.*\nOne problem in this file:\nRow 2 · ar/);
  });

  test('of a header without prompts names what it found and what was probably meant', () => {
    const facts = { columns: ['promt', 'x'.repeat(500)], nearest: 'promt' };
    const text = said(answer({ code: 'csv-no-prompt-column', facts }));
    assert.match(text, /I found: promt and x{10,39}….* Did you mean promt\? Rename it to “prompt”/);
  });

  test('does not group the digits of a seed', () => {
    assert.match(said(answer({ code: 'seed-invalid', facts: { seed: '-1', max: 2_147_483_647 } })), /2147483647/);
  });

  test('of a run that is not waiting says what became of it', () => {
    const states = ['problems', 'running', 'assembling', 'finished', 'cancelled', 'expired', 'other'];
    const texts = states.map((state) => said(answer({ code: 'run-not-waiting', facts: { state } })));
    assert.equal(new Set(texts).size, states.length);
  });
});
