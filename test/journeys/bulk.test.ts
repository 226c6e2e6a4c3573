// /bulk over the wire on both platforms: problems, the good rows, the ZIP, a stop half-way, and trying the rest again.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countByStatus, openArchive, type Opened } from '../../sim/demo/archive.ts';
import { balanceIn, creditsUsed, hasZip } from '../../sim/demo/reading.ts';
import type { Bubble, Seat } from '../../sim/demo/seat.ts';
import { PLATFORMS, STARTER_CREDITS, startProduct } from '../support/product.ts';

const balanceOf = async (seat: Seat): Promise<number> => balanceIn((await seat.type('/balance')).look());

test('/bulk over the wire', async (t) => {
  const product = await startProduct(t);
  const { images, seat } = product;

  for (const platform of PLATFORMS) {
    await t.test(`${platform}: every problem is listed with its spreadsheet row, and the good rows run`, async () => {
      const ada = seat(platform);
      const status = await send(ada, 'cats.csv', [
        'Prompt;Ratio;n;filename;mood',
        'a {{mood}} cat;3:2;1;first;happy',
        ';1:1;1;;sad',
        '"a cat; and',
        'another";16:10;1;;',
        'two cats;;2;pair;',
      ]);
      const proposed = status.look();
      assert.match(proposed.text, /cats\.csv[^]*a happy cat[^]*4 rows · 2 with problems, 2 good · 3 pictures/);
      assert.match(proposed.text, /Needs 3 credits; you have 1,000 credits/);
      assert.match(proposed.text, /Row 3\b[^]*There is no prompt/);
      assert.match(proposed.text, /Row 4 · Ratio: [^]*16:10/);
      assert.deepEqual(proposed.buttons, ['Run the 2 good rows', 'Cancel']);

      const opened = await runToZip(ada, status, 'Run the 2 good rows');
      assert.deepEqual(opened.faults, []);
      assert.deepEqual(
        [...countByStatus(opened)],
        [
          ['ready', 2],
          ['skipped', 2],
        ],
      );
      assert.deepEqual(
        [...opened.files.keys()].filter((name) => name.startsWith('images/')),
        ['images/first.png', 'images/pair.png', 'images/pair-2.png'],
      );
      assert.equal(opened.results[0]?.['mood'], 'happy');
      assert.match(opened.files.get('failed.csv')?.toString('utf8') ?? '', /a cat; and\nanother/);
      assert.equal(creditsUsed(status.look()), 3);
      assert.equal(await balanceOf(ada), STARTER_CREDITS - 3);
    });

    await t.test(`${platform}: a run goes on while others draw, is listed by /jobs and started once`, async () => {
      const ada = seat(platform);
      images.setLatencyMs(300);
      const status = await send(
        ada,
        'dogs.txt',
        Array.from({ length: 12 }, (_, n) => `dog number ${n}`),
      );
      assert.deepEqual(status.look().buttons, ['Start', 'Cancel']);
      await ada.press(status, 'Start');
      ada.repeatLast();
      assert.match((await ada.type('/jobs')).look().text, /Drawing dogs\.txt – \d+ of 12 pictures/);
      await status.until(hasZip);
      images.setLatencyMs(0);
      assert.deepEqual((await zipOf(status)).faults, []);
      assert.equal(await balanceOf(ada), STARTER_CREDITS - 12);
    });

    await t.test(
      `${platform}: stopped half-way, what is finished comes as a ZIP and the rows left can be tried again`,
      async () => {
        const ada = seat(platform);
        images.setLatencyMs(250);
        const drawn = images.imageCount;
        const lines = Array.from({ length: 30 }, (_, n) => `bird number ${n}`);
        const status = await send(ada, 'birds.csv', ['prompt', ...lines]);
        await ada.press(status, 'Start');
        await images.until((api) => api.imageCount >= drawn + 5);
        await ada.press(status, 'Stop');
        await status.until(hasZip);
        images.setLatencyMs(0);
        const opened = await zipOf(status);
        assert.deepEqual(opened.faults, []);
        const ready = countByStatus(opened).get('ready') ?? 0;
        assert.ok(ready >= 1 && ready < 30, `${ready} of 30`);
        assert.equal(countByStatus(opened).get('cancelled'), 30 - ready);
        assert.equal(await balanceOf(ada), STARTER_CREDITS - ready);

        const left = opened.files.get('failed.csv');
        assert.ok(left);
        const rest = await ada.attach({ name: 'failed.csv', bytes: left, contentType: 'text/csv' });
        assert.match(rest.look().text, new RegExp(`${30 - ready} rows`));
        const second = await runToZip(ada, rest, 'Start');
        assert.deepEqual([...countByStatus(second)], [['ready', 30 - ready]]);
        assert.equal(await balanceOf(ada), STARTER_CREDITS - 30);
      },
    );

    await t.test(`${platform}: a row that is refused by a filter is not charged, and failed.csv says why`, async () => {
      const ada = seat(platform);
      const status = await send(ada, 'mixed.csv', ['prompt', 'a fox', 'a forbidden fox', 'an owl']);
      const opened = await runToZip(ada, status, 'Start');
      assert.deepEqual(opened.faults, []);
      assert.deepEqual(
        opened.results.map((row) => row['status']),
        ['ready', 'failed', 'ready'],
      );
      assert.match(opened.files.get('failed.csv')?.toString('utf8') ?? '', /a forbidden fox.*policy/);
      assert.match(status.look().text, /2 credits used · 1 credit given back/);
    });

    await t.test(`${platform}: files that are no table of prompts are refused, and nothing is written`, async () => {
      const ada = seat(platform);
      for (const [name, lines, why] of [
        ['notes.csv', ['text_of_prompts,ratio', 'a fox,1:1'], /no “prompt” column. I found: /],
        ['empty.csv', ['prompt'], /There are no rows/],
        ['photo.png', ['prompt', 'a fox'], /cannot read photo\.png/],
        ['quote.csv', ['prompt', '"a fox'], /opened and never closed/],
      ] as const)
        assert.match((await send(ada, name, lines)).look().text, why);
      assert.match((await ada.type('/bulk')).look().text, /\.csv, \.tsv or \.txt file/);
      assert.match((await ada.type('/jobs')).look().text, /Nothing is waiting/);
    });

    await t.test(`${platform}: a file dearer than the balance says what is missing and cannot start`, async () => {
      const ada = seat(platform);
      const lines = Array.from({ length: 251 }, (_, n) => `a palace ${n},gpt-image-1`);
      const status = await send(ada, 'palaces.csv', ['prompt,model', ...lines]);
      assert.match(status.look().text, /Needs 1,004 credits; you have 1,000 credits, so you are 4 credits short/);
      const refused = await ada.press(status, 'Start');
      assert.match(refused.words ?? refused.bubble?.look().text ?? '', /needs 1,004 credits, and you have 1,000/);
      assert.equal(await balanceOf(ada), STARTER_CREDITS);
    });
  }

  assert.deepEqual(product.faults(), []);
});

function send(seat: Seat, name: string, lines: readonly string[]): Promise<Bubble> {
  return seat.attach({ name, bytes: Buffer.from(lines.join('\n')), contentType: 'text/csv' });
}

async function runToZip(seat: Seat, status: Bubble, label: string): Promise<Opened> {
  await seat.press(status, label);
  await status.until(hasZip);
  return zipOf(status);
}

function zipOf(status: Bubble): Promise<Opened> {
  const zips = status.look().files.filter(({ name }) => name.endsWith('.zip'));
  return openArchive(zips.map(({ bytes }) => bytes));
}
