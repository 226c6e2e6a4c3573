// Looking back over the wire on both platforms: pages, one picture, Save, Delete, and what is left in the chats.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Locale } from 'discord-api-types/v10';
import sharp from 'sharp';
import { hasZip, isSettled } from '../../sim/demo/reading.ts';
import type { Bubble, Look, Seat } from '../../sim/demo/seat.ts';
import { PLATFORMS, startProduct } from '../support/product.ts';

const HAS_SAVE = (look: { buttons: readonly string[] }): boolean => look.buttons.includes('Save');

test('looking back over the wire', async (t) => {
  const product = await startProduct(t);
  const { seat } = product;

  for (const platform of PLATFORMS) {
    await t.test(`${platform}: an empty history says how to begin`, async () => {
      const ada = seat(platform);
      const { text } = (await ada.type('/history')).look();
      assert.match(text, /no pictures yet[^]*\/imagine a red fox/);
      assert.match((await ada.type('/history search fox')).look().text, /None of your pictures has “fox”/);
    });

    await t.test(`P14: ${platform}: a page is one picture with a number for each, words and buttons`, async () => {
      const ada = seat(platform);
      await draw(ada, 'a fox in snow', 'a lighthouse at dusk', 'ein Fuchs im ÄRMELKANAL');
      const page = await ada.type('/history');
      const { text, buttons, files } = page.look();
      assert.match(text, /^Your pictures\n1 · ein Fuchs im ÄRMELKANAL · GPT Image 1 Mini · [^]*until /);
      assert.match(text, /\n3 · a fox in snow · [^]*\nPage 1 of 1 · 3 pictures$/);
      assert.deepEqual(buttons, ['1', '2', '3']);
      assert.equal(files.length, 1);
      assert.equal(files[0]?.kind, 'picture');
      const { width, height } = await sharp(files[0]?.bytes).metadata();
      assert.ok(width > 900 && height > 300 && height < 400, `${width}x${height}`);
      assert.ok(page.isPrivate || platform === 'telegram');
    });

    await t.test(`${platform}: words find pictures in any case and script, and say how many`, async () => {
      const mei = seat(platform, { name: '小美', locale: Locale.ChineseCN });
      await draw(mei, '雪地里的狐狸', 'Лиса в снегу', '城市夜景');
      assert.match((await mei.type('/history search 狐狸')).look().text, /含“狐狸”的图片：1 张图片[^]*雪地里的狐狸/);
      assert.match((await mei.type('/history search ЛИСА')).look().text, /含“ЛИСА”的图片：1 张图片[^]*Лиса в снегу/);
      assert.match((await mei.type('/history search 100%')).look().text, /没有/);
    });

    await t.test(`${platform}: pages turn in the same message, also those of a search`, async () => {
      const ada = seat(platform);
      await draw(ada, ...Array.from({ length: 3 }, (_, n) => `a fox ${n} --count 4`));
      const page = await ada.type('/history search FOX');
      assert.match(page.look().text, /12 pictures with “FOX”[^]*Page 1 of 2/);
      assert.deepEqual(page.look().buttons.at(-1), '▶');
      const first = page.look().files[0]?.bytes;
      await ada.press(page, '▶');
      const { text, buttons, files } = await page.until((look) => look.text.includes('Page 2 of 2'));
      assert.match(text, /12 pictures with “FOX”/);
      assert.deepEqual(buttons, ['1', '2', '3', '◀']);
      assert.notDeepEqual(files[0]?.bytes, first);
      assert.equal(files.length, 1);
      assert.match((await ada.type('/history 99')).look().text, /Page 2 of 2/);
    });

    await t.test(
      `${platform}: a number opens its picture, /show does so by number or id, and Save keeps it`,
      async () => {
        const ada = seat(platform);
        await draw(ada, 'a fox in snow', 'a lighthouse at dusk');
        const page = await ada.type('/history');
        const opened = await open(ada, page, '2');
        const { text, buttons, files } = opened.look();
        assert.match(text, /^a fox in snow\nGPT Image 1 Mini · 1:1 · 1k[^]*Made [^]*img_\S+ · Kept until /);
        assert.deepEqual(buttons, ['Re-roll', 'Save', 'Delete']);
        assert.equal(files.length, 1);
        await ada.press(opened, 'Save');
        const saved = await opened.until((look) => look.buttons.includes('Unsave'));
        assert.match(saved.text, /Saved until you delete it/);
        assert.deepEqual(saved.files[0]?.bytes, files[0]?.bytes);
        assert.match((await ada.type('/history')).look().text, /2 · a fox in snow[^\n]*saved/);
        const [id = ''] = /img_[\w-]{22}/.exec(text) ?? [];
        for (const which of ['2', id]) {
          const shown = await ada.type(`/show ${which}`);
          assert.match((await shown.until((look) => look.files.length > 0)).text, /a fox in snow[^]*Saved/);
        }
        await ada.press(opened, 'Unsave');
        await opened.until((look) => look.buttons.includes('Save'));
      },
    );

    await t.test(`P13: ${platform}: somebody else's id is as unknown as one that never was`, async () => {
      const [ada, ben] = [seat(platform), seat(platform, { name: 'Ben' })];
      await draw(ada, 'a fox in snow');
      await draw(ben, 'a cat');
      const text = (await open(ada, await ada.type('/history'), '1')).look().text;
      const [id = ''] = /img_[\w-]{22}/.exec(text) ?? [];
      const words = new Set<string>();
      for (const command of ['/show', '/delete'])
        for (const which of [id, 'img_AAAAAAAAAAAAAAAAAAAAAA', 'a fox', '9'])
          words.add((await ben.type(`${command} ${which}`)).look().text);
      assert.deepEqual([...words], ['You have no such picture. It may have been deleted.']);
      assert.match((await ada.type('/history')).look().text, /1 picture$/);
    });

    await t.test(`P25: ${platform}: Delete takes the picture out of the chat, the page and the history`, async () => {
      const ada = seat(platform);
      const [status] = await draw(ada, 'a lighthouse at dusk', 'a fox in snow');
      assert.ok(status);
      const page = await ada.type('/history');
      const shown = await open(ada, page, '2');
      const { words, bubble } = await ada.press(shown, 'Delete');
      assert.match(words ?? bubble?.look().text ?? '', /^Deleted for good: 1 picture/);
      assert.ok(words !== null || bubble?.isPrivate);
      // The picture itself, the result it came with, and the page with its thumbnail.
      await gone(ada, shown);
      await gone(ada, status);
      const left = await page.until((look) => look.text.includes('1 picture'));
      assert.match(left.text, /1 · a fox in snow/);
      assert.deepEqual(left.buttons, ['1']);
      assert.doesNotMatch((await ada.type('/history')).look().text, /lighthouse/);
    });

    await t.test(`${platform}: of four pictures one goes and three stay`, async () => {
      const ada = seat(platform);
      const [status] = await draw(ada, 'a fox in snow --count 4');
      assert.ok(status);
      assert.deepEqual(status.look().buttons.slice(2), ['Picture 1', 'Picture 2', 'Picture 3', 'Picture 4']);
      const names = ada.pictures(status).map(({ name }) => name);
      const second = await open(ada, status, 'Picture 2');
      await ada.press(second, 'Delete');
      const { text, buttons } = await status.until((look) => look.text.includes('1 picture deleted'));
      assert.match(text, /4 credits used/);
      assert.deepEqual(buttons.slice(2), ['Picture 1', 'Picture 3', 'Picture 4']);
      assert.deepEqual(
        ada.pictures(status).map(({ name }) => name),
        names.filter((_, at) => at !== 1),
      );
    });

    await t.test(`${platform}: somebody else's press is answered to them alone, and changes nothing`, async () => {
      const [ada, ben] = product.pair(platform);
      const [status] = await draw(ada, 'a fox for two');
      assert.ok(status && HAS_SAVE(status.look()));
      for (const label of ['Save', 'Delete']) {
        const { words, bubble } = await ben.press(status, label);
        assert.match(words ?? bubble?.look().text ?? '', /belongs to somebody else/);
        assert.ok(words !== null || bubble?.isPrivate);
      }
      assert.ok(HAS_SAVE(status.look()) && status.look().files.length === 1);
    });

    await t.test(
      `P41: ${platform}: a run's pictures are in the history; its ZIP is packed again without what is deleted`,
      async () => {
        const ada = seat(platform);
        const file = { name: 'foxes.csv', bytes: Buffer.from('prompt\nfox one\nfox two\n'), contentType: 'text/csv' };
        const run = await ada.attach(file);
        await ada.press(run, 'Start');
        await run.until(hasZip, { timeoutMs: 40_000 });
        const page = await ada.type('/history');
        assert.match(page.look().text, /fox (one|two)[^]*fox (one|two)/);
        const shown = await open(ada, page, '1');
        await ada.press(shown, 'Delete');
        // What was pressed says that it is gone at the same time, before the answer or after it.
        const deleted = await nowSaying(ada, /ZIP I sent you before is yours[^]*button below deletes all of it/);
        assert.deepEqual(deleted.buttons, ['Delete all of it']);
        const { text, buttons, files } = await run.until((look) => look.buttons.includes('Pack again'));
        assert.match(text, /1 picture deleted[^]*not kept here any more/);
        assert.ok(!buttons.includes('Try the rest again'));
        assert.equal(files.filter(({ kind }) => kind === 'file').length, 1);
        const again = await ada.press(run, 'Pack again');
        assert.ok(again.bubble);
        await again.bubble.until(hasZip, { timeoutMs: 40_000 });

        // P41: the run as a whole, after a second step.
        const question = await ada.press(run, 'Delete all of it');
        assert.match(question.bubble?.look().text ?? '', /This deletes foxes\.csv for good: 1 picture/);
        const done = await ada.press(question.bubble ?? assert.fail(), 'Delete it for good');
        assert.match(
          done.words ?? done.bubble?.look().text ?? '',
          /^Deleted for good: 1 picture, the file and the ZIP/,
        );
        assert.match((await ada.type('/history')).look().text, /no pictures|nothing|None|yet/i);
      },
    );
  }

  await t.test('telegram: in a group /history points to the private chat', async () => {
    const [ada] = product.pair('telegram');
    for (const line of ['/history', '/show 1', '/delete 1']) {
      const { text, links } = (await ada.type(line)).look();
      assert.match(text, /between you and me/);
      assert.equal(links.size, 1);
    }
  });

  assert.deepEqual(product.faults(), []);
});

