// The record of processing is what the catalogue says, in both languages; its version changes with what is promised.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { DATA_CATALOGUE } from '../../src/core/domain/data-catalogue.ts';
import { policyVersion, privacyDocument, privacyRecord } from '../../src/core/privacy-record.ts';

/** Lines by their kind, and the figures in each. */
function shape(text: string): readonly string[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const figures = line.replaceAll(/`[^`]*`/g, '').match(/\d+/g) ?? [];
      return `${/^(#+|-)?/.exec(line)?.[0]} ${figures.toSorted().join(' ')}`;
    });
}

describe('the record of processing', () => {
  test('P19: docs/privacy.md says what the catalogue says', async () => {
    const written = await readFile(new URL('../../docs/privacy.md', import.meta.url), 'utf8');
    assert.equal(written, privacyDocument(), 'docs/privacy.md is out of date: npm run privacy:record');
  });

  test('P50: both languages have the same clauses with the same figures, in the same order', () => {
    const english = shape(privacyRecord('en'));
    assert.ok(english.length > 200);
    assert.deepEqual(shape(privacyRecord('zh-CN')), english);
  });

  test('P51: a longer period, another purpose or a new recipient is another version', () => {
    const version = policyVersion();
    assert.equal(policyVersion(structuredClone(DATA_CATALOGUE)), version);
    const changes: readonly ((copy: {
      tables: Record<string, { purpose: string; keep: object }>;
      recipients: Record<string, object>;
    }) => void)[] = [
      ({ tables: { image } }) => Object.assign(image?.keep ?? {}, { amount: 31 }),
      ({ tables: { image } }) => Object.assign(image ?? {}, { purpose: 'sell' }),
      ({ recipients }) => Object.assign(recipients, { adverts: { name: 'Adverts' } }),
    ];
    for (const change of changes) {
      const copy = structuredClone(DATA_CATALOGUE);
      change(copy);
      assert.notEqual(policyVersion(copy), version);
    }
  });
});
