// Settings and a pause over the wire, on both platforms.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isSettled } from '../../sim/demo/reading.ts';
import { count, leavesNoFault, pressed } from '../support/journey.ts';
import { PLATFORMS, startProduct } from '../support/product.ts';

test('Settings over the wire', async (t) => {
  const product = await startProduct(t);

  for (const platform of PLATFORMS) {
    await t.test(`P40: ${platform}: a language that is chosen is spoken everywhere from then on`, async () => {
      const ada = product.seat(platform);
      const settings = await ada.type('/settings');
      assert.match(settings.look().text, /^Settings[^]*Language: as your platform says[^]*in any case/);
      const chinese = await pressed(ada, settings, '中文');
      assert.match(chinese.look().text, /^设置[^]*语言：中文/);
      assert.ok(chinese.look().buttons.includes('✓ 中文'));
      assert.match((await ada.type('/imagine a fox --count 9')).look().text, /一次可以画/);
      const status = await ada.type('/imagine 一只狐狸');
      assert.match((await status.until(isSettled)).text, /^画好了/);
      await pressed(ada, chinese, '跟随平台');
      assert.match((await ada.type('/jobs')).look().text, /Your work/);
    });

    await t.test(`P44: ${platform}: each switch says what it does, and does it`, async () => {
      const ada = product.seat(platform);
      const off = async (): Promise<readonly number[]> => [
        await count(product, 'account where not statistics'),
        await count(product, 'account where not product_notices'),
      ];
      const [uncounted = 0, untold = 0] = await off();
      let bubble = await ada.type('/settings');
      for (const [label, line, are] of [
        ['Do not count me', /Counted in statistics: off/, [uncounted + 1, untold]],
        ['Count me', /Counted in statistics: on/, [uncounted, untold]],
        ['Product news off', /News about the product: off/, [uncounted, untold + 1]],
      ] as const) {
        bubble = await pressed(ada, bubble, label);
        assert.match(bubble.look().text, line);
        assert.deepEqual(await off(), are);
      }
      assert.match(bubble.look().text, platform === 'discord' ? /never on Discord/ : /other news: off/);
    });

    await t.test(`P43: ${platform}: a pause refuses with words and ends with a button`, async () => {
      const ada = product.seat(platform);
      assert.match((await ada.type('/pause')).look().text, /Nothing is stored about you/);
      await (await ada.type('/imagine a fox')).until(isSettled);
      const called = product.images.callCount;
      const paused = await ada.type('/pause');
      assert.match(paused.look().text, /^Paused\.[^]*You still hear about your money/);
      assert.match((await ada.type('/imagine a hen')).look().text, /You have paused/);
      assert.match((await ada.type('/privacy')).look().text, /^Privacy/);
      assert.equal(
        await count(product, `task where kind = 'generate' and state in ('queued', 'dispatched', 'running')`),
        0,
      );
      assert.equal(product.images.callCount, called);
      await ada.press(paused, 'Go on again');
      await (await ada.type('/imagine an owl')).until(isSettled);
    });
  }

  await t.test('Pictures come as files on Telegram where somebody wants every byte', async () => {
    const ada = product.seat('telegram');
    const shownAs = async (line: string): Promise<readonly string[]> => {
      const status = await ada.type(line);
      await status.until(isSettled);
      return ada.bubbles().flatMap((bubble) => bubble.look().files.map(({ kind }) => kind));
    };
    assert.deepEqual(await shownAs('/imagine a fox --model sketch --size 512'), ['picture']);
    await pressed(ada, await ada.type('/settings'), 'as files, with every byte');
    assert.deepEqual(await shownAs('/imagine an owl --model sketch --size 512'), ['picture', 'file']);
    assert.deepEqual(await shownAs('/imagine a hen --count 2 --model sketch --size 512'), [
      'picture',
      'file',
      'file',
      'file',
    ]);
  });

  await t.test('In a group on Telegram what is about one person is pointed to the private chat', async () => {
    const [ada] = product.pair('telegram');
    for (const line of ['/settings', '/privacy me'])
      assert.match((await ada.type(line)).look().text, /between you and me/);
    const open = await ada.type('/privacy');
    assert.match(open.look().text, /^Privacy/);
    const { words } = await ada.press(open, 'About me');
    assert.match(words ?? '', /between you and me/);
  });

  await leavesNoFault(t, product);
});
