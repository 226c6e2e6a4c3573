// /export over the wire on both platforms: the ZIP comes into the chat, and nowhere that others read along.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { opened, rowsIn, textIn } from '../support/copies.ts';
import { PLATFORMS, startProduct } from '../support/product.ts';

test('/export over the wire', async (t) => {
  const product = await startProduct(t);

  for (const platform of PLATFORMS) {
    await t.test(`P39: ${platform}: a copy of everything comes into the chat as a ZIP, and fits it`, async () => {
      const ada = product.seat(platform);
      const other = product.seat(platform, { name: 'Ben' });
      await other
        .type('/imagine a canary that is not hers')
        .then((bubble) => bubble.until(({ files }) => files.length > 0));
      await ada.type('/imagine a red fox').then((bubble) => bubble.until(({ files }) => files.length > 0));

      const bubble = await ada.type('/export');
      assert.equal(bubble.isPrivate, platform === 'discord', 'nobody else sees it');
      const brought = await bubble.until(({ files }) => files.some(({ name }) => name.endsWith('.zip')));
      assert.match(brought.text, /Everything Easel has stored about you[^]*README\.txt/);
      const copy = await opened(brought.files.map(({ bytes }) => bytes));
      assert.equal(rowsIn(copy, 'generation')[0]?.['prompt'], 'a red fox');
      assert.equal(rowsIn(copy, 'identity').length, 1);
      assert.match(textIn(copy, 'README.txt'), /Everything Easel has stored[^]*Easel 存储的/);
      for (const [name, bytes] of copy)
        assert.ok(!bytes.includes('a canary'), `a prompt of somebody else is in ${name}`);
    });
  }

  await t.test('in a Telegram group only the way to the private chat is said', async () => {
    const [ada] = product.pair('telegram');
    const { links } = (await ada.type('/export')).look();
    assert.equal(links.size, 1);
  });

  assert.deepEqual(product.faults(), []);
});
