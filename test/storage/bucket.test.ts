/** What every bucket promises, held against a folder and against S3 over the wire, plain and sealed. */
import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { AccountId } from '../../src/core/domain/ids.ts';
import type { Bucket } from '../../src/core/ports.ts';
import { openBucket } from '../../src/storage/bucket.ts';
import { sealedBucket } from '../../src/storage/sealed-bucket.ts';
import { testKeyring } from '../support/keyring.ts';
import { startS3Server, type S3Kind, type S3Server } from '../support/s3-server.ts';

async function openFolder(t: TestContext): Promise<{ bucket: Bucket; folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'easel-bucket-'));
  const bucket = openBucket(pathToFileURL(folder).href);
  t.after(async () => {
    await bucket.close();
    await rm(folder, { recursive: true });
  });
  return { bucket, folder };
}

async function openS3(t: TestContext, options?: S3Kind): Promise<{ bucket: Bucket; server: S3Server }> {
  process.env['AWS_ACCESS_KEY_ID'] = 'test';
  process.env['AWS_SECRET_ACCESS_KEY'] = 'test';
  const server = await startS3Server(options);
  const bucket = openBucket(
    `s3://pictures/some/prefix?region=eu-test-1&endpoint=${encodeURIComponent(server.endpoint)}`,
  );
  t.after(async () => {
    await bucket.close();
    await server.close();
  });
  return { bucket, server };
}

/** What lies under one account of a sealed bucket, as a bucket of its own. */
async function sealed(inner: Bucket): Promise<Bucket> {
  const keyring = await testKeyring();
  const account = randomUUID() as AccountId;
  await keyring.make(account);
  const bucket = sealedBucket(inner, keyring);
  const base = `t/${account}/`;
  return {
    putIfAbsent: (key, bytes, mediaType) => bucket.putIfAbsent(base + key, bytes, mediaType),
    putStream: (key, ...more) => bucket.putStream(base + key, ...more),
    get: (key) => bucket.get(base + key),
    getStream: (key) => bucket.getStream(base + key),
    remove: (key) => bucket.remove(base + key),
    removeAll: (prefix) => bucket.removeAll(base + prefix),
    async *list(prefix) {
      for await (const key of bucket.list(base + prefix)) yield key.slice(base.length);
    },
    close: () => bucket.close(),
  };
}

const kinds = {
  'a folder': async (t: TestContext) => (await openFolder(t)).bucket,
  S3: async (t: TestContext) => (await openS3(t)).bucket,
  'a folder, sealed': async (t: TestContext) => sealed((await openFolder(t)).bucket),
  'S3, sealed': async (t: TestContext) => sealed((await openS3(t)).bucket),
};

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const collected: T[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}

const sum = (counts: readonly number[]): number => counts.reduce((all, each) => all + each, 0);

async function readAll(chunks: AsyncIterable<Uint8Array> | null): Promise<Buffer> {
  assert.ok(chunks);
  return Buffer.concat(await collect(chunks));
}

async function* inChunks(bytes: Buffer, chunkBytes: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
}

const notKeys = ['', '/a', 'a/', 'a//b', '..', 'a/../b', '.hidden', 'a b', 'ä', 'a\0b', 'a\\b', 'x'.repeat(600)];

async function* failing(): AsyncGenerator<Uint8Array> {
  yield randomBytes(9_000_000);
  throw new Error('the source broke');
}

