// Finds any of many byte patterns in one pass: six bytes of each are its fingerprint, and only where one is met is more compared.

/** Below this there would be too much that only happens to look like it. */
export const SHORTEST = 6;

const WINDOWS_TRIED = 12;
/** What a byte more that is different is worth, in patterns that share the window. */
const EACH_BYTE = 4;
/** 2^24 bits: with tens of thousands of patterns one place in hundreds has to be looked at twice. */
const SHIFT = 8;
const FILTER_BYTES = 2 ** (32 - SHIFT) / 8;

export interface Matcher {
  /** Of the longest pattern: how much of one chunk has to be seen again with the next. */
  readonly longest: number;
  /** Calls `found` with the number of each pattern, and where it begins and ends. */
  match(bytes: Uint8Array, found: (pattern: number, from: number, to: number) => void): void;
}

/** @throws RangeError for a pattern of fewer than six bytes */
export function createMatcher(patterns: readonly Uint8Array[]): Matcher {
  const filter = new Uint8Array(FILTER_BYTES);
  const held = new Map<number, { readonly pattern: number; readonly at: number }[]>();
  patterns.forEach((bytes, pattern) => {
    if (bytes.length < SHORTEST) throw new RangeError(`a pattern of ${bytes.length} bytes`);
    const at = bestWindow(bytes, held);
    const print = printAt(bytes, at);
    const slot = print >>> SHIFT;
    filter[slot >>> 3] = (filter[slot >>> 3] ?? 0) | (1 << (slot & 7));
    const same = held.get(print);
    if (same) same.push({ pattern, at });
    else held.set(print, [{ pattern, at }]);
  });
  const longest = patterns.reduce((most, { length }) => Math.max(most, length), 0);

  return {
    longest,
    match(bytes, found) {
      let low = first(bytes, 0);
      let high = (bytes[4] ?? 0) << 8;
      for (let at = 0, last = bytes.length - SHORTEST; at <= last; at += 1) {
        high = (high >>> 8) | ((bytes[at + 5] as number) << 8);
        const print = mix(low, high);
        const slot = print >>> SHIFT;
        if (((filter[slot >>> 3] as number) >>> (slot & 7)) & 1) {
          for (const { pattern, at: inside } of held.get(print) ?? []) {
            const from = at - inside;
            const wanted = patterns[pattern] as Uint8Array;
            if (from >= 0 && from + wanted.length <= bytes.length && isAt(bytes, from, wanted))
              found(pattern, from, from + wanted.length);
          }
        }
        low = (low >>> 8) | ((high & 0xff) << 24);
      }
    },
  };
}

/** Four bytes and two, as one number that looks like chance; with its sign, because larger ones are slow. */
function mix(low: number, high: number): number {
  let print = Math.imul(low, 0x9e3779b1) ^ Math.imul(high, 0x85ebca6b);
  print ^= print >>> 15;
  return Math.imul(print, 0xc2b2ae35);
}

function first(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24);
}

function printAt(bytes: Uint8Array, at: number): number {
  return mix(first(bytes, at), (bytes[at + 4] ?? 0) | ((bytes[at + 5] ?? 0) << 8));
}

/** The window with the most different bytes that fewest others have: files are full of zeros, and needles begin alike. */
function bestWindow(bytes: Uint8Array, held: ReadonlyMap<number, readonly unknown[]>): number {
  let best = 0;
  let bestScore = -Infinity;
  const perfect = SHORTEST * EACH_BYTE;
  for (let at = 0; at <= bytes.length - SHORTEST && at < WINDOWS_TRIED && bestScore < perfect; at += 1) {
    const score = different(bytes, at) * EACH_BYTE - (held.get(printAt(bytes, at))?.length ?? 0);
    if (score > bestScore) [best, bestScore] = [at, score];
  }
  return best;
}

/** How many different bytes are in the window. */
function different(bytes: Uint8Array, at: number): number {
  let count = 0;
  for (let index = at; index < at + SHORTEST; index += 1) {
    let other = at;
    while (bytes[other] !== bytes[index]) other += 1;
    if (other === index) count += 1;
  }
  return count;
}

function isAt(bytes: Uint8Array, from: number, wanted: Uint8Array): boolean {
  for (let index = 0; index < wanted.length; index += 1) if (bytes[from + index] !== wanted[index]) return false;
  return true;
}
