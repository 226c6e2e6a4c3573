// Where base64 or hex may be: long runs of its letters in a stream, cut out of what is around them, and what they say.

/** Below this a run is a word: what is so short is looked for as it is written. */
const RUN_LETTERS = 12;
/** A line of fewer is not broken because it was full. */
const LINE_LETTERS = 40;
/** Of a line break with its escapes and what is in front of the next line, at most. */
const BREAK_BYTES = 24;

const NO_LETTER = 0xff;

/** A way to write bytes in letters: what each byte is worth as one, and how many bits that is. */
export type Alphabet = { readonly worth: Uint8Array; readonly bits: number };

/** Both alphabets there are of it. */
export const BASE64: Alphabet = {
  worth: worthOf('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789', '+/', '-_'),
  bits: 6,
};
export const HEX: Alphabet = { worth: worthOf('0123456789', 'abcdef', 'ABCDEF'), bits: 4 };

/** @param either and `or`: letters that are worth the same, after those that are in both */
function worthOf(both: string, either: string, or: string): Uint8Array {
  const worth = new Uint8Array(256).fill(NO_LETTER);
  for (const letters of [both + either, both + or])
    for (const [value, letter] of Array.from(letters).entries()) worth[letter.charCodeAt(0)] = value;
  return worth;
}

/** Full lines go on after CR and LF, written or escaped however often; a slash may be escaped anywhere. */
const BREAK = /^(?:\r?\n|\r|(?:\\+r)?\\+n)[ \t]*/;
const ESCAPED_SLASH = /^\\+(?=\/)/;
const MAY_BE_BEGUN = /^[\\\r\n\t rn]*$/;
const [LF, CR, BACKSLASH] = [0x0a, 0x0d, 0x5c];
const NOTHING: Buffer = Buffer.alloc(0);

export interface Runs {
  /** The runs in what comes next, one after the other, each but one that may go on with a zero behind it. */
  take(bytes: Buffer, last: boolean): Buffer;
  /** Whether the last of them may go on. */
  isOpen(): boolean;
}

export function createRuns({ worth }: Alphabet): Runs {
  /** What is too little to know whether it is, or ends, a run. */
  let kept: Buffer = NOTHING;
  /** How many letters are in the line that an open run has come to; null outside of one. */
  let line: number | null = null;

  /** How many bytes from `at` on are no letters, but do not end the run; null when that cannot be known yet. */
  const gap = (bytes: Buffer, at: number, last: boolean): number | null => {
    const first = bytes[at];
    if (first !== CR && first !== LF && first !== BACKSLASH) return 0;
    const text = bytes.toString('latin1', at, at + BREAK_BYTES);
    if (!last && text.length < BREAK_BYTES && MAY_BE_BEGUN.test(text)) return null;
    const [slash] = ESCAPED_SLASH.exec(text) ?? [];
    if (slash !== undefined) return slash.length;
    return (line ?? 0) < LINE_LETTERS ? 0 : (BREAK.exec(text)?.[0].length ?? 0);
  };

  return {
    take(given, last) {
      const bytes = kept.length === 0 ? given : Buffer.concat([kept, given]);
      // Most pieces have no run.
      let runs = NOTHING;
      let length = 0;
      let at = 0;
      for (;;) {
        if (line === null) {
          at = nextRun(worth, bytes, at);
          if (bytes.length - at < RUN_LETTERS) break;
          line = 0;
        }
        const end = endOfRun(worth, bytes, at);
        if (runs === NOTHING) runs = Buffer.allocUnsafe(bytes.length - at + 1);
        length += bytes.copy(runs, length, at, end);
        line += end - at;
        at = end;
        if (at === bytes.length && !last) break;
        const skipped = gap(bytes, at, last);
        if (skipped === null) break;
        at += skipped;
        if (skipped > 0 && isLetter(worth, bytes, at)) {
          if (bytes[at - 1] !== BACKSLASH) line = 0;
        } else {
          runs[length++] = 0;
          line = null;
        }
      }
      kept = Buffer.from(bytes.subarray(at));
      return runs.subarray(0, length);
    },
    isOpen: () => line !== null,
  };
}

/** Where a long run begins, or what may become one with what follows, or the end. */
function nextRun(worth: Uint8Array, bytes: Buffer, from: number): number {
  let start = from;
  // From what would be its last letter back: what is none takes everything before it along.
  while (start + RUN_LETTERS <= bytes.length) {
    let back = start + RUN_LETTERS - 1;
    while (back >= start && isLetter(worth, bytes, back)) back -= 1;
    if (back < start) return start;
    start = back + 1;
  }
  let tail = bytes.length;
  while (tail > start && isLetter(worth, bytes, tail - 1)) tail -= 1;
  return tail;
}

function endOfRun(worth: Uint8Array, bytes: Buffer, from: number): number {
  let at = from;
  while (isLetter(worth, bytes, at)) at += 1;
  return at;
}

function isLetter(worth: Uint8Array, bytes: Buffer, at: number): boolean {
  return at < bytes.length && worth[bytes[at] as number] !== NO_LETTER;
}

/** What runs say when so many of their letters are left out: the bytes that were written may begin at any letter. */
export function createReading({ worth, bits }: Alphabet, leaveOut: number): (runs: Buffer) => Buffer {
  let left = leaveOut;
  let read = 0;
  let known = 0;
  return (runs) => {
    const bytes = Buffer.allocUnsafe(runs.length);
    let length = 0;
    for (let at = 0; at < runs.length; at += 1) {
      const value = worth[runs[at] as number] as number;
      if (value === NO_LETTER) {
        bytes[length++] = 0;
        [left, known] = [leaveOut, 0];
      } else if (left > 0) {
        left -= 1;
      } else {
        read = ((read << bits) | value) & 0xffff;
        known += bits;
        if (known >= 8) {
          known -= 8;
          bytes[length++] = read >>> known;
        }
      }
    }
    return bytes.subarray(0, length);
  };
}
