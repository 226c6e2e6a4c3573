// What a ZIP has around its files, by PKWARE's APPNOTE.TXT 6.3: headers, the directory and its end, also past 4 GiB and 65,535 files.

export const ZIP_STORED = 0;
export const ZIP_DEFLATED = 8;

export type ZippedEntry = {
  /** In UTF-8. */
  readonly name: Buffer;
  readonly method: typeof ZIP_STORED | typeof ZIP_DEFLATED;
  readonly date: Date;
  /** CRC-32 of the plain bytes. */
  readonly crc: number;
  readonly bytes: number;
  readonly packedBytes: number;
  /** Where its local header is. */
  readonly offset: number;
};

/** 4.3.7, 4.3.12, 4.3.16: without names and extra fields. */
export const LOCAL_HEADER_BYTES = 30;
export const CENTRAL_HEADER_BYTES = 46;
export const END_BYTES = 22;
/** 4.3.14 and 4.3.15. */
const END_64_BYTES = 56;
const LOCATOR_BYTES = 20;
/** 4.5.3: a number of 64 bits, where the field that it belongs to says that it is full. */
const EXTRA_64 = 1;
const EXTRA_64_BYTES = 12;
const FULL_32 = 0xffff_ffff;
const FULL_16 = 0xffff;

/** 4.4.3: that of deflating, and that of 64 bits. */
const VERSION = 20;
const VERSION_64 = 45;
/** 4.4.2: file attributes are those of Unix. */
const MADE_BY = (3 << 8) | VERSION_64;
/** A file that its owner may write and all may read. */
const ATTRIBUTES = 0o100644 * 2 ** 16;
/** 4.4.4, bit 11: names are UTF-8. */
const FLAGS = 1 << 11;

/** In front of an entry. @throws RangeError for a file of 4 GiB, which nobody here has in one piece */
export function localHeader(entry: ZippedEntry): Buffer {
  if (Math.max(entry.bytes, entry.packedBytes) >= FULL_32) throw new RangeError('a file too large for a ZIP');
  const header = Buffer.alloc(LOCAL_HEADER_BYTES + entry.name.byteLength);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(VERSION, 4);
  writeShared(header, 6, entry);
  entry.name.copy(header, LOCAL_HEADER_BYTES);
  return header;
}

/** In the directory, which names it once more. */
export function centralHeader(entry: ZippedEntry): Buffer {
  const far = entry.offset >= FULL_32;
  const name = entry.name.byteLength;
  const header = Buffer.alloc(CENTRAL_HEADER_BYTES + name + (far ? EXTRA_64_BYTES : 0));
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt16LE(MADE_BY, 4);
  header.writeUInt16LE(far ? VERSION_64 : VERSION, 6);
  writeShared(header, 8, entry);
  header.writeUInt32LE(ATTRIBUTES, 38);
  header.writeUInt32LE(Math.min(entry.offset, FULL_32), 42);
  entry.name.copy(header, CENTRAL_HEADER_BYTES);
  if (far) {
    header.writeUInt16LE(EXTRA_64_BYTES, 30);
    header.writeUInt16LE(EXTRA_64, CENTRAL_HEADER_BYTES + name);
    header.writeUInt16LE(EXTRA_64_BYTES - 4, CENTRAL_HEADER_BYTES + name + 2);
    header.writeBigUInt64LE(BigInt(entry.offset), CENTRAL_HEADER_BYTES + name + 4);
  }
  return header;
}

/** From the flags to the length of the name, both headers say the same. */
function writeShared(header: Buffer, at: number, { method, date, crc, bytes, packedBytes, name }: ZippedEntry): void {
  header.writeUInt16LE(FLAGS, at);
  header.writeUInt16LE(method, at + 2);
  header.writeUInt32LE(dosTime(date), at + 4);
  header.writeUInt32LE(crc, at + 8);
  header.writeUInt32LE(packedBytes, at + 12);
  header.writeUInt32LE(bytes, at + 16);
  header.writeUInt16LE(name.byteLength, at + 20);
}

/** After the directory, which has so many entries and bytes and begins at `offset`. */
export function directoryEnd({ entries, bytes, offset }: { entries: number; bytes: number; offset: number }): Buffer {
  const end = Buffer.alloc(END_BYTES);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Math.min(entries, FULL_16), 8);
  end.writeUInt16LE(Math.min(entries, FULL_16), 10);
  end.writeUInt32LE(Math.min(bytes, FULL_32), 12);
  end.writeUInt32LE(Math.min(offset, FULL_32), 16);
  if (entries < FULL_16 && bytes < FULL_32 && offset < FULL_32) return end;
  const large = Buffer.alloc(END_64_BYTES + LOCATOR_BYTES);
  large.writeUInt32LE(0x06064b50, 0);
  large.writeBigUInt64LE(BigInt(END_64_BYTES - 12), 4);
  large.writeUInt16LE(MADE_BY, 12);
  large.writeUInt16LE(VERSION_64, 14);
  large.writeBigUInt64LE(BigInt(entries), 24);
  large.writeBigUInt64LE(BigInt(entries), 32);
  large.writeBigUInt64LE(BigInt(bytes), 40);
  large.writeBigUInt64LE(BigInt(offset), 48);
  large.writeUInt32LE(0x07064b50, END_64_BYTES);
  large.writeBigUInt64LE(BigInt(offset + bytes), END_64_BYTES + 8);
  large.writeUInt32LE(1, END_64_BYTES + 16);
  return Buffer.concat([large, end]);
}

/** 4.4.6: seconds by two, in UTC as everybody who packs elsewhere does not; from 1980 to 2107. */
function dosTime(date: Date): number {
  const year = Math.min(Math.max(date.getUTCFullYear(), 1980), 2107) - 1980;
  const day = (year << 9) | ((date.getUTCMonth() + 1) << 5) | date.getUTCDate();
  const time = (date.getUTCHours() << 11) | (date.getUTCMinutes() << 5) | (date.getUTCSeconds() >> 1);
  return day * 2 ** 16 + time;
}