for (const [kind, open] of Object.entries(kinds)) {
  describe(`A bucket in ${kind}`, () => {
    test('gives back what was put in, whole and as a stream', async (t) => {
      const bucket = await open(t);
      const bytes = randomBytes(100_000);
      assert.equal(await bucket.putIfAbsent('gen_1/0.png', bytes, 'image/png'), true);
      assert.deepEqual(Buffer.from((await bucket.get('gen_1/0.png')) ?? []), bytes);
      assert.deepEqual(await readAll(await bucket.getStream('gen_1/0.png')), bytes);
    });

    test('has null for what is not there', async (t) => {
      const bucket = await open(t);
      assert.equal(await bucket.get('gen_1/0.png'), null);
      assert.equal(await bucket.getStream('gen_1/0.png'), null);
    });

    test('keeps the first of two writes', async (t) => {
      const bucket = await open(t);
      assert.equal(await bucket.putIfAbsent('a', Buffer.from('first'), 'text/plain'), true);
      assert.equal(await bucket.putIfAbsent('a', Buffer.from('second'), 'text/plain'), false);
      assert.equal(String(await bucket.get('a').then((bytes) => Buffer.from(bytes ?? []))), 'first');
    });

    test('lets exactly one of many writers at once win, and keeps what that one wrote', async (t) => {
      const bucket = await open(t);
      const bodies = Array.from({ length: 8 }, () => randomBytes(50_000));
      const won = await Promise.all(bodies.map((bytes) => bucket.putIfAbsent('runs/1/a.png', bytes, 'image/png')));
      assert.equal(won.filter(Boolean).length, 1);
      assert.deepEqual(Buffer.from((await bucket.get('runs/1/a.png')) ?? []), bodies[won.indexOf(true)]);
    });

    test('writes a stream, measures it, and replaces what was there', async (t) => {
      const bucket = await open(t);
      const bytes = randomBytes(17_000_000);
      await bucket.putIfAbsent('run.zip', Buffer.from('old'), 'application/zip');
      const put = await bucket.putStream('run.zip', inChunks(bytes, 300_001), 'application/zip');
      assert.deepEqual(put, { bytes: bytes.length });
      assert.deepEqual(await readAll(await bucket.getStream('run.zip')), bytes);
    });

    test('writes a stream of nothing', async (t) => {
      const bucket = await open(t);
      assert.equal((await bucket.putStream('empty', inChunks(Buffer.alloc(0), 1), 'text/plain')).bytes, 0);
      assert.equal((await bucket.get('empty'))?.byteLength, 0);
    });

    test('leaves nothing of a stream that fails half way', async (t) => {
      const bucket = await open(t);
      await assert.rejects(bucket.putStream('run.zip', failing(), 'application/zip'), /the source broke/);
      assert.equal(await bucket.get('run.zip'), null);
      assert.deepEqual(await collect(bucket.list('')), []);
    });

    test('gives up a stream when told to, even while its source waits for ever', async (t) => {
      const bucket = await open(t);
      const abort = new AbortController();
      async function* waiting(): AsyncGenerator<Uint8Array> {
        yield randomBytes(9_000_000);
        setImmediate(() => abort.abort(new Error('time is up')));
        await new Promise(() => undefined);
      }
      const put = bucket.putStream('run.zip', waiting(), 'application/zip', abort.signal);
      await assert.rejects(put, /time is up/);
      assert.equal(await bucket.get('run.zip'), null);
    });

    test('removes an object, and is silent when there is none', async (t) => {
      const bucket = await open(t);
      await bucket.putIfAbsent('a/b', Buffer.from('x'), 'text/plain');
      await bucket.putIfAbsent('a/bc', Buffer.from('y'), 'text/plain');
      await bucket.remove('a/b');
      await bucket.remove('a/b');
      assert.equal(await bucket.get('a/b'), null);
      assert.deepEqual(await collect(bucket.list('')), ['a/bc']);
      assert.equal(await bucket.putIfAbsent('a/b', Buffer.from('z'), 'text/plain'), true);
    });

    test('removes everything in a folder, says how much that was, and leaves what only begins like it', async (t) => {
      const bucket = await open(t);
      const going = ['a/b/0', 'a/b/1', 'a/b/2', 'a/b/3', 'a/b/c/x', 'a/b/c/y', 'a/b/d/e/z'];
      const staying = ['a/b-c', 'a/b.d', 'a/bc/y', 'a/c'];
      for (const key of [...going, ...staying]) await bucket.putIfAbsent(key, Buffer.from(key), 'text/plain');
      const removed = await collect(bucket.removeAll('a/b/'));
      assert.equal(sum(removed), going.length);
      assert.deepEqual(await collect(bucket.list('')), staying);
      assert.equal(sum(await collect(bucket.removeAll('a/b/'))), 0);
      assert.equal(sum(await collect(bucket.removeAll('nothing/here/'))), 0);
      assert.equal(await bucket.putIfAbsent('a/b/0', Buffer.from('z'), 'text/plain'), true);
    });

    test('lists the keys under a prefix in byte order', async (t) => {
      const bucket = await open(t);
      const keys = ['B', 'a-b/x', 'a.b', 'a/0', 'a/b/c', 'a/bd', 'a0/y', 'b_c'];
      for (const key of keys.toReversed()) await bucket.putIfAbsent(key, Buffer.from(key), 'text/plain');
      assert.deepEqual(await collect(bucket.list('')), keys);
      assert.deepEqual(await collect(bucket.list('a/')), ['a/0', 'a/b/c', 'a/bd']);
      assert.deepEqual(await collect(bucket.list('a/b')), ['a/b/c', 'a/bd']);
      assert.deepEqual(await collect(bucket.list('nothing/here')), []);
    });

    test('refuses keys that mean something else elsewhere', async (t) => {
      const bucket = await open(t);
      for (const key of notKeys) {
        await assert.rejects(bucket.putIfAbsent(key, Buffer.alloc(1), 'text/plain'), RangeError, key);
        await assert.rejects(bucket.get(key), RangeError, key);
        await assert.rejects(bucket.remove(key), RangeError, key);
      }
      for (const prefix of ['/', '../', 'a/../b', '.', 'a//']) {
        await assert.rejects(async () => await collect(bucket.list(prefix)), RangeError, prefix);
        await assert.rejects(async () => await collect(bucket.removeAll(prefix)), RangeError, prefix);
      }
      await assert.rejects(async () => await collect(bucket.removeAll('a')), RangeError);
    });
  });
}

