// What a generator may leave in a picture besides the picture: hidden in every place its format has, looked for afterwards.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { deflateSync, inflateSync } from 'node:zlib';
import sharp from 'sharp';
import { markImage } from '../../src/files/marking.ts';
import type { DrawnImage } from '../../src/core/ports.ts';
import { chunk, insertChunks, PICTURES, pixels } from './marked-pictures.ts';

const CANARY = Buffer.from('steps: 20, seed: 4711, prompt: a red fox');
const XMP = Buffer.from(`<x:xmpmeta xmlns:x="adobe:ns:meta/"><!-- ${CANARY.toString()} --></x:xmpmeta>`);

async function picture(name: string): Promise<Buffer> {
  return await (PICTURES.find((kind) => kind.name === name) ?? assert.fail(name)).make();
}

/** Whether the canary is anywhere: as it is, or inflated from wherever a stream may begin. */
function isIn(bytes: Uint8Array): boolean {
  const file = Buffer.from(bytes);
  if (file.includes(CANARY)) return true;
  for (let at = file.indexOf(0x78); at !== -1; at = file.indexOf(0x78, at + 1)) {
    try {
      if (inflateSync(file.subarray(at)).includes(CANARY)) return true;
    } catch {
      // No stream begins here.
    }
  }
  return false;
}

type Place = { readonly place: string; hide(): Promise<Buffer> };

function hides(mediaType: DrawnImage['mediaType'], places: readonly Place[]): void {
  for (const { place, hide } of places) {
    test(place, async () => {
      const bytes = await hide();
      assert.ok(isIn(bytes), 'it was hidden');
      const marked = markImage(bytes, mediaType, 'trained');
      assert.ok(!isIn(marked), 'it is gone');
      assert.deepEqual(markImage(marked, mediaType, 'trained'), marked);
      // Decoders warn of some of these; what they make of them is the same.
      const before = await sharp(bytes, { failOn: 'error', animated: true }).raw().toBuffer();
      assert.ok(before.equals(await sharp(marked, { animated: true }).raw().toBuffer()));
    });
  }
}

describe('nothing stays in a PNG that was written into', () => {
  const inChunk = (type: string, content: Buffer, name = 'PNG, plain'): Place => ({
    place: `${type} of ${content.length} bytes in ${name}`,
    hide: async () => insertChunks(await picture(name), [[type, content]]),
  });
  const text = (...parts: readonly (string | Buffer)[]): Buffer =>
    Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : part)));
  hides('image/png', [
    inChunk('tEXt', text('parameters\0', CANARY)),
    inChunk('zTXt', text('parameters\0\0', deflateSync(CANARY))),
    inChunk('iTXt', text('prompt\0\0\0\0\0', CANARY)),
    inChunk('iTXt', text('prompt\0\x01\0\0\0', deflateSync(CANARY))),
    inChunk('iTXt', text('XML:com.adobe.xmp\0\0\0\0\0', XMP)),
    inChunk('iTXt', text('XML:com.adobe.xmp\0\x01\0\0\0', deflateSync(XMP))),
    inChunk('eXIf', text('II*\0\x08\0\0\0\0\0\0\0\0\0', CANARY)),
    inChunk('tIME', CANARY),
    inChunk('caBX', CANARY),
    inChunk('dSIG', CANARY),
    inChunk('prVt', CANARY),
    inChunk('sPLT', text('palette\0\x08', CANARY)),
    inChunk('bKGD', CANARY),
    inChunk('pHYs', CANARY),
    inChunk('sBIT', CANARY),
    inChunk('gAMA', text('\0\0\xb1\x8f', CANARY)),
    inChunk('tRNS', CANARY),
    inChunk('fdAT', text('\0\0\0\0', CANARY)),
    inChunk('iCCP', text('icc\0\0', deflateSync(CANARY))),
    // Only a suggestion where pixels have colours of their own.
    inChunk('PLTE', Buffer.concat([CANARY, Buffer.alloc(2)])),
    {
      place: 'between the chunks of pixels, behind them, and behind the end',
      hide: async () => {
        const bytes = await sharp(await picture('PNG, plain'))
          .png({ compressionLevel: 0 })
          .toBuffer();
        const end = chunk('IEND', Buffer.alloc(0));
        const start = bytes.indexOf('IDAT') - 4;
        const content = bytes.subarray(start + 8, start + 8 + bytes.readUInt32BE(start));
        const note = chunk('tEXt', text('note\0', CANARY));
        const halves = [chunk('IDAT', content.subarray(0, 99)), note, chunk('IDAT', content.subarray(99)), note];
        // Chunks between those of pixels are against the rules, and some decoders stop there.
        return Buffer.concat([bytes.subarray(0, start), halves[0] ?? note, halves[2] ?? note, note, end, CANARY]);
      },
    },
    {
      place: 'the name of a profile, and what comes behind the profile',
      hide: async () => {
        const bytes = await picture('PNG, with a profile');
        const start = bytes.indexOf('iCCP') - 4;
        const content = bytes.subarray(start + 8, start + 8 + bytes.readUInt32BE(start));
        const packed = content.subarray(content.indexOf(0) + 2);
        const named = chunk('iCCP', Buffer.concat([CANARY, Buffer.of(0, 0), packed, CANARY]));
        return Buffer.concat([bytes.subarray(0, start), named, bytes.subarray(start + 12 + content.length)]);
      },
    },
    {
      place: 'colours past the end of a palette',
      hide: async () => {
        const bytes = await picture('PNG, in few colours');
        const start = bytes.indexOf('PLTE') - 4;
        const length = bytes.readUInt32BE(start);
        const more = Buffer.concat([bytes.subarray(start + 8, start + 8 + length), CANARY, Buffer.alloc(2)]);
        return Buffer.concat([bytes.subarray(0, start), chunk('PLTE', more), bytes.subarray(start + 12 + length)]);
      },
    },
  ]);
});

