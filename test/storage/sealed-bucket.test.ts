// What is sealed in a bucket opens whole, at its place and for its account, and in no other way.

import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import type { AccountId } from '../../src/core/domain/ids.ts';
import { KeyGone } from '../../src/core/keyring.ts';
import type { Bucket } from '../../src/core/ports.ts';
import { diskBucket } from '../../src/storage/disk-bucket.ts';
import { sealedBucket } from '../../src/storage/sealed-bucket.ts';
import { RECORD_BYTES } from '../../src/storage/sealed-stream.ts';
import { SealBroken } from '../../src/storage/seals.ts';
import { testKeyring } from '../support/keyring.ts';

const HEAD = 40;
const SEALED_RECORD = RECORD_BYTES + 16;

type Rig = { plain: Bucket; sealed: Bucket; folder: string; key: string; account: AccountId };

async function openRig(t: TestContext): Promise<Rig> {
  const folder = await mkdtemp(join(tmpdir(), 'easel-sealed-'));
  t.after(() => rm(folder, { recursive: true }));
  const plain = diskBucket(folder, { durable: false });
  const keyring = await testKeyring();
  const account = randomUUID() as AccountId;
  await keyring.make(account);
  return { plain, sealed: sealedBucket(plain, keyring), folder, account, key: `t/${account}/images/a` };
}

async function* inChunks(bytes: Buffer, chunkBytes: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
}

async function readAll(chunks: AsyncIterable<Uint8Array> | null): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(chunks ?? assert.fail()));
}

/** Both ways of reading refuse it. */
async function refused(bucket: Bucket, key: string, why: string): Promise<void> {
  await assert.rejects(bucket.get(key), SealBroken, why);
  await assert.rejects(async () => readAll(await bucket.getStream(key)), SealBroken, `${why}, as a stream`);
}

async function replace(bucket: Bucket, key: string, bytes: Buffer): Promise<void> {
  await bucket.remove(key);
  await bucket.putIfAbsent(key, bytes, 'image/png');
}

