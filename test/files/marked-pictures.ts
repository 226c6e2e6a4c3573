// Pictures of every kind that providers answer with, and what can be read out of them again.

import assert from 'node:assert/strict';
import { crc32 } from 'node:zlib';
import sharp, { type Metadata, type Sharp } from 'sharp';
import type { DrawnImage } from '../../src/core/ports.ts';

export type Kind = { readonly name: string; readonly mediaType: DrawnImage['mediaType']; make(): Promise<Buffer> };

const WIDTH = 33;
const HEIGHT = 21;

/** Something of everything: edges, slopes and noise, always the same. */
function paint(channels: 3 | 4 = 3): Sharp {
  const raw = Buffer.alloc(WIDTH * HEIGHT * channels);
  for (let at = 0; at < raw.length; at++) raw[at] = (at * 7919 * (at % 13)) % 256;
  return sharp(raw, { raw: { width: WIDTH, height: HEIGHT, channels } });
}

const png = (name: string, make: () => Promise<Buffer>): Kind => ({
  name: `PNG, ${name}`,
  mediaType: 'image/png',
  make,
});
const jpeg = (name: string, make: () => Promise<Buffer>): Kind => ({
  name: `JPEG, ${name}`,
  mediaType: 'image/jpeg',
  make,
});
const webp = (name: string, make: () => Promise<Buffer>): Kind => ({
  name: `WebP, ${name}`,
  mediaType: 'image/webp',
  make,
});

export const PICTURES: readonly Kind[] = [
  png('plain', () => paint().png().toBuffer()),
  png('with transparency', () => paint(4).png().toBuffer()),
  png('with a palette', () => paint(4).png({ palette: true }).toBuffer()),
  png('in few colours', () => paint().png({ palette: true, colours: 4 }).toBuffer()),
  png('grey', () => paint().greyscale().png().toBuffer()),
  png('16 bits deep', () => paint().toColourspace('rgb16').png().toBuffer()),
  png('interlaced', () => paint().png({ progressive: true }).toBuffer()),
  png('with a profile', () => paint().withIccProfile('p3').png().toBuffer()),
  png('with colours of its own', async () => withColors(await paint().png().toBuffer())),
  png('held sideways', () => paint().withMetadata({ orientation: 6 }).png().toBuffer()),
  jpeg('plain', () => paint().jpeg().toBuffer()),
  jpeg('with JFIF', async () => withJfif(await paint().jpeg().toBuffer())),
  jpeg('progressive', () => paint().jpeg({ progressive: true }).toBuffer()),
  jpeg('grey', () => paint().greyscale().jpeg().toBuffer()),
  jpeg('not subsampled', () => paint().jpeg({ chromaSubsampling: '4:4:4', mozjpeg: true }).toBuffer()),
  jpeg('in four inks', () => paint().toColourspace('cmyk').withIccProfile('cmyk').jpeg().toBuffer()),
  jpeg('with a profile', () => paint().withIccProfile('p3').jpeg().toBuffer()),
  jpeg('held sideways', () => paint().withMetadata({ orientation: 8 }).jpeg().toBuffer()),
  webp('lossy', () => paint().webp().toBuffer()),
  webp('lossless', () => paint().webp({ lossless: true }).toBuffer()),
  webp('lossy with transparency', () => paint(4).webp().toBuffer()),
  webp('lossless with transparency', () => paint(4).webp({ lossless: true }).toBuffer()),
  webp('with a profile', () => paint().withIccProfile('p3').webp().toBuffer()),
  webp('held sideways', () => paint().withMetadata({ orientation: 3 }).webp().toBuffer()),
  webp('moving', () => moving({ lossless: true })),
  webp('moving and lossy', () => moving({ lossless: false })),
];

/** Three pictures after one another, in one file. */
async function moving(options: { lossless: boolean }): Promise<Buffer> {
  const frames = ['#f008', '#0f08', '#00f8'].map((background) =>
    sharp({ create: { width: WIDTH, height: HEIGHT, channels: 4, background } })
      .png()
      .toBuffer(),
  );
  return sharp(await Promise.all(frames), { join: { animated: true } })
    .webp({ ...options, delay: [100, 200, 300], loop: 2 })
    .toBuffer();
}

/** With the segment most programs begin with, and sharp does not. */
function withJfif(bytes: Buffer): Buffer {
  const segment = Buffer.from('\xff\xe0\0\x10JFIF\0\x01\x02\x01\0\x48\0\x48\0\0', 'latin1');
  return Buffer.concat([bytes.subarray(0, 2), segment, bytes.subarray(2)]);
}

/** With chunks of colour that sharp does not write: gamma, primaries and code points. */
function withColors(bytes: Buffer): Buffer {
  const primaries = Buffer.alloc(32);
  for (const [at, value] of [31_270, 32_900, 64_000, 33_000, 30_000, 60_000, 15_000, 6_000].entries())
    primaries.writeUInt32BE(value, at * 4);
  const gamma = Buffer.alloc(4);
  gamma.writeUInt32BE(45_455);
  return insertChunks(bytes, [
    ['gAMA', gamma],
    ['cHRM', primaries],
    ['cICP', Buffer.of(1, 13, 0, 1)],
  ]);
}

/** Puts chunks behind the header of a PNG. */
export function insertChunks(bytes: Buffer, chunks: readonly (readonly [type: string, content: Buffer])[]): Buffer {
  return Buffer.concat([
    bytes.subarray(0, 33),
    ...chunks.map(([type, content]) => chunk(type, content)),
    bytes.subarray(33),
  ]);
}

/** One chunk of a PNG, its checksum right. */
export function chunk(type: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

/** Every pixel of every frame, as the decoder gives it. */
export function pixels(bytes: Uint8Array): Promise<Buffer> {
  return sharp(bytes, { animated: true }).raw({ depth: 'ushort' }).toBuffer();
}

/** The source a picture's XMP names; fails where the packet says anything besides. */
export function digitalSource({ xmp, exif }: Metadata): 'trained' | 'formula' {
  const text = xmp?.toString('utf8') ?? assert.fail('no XMP');
  // Written in one piece, so that an attribute more or less does not match.
  const [, term] =
    /^<\?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"\?><x:xmpmeta xmlns:x="adobe:ns:meta\/"><rdf:RDF xmlns:rdf="http:\/\/www\.w3\.org\/1999\/02\/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:Iptc4xmpExt="http:\/\/iptc\.org\/std\/Iptc4xmpExt\/2008-02-29\/" Iptc4xmpExt:DigitalSourceType="http:\/\/cv\.iptc\.org\/newscodes\/digitalsourcetype\/(\w+)"\/><\/rdf:RDF><\/x:xmpmeta><\?xpacket end="r"\?>$/.exec(
      text,
    ) ?? assert.fail(text);
  // At most an orientation: a TIFF header, one entry, and the end.
  assert.ok((exif?.length ?? 0) <= 32, `${exif?.length} bytes of Exif`);
  if (term === 'trainedAlgorithmicMedia') return 'trained';
  return term === 'algorithmicMedia' ? 'formula' : assert.fail(term);
}