/** A message in the chat that says so, whether it is there already or comes. */
async function nowSaying(seat: Seat, words: RegExp): Promise<Look> {
  const says = (look: Look): boolean => words.test(look.text);
  const there = seat.bubbles().find((bubble) => says(bubble.look()));
  return (there ?? (await seat.next(says))).look();
}

/** Draws them one after the other, the last one newest; resolves with their messages. */
async function draw(seat: Seat, ...prompts: readonly string[]): Promise<Bubble[]> {
  const results: Bubble[] = [];
  for (const prompt of prompts) {
    const status = await seat.type(`/imagine ${prompt}`);
    await status.until((look) => isSettled(look));
    results.push(status);
  }
  return results;
}

/** Presses and waits for the picture in a message of its own. */
async function open(seat: Seat, bubble: Bubble, label: string): Promise<Bubble> {
  const pressed = await seat.press(bubble, label);
  assert.ok(pressed.bubble && pressed.isNew, `[${label}] answers with a message of its own`);
  await pressed.bubble.until((look) => look.files.length > 0);
  return pressed.bubble;
}

/** The message is deleted, or says so and shows nothing. */
async function gone(seat: Seat, bubble: Bubble): Promise<void> {
  const isGone = (): boolean => {
    const still = seat.bubbles().find(({ id }) => id === bubble.id);
    return still === undefined || (still.look().text === 'Deleted.' && still.look().files.length === 0);
  };
  await bubble.until(isGone, { timeoutMs: 5_000 });
}
