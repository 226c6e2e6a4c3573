// Files and folders, byte by byte: data files and the write-ahead log of a server, a bucket on a disk, logs, dumps.

import { open, readdir, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { lookInto } from './look-into.ts';
import type { Tally } from './report.ts';
import { LIMITS } from './scan.ts';

const READ_BYTES = 1 << 20;
const PAGE_BYTES = 8_192;
const PAGE_HEADER = 24;
/** Of the first page of each file of the log. */
const FIRST_HEADER = 40;
const WAL_FILE = /(?:^|\/)[0-9A-F]{24}(?:\.partial)?$/;

/** Everything below a folder, or one file; names count as well. What comes and goes meanwhile is no failure. */
export async function lookIntoFiles(tally: Tally, path: string, storeOf: (name: string) => string): Promise<void> {
  const kind = await stat(path).catch((error: unknown) => {
    tally.closed(`${path} (${String((error as { code?: unknown }).code)})`);
    return null;
  });
  if (!kind) return;
  // One for all: nobody holds on to a piece that has been looked through.
  const buffer = Buffer.allocUnsafe(READ_BYTES);
  if (!kind.isDirectory()) return lookIntoFile(tally, storeOf(path), path, path, buffer);
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    const file = join(entry.parentPath, entry.name);
    const name = relative(path, file);
    await lookInto(tally, storeOf(name), `the name ${name}`, [Buffer.from(name)]);
    if (entry.isFile()) await lookIntoFile(tally, storeOf(name), file, name, buffer);
  }
}

async function lookIntoFile(tally: Tally, store: string, path: string, place: string, buffer: Buffer): Promise<void> {
  const file = await open(path).catch(because(tally, path));
  if (!file) return;
  try {
    const pieces = piecesOf(file, buffer);
    const first = await pieces.next();
    const begin = first.done ? Buffer.alloc(0) : first.value;
    const all = again(begin, pieces);
    const isRedis = begin.subarray(0, 5).equals(Buffer.from('REDIS'));
    const isWal = WAL_FILE.test(place);
    await lookInto(tally, store, place, isWal ? withoutHeaders(all) : all, isRedis ? { ...LIMITS, lzf: true } : LIMITS);
  } finally {
    await file.close();
  }
}

type Readable = { read(buffer: Buffer, offset: number, length: number): Promise<{ bytesRead: number }> };

async function* piecesOf(file: Readable, buffer: Buffer): AsyncGenerator<Buffer> {
  for (;;) {
    let filled = 0;
    // To the end of the buffer, so that pages are whole.
    for (let read = 1; read > 0 && filled < READ_BYTES; filled += read)
      ({ bytesRead: read } = await file.read(buffer, filled, READ_BYTES - filled));
    if (filled > 0) yield buffer.subarray(0, filled);
    if (filled < READ_BYTES) return;
  }
}

async function* again(first: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield first;
  yield* rest;
}

/** A record of the log goes on over the heads of its pages, in the middle of a value if need be. */
export async function* withoutHeaders(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let first = true;
  for await (const piece of pieces) {
    const bodies: Buffer[] = [];
    for (let at = 0; at < piece.length; at += PAGE_BYTES) {
      bodies.push(piece.subarray(at + (first ? FIRST_HEADER : PAGE_HEADER), at + PAGE_BYTES));
      first = false;
    }
    yield Buffer.concat(bodies);
  }
}

/** What is gone by the time it is opened is not there; what may not be read has to be told. */
function because(tally: Tally, path: string): (error: unknown) => null {
  return (error) => {
    const { code } = error as { code?: unknown };
    if (code !== 'ENOENT' && code !== 'ENOTDIR') tally.closed(`${path} (${String(code)})`);
    return null;
  };
}
