// kill -9 while accounts are erased: after the last start nothing of them is left, and whoever stays has what they had.

import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { isSettled } from '../../sim/demo/reading.ts';
import { spawnProduct } from '../support/product.ts';

const NUMBER = /[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}/;
const PATIENCE_MS = 60_000;

test('P28: erasures survive being killed at any moment', async (t) => {
  const product = await spawnProduct(t);
  await product.start();
  const eve = product.seat('telegram', { name: 'Eve' });
  await (await eve.type('/imagine a fox that stays')).until(isSettled);

  for (const platform of ['telegram', 'discord'] as const) {
    const afterMs = randomInt(1, 300);
    await t.test(`${platform}: killed ${afterMs} ms after it was confirmed`, async () => {
      const ada = product.seat(platform);
      await (await ada.type('/imagine a canary --count 4')).until(isSettled);
      const question = await ada.type('/deleteme');
      const { bubble } = await ada.press(question, 'Delete everything');
      const [number = ''] = NUMBER.exec(bubble?.look().text ?? '') ?? [];
      await sleep(afterMs);
      await product.kill();
      await product.start();
      // What was handed out and not begun when it died is handed out again after half a minute.
      for (const until = performance.now() + PATIENCE_MS; ;) {
        const { text } = (await eve.type(`/deleteme status ${number}`)).look();
        if (/Everything was deleted/.test(text)) break;
        assert.ok(performance.now() < until, 'an erasure that never ends');
        await sleep(50);
      }
      assert.ok(!ada.bubbles().some((each) => each.look().text.includes('canary')), 'a message still shows it');
    });
  }
  assert.match((await eve.type('/history')).look().text, /fox that stays|1 picture/);
});
