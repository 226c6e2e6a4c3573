// Copies of somebody's data that somebody has changed, with hashes in the manifest that fit.

import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import type { CopyManifest } from '../../src/files/export-archive.ts';
import { zip, type ZipEntry } from '../../src/files/zip.ts';
import { manifestOf, type Copy } from './copies.ts';

type Writable<T> = T extends object ? { -readonly [K in keyof T]: Writable<T[K]> } : T;
export type Row = Record<string, unknown>;

/** A copy that can be changed, file by file, row by row, and in what it says of itself. */
export type Draft = {
  readonly files: Map<string, Buffer>;
  readonly manifest: Writable<CopyManifest>;
  /** Of the first file of a table. */
  rows(table: string, change: (rows: Row[]) => readonly unknown[]): void;
  /** Other lines for a table, and how many rows the manifest says there are. */
  lines(table: string, text: string, rows: number): void;
  /** What the manifest says of the first object. */
  object(): Writable<CopyManifest['files'][number]>;
};

function draftOf(copy: Copy): Draft {
  const files = new Map(copy);
  const manifest = manifestOf(copy) as Draft['manifest'];
  const lines: Draft['lines'] = (table, text, rows) => {
    files.set(`tables/${table}.jsonl`, Buffer.from(text));
    (manifest.tables[table] ?? assert.fail(table)).rows = rows;
  };
  return {
    files,
    manifest,
    lines,
    rows(table, change) {
      const read = (files.get(`tables/${table}.jsonl`) ?? assert.fail(table)).toString().split('\n').slice(0, -1);
      const rows = change(read.map((line) => JSON.parse(line) as Row));
      lines(table, rows.map((row) => `${JSON.stringify(row)}\n`).join(''), rows.length);
    },
    object: () => manifest.files.find(({ key }) => key !== undefined) ?? assert.fail('no object'),
  };
}

/** The ZIP of a copy that `change` has changed. */
export async function changed(copy: Copy, change: (draft: Draft) => void): Promise<Buffer> {
  const draft = draftOf(copy);
  change(draft);
  const { files, manifest } = draft;
  for (const listed of manifest.files) {
    const bytes = files.get(listed.file);
    if (bytes) Object.assign(listed, { bytes: bytes.byteLength, sha256: hash('sha256', bytes) });
  }
  files.set('manifest.json', Buffer.from(JSON.stringify(manifest)));
  async function* entries(): AsyncGenerator<ZipEntry> {
    for (const [name, bytes] of files) yield { name, bytes, isText: true };
  }
  return Buffer.concat(await Array.fromAsync(zip(entries(), new Date('2026-11-29'))));
}

/** Central directory header: its signature, where the size before packing is, and where the name begins. APPNOTE.TXT 6.3, 4.3.12. */
const [CENTRAL, SIZE_AT, NAME_AT] = [Buffer.from('PK\x01\x02'), 24, 46];

/** The same ZIP, saying that a file in it unpacks to so many bytes. */
export function understated(whole: Buffer, file: string, bytes: number): Buffer {
  const header = whole.indexOf(file, whole.indexOf(CENTRAL)) - NAME_AT;
  assert.deepEqual(whole.subarray(header, header + CENTRAL.length), CENTRAL);
  const lie = Buffer.from(whole);
  lie.writeUInt32LE(bytes, header + SIZE_AT);
  return lie;
}
