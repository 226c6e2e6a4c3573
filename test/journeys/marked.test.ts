// Pictures as they arrive: marked on both platforms, in chats and in ZIPs, though the engine wrote prompt and seed into them.

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import sharp from 'sharp';
import { openArchive } from '../../sim/demo/archive.ts';
import { hasZip, isSettled } from '../../sim/demo/reading.ts';
import { createApp } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { diskBucket } from '../../src/storage/disk-bucket.ts';
import { sealedBucket } from '../../src/storage/sealed-bucket.ts';
import { createAuthority } from '../support/certificates.ts';
import { testKeyring } from '../support/keyring.ts';
import { freshDatabase } from '../support/postgres.ts';
import { PLATFORMS, startProduct } from '../support/product.ts';
import { digitalSource } from '../files/marked-pictures.ts';

const SECRET = 'a vermilion fox that nobody else thought of';

/** What the file says of its source; fails where anything is in it that was asked for, or sent with it. */
async function sourceIn(bytes: Buffer, ...words: readonly string[]): Promise<string> {
  for (const word of [SECRET, 'vermilion', 'parameters', 'gpt-image', ...words])
    for (const encoding of ['utf8', 'utf16le'] as const) assert.ok(!bytes.includes(Buffer.from(word, encoding)), word);
  return digitalSource(await sharp(bytes).metadata());
}

test('pictures over the wire', async (t) => {
  const product = await startProduct(t);
  const { seat, images } = product;

  for (const platform of PLATFORMS) {
    await t.test(
      `${platform}: every picture in a chat says how it was made, and nothing of what was asked for`,
      async () => {
        const ada = seat(platform);
        for (const tiny of [true, false]) {
          images.tinyImages(tiny);
          const status = await ada.type(`/imagine ${SECRET} --count 2`);
          await status.until(isSettled);
          const pictures = ada.pictures(status);
          assert.equal(pictures.length, 2);
          for (const { bytes } of pictures) assert.equal(await sourceIn(bytes), 'trained');
        }
        images.tinyImages(true);

        const drawn = await ada.type(`/imagine ${SECRET} --model sketch --size 512 --seed 471147`);
        await drawn.until(isSettled);
        const [picture] = ada.pictures(drawn);
        assert.equal(await sourceIn(picture?.bytes ?? assert.fail(), '471147', 'sketch'), 'formula');
      },
    );

    await t.test(
      `${platform}: so does every picture in a ZIP, by the hashes beside them, and the one to look at`,
      async () => {
        const ada = seat(platform);
        const lines = ['prompt,model,seed', `${SECRET},,`, `${SECRET},sketch,471147`];
        const file = { name: 'foxes.csv', bytes: Buffer.from(lines.join('\n')), contentType: 'text/csv' };
        const status = await ada.attach(file);
        await ada.press(status, 'Start');
        const { files } = await status.until(hasZip);
        const opened = await openArchive(files.filter(({ name }) => name.endsWith('.zip')).map(({ bytes }) => bytes));
        // Hashes and sizes in the manifest are compared there.
        assert.deepEqual(opened.faults, []);
        const pictures = [...opened.files].filter(([name]) => name.startsWith('images/'));
        const sources = await Promise.all(pictures.map(([, bytes]) => sourceIn(bytes, '471147')));
        assert.deepEqual(sources, ['trained', 'formula']);
        // Discord shows it with the ZIP; on Telegram it is a message of its own.
        const sheets = ada.bubbles().flatMap((bubble) => bubble.look().files.filter(({ kind }) => kind === 'picture'));
        for (const { bytes } of sheets) assert.equal(await sourceIn(bytes, '471147'), 'trained');
        assert.equal(sheets.length, 1);
      },
    );
  }

  assert.deepEqual(product.faults(), []);
});

test('the program signs every picture where it has a certificate', async (t) => {
  const closers: (() => Promise<unknown>)[] = [];
  // Registered before the database is made: hooks run in their order, and the database is dropped last.
  t.after(async () => {
    for (const close of closers.toReversed()) await close();
  });
  const folder = await mkdtemp(join(tmpdir(), 'easel-signed-'));
  closers.push(() => rm(folder, { recursive: true }));
  const { settings: databases } = await freshDatabase(t);
  const { certificate, key } = createAuthority().issue();
  const settings = { DATA_DIR: folder, ...databases, CONSENT: 'notice', C2PA_CERT: certificate, C2PA_KEY: key };
  const { promise: drawn, resolve } = Promise.withResolvers<void>();
  const app = createApp(readConfig(settings), new Set(['worker'] as const), (event) => {
    if (event.event === 'task' && event.kind === 'generate') resolve();
  });
  closers.push(() => app.close());
  await app.start();
  const wish = {
    model: 'sketch',
    resolution: '512',
    negativePrompt: null,
    aspectRatio: null,
    seed: null,
    count: null,
    style: null,
  };
  const answer = await app.core().chat.requestGeneration(
    {
      event: { platform: 'telegram', id: '1' },
      person: { platform: 'telegram', userId: '1', locale: 'en' },
      address: { platform: 'telegram', chatId: '1', threadId: null, replyTo: null, group: false },
    },
    { ...wish, prompt: SECRET },
  );
  assert.equal(answer.kind, 'accepted');
  await drawn;
  const bucket = sealedBucket(diskBucket(join(folder, 'bucket')), await testKeyring());
  const [name] = await Array.fromAsync(bucket.list('t/'));
  const bytes = Buffer.from((await bucket.get(name ?? assert.fail())) ?? assert.fail());
  assert.equal(await sourceIn(bytes), 'formula');
  assert.ok(bytes.includes('caBX') && bytes.includes('Easel test signer'));
});