describe('nothing stays in a JPEG that was written into', () => {
  const segment = (marker: number, ...contents: readonly (string | Buffer)[]): Buffer => {
    const content = Buffer.concat(
      contents.map((each) => (typeof each === 'string' ? Buffer.from(each, 'latin1') : each)),
    );
    return Buffer.concat([Buffer.of(0xff, marker, (content.length + 2) >> 8, (content.length + 2) & 255), content]);
  };
  /** Behind the start and JFIF's own segment. */
  const after = (bytes: Buffer, ...segments: readonly Buffer[]): Buffer => {
    const at = 4 + bytes.readUInt16BE(4);
    return Buffer.concat([bytes.subarray(0, at), ...segments, bytes.subarray(at)]);
  };
  const inSegment = (place: string, marker: number, ...contents: readonly (string | Buffer)[]): Place => ({
    place,
    hide: async () => after(await picture('JPEG, with JFIF'), segment(marker, ...contents)),
  });
  hides('image/jpeg', [
    inSegment('a comment', 0xfe, CANARY),
    inSegment('Exif', 0xe1, 'Exif\0\0II*\0\x08\0\0\0\0\0\0\0\0\0', CANARY),
    inSegment('XMP', 0xe1, 'http://ns.adobe.com/xap/1.0/\0', XMP),
    inSegment('extended XMP', 0xe1, 'http://ns.adobe.com/xmp/extension/\0', CANARY),
    inSegment('a second JFIF segment', 0xe0, 'JFXX\0\x13', CANARY),
    inSegment('a multi-picture index', 0xe2, 'MPF\0', CANARY),
    inSegment('a profile that is none', 0xe2, 'ICC_PROFILE\0\x01\x01', CANARY),
    inSegment('a part of a profile that has no others', 0xe2, 'ICC_PROFILE\0\x02\x03', CANARY),
    inSegment('C2PA', 0xeb, 'JP\0\x01\0\0\0\x01', CANARY),
    inSegment('IPTC of old', 0xed, 'Photoshop 3.0\0', CANARY),
    inSegment('a segment that only begins like Adobe’s', 0xee, 'Adobf', CANARY),
    inSegment('Adobe’s segment, behind its end', 0xee, 'Adobe\0\x64\0\0\0\0\x01', CANARY),
    ...[3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 15].map((number) =>
      inSegment(`application segment ${number}`, 0xe0 + number, CANARY),
    ),
    {
      place: 'the small picture in JFIF',
      hide: async () => {
        const bytes = await picture('JPEG, with JFIF');
        const jfif = segment(0xe0, bytes.subarray(6, 18), Buffer.of(14, 1), CANARY, '\0\0');
        return Buffer.concat([bytes.subarray(0, 2), jfif, bytes.subarray(4 + bytes.readUInt16BE(4))]);
      },
    },
    {
      place: 'between the scans, and behind the end',
      hide: async () => {
        const bytes = await picture('JPEG, progressive');
        const second = bytes.indexOf(Buffer.of(0xff, 0xc4), bytes.indexOf(Buffer.of(0xff, 0xda)));
        assert.ok(second > 0);
        return Buffer.concat([bytes.subarray(0, second), segment(0xfe, CANARY), bytes.subarray(second), CANARY]);
      },
    },
    {
      place: 'behind the end of a profile',
      hide: async () => {
        const { icc } = await sharp(await picture('JPEG, with a profile')).metadata();
        return after(await picture('JPEG, with JFIF'), segment(0xe2, 'ICC_PROFILE\0\x01\x01', icc ?? '', CANARY));
      },
    },
  ]);

  test('a density, which could be a number that means something', async () => {
    const bytes = await picture('JPEG, with JFIF');
    bytes.writeUInt32BE(0x12_34_56_78, 14);
    const marked = Buffer.from(markImage(bytes, 'image/jpeg', 'trained'));
    assert.ok(!marked.includes(Buffer.of(0x12, 0x34, 0x56, 0x78)));
    assert.deepEqual(await pixels(marked), await pixels(bytes));
  });
});

