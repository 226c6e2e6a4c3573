// JPEG: the segments that decoding and colour need are kept, all others go, and the packet comes before them.

import { colorProfile } from './color-profile.ts';
import { DamagedPicture, MAX_PIECES } from './damaged-picture.ts';
import { exifFor, orientationIn } from './orientation.ts';

/** Markers of ITU T.81, B.1.1.3, and of JFIF and Adobe. */
const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
const APP0 = 0xe0;
const APP1 = 0xe1;
const APP2 = 0xe2;
const APP14 = 0xee;
/** DHT, DAC, DQT, DNL, DRI, DHP, EXP: tables and sizes. */
const TABLES = new Set([0xc4, 0xcc, 0xdb, 0xdc, 0xdd, 0xde, 0xdf]);

const MAX_CONTENT_BYTES = 65_533;
const EXIF = Buffer.from('Exif\0\0', 'latin1');
const XMP = Buffer.from('http://ns.adobe.com/xap/1.0/\0', 'latin1');
const PROFILE = Buffer.from('ICC_PROFILE\0', 'latin1');
/** Version 1.01, square pixels, no thumbnail: a density is four bytes to hide a seed in. */
const JFIF = Buffer.from('JFIF\0\x01\x01\0\0\x01\0\x01\0\0', 'latin1');
/** Version 100 and flags of nothing; the last byte, which tells how colours are stored, is the picture's own. */
const ADOBE = Buffer.from('Adobe\0\x64\0\0\0\0', 'latin1');

type Segment = {
  readonly marker: number;
  readonly content: Buffer;
  /** What comes behind a scan's header. */ readonly scan: Buffer;
};

/** What is taken over, apart from the order of things. */
type Found = {
  jfif: boolean;
  adobe: number | null;
  orientation: number;
  frames: number;
  scans: number;
  readonly profile: Map<number, Buffer>;
  profileParts: number;
  readonly body: Buffer[];
};

/** @throws DamagedPicture */
export function markJpeg(file: Buffer, xmp: Buffer): Uint8Array {
  const found: Found = {
    jfif: false,
    adobe: null,
    orientation: 1,
    frames: 0,
    scans: 0,
    profile: new Map(),
    profileParts: 0,
    body: [],
  };
  for (const segment of segments(file)) take(segment, found);
  if (found.frames !== 1 || found.scans === 0) throw new DamagedPicture('not one picture');
  const exif = exifFor(found.orientation);
  return Buffer.concat([
    Buffer.of(0xff, SOI),
    // JFIF wants to be first, and Exif next to it.
    ...(found.jfif ? [segmentOf(APP0, JFIF)] : []),
    ...(exif ? [segmentOf(APP1, EXIF, exif)] : []),
    segmentOf(APP1, XMP, xmp),
    ...profileSegments(found),
    ...(found.adobe === null ? [] : [segmentOf(APP14, ADOBE, Buffer.of(found.adobe))]),
    ...found.body,
    Buffer.of(0xff, EOI),
  ]);
}

/** Everything between start and end; what follows the end (previews, films, notes) is never reached. */
function* segments(file: Buffer): Generator<Segment> {
  if (file[0] !== 0xff || file[1] !== SOI) throw new DamagedPicture('not a JPEG');
  let at = 2;
  for (let count = 0; count < MAX_PIECES; count++) {
    if (file[at] !== 0xff) throw new DamagedPicture('no marker where one must be');
    // Any number of these may stand before a marker.
    while (file[at] === 0xff) at += 1;
    const marker = file[at] ?? 0;
    if (marker === EOI) return;
    if (at + 3 > file.length) throw new DamagedPicture('a segment breaks off');
    const end = at + 1 + file.readUInt16BE(at + 1);
    if (end < at + 3 || end > file.length) throw new DamagedPicture('a segment breaks off');
    const next = marker === SOS ? endOfScan(file, end) : end;
    yield { marker, content: file.subarray(at + 3, end), scan: file.subarray(end, next) };
    at = next;
  }
  throw new DamagedPicture('too many segments');
}

/** Where the first marker after compressed pixels is: FF00 is a byte of theirs, and FFD0 to FFD7 only divide them. */
function endOfScan(file: Buffer, from: number): number {
  for (let at = from; at + 1 < file.length; at++) {
    if (file[at] !== 0xff) continue;
    const next = file[at + 1] ?? 0;
    if (next !== 0 && (next < 0xd0 || next > 0xd7)) return at;
  }
  throw new DamagedPicture('a scan without end');
}

function take({ marker, content, scan }: Segment, found: Found): void {
  if (marker === SOS) {
    found.scans += 1;
    found.body.push(segmentOf(marker, content), scan);
  } else if (TABLES.has(marker)) {
    found.body.push(segmentOf(marker, content));
  } else if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc8) {
    found.frames += 1;
    found.body.push(segmentOf(marker, content));
  } else if (marker >= APP0 && marker <= 0xef) {
    takeApplication(marker, content, found);
  } else if (marker !== 0xfe) {
    // Reserved: no decoder reads on. A comment (FFFE) is the only one left that may be dropped.
    throw new DamagedPicture('an unknown marker');
  }
}

function takeApplication(marker: number, content: Buffer, found: Found): void {
  if (marker === APP0 && begins(content, JFIF.subarray(0, 5)) && content.length >= JFIF.length) {
    found.jfif = true;
  } else if (marker === APP1 && begins(content, EXIF)) {
    found.orientation = orientationIn(content.subarray(EXIF.length));
  } else if (marker === APP2 && begins(content, PROFILE) && content.length > PROFILE.length + 2) {
    const [number = 0, parts = 0] = content.subarray(PROFILE.length);
    found.profileParts = parts;
    if (!found.profile.has(number)) found.profile.set(number, content.subarray(PROFILE.length + 2));
  } else if (marker === APP14 && begins(content, ADOBE.subarray(0, 5)) && content.length >= 12) {
    found.adobe = content[11] ?? 0;
  }
}

/** The profile cut anew, so that every part of it is a part of a profile; none where it is not complete. */
function profileSegments({ profile: parts, profileParts }: Found): readonly Buffer[] {
  const numbers = Array.from({ length: profileParts }, (_, at) => at + 1);
  const pieces = numbers.map((number) => parts.get(number)).filter((piece) => piece !== undefined);
  const profile = pieces.length === profileParts && colorProfile(Buffer.concat(pieces));
  if (!profile) return [];
  const room = MAX_CONTENT_BYTES - PROFILE.length - 2;
  const count = Math.ceil(profile.length / room);
  return Array.from({ length: count }, (_, at) =>
    segmentOf(APP2, PROFILE, Buffer.of(at + 1, count), profile.subarray(at * room, (at + 1) * room)),
  );
}

function segmentOf(marker: number, ...contents: readonly Buffer[]): Buffer {
  const bytes = contents.reduce((sum, { length }) => sum + length, 2);
  return Buffer.concat([Buffer.of(0xff, marker, bytes >> 8, bytes & 0xff), ...contents]);
}

function begins(content: Buffer, signature: Buffer): boolean {
  return content.subarray(0, signature.length).equals(signature);
}
