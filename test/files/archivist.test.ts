// A run's ZIP, opened again: every picture, in as many parts as a chat makes necessary, and what happens when something is amiss.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { ArchiveRequest } from '../../src/core/file-ports.ts';
import { archivist, content, halves, image, lost, only, pack, PACKED_AT, read, request, text } from './packed-run.ts';

describe('the pictures', () => {
  test('are stored under row, number, words and seed, with the bytes they have', async () => {
    const { name, files } = await only(
      request('prompt\na\nb\n', [image(2), image(3, { seed: null, mediaType: 'image/jpeg' })]),
    );
    assert.equal(name, 'easel-My-list.zip');
    assert.deepEqual(
      [...files.keys()],
      ['images/0002-1_a-red-fox-in-snow_42.png', 'images/0003-1_a-red-fox-in-snow.jpg', 'results.csv', 'manifest.json'],
    );
    const [first] = files.values();
    assert.deepEqual(first?.bytes, content(2, 0, 100));
    assert.equal(first?.isStored, true);
    assert.deepEqual(first?.date, PACKED_AT);
    assert.equal(files.get('results.csv')?.isStored, false);
  });

  test('that were never finished are not there, and a run without any still has its tables', async () => {
    const { files } = await only(request('prompt\na\n', [image(2, lost)]));
    assert.deepEqual([...files.keys()], ['results.csv', 'failed.csv', 'manifest.json']);
  });
});

describe('parts', () => {
  const many = Array.from({ length: 60 }, (_, at) => image(at + 2, { size: 50_000 }));
  const csv = `prompt\n${many.map(({ row }) => `fox ${row}\n`).join('')}`;

  test('are each a ZIP that fits, with the tables in the last one and every picture once', async () => {
    const maxBytes = 1_300_000;
    const parts = await pack(request(csv, many, { maxBytes }));
    assert.deepEqual(
      parts.map(({ name }) => name),
      [1, 2, 3].map((part) => `easel-My-list-part-${part}-of-3.zip`),
    );
    for (const { zip } of parts) assert.ok(zip.length <= maxBytes, `${zip.length} bytes`);
    const names = parts.flatMap(({ files }) => files.map(({ name }) => name));
    assert.deepEqual(names.slice(-2), ['results.csv', 'manifest.json']);
    assert.deepEqual(
      names.slice(0, -2),
      many.map(({ row }) => `images/${String(row).padStart(4, '0')}-1_a-red-fox-in-snow_42.png`),
    );
    const manifest = JSON.parse(parts[2]?.files.at(-1)?.bytes.toString() ?? '');
    assert.equal(manifest.parts, 3);
    assert.deepEqual(
      manifest.images.map(({ part }: { part: number }) => part),
      parts.flatMap(({ files }, at) => files.filter(({ name }) => name.startsWith('images/')).map(() => at + 1)),
    );
  });

  test('never pass what a chat takes, wherever the limit happens to fall', async () => {
    for (let maxBytes = 150_000; maxBytes < 250_000; maxBytes += 7_919)
      for (const { zip } of await pack(request(csv, many.slice(0, 12), { maxBytes })))
        assert.ok(zip.length <= maxBytes);
  });

  test('come out the same when a run is packed again', async () => {
    const run = (): ArchiveRequest => request(csv, many, { maxBytes: 1_300_000 });
    assert.deepEqual(await pack(run()), await pack(run()));
  });

  test('with a picture larger than a part has it alone', async () => {
    const parts = await pack(
      request('prompt\na\nb\nc\n', [image(2), image(3, { size: 90_000 }), image(4)], { maxBytes: 20_000 }),
    );
    assert.deepEqual(
      parts.map(({ files }) => files.length),
      [1, 1, 3],
    );
  });
});

describe('what goes wrong', () => {
  test('a finished picture whose object is gone is said to be missing, and the rest is packed', async () => {
    const images = [image(2), image(3), image(4, { objectKey: null })];
    const run = request('prompt\na\nb\nc\n', images);
    const { files } = await only({ ...run, open: async (key) => (key === 'images/3-0' ? null : run.open(key)) });
    assert.deepEqual(
      (await read(text(files, 'results.csv'))).slice(1).map(([, status]) => status),
      ['ready', 'missing', 'missing'],
    );
    const manifest = JSON.parse(text(files, 'manifest.json'));
    assert.equal(manifest.totals.missing, 2);
    assert.equal(manifest.images.length, 1);
  });

  test('an object of another size than recorded stops the packing', async () => {
    const run = request('prompt\na\n', [image(2)]);
    await assert.rejects(pack({ ...run, open: async () => halves(Buffer.alloc(99)) }), /img_2-0: 99 bytes, not 100/);
  });

  test('a bucket that fails stops the packing with its own error', async () => {
    const run = request('prompt\na\n', [image(2)]);
    await assert.rejects(pack({ ...run, open: () => Promise.reject(new Error('disk gone')) }), /disk gone/);
  });

  test('nothing is left running when a part is not read to its end', async () => {
    const images = Array.from({ length: 20 }, (_, at) => image(at + 2, { size: 200_000 }));
    const run = request(`prompt\n${'a\n'.repeat(20)}`, images);
    let opened = 0;
    const open: ArchiveRequest['open'] = (key) => {
      opened++;
      return run.open(key);
    };
    for await (const { chunks } of archivist.parts({ ...run, open })) {
      for await (const chunk of chunks) {
        assert.ok(chunk.length > 0);
        break;
      }
    }
    assert.ok(opened < 5, `${opened} objects were read for one chunk`);
  });
});

test('packing 600 megabytes holds a few of them at a time', { timeout: 120_000 }, async () => {
  // What is merely not swept up yet is not held; only a context made after the flag was set has `gc`.
  setFlagsFromString('--expose-gc');
  const collectGarbage: () => void = runInNewContext('gc');
  const size = 1_000_000;
  const bytes = Buffer.alloc(size, 'fox');
  const images = Array.from({ length: 600 }, (_, at) => image(at + 2, { bytes: size, sha256: 'known' }));
  const run = request(`prompt\n${'a\n'.repeat(600)}`, images, {
    maxBytes: 200_000_000,
    open: async () => halves(bytes),
  });
  let packed = 0;
  const held: number[] = [];
  const before = process.memoryUsage().arrayBuffers;
  for await (const { chunks } of archivist.parts(run)) {
    for await (const chunk of chunks) {
      packed += chunk.length;
      if (packed < held.length * 20 * size) continue;
      collectGarbage();
      held.push(process.memoryUsage().arrayBuffers - before);
    }
  }
  assert.ok(packed > 600 * size);
  // Buffers are swept up by another thread, and a sample taken before it is done counts garbage: so the one in the middle.
  const usual = held.toSorted((one, other) => one - other)[held.length >> 1] ?? Infinity;
  assert.ok(usual < 16 * size, `${usual} bytes at once`);
});
