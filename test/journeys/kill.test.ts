// kill -9 at random moments of a 200-row run: after the last start every row is there once, and paid once.

import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { test } from 'node:test';
import { openArchive } from '../../sim/demo/archive.ts';
import { balanceIn, creditsUsed, hasZip, worded } from '../../sim/demo/reading.ts';
import type { Seat } from '../../sim/demo/seat.ts';
import { spawnProduct, STARTER_CREDITS } from '../support/product.ts';

const ROWS = 200;

const balanceOf = async (seat: Seat): Promise<string> => (await seat.type('/balance')).look().text;

test('a 200-row run survives being killed at any moment', async (t) => {
  const product = await spawnProduct(t);
  const { images, seat } = product;
  await product.start();
  const prompts = Array.from({ length: ROWS }, (_, n) => `fox number ${n + 1}`);
  const bytes = Buffer.from(['prompt', ...prompts].join('\n'));
  images.setLatencyMs(40);

  for (const platform of ['telegram', 'discord', 'telegram'] as const) {
    const moment = randomInt(1, ROWS);
    await t.test(`${platform}: killed twice, the first time after ${moment} pictures`, async () => {
      const ada = seat(platform);
      const drawn = images.imageCount;
      const status = await ada.attach({ name: 'foxes.csv', bytes, contentType: 'text/csv' });
      await ada.press(status, 'Start');
      await images.until((api) => api.imageCount >= drawn + moment, { timeoutMs: 60_000 });
      await product.kill();
      await product.start();
      await images.until((api) => api.imageCount >= drawn + Math.min(moment + 30, ROWS), { timeoutMs: 60_000 });
      await product.kill();
      await product.start();

      const look = await status.until(hasZip, { timeoutMs: 60_000 });
      const zips = look.files.filter(({ name }) => name.endsWith('.zip'));
      const { results, faults, credits } = await openArchive(zips.map((zip) => zip.bytes));
      assert.deepEqual(faults, []);
      assert.deepEqual(
        results.map((row) => [row['prompt'], row['status']]),
        prompts.map((prompt) => [prompt, 'ready']),
      );
      assert.deepEqual([creditsUsed(look), credits], [ROWS, ROWS]);
      assert.equal(worded(ada.bubbles()).length, 1, 'no second status message');
      assert.ok(ada.bubbles().length <= 2, 'one preview at most');
      const left = await balanceOf(ada);
      assert.equal(balanceIn({ text: left }), STARTER_CREDITS - ROWS);
      assert.ok(!left.includes('set aside'), left);
    });
  }
});
