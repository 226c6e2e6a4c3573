// /imagine over the wire on both platforms: pictures, refusals, buttons and credits, as a person meets them.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Locale } from 'discord-api-types/v10';
import { balanceIn, creditsUsed, isSettled } from '../../sim/demo/reading.ts';
import type { Bubble, Seat } from '../../sim/demo/seat.ts';
import { PLATFORMS, STARTER_CREDITS, startProduct } from '../support/product.ts';

const balanceOf = async (seat: Seat): Promise<number> => balanceIn((await seat.type('/balance')).look());

test('/imagine over the wire', async (t) => {
  const product = await startProduct(t);
  const { images, seat } = product;

  for (const platform of PLATFORMS) {
    await t.test(`${platform}: one picture replaces its status message, with model, shape and price`, async () => {
      const ada = seat(platform);
      const status = await ada.type('/imagine a fox in snow --ar 3:2');
      assert.match(status.look().text, /^(Queued|Drawing)[^]*a fox in snow[^]*Price: 1 credit/);
      assert.deepEqual(status.look().buttons, ['Cancel', 'Show result']);
      const { text, buttons, files } = await status.until(isSettled);
      assert.match(text, /^Done[^]*a fox in snow[^]*GPT Image 1 Mini · 3:2 · 1k[^]*1 credit used · Kept until /);
      assert.deepEqual(buttons, ['Re-roll', 'Save', 'Delete', 'Show again']);
      assert.equal(files.length, 1);
      assert.equal(ada.bubbles().length, 1);
      assert.equal(await balanceOf(ada), STARTER_CREDITS - 1);
    });

    await t.test(`${platform}: four pictures come together and cost four credits`, async () => {
      const ada = seat(platform);
      const status = await ada.type('/imagine a fox in snow --count 4');
      const look = await status.until(isSettled);
      assert.equal(ada.pictures(status).length, 4);
      assert.equal(creditsUsed(look), 4);
      assert.equal(await balanceOf(ada), STARTER_CREDITS - 4);
    });

    await t.test(`${platform}: Sketch draws by name, says its seed and is free`, async () => {
      const ada = seat(platform);
      const status = await ada.type('/imagine a fox in snow --model sketch --size 512 --seed 7');
      const { text } = await status.until(isSettled);
      assert.match(text, /Sketch \(not AI\) · 1:1 · 512 · seed 7/);
      assert.equal(await balanceOf(ada), STARTER_CREDITS);
    });

    await t.test(
      `${platform}: what cannot be understood is refused with a hint, and nothing is drawn or charged`,
      async () => {
        const ada = seat(platform);
        const called = images.callCount;
        for (const [line, why] of [
          ['/imagine a fox --arr 16:9', /--arr\. Did you mean --ar\?/],
          ['/imagine a fox --model sketchy', /There is no model called “sketchy”/],
          ['/imagine a fox --ar 16:10', /16:10[^]*1:1, 3:2/],
          ['/imagine a fox --count 9', /1 to 4 pictures/],
          ['/imagine a \u0007fox', /control character at position 3/],
          ['/imagine --ar 3:2', /Tell me what to draw/],
        ] as const) {
          const answer = await ada.type(line);
          assert.match(answer.look().text, why);
          assert.ok(answer.isPrivate || platform === 'telegram');
        }
        assert.match((await ada.type('/jobs')).look().text, /Nothing is waiting/);
        assert.equal(images.callCount, called);
        assert.equal(await balanceOf(ada), STARTER_CREDITS);
      },
    );

    await t.test(`${platform}: a prompt that a safety filter refuses gives its credit back`, async () => {
      const ada = seat(platform);
      const status = await ada.type('/imagine a forbidden thing');
      const { text, buttons } = await status.until(isSettled);
      assert.match(text, /^Not drawn[^]*safety filter[^]*1 credit given back$/);
      assert.deepEqual(buttons, ['Re-roll', 'Ask a human']);
      assert.equal(await balanceOf(ada), STARTER_CREDITS);
    });

    await t.test(`${platform}: cancelled while it is drawn, nothing comes and nothing is charged`, async () => {
      const ada = seat(platform);
      images.setLatencyMs(60_000);
      const running = images.runningCount;
      const status = await ada.type('/imagine a very slow fox');
      await images.until((api) => api.runningCount > running);
      await ada.press(status, 'Cancel');
      await status.until(isSettled);
      images.setLatencyMs(0);
      assert.match(status.look().text, /^Cancelled/);
      assert.equal(await balanceOf(ada), STARTER_CREDITS);
    });

    await t.test(
      `${platform}: somebody else's press is refused to them alone; a re-roll is theirs to pay`,
      async () => {
        const [ada, ben] = product.pair(platform);
        images.setLatencyMs(60_000);
        const running = images.runningCount;
        const status = await ada.type('/imagine a fox for two');
        await images.until((api) => api.runningCount > running);
        const refused = await ben.press(status, 'Cancel');
        const words = refused.words ?? refused.bubble?.look().text;
        assert.match(words ?? '', /belongs to somebody else/);
        assert.ok(refused.words !== null || refused.bubble?.isPrivate);
        assert.match(status.look().text, /^(Queued|Drawing)/);
        images.setLatencyMs(0);
        await ada.press(status, 'Cancel');
        await status.until(isSettled);

        const again = await newBubble(ben, status, 'Re-roll');
        await again.until(isSettled);
        assert.equal(await balanceOf(ada), STARTER_CREDITS);
        assert.equal(await balanceOf(ben), STARTER_CREDITS - 1);
      },
    );

    await t.test(`${platform}: Show again brings the same pictures in a new message, without charge`, async () => {
      const ada = seat(platform);
      const status = await ada.type('/imagine a fox to keep');
      await status.until(isSettled);
      const shown = await newBubble(ada, status, 'Show again');
      await shown.until(isSettled);
      assert.deepEqual(ada.pictures(shown)[0]?.bytes, ada.pictures(status)[0]?.bytes);
      assert.equal(await balanceOf(ada), STARTER_CREDITS - 1);
    });

    await t.test(`${platform}: Chinese is spoken to who speaks Chinese`, async () => {
      const mei = seat(platform, { name: '小美', locale: Locale.ChineseCN });
      assert.match((await mei.type('/start')).look().text, /你好/);
      const status = await mei.type('/imagine 雪地里的狐狸');
      const { text, buttons } = await status.until(isSettled);
      assert.match(text, /画好了[^]*已用 1 积分/);
      assert.deepEqual(buttons, ['重画', '保存', '删除', '再发一次']);
      assert.equal(await balanceOf(mei), STARTER_CREDITS - 1);
    });

    await t.test(`${platform}: /help names every command and model, and /start welcomes back`, async () => {
      const ada = seat(platform);
      assert.match((await ada.type('/start')).look().text, /Hello![^]*1,000 credits/);
      assert.match((await ada.type('/start')).look().text, /Welcome back/);
      const { text } = (await ada.type('/help')).look();
      for (const word of ['/imagine', '/bulk', '/jobs', '/cancel', '/balance', 'gpt-image-1-mini', 'sketch'])
        assert.ok(text.includes(word), word);
    });
  }

  assert.deepEqual(product.faults(), []);
});

async function newBubble(seat: Seat, bubble: Bubble, label: string): Promise<Bubble> {
  const pressed = await seat.press(bubble, label);
  assert.ok(pressed.bubble && pressed.isNew, `[${label}] answers with a message of its own`);
  return pressed.bubble;
}
