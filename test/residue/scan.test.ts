// The scanner, proven able to find: a value written in every way it may be left, at every seam of a stream, inside whatever packs it.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, test } from 'node:test';
import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import sharp from 'sharp';
import { createTally, type Report } from '../../src/residue/report.ts';
import type { Needle } from '../../src/residue/needles.ts';
import { createScan, LIMITS } from '../../src/residue/scan.ts';
import { WRITINGS } from '../support/writings.ts';

const TEXT = 'canary “Ünïcode” 金丝雀 a/b "q" & 1+1=2';
const ID = '0198c3a2-7d41-7e0f-9abc-0123456789ab';
const NUMBER = '1234567890123456789';

const needle = (text: string, kind = 'prompt'): Needle => ({ kind, from: 'generation.prompt', text });

/** What is found when the bytes come in pieces of this size. */
async function scanned(needles: readonly Needle[], bytes: Buffer, piece = 65_536, limits = LIMITS): Promise<Report> {
  const tally = createTally(needles);
  const scan = createScan(tally.matcher, tally.at('here', 'it'), limits);
  for (let at = 0; at < bytes.length; at += piece) await scan.feed(bytes.subarray(at, at + piece));
  await scan.end();
  tally.looked('here', bytes.length);
  return tally.report();
}

const found = async (...given: Parameters<typeof scanned>): Promise<number> =>
  (await scanned(...given)).findings.length;

/** In the middle of what is not it. */
function hidden(bytes: Buffer, size = 5_000): Buffer {
  return Buffer.concat([randomBytes(size), bytes, randomBytes(size)]);
}

