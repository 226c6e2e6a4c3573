// Which encoding a text file is in. Only UTF-8 and UTF-16 can be known; older ones are guessed, and said to be.

import { isUtf8 } from 'node:buffer';
import { refuse } from '../core/domain/refusal.ts';

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'gb18030' | 'windows-1252';

export type Text = {
  /** The whole text as UTF-8, without a byte order mark; the given bytes themselves where they are that already. */
  readonly utf8: Buffer;
  readonly encoding: Encoding;
  /** True where the bytes could mean something else: a person should look at a line before anything is paid. */
  readonly isGuessed: boolean;
};

const MARKS: readonly (readonly [Encoding, readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];

/** @throws Refusal (csv-unreadable, encoding) with the first line that is no text */
export function readText(bytes: Uint8Array): Text {
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (const [encoding, mark] of MARKS)
    if (mark.every((byte, at) => whole[at] === byte)) return decode(whole.subarray(mark.length), encoding, false);

  const firstNul = whole.indexOf(0);
  if (firstNul < 0 && isUtf8(whole)) return { utf8: whole, encoding: 'utf-8', isGuessed: false };
  if (firstNul >= 0) {
    const nuls = countNuls(whole);
    // UTF-16 is the only text with NUL bytes: half of its bytes where it is ASCII. A stray NUL in UTF-8 is damage.
    if (isUtf8(whole) && (nuls.even + nuls.odd) * 4 < whole.length) return unreadable(whole, firstNul);
    return decode(whole, nuls.odd > nuls.even ? 'utf-16le' : 'utf-16be', false);
  }
  const broken = damageOf(whole);
  if (broken !== null) return unreadable(whole, broken);
  return decode(whole, looksChinese(whole) ? 'gb18030' : 'windows-1252', true);
}

/** Decodes strictly: nothing is replaced. */
function decode(bytes: Buffer, encoding: Encoding, isGuessed: boolean): Text {
  if (encoding === 'utf-8') {
    if (!isUtf8(bytes)) return unreadable(bytes, damageAt(bytes));
    const nul = bytes.indexOf(0);
    return nul < 0 ? { utf8: bytes, encoding, isGuessed } : unreadable(bytes, nul);
  }
  const text = tryDecode(bytes, encoding);
  // A wrong guess shows in control characters; of a known encoding only NUL is damage, the others are the rows' own matter.
  if (text === null || text.includes('\0') || (isGuessed && /[^\P{Cc}\t\r\n]/u.test(text)))
    return refuse('csv-unreadable', { row: 1, reason: 'encoding' });
  return { utf8: Buffer.from(text), encoding, isGuessed };
}

function tryDecode(bytes: Uint8Array, encoding: Encoding): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

/** Refuses with the line a byte is on; a line break inside quotes counts as well, since quotes cannot be trusted here. */
function unreadable(bytes: Buffer, at: number): never {
  let row = 1;
  for (let next = bytes.indexOf(10); next >= 0 && next < at; next = bytes.indexOf(10, next + 1)) row++;
  return refuse('csv-unreadable', { row, reason: 'encoding' });
}

function countNuls(bytes: Buffer): { even: number; odd: number } {
  let [even, odd] = [0, 0];
  for (let at = bytes.indexOf(0); at >= 0; at = bytes.indexOf(0, at + 1)) {
    if (at % 2 === 0) even++;
    else odd++;
  }
  return { even, odd };
}

/** Where the bytes stop being UTF-8. */
function damageAt(bytes: Buffer): number {
  let [good, bad] = [0, bytes.length];
  // What comes before a cut may end inside a character, so up to three bytes before the cut are forgiven.
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (startsUtf8(bytes, middle)) good = middle;
    else bad = middle;
  }
  return good;
}

function startsUtf8(bytes: Buffer, length: number): boolean {
  return [0, 1, 2, 3].some((less) => isUtf8(bytes.subarray(0, Math.max(length - less, 0))));
}

/** Where UTF-8 text was damaged, or null where the text was never UTF-8: then hardly any of its characters read as such. */
function damageOf(bytes: Buffer): number | null {
  const text = bytes.toString('utf8');
  const broken = text.match(/\uFFFD/g)?.length ?? 0;
  const sound = text.match(/[^\p{ASCII}\uFFFD]/gu)?.length ?? 0;
  return sound > broken ? damageAt(bytes) : null;
}

/** Chinese text has its high bytes in pairs; in western text one stands between plain letters. */
function looksChinese(bytes: Buffer): boolean {
  if (tryDecode(bytes, 'gb18030') === null) return false;
  let [pairs, singles] = [0, 0];
  for (let at = 0; at < bytes.length; at++) {
    if ((bytes[at] ?? 0) < 0x81) continue;
    if ((bytes[at + 1] ?? 0) >= 0xa1) pairs++;
    else singles++;
    at++;
  }
  return pairs > singles;
}
