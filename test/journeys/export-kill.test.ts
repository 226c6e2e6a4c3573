// kill -9 while copies are packed: after the last start each ZIP is in its chat once, whole, and nothing else is in the bucket.

import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'node:test';
import { hasZip, worded } from '../../sim/demo/reading.ts';
import { manifestOf, opened } from '../support/copies.ts';
import { spawnProduct } from '../support/product.ts';

const ROWS = 40;

test('P39: copies survive being killed at any moment', async (t) => {
  const product = await spawnProduct(t);
  await product.start();
  const bytes = Buffer.from(['prompt', ...Array.from({ length: ROWS }, (_, n) => `fox number ${n + 1}`)].join('\n'));

  for (const platform of ['telegram', 'discord'] as const) {
    const afterMs = randomInt(1, 400);
    await t.test(`${platform}: killed ${afterMs} ms after it was asked for`, async () => {
      const ada = product.seat(platform);
      const status = await ada.attach({ name: 'foxes.csv', bytes, contentType: 'text/csv' });
      await ada.press(status, 'Start');
      await status.until(hasZip, { timeoutMs: 60_000 });
      const before = worded(ada.bubbles()).length;

      const bubble = await ada.type('/export');
      await sleep(afterMs);
      await product.kill();
      await product.start();
      const look = await bubble.until(hasZip, { timeoutMs: 60_000 });
      const copy = await opened(look.files.map((file) => file.bytes));
      assert.equal([...copy.keys()].filter((name) => name.startsWith('files/images/')).length, ROWS);
      assert.deepEqual(manifestOf(copy).gone, []);
      assert.equal(worded(ada.bubbles()).length, before + 1, 'no second status message');
    });
  }
});