describe('A bucket in a folder', () => {
  test('writes again once what kept it from writing is over', async (t) => {
    const { folder } = await openFolder(t);
    const taken = join(folder, 'taken');
    await writeFile(taken, 'a file where a folder has to be');
    const bucket = openBucket(taken);
    await assert.rejects(bucket.putIfAbsent('a', Buffer.from('x'), 'text/plain'));
    await rm(taken);
    assert.equal(await bucket.putIfAbsent('a', Buffer.from('x'), 'text/plain'), true);
  });

  test('keeps no empty folder of an account whose last object is gone, also while others put theirs into it', async (t) => {
    const { bucket, folder } = await openFolder(t);
    await Promise.all(
      Array.from({ length: 40 }, async (_, at) => {
        const key = `t/account/images/${at}`;
        assert.equal(await bucket.putIfAbsent(key, Buffer.from('a picture'), 'image/png'), true);
        await bucket.remove(key);
      }),
    );
    await bucket.putIfAbsent('t/another/images/1', Buffer.from('a picture'), 'image/png');
    assert.deepEqual(await readdir(join(folder, 't')), ['another']);
  });

  test('removes very many files a thousand at a time, and goes on where it was broken off', async (t) => {
    const { bucket, folder } = await openFolder(t);
    const [pictures, other] = [join(folder, 't/account/images'), join(folder, 't/account-2/images')];
    for (const path of [pictures, other]) await mkdir(path, { recursive: true });
    await Promise.all(Array.from({ length: 2_500 }, (_, at) => writeFile(join(pictures, `${at}`), 'a picture')));
    await writeFile(join(other, '1'), 'a picture');
    for await (const removed of bucket.removeAll('t/account/')) {
      assert.equal(removed, 1_000);
      break;
    }
    assert.equal((await readdir(pictures)).length, 1_500);
    await bucket.putIfAbsent('t/account/runs/1/source', Buffer.from('late'), 'text/csv');
    assert.deepEqual(await collect(bucket.removeAll('t/account/')), [1_000, 501]);
    assert.deepEqual(await readdir(join(folder, 't')), ['account-2']);
    assert.deepEqual(await collect(bucket.list('')), ['t/account-2/images/1']);
  });

  test('makes its folders again when somebody removed them', async (t) => {
    const { bucket, folder } = await openFolder(t);
    await bucket.putIfAbsent('a/b/c', Buffer.from('x'), 'text/plain');
    await rm(join(folder, 'a'), { recursive: true });
    assert.equal(await bucket.putIfAbsent('a/b/d', Buffer.from('x'), 'text/plain'), true);
    assert.deepEqual(await collect(bucket.list('')), ['a/b/d']);
  });
});

