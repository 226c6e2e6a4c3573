// What the message of a copy says from the wish to the file, in both languages.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ExportView } from '../../src/core/domain/view.ts';
import type { ExportId } from '../../src/core/domain/ids.ts';
import { renderStatus } from '../../src/bots/status.ts';
import { textsFor } from '../../src/bots/texts/texts.ts';
import { LOCALES } from './calls.ts';
import { said } from './status-views.ts';

const VIEW: ExportView = {
  kind: 'export',
  id: '01a221d8-2d46-7712-9ec1-48080c0fcc76' as ExportId,
  state: 'waiting',
  files: 0,
  packed: 0,
  parts: [],
  bytes: 0,
  byLink: false,
  url: null,
  expiresAt: null,
};
const PART = { key: 't/1/exports/2/part-1', name: 'easel-export-2026-11-28.zip', bytes: 1_234_567 };
const SECOND = { ...PART, key: 't/1/exports/2/part-2', name: 'easel-export-2026-11-28-part-2.zip' };
const LINK = {
  byLink: true,
  bytes: 400_000_000,
  url: 'https://easel.example/download/abc',
  expiresAt: new Date('2026-11-29T10:05Z'),
};

const shown = (rest: Partial<ExportView>) => renderStatus({ ...VIEW, ...rest }, textsFor('en'));

describe('a copy', () => {
  test('that is packed shows how far it is, and never a hundred per cent too early', () => {
    assert.match(
      said(shown({ state: 'packing', files: 3, packed: 2 })),
      /^Packing your copy\n▰{8}▱{4} 66\s?%\n2 of 3 files$/,
    );
    assert.match(said(shown({ state: 'packing' })), /^Packing your copy\nIt comes into this chat/);
  });

  test('in the chat says what is in it, and how to put parts together', () => {
    assert.match(
      said(shown({ state: 'ready', parts: [PART] })),
      /easel-export-2026-11-28\.zip \(1\.3 MB\)\nREADME\.txt/,
    );
    assert.match(said(shown({ state: 'ready', parts: [PART, SECOND] })), /It came in 2 parts/);
  });

  test('behind a link has it on a button and nowhere in the words, where a preview would open it', () => {
    const reply = shown({ state: 'ready', ...LINK });
    assert.match(said(reply), /400 MB[^]*works once, until Nov 29, 2026, 10:05 UTC/);
    assert.ok(!said(reply).includes('easel.example'));
    assert.deepEqual(reply.buttons, [[{ url: LINK.url, label: 'Fetch my copy' }]]);
  });

  test('can be said in both languages in every state, and fits a message', () => {
    for (const locale of LOCALES)
      for (const rest of [{}, LINK, { parts: [PART, SECOND] }])
        for (const state of ['waiting', 'packing', 'ready', 'failed', 'gone'] as const)
          assert.ok(said(renderStatus({ ...VIEW, ...rest, state, files: 9 }, textsFor(locale))).length < 1_000);
  });
});