describe('the scanner', () => {
  for (const [name, write] of Object.entries(WRITINGS))
    test(`finds a text written as ${name}, and nothing where it is not`, async () => {
      assert.ok((await found([needle(TEXT)], hidden(write(TEXT)))) > 0);
      assert.ok((await found([needle('plain canary of ascii letters')], write('plain canary of ascii letters'))) > 0);
      assert.equal(await found([needle(TEXT)], hidden(write('something else, of which nobody said anything'))), 0);
    });

  test('finds what was packed with gzip and is followed by anything, whatever its header has', async () => {
    const plain = gzipSync(Buffer.from(TEXT.repeat(3))); // Once alone would be left as it is.
    const headed = (flags: number, fields: string): Buffer =>
      Buffer.concat([
        plain.subarray(0, 3),
        Buffer.of(flags),
        plain.subarray(4, 10),
        Buffer.from(fields),
        plain.subarray(10),
      ]);
    const named = headed(8, 'cats.csv\0');
    const full = headed(2 | 4 | 8 | 16, ['\u0004\0more', 'cats.csv\0', 'a comment\0', 'hc'].join(''));
    for (const packed of [plain, named, full, Buffer.concat([gzipSync('another one'), plain])])
      for (const piece of [64, 65_536])
        assert.ok((await found([needle(TEXT)], Buffer.concat([packed, Buffer.alloc(1_000, 'printable ')]), piece)) > 0);
  });

  test('finds an id as text, as its 16 bytes, and in hex and base64 of these', async () => {
    const raw = Buffer.from(ID.replaceAll('-', ''), 'hex');
    const ways = [
      ID,
      ID.toUpperCase(),
      raw,
      raw.toString('hex'),
      `\\x${raw.toString('hex')}`,
      raw.toString('base64url'),
    ];
    for (const way of ways) assert.ok((await found([needle(ID)], hidden(Buffer.from(way)))) > 0, String(way));
  });

  test('finds a number that is kept as one', async () => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64LE(BigInt(NUMBER));
    assert.ok((await found([needle(NUMBER)], hidden(bytes))) > 0);
    assert.ok((await found([needle(NUMBER)], hidden(Buffer.from(bytes).swap64()))) > 0);
  });

  test('finds bytes of a file', async () => {
    const bytes = randomBytes(200);
    const file: Needle = { kind: 'file', from: 'bucket', hex: bytes.toString('hex') };
    for (const way of [bytes, bytes.toString('hex'), `x${bytes.toString('base64')}`])
      assert.ok((await found([file], hidden(Buffer.from(way)))) > 0);
  });

  test('finds it once, at whatever seam the pieces of a stream meet', async () => {
    const bytes = hidden(Buffer.from(TEXT), 700);
    for (let piece = 1; piece < 60; piece += 7) {
      const { findings } = await scanned([needle(TEXT)], bytes, piece);
      assert.deepEqual(
        findings.map(({ written, times }) => [written, times]),
        [['UTF-8', 1]],
      );
    }
  });

  test('reads base64 and hex on over the pieces of a stream, and over its lines', async () => {
    const long = Buffer.from(`${'something else, '.repeat(12)}${TEXT}${', and more'.repeat(12)}`);
    for (const as of ['base64', 'hex'] as const) {
      const bytes = hidden(Buffer.from(long.toString(as).replaceAll(/.{76}/g, String.raw`$&\r\n`)), 300);
      for (let piece = 1; piece < 60; piece += 7) {
        const { findings } = await scanned([needle(TEXT)], bytes, piece);
        assert.ok(
          findings.some(({ written }) => written === `UTF-8 in ${as}`),
          `${as} in pieces of ${piece}`,
        );
      }
    }
  });

  for (const [name, pack] of Object.entries({
    gzip: gzipSync,
    zlib: deflateSync,
    zip: (bytes: Buffer) => zipOf(bytes),
    'gzip in a ZIP': (bytes: Buffer) => zipOf(gzipSync(bytes)),
    'ZIP in ZIP in gzip': (bytes: Buffer) => gzipSync(zipOf(zipOf(bytes))),
    'gzip in base64': (bytes: Buffer) => Buffer.from(gzipSync(bytes).toString('base64')),
    'gzip in base64 with line breaks': (bytes: Buffer) =>
      Buffer.from(gzipSync(bytes).toString('base64').replaceAll(/.{76}/g, '$&\r\n')),
    'gzip in base64 from its second byte': (bytes: Buffer) => behind(1, gzipSync(bytes)),
    'gzip in base64 from its third byte': (bytes: Buffer) => behind(2, gzipSync(bytes)),
    'gzip in base64url from its second byte': (bytes: Buffer) => behind(1, gzipSync(bytes), 'base64url'),
    'zlib in base64': (bytes: Buffer) => behind(0, deflateSync(bytes)),
    'zlib in base64url from its third byte': (bytes: Buffer) => behind(2, deflateSync(bytes), 'base64url'),
    'ZIP in base64 of base64': (bytes: Buffer) =>
      Buffer.from(behind(1, zipOf(bytes)).toString('base64').replaceAll(/.{64}/g, '$&\n')),
    'gzip in hex': (bytes: Buffer) => Buffer.from(`\\x${gzipSync(bytes).toString('hex')}`),
  }))
    test(`finds it in ${name}`, async () => {
      const noise = Buffer.from(Array.from({ length: 5_000 }, (_, index) => `line ${index * 7919}\n`).join(''));
      const packed = hidden(pack(Buffer.concat([noise, Buffer.from(TEXT), noise])));
      for (const piece of [100, 65_536]) assert.ok((await found([needle(TEXT)], packed, piece)) > 0);
    });

  test('finds it in the texts of a PNG, packed or not, and in the metadata of JPEG and WebP', async () => {
    const ascii = 'canary of a picture nobody else has';
    const zTXt = Buffer.concat([Buffer.from('Comment\0\0'), deflateSync(ascii)]);
    const iTXt = Buffer.concat([Buffer.from('Comment\0\u0001\0\0\0'), deflateSync(TEXT)]);
    for (const [kind, chunk] of [
      ['tEXt', Buffer.from(`Comment\0${ascii}`)],
      ['zTXt', zTXt],
    ] as const)
      assert.ok((await found([needle(ascii)], chunkOf(kind, chunk))) > 0, kind);
    assert.ok((await found([needle(TEXT)], chunkOf('iTXt', iTXt))) > 0);
    const xmp = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="${ascii}"/></rdf:RDF></x:xmpmeta>`;
    for (const format of ['png', 'jpeg', 'webp'] as const) {
      const picture = sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } });
      assert.ok((await found([needle(ascii)], await picture.withXmp(xmp).toFormat(format).toBuffer())) > 0, format);
      const exif = await picture
        .withExif({ IFD0: { ImageDescription: ascii } })
        .toFormat(format)
        .toBuffer();
      assert.ok((await found([needle(ascii)], exif)) > 0, format);
    }
  });

  test('stops at what unpacks to too much, says so, and is not clean', async () => {
    const bomb = gzipSync(Buffer.alloc(4_000_000));
    const report = await scanned([needle(TEXT)], hidden(bomb), 65_536, { depth: 3, memberBytes: 1_000_000 });
    assert.deepEqual([report.findings, report.refused], [[], ['here: it (gzip)']]);
  });

  test('goes no deeper than it may', async () => {
    const packed = [1, 2, 3, 4].reduce((inner: Buffer) => gzipSync(inner), Buffer.from(TEXT.repeat(3)));
    assert.ok((await found([needle(TEXT)], packed, 65_536, { ...LIMITS, depth: 4 })) > 0);
    assert.equal(await found([needle(TEXT)], packed, 65_536, { ...LIMITS, depth: 3 }), 0);
  });

  test('refuses what is short or like anything, and says how much', async () => {
    const report = await scanned(
      ['fox', 'a fox', '0000000', 'a red fox'].map((text) => needle(text)),
      Buffer.alloc(9),
    );
    assert.deepEqual([report.needles, report.unfit], [1, { short: 2, common: 1 }]);
  });

  test('finds a long text by its beginning, middle or end', async () => {
    const long = Array.from({ length: 200 }, (_, index) => `word${index}`).join(' ');
    for (const part of [long.slice(0, 60), long.slice(-60), long.slice(long.length / 2 - 60, long.length / 2 + 60)])
      assert.ok((await found([needle(long)], hidden(Buffer.from(part)))) > 0);
  });

  test('looks for hundreds of values in a pass, without needing more memory for more bytes', async () => {
    const needles = Array.from({ length: 300 }, (_, index) => needle(`canary number ${index} of many ${index * 31}`));
    const tally = createTally([...needles, needle(TEXT)]);
    const scan = createScan(tally.matcher, tally.at('here', 'it'));
    const piece = randomBytes(1 << 20);
    const before = process.memoryUsage().rss;
    const startedAt = performance.now();
    for (let megabytes = 0; megabytes < 24; megabytes++) await scan.feed(piece);
    await scan.feed(Buffer.from(TEXT));
    await scan.end();
    const tookMs = performance.now() - startedAt;
    assert.ok(tookMs < 20_000, `${tookMs} ms`);
    assert.ok(process.memoryUsage().rss - before < 150e6, `${process.memoryUsage().rss - before} bytes more`);
    assert.equal(tally.report().findings.length, 1);
  });
});

/** In base64 with so many bytes in front of it, so that it begins inside of a group of letters. */
function behind(bytes: number, packed: Buffer, as: 'base64' | 'base64url' = 'base64'): Buffer {
  return Buffer.from(Buffer.concat([randomBytes(bytes), packed]).toString(as));
}

/** One deflated file in a ZIP, as far as a reader of its beginning needs it. */
function zipOf(bytes: Buffer): Buffer {
  const header = Buffer.alloc(30);
  header.write('PK\u0003\u0004', 'latin1');
  header.writeUInt16LE(8, 8);
  header.writeUInt16LE(5, 26);
  return Buffer.concat([header, Buffer.from('a.txt'), deflateRawSync(bytes)]);
}

function chunkOf(kind: string, bytes: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), length, Buffer.from(kind), bytes, Buffer.alloc(4)]);
}