describe('nothing stays in a WebP that was written into', () => {
  const piece = (type: string, content: Buffer): Buffer => {
    const head = Buffer.alloc(8);
    head.write(type, 'latin1');
    head.writeUInt32LE(content.length, 4);
    return Buffer.concat([head, content, Buffer.alloc(content.length % 2)]);
  };
  const rewrap = (content: Buffer): Buffer => piece('RIFF', Buffer.concat([Buffer.from('WEBP'), content]));
  const atEnd = (type: string, name: string): Place => ({
    place: `${type} in ${name}`,
    hide: async () => rewrap(Buffer.concat([(await picture(name)).subarray(12), piece(type, CANARY)])),
  });
  hides('image/webp', [
    atEnd('EXIF', 'WebP, held sideways'),
    atEnd('EXIF', 'WebP, lossy'),
    atEnd('XMP ', 'WebP, with a profile'),
    atEnd('C2PA', 'WebP, with a profile'),
    atEnd('foxy', 'WebP, lossless'),
    atEnd('foxy', 'WebP, moving'),
    atEnd('ALPH', 'WebP, lossy'),
    {
      place: 'behind the end',
      hide: async () => Buffer.concat([await picture('WebP, lossy'), CANARY]),
    },
    {
      place: 'inside a frame',
      hide: async () => {
        const bytes = await picture('WebP, moving');
        const start = bytes.indexOf('ANMF');
        const end = start + 8 + bytes.readUInt32LE(start + 4);
        const frame = piece('ANMF', Buffer.concat([bytes.subarray(start + 8, end), piece('foxy', CANARY)]));
        return rewrap(Buffer.concat([bytes.subarray(12, start), frame, bytes.subarray(end)]));
      },
    },
    {
      place: 'behind the end of a profile',
      hide: async () => {
        const bytes = await picture('WebP, with a profile');
        const start = bytes.indexOf('ICCP');
        const end = start + 8 + bytes.readUInt32LE(start + 4);
        const profile = piece('ICCP', Buffer.concat([bytes.subarray(start + 8, end), CANARY]));
        return rewrap(Buffer.concat([bytes.subarray(12, start), profile, bytes.subarray(end)]));
      },
    },
  ]);
});
