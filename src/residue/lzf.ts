// LZF, with which Redis packs strings in its dumps: a mark, the packed and the whole length, and the packed bytes.

/** Encoding 3 of a string, in the words of the RDB format. */
const MARK = 0xc3;

/** What comes out of each string that is packed in `bytes` from `from` on and before `to`, and lies in them whole. */
export function* lzfMembers(bytes: Buffer, from: number, to: number, largest: number): Generator<Buffer> {
  for (let at = bytes.indexOf(MARK, from); at !== -1 && at < to; at = bytes.indexOf(MARK, at + 1)) {
    const packed = lengthAt(bytes, at + 1);
    const whole = packed && lengthAt(bytes, packed.next);
    if (!whole || packed.value >= whole.value || whole.value > largest) continue;
    const end = whole.next + packed.value;
    if (end > bytes.length) continue;
    const out = unpack(bytes.subarray(whole.next, end), whole.value);
    if (out) yield out;
  }
}

/** A length as RDB writes it: 6, 14 or 32 bits. */
function lengthAt(bytes: Buffer, at: number): { readonly value: number; readonly next: number } | null {
  const head = bytes[at];
  if (head === undefined) return null;
  if (head < 0x40) return { value: head, next: at + 1 };
  if (head < 0x80) return { value: ((head & 0x3f) << 8) | (bytes[at + 1] ?? 0), next: at + 2 };
  return head === 0x80 && at + 5 <= bytes.length ? { value: bytes.readUInt32BE(at + 1), next: at + 5 } : null;
}

/** Null when it is not packed like this, which is said by a distance or length that leads nowhere. */
function unpack(packed: Buffer, length: number): Buffer | null {
  // As it grows: a length may be anything where no packed string is.
  const out: number[] = [];
  for (let at = 0; at < packed.length;) {
    const control = packed[at++] ?? 0;
    if (control < 32) {
      if (at + control + 1 > packed.length) return null;
      for (let count = control + 1; count > 0; count -= 1) out.push(packed[at++] ?? 0);
    } else {
      let count = control >> 5;
      if (count === 7) count += packed[at++] ?? 0;
      let from = out.length - ((control & 0x1f) << 8) - (packed[at++] ?? 0) - 1;
      if (from < 0) return null;
      for (let left = count + 2; left > 0; left -= 1) out.push(out[from++] ?? 0);
    }
    if (out.length > length) return null;
  }
  return out.length === length ? Buffer.from(out) : null;
}
