// Reads a copy of somebody's data back, from all its parts: every file is held to the hash in its manifest, and to a size that
// no export of ours goes beyond, because what unpacks without an end would take the process along.

import { hash } from 'node:crypto';
import { basename } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { openPromise, type Entry, type ZipFile } from 'yauzl';
import { z } from 'zod';
import { ExportUnreadable, type OpenCopy } from '../core/copy-ports.ts';
import type { AccountId } from '../core/domain/ids.ts';
import { COPY_FORMAT, MANIFEST } from './export-archive.ts';

const LISTED = z.object({
  file: z.string(),
  bytes: z.int().nonnegative(),
  sha256: z.string(),
  key: z.string().optional(),
  mediaType: z.string().optional(),
});

const CONTENT = z.object({
  format: z.string(),
  account: z.uuid(),
  catalogue: z.string(),
  tables: z.record(z.string(), z.object({ files: z.array(z.string()), rows: z.int().nonnegative() })),
  files: z.array(LISTED),
  gone: z.array(z.object({ file: z.string(), key: z.string() })),
});

type Manifest = z.infer<typeof CONTENT>;

const MIB = 1024 * 1024;
/** Of a manifest: a picture takes 250 bytes in it. Of a file of rows: one is closed after four million characters. */
const MAX_TEXT_BYTES = 64 * MIB;
/** A picture of forty million pixels takes 160 MB at the very most. */
const MAX_OBJECT_BYTES = 256 * MIB;
const MAX_ENTRIES = 1_000_000;

type Place = { readonly zip: ZipFile; readonly entry: Entry };

/** @throws ExportUnreadable */
export async function openCopy(paths: readonly string[]): Promise<OpenCopy> {
  const zips: ZipFile[] = [];
  const close = async (): Promise<void> => {
    for (const zip of zips) zip.close();
  };
  try {
    const places = new Map<string, Place>();
    for (const path of paths) {
      const zip = await openZip(path);
      zips.push(zip);
      await findPlaces(zip, places, basename(path));
    }
    return { ...(await copyIn(places, basename(paths[0] ?? ''))), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function openZip(path: string): Promise<ZipFile> {
  try {
    return await openPromise(path, {
      lazyEntries: true,
      autoClose: false,
      validateEntrySizes: true,
      strictFileNames: true,
    });
  } catch (error) {
    throw new ExportUnreadable('no-export', basename(path), { cause: error });
  }
}

async function findPlaces(zip: ZipFile, places: Map<string, Place>, name: string): Promise<void> {
  try {
    for await (const entry of zip.eachEntry()) {
      places.set(entry.fileName, { zip, entry });
      if (places.size > MAX_ENTRIES) throw new ExportUnreadable('too-large', name);
    }
  } catch (error) {
    throw error instanceof ExportUnreadable ? error : new ExportUnreadable('no-export', name, { cause: error });
  }
}

async function copyIn(places: ReadonlyMap<string, Place>, name: string): Promise<Omit<OpenCopy, 'close'>> {
  const place = places.get(MANIFEST);
  if (!place) throw new ExportUnreadable(places.size > 0 ? 'part-missing' : 'no-export', MANIFEST);
  const manifest = readManifest(await bytesOf(place, MANIFEST, MAX_TEXT_BYTES), name);
  const listed = new Map(manifest.files.map((each) => [each.file, each]));
  refuseUnlisted(manifest, listed, places);
  const read = async (file: string): Promise<Uint8Array> => {
    const at = places.get(file);
    const known = listed.get(file);
    if (!at || !known) throw new ExportUnreadable('part-missing', file);
    if (at.entry.uncompressedSize !== known.bytes) throw new ExportUnreadable('damaged', file);
    const bytes = await bytesOf(at, file, known.key === undefined ? MAX_TEXT_BYTES : MAX_OBJECT_BYTES);
    if (hash('sha256', bytes) !== known.sha256) throw new ExportUnreadable('damaged', file);
    return bytes;
  };
  return {
    accountId: manifest.account as AccountId,
    catalogueVersion: manifest.catalogue,
    tables: new Map(Object.entries(manifest.tables).map(([table, { rows }]) => [table, rows])),
    objects: manifest.files.flatMap(({ file, key, mediaType }) =>
      key === undefined ? [] : [{ file, key, mediaType: mediaType ?? 'application/octet-stream' }],
    ),
    gone: manifest.gone.map(({ key }) => key),
    read,
    async *lines(table) {
      const { files } = (Object.hasOwn(manifest.tables, table) && manifest.tables[table]) || { files: [] };
      for (const file of files) yield { file, text: Buffer.from(await read(file)).toString() };
    },
  };
}

/** Every file is in the manifest, once, and every file of rows belongs to a table: nothing is passed over in silence. */
function refuseUnlisted(
  { files, tables }: Manifest,
  listed: ReadonlyMap<string, unknown>,
  places: ReadonlyMap<string, Place>,
): void {
  const missing = files.find(({ file }) => !places.has(file));
  if (missing) throw new ExportUnreadable('part-missing', missing.file);
  if (listed.size !== files.length) throw new ExportUnreadable('damaged', MANIFEST);
  const rowFiles = new Set(Object.values(tables).flatMap((table) => table.files));
  for (const file of places.keys()) {
    const isKnown = file === MANIFEST || listed.has(file);
    if (!isKnown || (file.startsWith('tables/') && !rowFiles.has(file))) throw new ExportUnreadable('damaged', file);
  }
}

function readManifest(bytes: Uint8Array, name: string): Manifest {
  let json: unknown;
  try {
    json = JSON.parse(Buffer.from(bytes).toString());
  } catch (error) {
    throw new ExportUnreadable('no-export', name, { cause: error });
  }
  const read = CONTENT.safeParse(json);
  if (!read.success) throw new ExportUnreadable('no-export', name, { cause: read.error });
  if (read.data.format !== COPY_FORMAT) throw new ExportUnreadable('other-version', name);
  return read.data;
}

/** What it says of its size is held to while it is unpacked (validateEntrySizes), so it is enough to ask before. */
async function bytesOf({ zip, entry }: Place, file: string, most: number): Promise<Uint8Array> {
  if (entry.uncompressedSize > most) throw new ExportUnreadable('too-large', file);
  try {
    return await buffer(await zip.openReadStreamPromise(entry));
  } catch (error) {
    throw new ExportUnreadable('damaged', file, { cause: error });
  }
}