describe('A bucket in S3', () => {
  test('refuses a server that ignores conditions, before it can overwrite anything', async (t) => {
    const { bucket, server } = await openS3(t, { conditional: false });
    await assert.rejects(bucket.putIfAbsent('a', Buffer.from('x'), 'text/plain'), /If-None-Match/);
    await assert.rejects(bucket.putIfAbsent('a', Buffer.from('x'), 'text/plain'), /If-None-Match/);
    assert.equal(server.versions('some/prefix/a'), 0);
  });

  test('removes every version of an object, and the marks of earlier removals', async (t) => {
    const { bucket, server } = await openS3(t);
    for (let n = 0; n < 5; n += 1) await bucket.putStream('a', inChunks(Buffer.from('x'), 1), 'text/plain');
    await bucket.putIfAbsent('ab', Buffer.from('x'), 'text/plain');
    assert.equal(server.versions('some/prefix/a'), 5);
    await bucket.remove('a');
    assert.equal(server.versions('some/prefix/a'), 0);
    assert.equal(server.versions('some/prefix/ab'), 1);
  });

  const kindsOfS3 = [{}, { together: 'half removed' }, { together: 'not known' }, { versioned: false }] as const;
  for (const kind of kindsOfS3)
    test(`removes a folder with every version and mark in it: ${JSON.stringify(kind)}`, async (t) => {
      const { bucket, server } = await openS3(t, kind);
      for (const key of ['a/0', 'a/1', 'a/1', 'a/1', 'a/1', 'a/2', 'a0'])
        await bucket.putStream(key, inChunks(Buffer.from('x'), 1), 'text/plain');
      // Removed without a version, as other tools do: the bytes are behind a mark.
      const headers = { authorization: 'AWS4-HMAC-SHA256 Credential=test' };
      const answer = await fetch(`${server.endpoint}/pictures/some/prefix/a/2`, { method: 'DELETE', headers });
      assert.equal(answer.status, 204);
      const removed = sum(await collect(bucket.removeAll('a/')));
      assert.equal(removed, 'versioned' in kind ? 2 : 3);
      for (const key of ['a/0', 'a/1', 'a/2']) assert.equal(server.versions(`some/prefix/${key}`), 0, key);
      assert.equal(server.versions('some/prefix/a0'), 1);
    });

  test('takes back the parts of an upload that was given up', async (t) => {
    const { bucket, server } = await openS3(t);
    const abort = new AbortController();
    async function* waiting(): AsyncGenerator<Uint8Array> {
      for (let n = 0; n < 3; n += 1) yield randomBytes(8_388_608);
      setImmediate(() => abort.abort(new Error('time is up')));
      await new Promise(() => undefined);
    }
    await assert.rejects(bucket.putStream('run.zip', waiting(), 'application/zip', abort.signal), /time is up/);
    assert.equal(server.openUploads(), 0);
    assert.equal(server.versions('some/prefix/run.zip'), 0);
  });
});

test('An address that names neither a folder nor S3 is refused', () => {
  assert.throws(() => openBucket('ftp://example.org/pictures'), /ftp/);
});
