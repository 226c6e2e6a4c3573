// What a killed program had begun to write: it is no object, and gone within a day.

import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { diskBucket } from '../../src/storage/disk-bucket.ts';

const HOUR_MS = 3_600_000;
const picture = Buffer.from('a picture');

async function folderFor(t: TestContext): Promise<{ folder: string; drafts: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'easel-drafts-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  await diskBucket(folder, { durable: false }).putIfAbsent('a', picture, 'image/png');
  return { folder, drafts: join(folder, '.drafts') };
}

describe('Half a picture', () => {
  test('goes at the first write of whoever is started a day later', async (t) => {
    const { folder, drafts } = await folderFor(t);
    for (const name of ['old', 'young']) await writeFile(join(drafts, name), 'half a picture');
    await utimes(join(drafts, 'old'), 0, 0);
    await diskBucket(folder, { durable: false }).putIfAbsent('b', picture, 'image/png');
    assert.deepEqual(await readdir(drafts), ['young']);
  });

  test('goes as well while somebody runs who was started at once, and writes, looks or removes every hour', async (t) => {
    const { folder, drafts } = await folderFor(t);
    let now = Date.now();
    const bucket = diskBucket(folder, { durable: false, now: () => now });
    await bucket.putIfAbsent('b', picture, 'image/png');
    for (const visit of [
      () => bucket.putIfAbsent(`at-${now}`, picture, 'image/png'),
      () => Array.fromAsync(bucket.list('marks/')),
      () => Array.fromAsync(bucket.removeAll('t/nobody/')),
    ]) {
      await writeFile(join(drafts, 'left'), 'half a picture');
      await utimes(join(drafts, 'left'), now / 1_000, now / 1_000);
      now += 11 * HOUR_MS;
      await visit();
      assert.deepEqual(await readdir(drafts), ['left'], 'somebody may still be writing it');
      now += 2 * HOUR_MS;
      await visit();
      assert.deepEqual(await readdir(drafts), []);
    }
  });
});
