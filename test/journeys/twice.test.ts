// The same event delivered again, later or at the same moment, does nothing twice on either platform.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { balanceIn, hasZip, isSettled, worded } from '../../sim/demo/reading.ts';
import type { Seat } from '../../sim/demo/seat.ts';
import { PLATFORMS, STARTER_CREDITS, startProduct } from '../support/product.ts';

const balanceOf = async (seat: Seat): Promise<number> => balanceIn((await seat.type('/balance')).look());

test('events that come twice', async (t) => {
  const product = await startProduct(t);
  const { images, seat } = product;

  for (const platform of PLATFORMS) {
    await t.test(`${platform}: /imagine delivered five times at once is one request`, async () => {
      const ada = seat(platform);
      const called = images.callCount;
      const asking = ada.type('/imagine a fox, five times');
      for (let n = 0; n < 4; n += 1) ada.repeatLast();
      const status = await asking;
      await status.until(isSettled);
      ada.repeatLast();
      // Answered after the repeats: Telegram's are handled in the order of the chat.
      assert.equal(await balanceOf(ada), STARTER_CREDITS - 1);
      assert.equal(images.callCount, called + 1);
      assert.equal(ada.bubbles().length, 2);
    });

    await t.test(`${platform}: a refusal delivered twice is said once`, async () => {
      const ada = seat(platform);
      const asking = ada.type('/imagine a fox --arr 3:2');
      ada.repeatLast();
      await asking;
      await ada.type('/balance');
      assert.equal(ada.bubbles().length, 2);
    });

    await t.test(`${platform}: Re-roll and Start pressed once and delivered twice happen once`, async () => {
      const ada = seat(platform);
      const status = await ada.type('/imagine a fox to re-roll');
      await status.until(isSettled);
      const rolling = ada.press(status, 'Re-roll');
      ada.repeatLast();
      const again = await rolling;
      await again.bubble?.until(isSettled);
      assert.equal(await balanceOf(ada), STARTER_CREDITS - 2);

      const bytes = Buffer.from('prompt\na fox\nan owl');
      const run = await ada.attach({ name: 'two.csv', bytes, contentType: 'text/csv' });
      const starting = ada.press(run, 'Start');
      ada.repeatLast();
      await starting;
      await run.until(hasZip);
      ada.repeatLast();
      assert.equal(await balanceOf(ada), STARTER_CREDITS - 4);
      assert.equal(worded(ada.bubbles()).length, 5);
      assert.ok(ada.bubbles().length <= 6, 'one preview at most');
    });
  }

  assert.deepEqual(product.faults(), []);
});
