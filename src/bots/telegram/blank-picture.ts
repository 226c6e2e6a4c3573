// A plain grey picture, to stand where a deleted one was and its message cannot be taken away any more.

import { crc32, deflateSync } from 'node:zlib';
import type { OutFile } from '../conversation.ts';

const SIDE_PX = 256;
/** Eight bits of grey; neither a light nor a dark chat makes it glare. */
const GREY = 0x3a;

/** Written out as a PNG by hand: a signature, what it is, its lines, and an end. */
export function blankPicture(): OutFile {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(SIDE_PX, 0);
  header.writeUInt32BE(SIDE_PX, 4);
  header.writeUInt8(8, 8);
  const lines = Buffer.alloc(SIDE_PX * (SIDE_PX + 1), GREY);
  // Each line begins with how it was filtered: not at all.
  for (let line = 0; line < SIDE_PX; line += 1) lines[line * (SIDE_PX + 1)] = 0;
  const bytes = Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(lines)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
  return { name: 'deleted.png', bytes, mediaType: 'image/png' };
}

function chunk(kind: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(kind, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
