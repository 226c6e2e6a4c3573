// Errands that two operators do together, for a court or an authority; and who is concerned by a breach.

import assert from 'node:assert/strict';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { textForm } from '../../src/core/domain/ids.ts';
import { coreRig, newId } from '../support/core.ts';
import { errand, errandAlone } from '../support/errands.ts';
import { accepted, accountOf, asking } from '../support/people.ts';

test('legal-hold takes two operators to hold an account and two to lift that, and does nothing for one', async (t) => {
  const rig = await coreRig(t);
  await rig.core.chat.welcome(asking());
  const id = await accountOf(rig);
  const account = textForm('acc', id);
  const hold = async (step: string, by: string, reference = '4-C-17/26', of = account) => {
    const reasons = step === 'lift' ? ['order-withdrawn'] : [];
    const { code, said } = await errand(rig.settings, 'legal-hold', step, of, reference, ...reasons, `--by=${by}`);
    return [code, /^[^.:]+/.exec(said)?.[0]];
  };
  const isHeld = () => rig.store.erasures.isOnLegalHold(id);

  assert.deepEqual(await hold('open', 'ann', '4-C-17/26', textForm('acc', newId())), [
    1,
    'There is no such account, or it is being erased',
  ]);
  assert.deepEqual(await hold('approve', 'bob'), [1, 'There is no such case of this account, or it is not in force']);
  const opened = await errandAlone(rig.settings, 'legal-hold', 'open', account, '4-C-17/26', '--by=ann');
  assert.deepEqual([opened.code, opened.complained], [0, '']);
  assert.match(opened.said, /^Asked for/);
  assert.equal((await hold('open', 'bob'))[0], 1);
  assert.equal((await hold('approve', 'Ann'))[0], 1);
  assert.equal((await hold('lift', 'bob'))[0], 1);
  assert.equal(await isHeld(), false);
  accepted(await rig.core.chat.askErasure(asking()));
  assert.deepEqual(await hold('approve', 'bob'), [0, 'The account is held']);
  assert.equal((await hold('approve', 'eve'))[0], 1);
  await assert.rejects(rig.core.chat.askErasure(asking()));

  assert.deepEqual(await hold('lift', 'bob'), [0, 'Asked for']);
  assert.equal((await hold('approve', 'bob'))[0], 1);
  assert.equal((await hold('approve', 'ann', 'another case'))[0], 1);
  assert.equal(await isHeld(), true);
  assert.deepEqual(await hold('approve', 'ann'), [0, 'This case is lifted, and that is written down']);
  assert.equal(await isHeld(), false);
  accepted(await rig.core.chat.askErasure(asking()));
});

test('P21, P37: an account is handed out into a file by two operators, and who is affected by a breach is listed and told', async (t) => {
  const rig = await coreRig(t);
  await rig.core.chat.welcome(asking());
  const account = textForm('acc', await accountOf(rig));
  const folder = await mkdtemp(join(tmpdir(), 'easel-legal-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, 'copy.zip');
  const step = (...words: readonly string[]) => errand(rig.settings, 'legal-request', ...words);
  assert.equal((await step('open', account, 'case 7', 'login', '--by=ann')).code, 0);
  assert.equal((await step('approve', account, 'case 7', '--by=bob')).code, 0);
  const handedOut = await errandAlone(rig.settings, 'legal-request', 'hand-out', account, 'case 7', file, '--by=ann');
  assert.equal(handedOut.code, 0, handedOut.said + handedOut.complained);
  assert.equal((await stat(file)).mode & 0o777, 0o600);

  const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
  const affected = await errand(
    rig.settings,
    'affected',
    'everything',
    '2026-01-01',
    tomorrow,
    'breach-1',
    'Hello',
    '你好',
  );
  assert.equal(affected.code, 0, affected.said + affected.complained);
  assert.match(
    affected.said,
    new RegExp(`^${account}  discord  ada  en$[^]*^1 account affected\\.$[^]*on its way to 1 of them`, 'm'),
  );
  const { rows } = await rig.database.pool.query<{ ref: string }>('select ref from notice order by created_at');
  assert.deepEqual(
    rows.map(({ ref }) => ref.replace(/:.*/, '')),
    ['legal-request', 'announcement'],
  );
});
