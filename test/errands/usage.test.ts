// What errands say to words that make no sense, and where they find no database.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { ERRANDS } from '../../src/errands.ts';
import { errand, errandAlone, NOWHERE, ROOT } from '../support/errands.ts';

describe('A wrong use', () => {
  test('says how it is used, and touches nothing', async () => {
    const ended = await errandAlone(NOWHERE, 'tickets', '7');
    assert.deepEqual(ended, { code: 2, said: '', complained: 'Usage: npm run tickets [-- NUMBER "answer"]\n' });
  });

  test('of a name that is none tells them all', async () => {
    const ended = await errand(NOWHERE, 'nonsense');
    assert.deepEqual([ended.code, ended.said], [2, '']);
    for (const { usage } of ERRANDS.values()) assert.ok(ended.complained.includes(usage), usage);
  });

  for (const [name, words] of [
    ['stripe:sync', ['now']],
    ['stripe:reconcile', ['--since=yesterday']],
    ['stripe:reconcile', ['--since=2026-13-01']],
    ['stripe:reconcile', ['--since=2026-11-01', 'twice']],
    ['stars:refund', []],
    ['stars:refund', ['one', 'two']],
    ['accounts:thaw', []],
    ['accounts:thaw', ['one', 'two']],
    ['legal-hold', ['open', 'acc_1', '--by=ann']],
    ['legal-hold', ['open', 'acc_1', 'case 7']],
    ['legal-hold', ['open', 'acc_1', 'case 7', '--by=']],
    ['legal-hold', ['open', 'acc_1', 'case 7', '--by=ann', '--by=bob']],
    ['legal-hold', ['close', 'acc_1', 'case 7', '--by=ann']],
    ['legal-hold', ['approve', 'acc_1', 'case 7', 'case-closed', '--by=ann']],
    ['legal-hold', ['lift', 'acc_1', 'case 7', '--by=ann']],
    ['legal-hold', ['lift', 'acc_1', 'case 7', 'boredom', '--by=ann']],
    ['legal-request', ['open', 'acc_1', 'case 7', 'login']],
    ['legal-request', ['open', 'acc_1', 'case 7', 'a bit of it', '--by=ann']],
    ['legal-request', ['open', 'acc_1', '', 'login', '--by=ann']],
    ['legal-request', ['approve', 'acc_1', 'case 7', 'login', '--by=ann']],
    ['legal-request', ['hand-out', 'acc_1', 'case 7', '--by=ann']],
    ['affected', ['login', '2026-11-01']],
    ['affected', ['names', '2026-11-01', '2026-11-02']],
    ['affected', ['login', '2026-11-02', '2026-11-01']],
    ['affected', ['login', '2026-11-01', '2026-11-02', 'breach-1', 'English']],
    ['tickets', ['seven', 'Hello']],
    ['tickets', ['7', ' ']],
    ['tickets', ['7', 'x'.repeat(1_501)]],
    ['ledger:verify', ['--fix']],
    ['import', []],
    ['residue', []],
    ['residue', ['--anew']],
    ['residue', ['acc_1', '--needles', 'file', '--anew']],
    ['residue', ['acc_1', '--needles', '--anew']],
  ] as const)
    test(`is ${name} ${words.join(' ').slice(0, 30)}`, () => assert.equal(ERRANDS.get(name)?.read(words), null));

  test('is not what the usages say, and every one of them is a script of package.json', () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    for (const name of ERRANDS.keys()) assert.equal(scripts[name], `node run.mjs src/main.ts --run=${name}`);
    for (const [name, words] of [
      ['stripe:reconcile', ['--since=2026-11-01']],
      ['stripe:reconcile', ['--since=2026-11-01T08:30Z']],
      ['tickets', ['7', 'Two', 'words']],
      ['residue', ['acc_1', '--needles', 'file']],
      ['residue', ['--anew', '--needles=file', '--file', 'log']],
      ['legal-request', ['open', 'acc_1', 'case 7', 'login', '--by=ann', '--secret']],
      ['legal-request', ['hand-out', 'acc_1', 'case 7', 'copy.zip', '--by=ann']],
      ['affected', ['login', '2026-11-01', '2026-11-02T08:30Z', 'breach-1', 'English', '中文']],
    ] as const)
      assert.ok(ERRANDS.get(name)?.read(words), name);
  });
});

test('A database that is not there is said to be so', async () => {
  const ended = await errand(NOWHERE, 'tickets');
  assert.equal(ended.code, 1);
  assert.match(ended.complained, /The database cannot be reached \(ECONNREFUSED\)/);
});
