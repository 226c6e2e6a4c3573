// Reads a copy of somebody's data back, from all its parts: every file is held to the hash in its manifest.

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
  bytes: z.number(),
  sha256: z.string(),
  key: z.string().optional(),
  mediaType: z.string().optional(),
});

const CONTENT = z.object({
  format: z.string(),
  account: z.uuid(),
  tables: z.record(z.string(), z.object({ files: z.array(z.string()), rows: z.number() })),
  files: z.array(LISTED),
  gone: z.array(z.object({ file: z.string(), key: z.string() })),
});

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
      for await (const entry of zip.eachEntry()) places.set(entry.fileName, { zip, entry });
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

async function copyIn(places: ReadonlyMap<string, Place>, name: string): Promise<Omit<OpenCopy, 'close'>> {
  const place = places.get(MANIFEST);
  if (!place) throw new ExportUnreadable(places.size > 0 ? 'part-missing' : 'no-export', MANIFEST);
  const manifest = readManifest(await bytesOf(place, MANIFEST), name);
  const missing = manifest.files.find(({ file }) => !places.has(file));
  if (missing) throw new ExportUnreadable('part-missing', missing.file);
  const listed = new Map(manifest.files.map((each) => [each.file, each]));
  const read = async (file: string): Promise<Uint8Array> => {
    const at = places.get(file);
    const known = listed.get(file);
    if (!at || !known) throw new ExportUnreadable('part-missing', file);
    const bytes = await bytesOf(at, file);
    if (bytes.byteLength !== known.bytes || hash('sha256', bytes) !== known.sha256)
      throw new ExportUnreadable('damaged', file);
    return bytes;
  };
  return {
    accountId: manifest.account as AccountId,
    tables: Object.keys(manifest.tables),
    objects: manifest.files.flatMap(({ file, key, mediaType }) =>
      key === undefined ? [] : [{ file, key, mediaType: mediaType ?? 'application/octet-stream' }],
    ),
    gone: manifest.gone.map(({ key }) => key),
    read,
    async *lines(table) {
      for (const file of manifest.tables[table]?.files ?? []) yield Buffer.from(await read(file)).toString();
    },
  };
}

function readManifest(bytes: Uint8Array, name: string): z.infer<typeof CONTENT> {
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

async function bytesOf({ zip, entry }: Place, file: string): Promise<Uint8Array> {
  try {
    return await buffer(await zip.openReadStreamPromise(entry));
  } catch (error) {
    throw new ExportUnreadable('damaged', file, { cause: error });
  }
}
