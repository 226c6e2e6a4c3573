// Hostile and unlucky input over the wire: nothing breaks, nothing is charged unseen, and what comes is whole.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import sharp from 'sharp';
import type { ImageProvider } from '../../src/core/ports.ts';
import { openArchive } from '../../sim/demo/archive.ts';
import { balanceIn, hasZip, isSettled } from '../../sim/demo/reading.ts';
import type { Bubble, Seat } from '../../sim/demo/seat.ts';
import { PLATFORMS, STARTER_CREDITS, startProduct } from '../support/product.ts';

const balanceOf = async (seat: Seat): Promise<number> => balanceIn((await seat.type('/balance')).look());

test('hostile and unlucky input', async (t) => {
  const product = await startProduct(t, { provider: await oddPictures() });
  const { seat } = product;

  for (const platform of PLATFORMS) {
    await t.test(`${platform}: a ZIP too large for a message comes in parts, each of them once`, async () => {
      const ada = seat(platform);
      const rows = platform === 'discord' ? 11 : 20;
      const status = await send(ada, 'large.csv', [
        'prompt',
        ...Array.from({ length: rows }, (_, n) => `a large fox ${n}`),
      ]);
      await ada.press(status, 'Start');
      await status.until(({ text }) => text.startsWith('Finished'));
      const named = [...status.look().text.matchAll(/easel-large-part-\d-of-\d\.zip/g)].map(([name]) => name);
      assert.ok(named.length > 1);
      await product.logged((event) => event.event === 'delivery' && event.platform === platform);
      const zips = ada.bubbles().flatMap((bubble) => bubble.look().files.filter(({ name }) => name.endsWith('.zip')));
      assert.deepEqual(
        zips.map(({ name }) => name),
        named,
      );
      const opened = await openArchive(zips.map(({ bytes }) => bytes));
      assert.deepEqual(opened.faults, []);
      assert.equal(opened.results.length, rows);
      assert.equal(await balanceOf(ada), STARTER_CREDITS - rows);
    });

    await t.test(
      `${platform}: a picture that no viewer can open is not paid for, and does not keep the others from arriving`,
      async () => {
        const ada = seat(platform);
        const status = await send(ada, 'damaged.csv', ['prompt', 'a fox', 'a damaged fox', 'an owl']);
        await ada.press(status, 'Start');
        await status.until(hasZip);
        const zip = status.look().files.find(({ name }) => name.endsWith('.zip')) ?? assert.fail();
        assert.deepEqual(
          (await openArchive([zip.bytes])).results.map((row) => [row['prompt'], row['status']]),
          [
            ['a fox', 'ready'],
            ['a damaged fox', 'failed'],
            ['an owl', 'ready'],
          ],
        );
        assert.equal(await balanceOf(ada), STARTER_CREDITS - 2);
      },
    );

    await t.test(`${platform}: a file name that no database or eye can take is made plain`, async () => {
      const ada = seat(platform);
      const status = await send(ada, 'fo\0x\u202evsc.csv', ['prompt', 'a fox']);
      assert.match(status.look().text, /^foxvsc\.csv/);
    });

    await t.test(`${platform}: what was misread is quoted in a few words, and invisible prompts are none`, async () => {
      const ada = seat(platform);
      for (const [line, why] of [
        [`/imagine a fox --model ${'y'.repeat(1_800)}`, /no model called “y{39}…”/],
        [`/imagine a fox --ar ${'*'.repeat(1_500)}`, /cannot draw in \*{39}…/],
        [`/imagine a fox --${'q'.repeat(1_500)}`, /the option --q{39}…/],
        ['/imagine \u200b\u2060\u3164', /Tell me what to draw/],
      ] as const) {
        const { text, files } = (await ada.type(line)).look();
        assert.match(text, why);
        assert.deepEqual(files, []);
      }
      assert.equal(await balanceOf(ada), STARTER_CREDITS);
    });

    await t.test(
      `${platform}: a file that was never started gives nothing back, because nothing was taken`,
      async () => {
        const ada = seat(platform);
        const status = await send(ada, 'withdrawn.csv', ['prompt', 'a fox']);
        await ada.press(status, 'Cancel');
        assert.match((await status.until(({ text }) => text.startsWith('Cancelled'))).text, /Nothing was charged\.$/);
      },
    );

    await t.test(`${platform}: of two requests at once with one credit left, one is drawn`, async () => {
      const ada = seat(platform);
      const lines = Array.from({ length: STARTER_CREDITS - 1 }, (_, n) => `fox ${n}`);
      const run = await send(ada, 'nearly-all.csv', ['prompt', ...lines]);
      await ada.press(run, 'Start');
      const both = await Promise.all([ada.type('/imagine one fox'), ada.type('/imagine another fox')]);
      const refused = both.filter((bubble) => bubble.look().text.startsWith('That needs 1 credit'));
      const drawn = both.filter((bubble) => !refused.includes(bubble));
      assert.deepEqual([refused.length, drawn.length], [1, 1]);
      await ada.press(run, 'Stop');
      await drawn[0]?.until(isSettled);
    });
  }

  assert.deepEqual(product.faults(), []);
});

function send(seat: Seat, name: string, lines: readonly string[]): Promise<Bubble> {
  return seat.attach({ name, bytes: Buffer.from(lines.join('\n')), contentType: 'text/csv' });
}

/** Draws tiny pictures; `large` ones of 2.4 MB, and `damaged` ones whose pixels are not what their header says. */
async function oddPictures(): Promise<ImageProvider> {
  const noise = { raw: { width: 900, height: 900, channels: 3 } } as const;
  const large = await sharp(randomBytes(900 * 900 * 3), noise)
    .png({ compressionLevel: 0 })
    .toBuffer();
  const tiny = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#264653' } })
    .png()
    .toBuffer();
  const damaged = Buffer.from(large.subarray(0, 40_000));
  damaged.set(large.subarray(-12), damaged.length - 12);
  return {
    draw: ({ prompt }) => {
      const bytes = prompt.includes('large') ? large : prompt.includes('damaged') ? damaged : tiny;
      return Promise.resolve({ bytes, mediaType: 'image/png' });
    },
  };
}
