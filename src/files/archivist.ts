// Packs a run's pictures and tables into ZIPs that fit through a chat.

import { hash } from 'node:crypto';
import { promisify } from 'node:util';
import { deflateRaw } from 'node:zlib';
import type { ImageId } from '../core/domain/ids.ts';
import type { Archivist, ArchiveRequest, RunImage } from '../core/file-ports.ts';
import type { C2paSigner } from './c2pa.ts';
import { packCopy } from './export-archive.ts';
import { openCopy } from './export-reader.ts';
import { imageNames, zipName } from './file-names.ts';
import { historySheet } from './history-sheet.ts';
import { manifest } from './manifest.ts';
import { markImage } from './marking.ts';
import { planParts } from './parts.ts';
import { contactSheet, finish, inspect, type Mark } from './pictures.ts';
import { runTables, type TableLine } from './run-tables.ts';
import { zip, zipEntryBytes, type ZipEntry } from './zip.ts';

const deflate = promisify(deflateRaw);

/**
 * @param now the time every file in a ZIP carries
 * @param signer where there is one, every picture has a C2PA manifest beside its mark
 */
export function createArchivist(now: () => Date = () => new Date(), signer: C2paSigner | null = null): Archivist {
  const mark: Mark = async ({ bytes, mediaType }, source) => {
    const marked = markImage(bytes, mediaType, source);
    return signer ? await signer.sign({ bytes: marked, mediaType }, source) : marked;
  };
  return {
    parts: (run) => packRun(run, now()),
    exportParts: (copy) => packCopy(copy, now()),
    openCopy,
    async failedRows({ table, ...run }) {
      const lines: TableLine[] = [];
      for await (const line of table) lines.push(line);
      return (await runTables(lines, run, () => null)).failed;
    },
    contactSheet: (images) => contactSheet(images, mark),
    historySheet: (tiles) => historySheet(tiles, mark),
    inspect,
    finish: (bytes, source) => finish(bytes, source, mark),
  };
}

type Finished = RunImage & { readonly objectKey: string };

/** A run's files while they are being packed. */
type Packing = {
  readonly run: ArchiveRequest;
  readonly lines: readonly TableLine[];
  readonly names: ReadonlyMap<ImageId, string>;
  /** SHA-256 of every finished picture, in hex. */
  readonly hashes: Map<ImageId, string>;
  /** Finished pictures whose objects turned out to be gone. */
  readonly gone: Set<ImageId>;
};
type Parts = readonly (readonly Finished[])[];

/**
 * The parts must be read in order and to their ends: the last one tells what was found in the others.
 * A finished picture whose object is gone is left out and said to be `missing`; one of another size than recorded is a bug,
 * and throws.
 */
async function* packRun(run: ArchiveRequest, date: Date): ReturnType<Archivist['parts']> {
  const lines: TableLine[] = [];
  for await (const line of run.table) lines.push(line);
  const finished = run.images.filter(isFinished);
  const names = imageNames(finished);
  // Until its picture is read, a hash that was not recorded is stood in for by one that takes as much room.
  const hashes = new Map(finished.map(({ id, sha256: known }) => [id, known ?? sha256(Buffer.from(id))]));
  const packing: Packing = { run, lines, names, hashes, gone: new Set() };
  const sized = finished.map((item) => ({ item, bytes: zipEntryBytes(nameOf(packing, item), item.bytes) }));
  const parts = planParts(sized, await tailRoom(packing, [finished]), run.maxBytes);
  for (const [at, images] of parts.entries()) {
    const tail = at === parts.length - 1 ? parts : null;
    yield { name: zipName(run.fileName, at + 1, parts.length), chunks: zip(entries(packing, images, tail), date) };
  }
}

/** One part's files; with `tail`, also those that come after all pictures of all parts. */
async function* entries(packing: Packing, images: readonly Finished[], tail: Parts | null): AsyncGenerator<ZipEntry> {
  for (const image of images) {
    const bytes = await readObject(packing.run, image);
    if (bytes === null) {
      packing.gone.add(image.id);
      continue;
    }
    if (image.sha256 === null) packing.hashes.set(image.id, sha256(bytes));
    yield { name: nameOf(packing, image), bytes, isText: false };
  }
  if (tail) yield* await tailEntries(packing, tail);
}

/** The tables and the manifest, from what is known by now. */
async function tailEntries(packing: Packing, parts: Parts): Promise<readonly ZipEntry[]> {
  const { run, lines, names, gone, hashes } = packing;
  const { results, failed } = await runTables(lines, run, ({ id }) => (gone.has(id) ? null : (names.get(id) ?? null)));
  const tables: ZipEntry[] = [{ name: 'results.csv', bytes: results, isText: true }];
  if (failed) tables.push({ name: 'failed.csv', bytes: failed, isText: true });
  const images = parts.flatMap((part, at) =>
    part
      .filter(({ id }) => !gone.has(id))
      .map((image) => ({ image, file: nameOf(packing, image), part: at + 1, sha256: hashes.get(image.id) ?? '' })),
  );
  const described = tables.map(({ name, bytes }) => ({ file: name, bytes: bytes.byteLength, sha256: sha256(bytes) }));
  return [...tables, { name: 'manifest.json', bytes: manifest(run, images, described, parts.length), isText: true }];
}

/** What the tail will take at most. Part numbers are not known yet, and lines about missing pictures only get shorter. */
async function tailRoom(packing: Packing, parts: Parts): Promise<number> {
  let bytes = 4096;
  for (const entry of await tailEntries(packing, parts))
    bytes += zipEntryBytes(entry.name, Math.ceil((await deflate(entry.bytes)).byteLength * 1.05));
  return bytes;
}

async function readObject(run: ArchiveRequest, image: Finished): Promise<Uint8Array | null> {
  const chunks = await run.open(image.objectKey);
  if (chunks === null) return null;
  const read: Uint8Array[] = [];
  for await (const chunk of chunks) read.push(chunk);
  const bytes = read.length === 1 && read[0] ? read[0] : Buffer.concat(read);
  // The parts were planned with the recorded size: a larger one would break the promise made to the chat.
  if (bytes.byteLength !== image.bytes) throw new Error(`${image.id}: ${bytes.byteLength} bytes, not ${image.bytes}`);
  return bytes;
}

function isFinished(image: RunImage): image is Finished {
  return image.state === 'ready' && image.objectKey !== null;
}

function nameOf({ names }: Packing, { id }: Finished): string {
  return names.get(id) ?? id;
}

function sha256(bytes: Uint8Array): string {
  return hash('sha256', bytes);
}