describe('A sealed object', () => {
  test('is the same whichever way it is written and read, at every size around a record', async (t) => {
    const { sealed, key } = await openRig(t);
    const around = [0, 1, 2].flatMap((records) => [-1, 0, 1].map((more) => records * RECORD_BYTES + more));
    for (const [at, size] of around.filter((bytes) => bytes >= 0).entries()) {
      const bytes = randomBytes(size);
      await sealed.putIfAbsent(`${key}-${at}`, bytes, 'image/png');
      for (const chunkBytes of [1_000, RECORD_BYTES, 3 * RECORD_BYTES + 7]) {
        const put = await sealed.putStream(`${key}-${at}-s`, inChunks(bytes, chunkBytes), 'image/png');
        assert.equal(put.bytes, size);
        for (const name of [`${key}-${at}`, `${key}-${at}-s`]) {
          assert.deepEqual(Buffer.from((await sealed.get(name)) ?? assert.fail()), bytes);
          assert.deepEqual(await readAll(await sealed.getStream(name)), bytes);
        }
      }
    }
  });

  test('shows nothing of what is in it, and is another one each time', async (t) => {
    const { plain, sealed, key } = await openRig(t);
    const bytes = Buffer.from('a canary nobody else knows, '.repeat(10_000));
    await sealed.putIfAbsent(key, bytes, 'image/png');
    await sealed.putIfAbsent(`${key}b`, bytes, 'image/png');
    const [one, other] = [Buffer.from((await plain.get(key)) ?? []), Buffer.from((await plain.get(`${key}b`)) ?? [])];
    assert.ok(one.length > bytes.length && !one.includes('canary') && !other.includes('canary'));
    for (let at = 1; at + 16 <= one.length; at += 4_096) assert.ok(!other.includes(one.subarray(at, at + 16)));
  });

  test('does not open when a byte of it is another one, wherever that is', async (t) => {
    const { plain, sealed, key } = await openRig(t);
    await sealed.putIfAbsent(key, randomBytes(2 * RECORD_BYTES + 500), 'image/png');
    const kept = Buffer.from((await plain.get(key)) ?? []);
    const ends = [0, 1, 33, HEAD - 1, HEAD, HEAD + RECORD_BYTES, HEAD + SEALED_RECORD - 1, HEAD + SEALED_RECORD];
    for (const at of [...ends, kept.length - 17, kept.length - 16, kept.length - 1]) {
      const damaged = Buffer.from(kept);
      damaged[at] = (damaged[at] ?? 0) ^ 1;
      await replace(plain, key, damaged);
      await refused(sealed, key, `byte ${at}`);
    }
  });

  test('does not open cut off, longer, or with its records in another order', async (t) => {
    const { plain, sealed, key } = await openRig(t);
    await sealed.putIfAbsent(key, randomBytes(3 * RECORD_BYTES), 'image/png');
    const kept = Buffer.from((await plain.get(key)) ?? []);
    const [head, ...records] = [
      kept.subarray(0, HEAD),
      ...[0, 1, 2].map((at) => kept.subarray(HEAD + at * SEALED_RECORD, HEAD + (at + 1) * SEALED_RECORD)),
    ];
    const [a, b, c] = records as [Buffer, Buffer, Buffer];
    const wrong: Record<string, readonly Buffer[]> = {
      'nothing at all': [],
      'half of its head': [head.subarray(0, 20)],
      'only its head': [head],
      'without the last record': [head, a, b],
      'without the last byte': [head, a, b, c.subarray(0, -1)],
      'without one in the middle': [head, a, c],
      'without the first': [head, b, c],
      'in another order': [head, b, a, c],
      'one of them twice': [head, a, a, b, c],
      'its last one twice': [head, a, b, c, c],
      'with a byte more': [head, a, b, c, Buffer.alloc(1)],
      'with an empty record more': [head, a, b, c, Buffer.alloc(16)],
    };
    for (const [how, parts] of Object.entries(wrong)) {
      await replace(plain, key, Buffer.concat([...parts]));
      await refused(sealed, key, how);
    }
  });

  test('does not open elsewhere: under another name, for somebody else, in another environment', async (t) => {
    const { plain, sealed, key, account } = await openRig(t);
    const keyring = await testKeyring();
    const other = randomUUID() as AccountId;
    await keyring.make(other);
    await sealed.putIfAbsent(key, randomBytes(100), 'image/png');
    const kept = Buffer.from((await plain.get(key)) ?? []);
    for (const place of [`t/${account}/images/b`, `t/${other}/images/a`]) {
      await plain.putIfAbsent(place, kept, 'image/png');
      await refused(sealed, place, place);
    }
    const elsewhere = sealedBucket(plain, { keysOf: (id) => keyring.keysOf(id), environment: 'staging' });
    await refused(elsewhere, key, 'in staging');
    // A record of one object in the place of the same record of another one.
    await sealed.putIfAbsent(`${key}c`, randomBytes(100), 'image/png');
    const next = Buffer.from((await plain.get(`${key}c`)) ?? []);
    await replace(plain, key, Buffer.concat([kept.subarray(0, HEAD), next.subarray(HEAD)]));
    await refused(sealed, key, 'with the record of another one');
  });

  test('cannot be written or read for an account without a key, nor under t/ for nobody', async (t) => {
    const { sealed, key, account } = await openRig(t);
    await sealed.putIfAbsent(key, randomBytes(10), 'image/png');
    await (await testKeyring()).destroy(account);
    await assert.rejects(sealed.get(key), KeyGone);
    await assert.rejects(sealed.getStream(key), KeyGone);
    await assert.rejects(sealed.putIfAbsent(`${key}b`, randomBytes(10), 'image/png'), KeyGone);
    await assert.rejects(sealed.putStream(`${key}b`, inChunks(randomBytes(10), 5), 'image/png'), KeyGone);
    assert.deepEqual(await Array.fromAsync(sealed.list(`t/${account}/`)), [key]);
    await sealed.remove(key);
    for (const nobody of ['t/a', 't/somebody/images/a', `t/${account}`])
      await assert.rejects(sealed.putIfAbsent(nobody, randomBytes(10), 'image/png'), RangeError);
  });

  test('what belongs to nobody stays as it is', async (t) => {
    const { sealed, folder } = await openRig(t);
    await sealed.putIfAbsent('marks/1', Buffer.from('a mark'), 'text/plain');
    assert.equal(await readFile(join(folder, 'marks/1'), 'utf8'), 'a mark');
    assert.equal(String(Buffer.from((await sealed.get('marks/1')) ?? [])), 'a mark');
  });

  test('as large as it may be, it takes no more memory than a small one', async (t) => {
    const { sealed, key } = await openRig(t);
    const chunk = randomBytes(1_000_000);
    async function* large(): AsyncGenerator<Uint8Array> {
      for (let sent = 0; sent < 60; sent += 1) yield chunk;
    }
    const before = process.memoryUsage.rss();
    let most = 0;
    const { bytes } = await sealed.putStream(key, large(), 'application/zip');
    assert.equal(bytes, 60_000_000);
    let read = 0;
    for await (const part of (await sealed.getStream(key)) ?? assert.fail()) {
      read += part.byteLength;
      most = Math.max(most, process.memoryUsage.rss());
    }
    assert.equal(read, bytes);
    assert.ok(most - before < 50 * 1024 * 1024, `${Math.round((most - before) / 1024 / 1024)} MiB more`);
  });
});
