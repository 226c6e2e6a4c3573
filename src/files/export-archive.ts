// Packs a copy of somebody's data: tables as JSON Lines with their schemas, a table for people, and every file, in ZIPs.

import { hash } from 'node:crypto';
import { promisify } from 'node:util';
import { deflateRaw } from 'node:zlib';
import { stringify } from 'csv-stringify/sync';
import type { ExportedPicture, ExportedUpload } from '../core/export-rows.ts';
import type { CopyRequest } from '../core/copy-ports.ts';
import { tableSchema } from './export-schema.ts';
import { guardCell } from './formula-guard.ts';
import { zip, zipEntryBytes, ZIP_END_BYTES, type ZipEntry } from './zip.ts';

const deflate = promisify(deflateRaw);

/** Files that are read while one is packed: so many more are in memory. */
const READ_AHEAD = 3;

export const COPY_FORMAT = 'easel-export-1';
const README = 'README.txt';
export const MANIFEST = 'manifest.json';

/** What the manifest says of a file; `key` is what the bucket calls it. */
type ListedFile = {
  readonly file: string;
  readonly part: number;
  readonly bytes: number;
  readonly sha256: string;
  readonly key?: string;
  readonly mediaType?: string;
};

export type CopyManifest = {
  readonly format: typeof COPY_FORMAT;
  readonly account: string;
  readonly catalogue: string;
  readonly madeAt: string;
  readonly tables: Readonly<Record<string, { readonly files: readonly string[]; readonly rows: number }>>;
  readonly files: readonly ListedFile[];
  readonly gone: readonly { readonly file: string; readonly key: string }[];
};

type Entry = ZipEntry & { readonly key?: string; readonly mediaType?: string };

/** An object of the bucket, and what it is called in the copy. */
type Packed = { readonly key: string; readonly name: string; readonly mediaType: string };

/** What is known of a copy while it is packed. */
type Packing = {
  readonly copy: CopyRequest;
  readonly date: Date;
  readonly tables: Map<string, { files: string[]; rows: number }>;
  readonly listed: ListedFile[];
  readonly gone: { file: string; key: string }[];
  part: number;
};

/** Each part ends before the first file that would not fit; a file larger than a part travels in one of its own. */
export async function* packCopy(copy: CopyRequest, date: Date): AsyncGenerator<AsyncIterable<Uint8Array>> {
  const packing: Packing = { copy, date, tables: new Map(), listed: [], gone: [], part: 1 };
  const entries = content(packing);
  try {
    let next = await entries.next();
    while (!next.done) {
      const take = async function* (): AsyncGenerator<ZipEntry> {
        let room = copy.maxBytes - ZIP_END_BYTES;
        for (let isFirst = true; !next.done; isFirst = false) {
          room -= await zippedBytes(next.value, copy.maxBytes);
          if (room < 0 && !isFirst) return;
          list(packing, next.value);
          yield next.value;
          next = await entries.next();
        }
      };
      yield zip(take(), date);
      packing.part += 1;
    }
  } finally {
    // Nobody reads on: what it has open is closed.
    await entries.return(undefined);
  }
}

/** Deflated a first time to see how much it is; without a limit nobody needs to know. */
async function zippedBytes({ name, bytes, isText }: ZipEntry, maxBytes: number): Promise<number> {
  if (maxBytes === Number.MAX_SAFE_INTEGER) return 0;
  return zipEntryBytes(name, isText ? (await deflate(bytes)).byteLength : bytes.byteLength);
}

function list({ listed, part }: Packing, { name: file, bytes, key, mediaType }: Entry): void {
  const { byteLength } = bytes;
  listed.push({
    file,
    part,
    bytes: byteLength,
    sha256: hash('sha256', bytes),
    ...(key !== undefined && { key }),
    ...(mediaType !== undefined && { mediaType }),
  });
}

async function* content(packing: Packing): AsyncGenerator<Entry, undefined> {
  const { copy } = packing;
  const files: Packed[] = [];
  const pictures: Buffer[] = [Buffer.from(stringify([[...COLUMNS]], { ...FOR_PEOPLE, bom: true }))];
  yield text(README, copy.readme);
  for await (const piece of copy.pieces) {
    if (piece.kind !== 'lines') yield* emptyTable(packing);
    switch (piece.kind) {
      case 'table':
        packing.tables.set(piece.table, { files: [], rows: 0 });
        yield text(`schema/${piece.table}.json`, tableSchema(piece.table, copy.about(piece.table), piece.columns));
        break;
      case 'lines':
        yield linesEntry(packing, piece);
        break;
      case 'uploads':
        files.push(...piece.uploads.map(uploadFile));
        break;
      case 'pictures':
        files.push(...piece.pictures.map(pictureFile));
        pictures.push(Buffer.from(pictureLines(piece.pictures)));
        break;
    }
  }
  yield { name: 'images.csv', bytes: Buffer.concat(pictures.splice(0)), isText: true };
  yield* objects(packing, files);
  yield text(MANIFEST, manifest(packing));
}

