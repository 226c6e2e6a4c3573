// Every store, proven to be looked through: a value planted in each of them, written in every way, is found there.

import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, test, type TestContext } from 'node:test';
import { gzipSync } from 'node:zlib';
import { Redis } from 'ioredis';
import { Pool } from 'pg';
import { withoutHeaders } from '../../src/residue/files.ts';
import { look, type Places } from '../../src/residue/look.ts';
import type { Needle } from '../../src/residue/needles.ts';
import type { Report } from '../../src/residue/report.ts';
import { linesOf } from '../../src/residue/words.ts';
import { openBucket } from '../../src/storage/bucket.ts';
import type { EmbeddedPostgres } from '../../src/storage/embedded-postgres.ts';
import { seededFolder, startHere, temporaryFolder } from '../storage/embedded-postgres-rig.ts';
import { freshDatabase } from '../support/postgres.ts';
import { redisUrl } from '../support/redis.ts';
import { startS3Server } from '../support/s3-server.ts';
import { WRITINGS } from '../support/writings.ts';

const NOWHERE: Places = { databases: [], serverFolder: null, redisUrl: null, bucketUrl: '/nowhere/at/all' };

/** A value of its own for each way to write it, so that one found does not speak for another. */
function planted(where: string): { needles: Needle[]; written: Map<string, Buffer> } {
  const texts = Object.keys(WRITINGS).map((name) => [name, `canary ${name} “ü” a/b in ${where}`] as const);
  return {
    needles: texts.map(([kind, text]) => ({ kind, from: where, text })),
    written: new Map(texts.map(([name, text]) => [name, WRITINGS[name]?.(text) ?? assert.fail()])),
  };
}

function kindsIn({ findings }: Report, store: string): string[] {
  return [...new Set(findings.filter((each) => each.store === store).map(({ kind }) => kind))].toSorted();
}

const EVERY = Object.keys(WRITINGS).toSorted();

async function serverOf(t: TestContext): Promise<{ server: EmbeddedPostgres; pool: Pool; dataDir: string }> {
  const dataDir = await seededFolder(t);
  const server = await startHere(t, { dataDir });
  const pool = new Pool({ connectionString: server.url, max: 1 });
  pool.on('error', () => undefined);
  t.after(() => pool.end());
  return { server, pool, dataDir };
}

