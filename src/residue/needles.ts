// What is looked for: values of one account, kept in a file of the operator's once nobody else knows them any more.

import { open, readFile } from 'node:fs/promises';
import { waysToWrite, waysToWriteBytes, type Written } from './encodings.ts';
import { SHORTEST } from './matcher.ts';

/** One value. `kind` and `from` are told in a report, the value never is. */
export type Needle = {
  readonly kind: string;
  /** Where it was, as `table.column`. */
  readonly from: string;
} & ({ readonly text: string } | { readonly hex: string });

/** Why a value is not looked for: it would be found everywhere, and prove nothing. */
export type Unfit = 'short' | 'common';

/** Fewer different bytes than this are a pattern of nobody's. */
const DIFFERENT_BYTES = 3;
/** Of something long, these are looked for: a copy that was cut off is found by its beginning. */
const PIECE_BYTES = 48;

export class NeedlesUnreadable extends Error {
  readonly line: number;
  constructor(line: number, options?: { cause?: unknown }) {
    super('not a file of needles', options);
    this.name = 'NeedlesUnreadable';
    this.line = line;
  }
}

export function unfit(needle: Needle): Unfit | null {
  const bytes = bytesOf(needle);
  if (bytes.length < SHORTEST) return 'short';
  return new Set(bytes).size < DIFFERENT_BYTES ? 'common' : null;
}

/** Every way one needle may be written; a long one is looked for by its beginning, middle and end. */
export function waysOf(needle: Needle): readonly Written[] {
  if ('hex' in needle) return pieces(Buffer.from(needle.hex, 'hex')).flatMap(waysToWriteBytes);
  return textPieces(needle.text).flatMap(waysToWrite);
}

function bytesOf(needle: Needle): Buffer {
  return 'hex' in needle ? Buffer.from(needle.hex, 'hex') : Buffer.from(needle.text);
}

function pieces(bytes: Buffer): readonly Buffer[] {
  if (bytes.length <= PIECE_BYTES) return [bytes];
  return starts(bytes.length).map((at) => bytes.subarray(at, at + PIECE_BYTES));
}

function textPieces(text: string): readonly string[] {
  const letters = Array.from(text);
  if (Buffer.byteLength(text) <= PIECE_BYTES) return [text];
  const cut = starts(letters.length).map((at) => {
    let piece = '';
    for (const letter of letters.slice(Math.max(0, at))) {
      if (Buffer.byteLength(piece + letter) > PIECE_BYTES) break;
      piece += letter;
    }
    return piece;
  });
  return [...new Set(cut)].filter((piece) => unfit({ kind: '', from: '', text: piece }) === null);
}

function starts(length: number): readonly number[] {
  return [0, Math.floor((length - PIECE_BYTES) / 2), length - PIECE_BYTES];
}

/** Writes them where nothing is yet, readable by its owner alone. @throws EEXIST */
export async function writeNeedles(path: string, needles: readonly Needle[]): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(needles.map((needle) => `${JSON.stringify(needle)}\n`).join(''));
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Reads JSON Lines of `{"kind", "from", "text"}` or `{"kind", "from", "hex"}`. @throws NeedlesUnreadable */
export async function readNeedles(path: string): Promise<readonly Needle[]> {
  const lines = (await readFile(path, 'utf8')).split('\n');
  return lines.flatMap((line, index) => (line.trim() === '' ? [] : [readNeedle(line, index + 1)]));
}

function readNeedle(line: string, number: number): Needle {
  let read: Readonly<Record<string, unknown>>;
  try {
    read = Object(JSON.parse(line));
  } catch (cause) {
    throw new NeedlesUnreadable(number, { cause });
  }
  const { kind = 'value', from = `line ${number}`, text, hex } = read;
  if (typeof kind !== 'string' || typeof from !== 'string') throw new NeedlesUnreadable(number);
  if (typeof text === 'string' && hex === undefined) return { kind, from, text };
  if (typeof hex === 'string' && /^(?:[0-9a-f]{2})+$/i.test(hex) && text === undefined) return { kind, from, hex };
  throw new NeedlesUnreadable(number);
}