/** A table without a row has its file all the same: it says that there is nothing. */
function* emptyTable(packing: Packing): Generator<Entry> {
  const [table, { files } = { files: [] }] = [...packing.tables].at(-1) ?? [];
  if (table !== undefined && files.length === 0) yield linesEntry(packing, { table, text: '', rows: 0 });
}

function linesEntry(
  { tables }: Packing,
  { table, text: lines, rows }: { table: string; text: string; rows: number },
): Entry {
  const known = tables.get(table) ?? { files: [], rows: 0 };
  const name = `tables/${table}${known.files.length === 0 ? '' : `-${known.files.length + 1}`}.jsonl`;
  tables.set(table, { files: [...known.files, name], rows: known.rows + rows });
  return text(name, lines);
}

async function* objects({ copy, gone }: Packing, all: readonly Packed[]): AsyncGenerator<Entry> {
  // The next ones are read while this one is packed.
  const readAt = (at: number): Promise<Uint8Array | null> => {
    const key = all[at]?.key;
    const reading = key === undefined ? Promise.resolve(null) : copy.read(key);
    // Heard when its turn comes; when that never comes, nobody misses it.
    reading.catch(() => undefined);
    return reading;
  };
  const ahead = Array.from({ length: READ_AHEAD }, (_, at) => readAt(at));
  for (const [at, { key, name, mediaType }] of all.entries()) {
    const bytes = await ahead.shift();
    ahead.push(readAt(at + READ_AHEAD));
    if (bytes) yield { name, bytes, isText: mediaType === 'text/csv', key, mediaType };
    else gone.push({ file: name, key });
    copy.packed(at + 1, all.length);
  }
}

const FOR_PEOPLE = { record_delimiter: '\r\n' } as const;
const COLUMNS = ['file', 'prompt', 'model', 'width', 'height', 'seed', 'upload', 'row', 'made', 'saved'] as const;

/** For people: what could run as a formula is made harmless, and a byte-order mark tells Excel that this is UTF-8. */
function pictureLines(pictures: readonly ExportedPicture[]): string {
  const lines = pictures.map((picture) =>
    [
      pictureName(picture),
      picture.prompt,
      picture.model,
      picture.width,
      picture.height,
      picture.seed ?? '',
      picture.upload ?? '',
      picture.row ?? '',
      picture.finishedAt?.toISOString() ?? '',
      picture.savedAt?.toISOString() ?? '',
    ].map((cell) => guardCell(String(cell))),
  );
  return stringify(lines, FOR_PEOPLE);
}

function pictureName({ id, mediaType }: ExportedPicture): string {
  const extension = mediaType === 'image/jpeg' ? 'jpg' : mediaType === 'image/webp' ? 'webp' : 'png';
  return `files/images/${id}.${extension}`;
}

function pictureFile(picture: ExportedPicture): Packed {
  return { key: picture.objectKey, name: pictureName(picture), mediaType: picture.mediaType };
}

function uploadFile({ objectKey, id, fileName }: ExportedUpload): Packed {
  return { key: objectKey, name: uploadName(id, fileName), mediaType: 'text/csv' };
}

/** By its id, since two uploads may have one name; what it was called is in tables/bulk_run.jsonl. */
function uploadName(id: string, fileName: string): string {
  const extension = /\.(csv|tsv|txt)$/i.exec(fileName)?.[1]?.toLowerCase() ?? 'txt';
  return `files/uploads/${id}.${extension}`;
}

function manifest({ copy, date, tables, listed, gone }: Packing): string {
  const all: CopyManifest = {
    format: COPY_FORMAT,
    account: copy.accountId,
    catalogue: copy.catalogueVersion,
    madeAt: date.toISOString(),
    tables: Object.fromEntries(tables),
    files: listed,
    gone,
  };
  return `${JSON.stringify(all, null, 1)}\n`;
}

function text(name: string, words: string): Entry {
  return { name, bytes: Buffer.from(words), isText: true };
}