describe('a look into', () => {
  test('a database finds it as the dump, in its data files and in its write-ahead log, and nothing before', async (t) => {
    const { server, pool, dataDir } = await serverOf(t);
    const { needles, written } = planted('a server');
    const places = { ...NOWHERE, databases: [{ called: 'main', url: server.url }], serverFolder: dataDir };
    const before = await look(needles, places, []);
    assert.deepEqual([before.findings, before.closed], [[], []]);
    assert.ok((before.looked.get('dump') ?? 0) > 1e6 && (before.looked.get('data files') ?? 0) > 1e7);

    await pool.query('create schema other; create table other.planted (bytes bytea)');
    for (const bytes of written.values()) await pool.query('insert into other.planted values ($1)', [bytes]);
    await pool.query('checkpoint');
    const report = await look(needles, places, []);
    for (const store of ['dump', 'data files', 'write-ahead log'])
      assert.deepEqual(kindsIn(report, store), EVERY, store);

    await pool.query('delete from other.planted');
    assert.deepEqual((await look(needles, { ...places, serverFolder: null }, [])).findings, []);
  });

  test('a database finds what it packs by itself, and what it remembers of values that are gone', async (t) => {
    const { server, pool, dataDir } = await serverOf(t);
    const needle: Needle = {
      kind: 'prompt',
      from: 'here',
      text: 'a canary in a very long text, of which there is one',
    };
    const long = `${'la '.repeat(5_000)}${needle.text}${' lu'.repeat(5_000)}`;
    await pool.query('create table planted (text text)');
    await pool.query('insert into planted values ($1)', [long]);
    await pool.query('checkpoint');
    const places = { ...NOWHERE, databases: [{ called: 'main', url: server.url }], serverFolder: dataDir };
    const stores = new Set((await look([needle], places, [])).findings.map(({ store }) => store));
    assert.deepEqual([...stores].toSorted(), ['data files', 'dump', 'write-ahead log']);

    await pool.query('truncate planted');
    await pool.query('insert into planted select $1 from generate_series(1, 50)', [needle.text]);
    await pool.query('analyze planted; delete from planted');
    const { findings } = await look([needle], { ...places, serverFolder: null }, []);
    assert.deepEqual([...new Set(findings.map(({ place }) => place))], ['main: pg_catalog.pg_statistic.stavalues1']);
  });

  test('a database tells what an erasure keeps by rule with its time, and finds it elsewhere, or once that is over', async (t) => {
    const { url, pool } = await freshDatabase(t, 'template1');
    const id = '0198c3a2-7d41-7e0f-9abc-0123456789ab';
    const places = { ...NOWHERE, databases: [{ called: 'main', url }] };
    const looked = (): Promise<Report> => look([{ kind: 'id', from: 'account.id', text: id }], places, []);
    await pool.query('create table erasure (old_id uuid, erased_at timestamptz); create table planted (id uuid)');
    await pool.query(`insert into erasure values ($1, now() - interval '1 minute')`, [id]);
    const kept = await looked();
    assert.deepEqual(
      [kept.findings, kept.kept.map((each) => [...each.places])],
      [[], [[['dump: main: public.erasure.old_id', 1]]]],
    );
    const said = linesOf(kept);
    assert.match(said.at(-1) ?? '', /^Nothing was found but what is kept until \d\d:\d\d UTC by rule\.$/);
    assert.ok(said.includes('  1 × id in dump: main: public.erasure.old_id'));

    await pool.query('insert into planted values ($1)', [id]);
    assert.deepEqual(
      (await looked()).findings.map(({ place }) => place),
      ['main: public.planted.id'],
    );
    await pool.query(`truncate planted; update erasure set erased_at = now() - interval '11 minutes'`);
    const over = await looked();
    assert.deepEqual([over.findings.map(({ place }) => place), over.kept], [['main: public.erasure.old_id'], []]);
  });

  test('a log finds what goes on over the head of a page', async () => {
    const text = Buffer.from('a canary that a page ends in the middle of');
    const page = Buffer.alloc(3 * 8_192, '.');
    text.copy(page, 8_192 - 10, 0, 10);
    text.copy(page, 8_192 + 24, 10);
    const bodies: Buffer[] = [];
    for await (const body of withoutHeaders(
      (async function* () {
        yield page;
      })(),
    ))
      bodies.push(body);
    assert.ok(Buffer.concat(bodies).includes(text));
  });

  test('a bucket in a folder finds it in files, drafts and names', async (t) => {
    const folder = await temporaryFolder(t);
    const { needles, written } = planted('a folder');
    await mkdir(join(folder, '.drafts'), { recursive: true });
    let count = 0;
    for (const bytes of written.values())
      await writeFile(join(folder, count % 2 ? '.drafts' : '', `file-${(count += 1)}`), bytes);
    await writeFile(join(folder, 'canary-in-a-name'), '');
    const name: Needle = { kind: 'name', from: 'here', text: 'canary-in-a-name' };
    const report = await look([...needles, name], { ...NOWHERE, bucketUrl: folder }, []);
    assert.deepEqual(kindsIn(report, 'bucket'), [...EVERY, 'name'].toSorted());
    assert.ok(!JSON.stringify(report.findings).includes('canary-in-a-name'), 'a value was told');
    assert.ok(!linesOf(report).join().includes('canary-in'), 'a value was told');
  });

  test('a bucket in S3 finds it in every version, under the marks over deleted ones, and in names', async (t) => {
    process.env['AWS_ACCESS_KEY_ID'] = 'test';
    process.env['AWS_SECRET_ACCESS_KEY'] = 'test';
    const s3 = await startS3Server();
    t.after(() => s3.close());
    const bucketUrl = `s3://pictures/some/prefix?region=eu-test-1&endpoint=${encodeURIComponent(s3.endpoint)}`;
    const bucket = openBucket(bucketUrl);
    t.after(() => bucket.close());
    const { needles, written } = planted('S3');
    for (const bytes of written.values()) await bucket.putStream('t/one', Readable.from([bytes]), 'text/plain');
    const put = { method: 'DELETE', headers: { authorization: 'AWS4-HMAC-SHA256 test' } };
    await fetch(`${s3.endpoint}/pictures/some/prefix/t/one`, put);
    assert.equal(await bucket.get('t/one'), null);
    const post = { method: 'POST', headers: { authorization: 'AWS4-HMAC-SHA256 test' } };
    await fetch(`${s3.endpoint}/pictures/some/prefix/t/unfinished-canary?uploads`, post);
    const name: Needle = { kind: 'name', from: 'here', text: 'unfinished-canary' };
    const report = await look([...needles, name], { ...NOWHERE, bucketUrl }, []);
    assert.deepEqual(kindsIn(report, 'bucket'), [...EVERY, 'name'].toSorted());
  });

  test('files finds it in logs, packed ones too, and tells what may not be read', async (t) => {
    const folder = await temporaryFolder(t);
    const { needles, written } = planted('logs');
    await writeFile(
      join(folder, 'log'),
      Buffer.concat([...written.values()].flatMap((bytes) => [bytes, Buffer.of(10)])),
    );
    const packed: Needle = { kind: 'packed', from: 'here', text: 'a canary of last week' };
    await writeFile(join(folder, 'log.1.gz'), gzipSync(`some line\n${packed.text}\n`));
    const report = await look([...needles, packed], NOWHERE, [join(folder, 'log'), join(folder, 'log.1.gz')]);
    assert.deepEqual(kindsIn(report, 'files'), [...EVERY, 'packed'].toSorted());
    const missing = await look(needles, NOWHERE, [join(folder, 'never')]);
    assert.deepEqual(missing.closed, [`${join(folder, 'never')} (ENOENT)`]);
  });

  test(
    'Redis finds it in whatever it is kept, names and numbers included',
    { skip: redisUrl() === undefined },
    async (t) => {
      const url = redisUrl(9) ?? '';
      const redis = new Redis(url);
      const { needles, written } = planted('Redis');
      const keys = ['string', 'hash', 'list', 'set', 'zset', 'stream'].map((kind) => `planted:${process.pid}:${kind}`);
      t.after(async () => {
        await redis.del(...keys);
        await redis.quit();
      });
      const [string = '', hash = '', list = '', set = '', zset = '', stream = ''] = keys;
      const values = [...written.values()];
      await redis.set(string, Buffer.concat([Buffer.alloc(3_000), ...values]));
      await redis.hset(hash, 'field', '4815162342108');
      await redis.rpush(list, 'a canary that is on the list');
      await redis.sadd(set, '2342481516108');
      await redis.zadd(zset, 1, 'a canary with a score');
      await redis.xadd(stream, '*', 'text', 'a canary in the stream');
      const more = ['4815162342108', 'a canary that is on the list', '2342481516108', 'a canary with a score'];
      const others: Needle[] = [...more, 'a canary in the stream', `${process.pid}:zset`].map((text) => ({
        kind: text,
        from: 'here',
        text,
      }));
      const report = await look([...needles, ...others], { ...NOWHERE, redisUrl: url }, []);
      assert.deepEqual(kindsIn(report, 'redis'), [...EVERY, ...others.map(({ kind }) => kind)].toSorted());
    },
  );
});
