// A restored backup, over the wire: the program starts on it beside the same bucket, and is not ready before who was erased is gone again.

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { isSettled } from '../../sim/demo/reading.ts';
import { freshDatabase } from '../support/postgres.ts';
import { startProduct } from '../support/product.ts';
import { residue } from '../support/residue.ts';
import { copyRows } from '../support/restore.ts';

test('P28: a program on a restored backup is ready when nothing is left of who was erased since', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'easel-restore-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const [live, backup] = [await freshDatabase(t), await freshDatabase(t)];
  // The marks are made with a secret of the keyring, which both have in common.
  const settings = { DATA_DIR: folder, BUCKET_URL: join(folder, 'bucket') };
  const before = await startProduct(t, {}, { ...settings, ...live.settings });
  const ada = before.seat('discord');
  await (await ada.type('/imagine a canary nobody else knows --count 2')).until(isSettled);
  const ben = before.seat('discord', { name: 'Ben' });
  await (await ben.type('/imagine a fox')).until(isSettled);
  const { rows } = await live.pool.query<{ account: string }>(
    'select account_id as account from identity order by created_at',
  );
  const [who, other] = rows;
  assert.ok(who && other);
  const needles = [ada.userId, who.account, 'canary'];
  await copyRows(live.pool, backup.pool);

  await ada.press(await ada.type('/deleteme'), 'Delete everything');
  while ((await residue(live.pool, needles)).some((place) => !place.startsWith('erasure.'))) await pause(50);
  assert.equal(await before.app.close(), true);
  assert.notDeepEqual(await residue(backup.pool, needles), []);

  const after = await startProduct(t, {}, { ...settings, ...backup.settings });
  assert.deepEqual(await residue(backup.pool, needles), [`erasure.old_id: ${who.account}`]);
  const answer = await fetch(`http://127.0.0.1:${after.app.webPort()}/health/ready`);
  assert.deepEqual([answer.status, await answer.text()], [200, 'ready\n']);
  const { rows: left } = await backup.pool.query<{ account: string }>('select account_id as account from identity');
  assert.deepEqual(left, [{ account: other.account }]);
  assert.deepEqual(await after.app.core().verifyLedger(), []);
  assert.deepEqual([...before.faults(), ...after.faults()], []);
});
