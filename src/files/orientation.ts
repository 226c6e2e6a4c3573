// How a picture is to be turned: the one thing in Exif that changes what a person sees, and so the one thing kept of it.

/** TIFF 6.0: tag 0x0112, one unsigned short of 1 to 8; 1 is upright. */
const TAG = 0x0112;
const SHORT = 3;
/** Entries looked at: more than any camera writes. */
const MAX_ENTRIES = 256;

/** The orientation in an Exif block (a TIFF header and what follows); 1 where it says none. */
export function orientationIn(exif: Buffer): number {
  const order = exif.toString('latin1', 0, 4);
  const isLittle = order === 'II*\0';
  if (exif.length < 14 || (!isLittle && order !== 'MM\0*')) return 1;
  const short = (at: number): number => (isLittle ? exif.readUInt16LE(at) : exif.readUInt16BE(at));
  const start = isLittle ? exif.readUInt32LE(4) : exif.readUInt32BE(4);
  if (start > exif.length - 2) return 1;
  const count = Math.min(short(start), MAX_ENTRIES);
  for (let entry = 0, at = start + 2; entry < count && at + 12 <= exif.length; entry++, at += 12) {
    if (short(at) !== TAG || short(at + 2) !== SHORT) continue;
    const value = short(at + 8);
    return value >= 1 && value <= 8 ? value : 1;
  }
  return 1;
}

/** An Exif block with the orientation alone; null for a picture that stands upright already. */
export function exifFor(orientation: number): Buffer | null {
  if (orientation === 1) return null;
  const block = Buffer.alloc(26);
  block.write('MM\0*', 'latin1');
  block.writeUInt32BE(8, 4);
  block.writeUInt16BE(1, 8);
  block.writeUInt16BE(TAG, 10);
  block.writeUInt16BE(SHORT, 12);
  block.writeUInt32BE(1, 14);
  block.writeUInt16BE(orientation, 18);
  return block;
}
