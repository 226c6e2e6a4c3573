// Opens a run's ZIPs as a stranger would, and finds fault: every promised file there, every hash as written, no row twice.

import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { parse } from 'csv-parse/sync';
import { fromBufferPromise } from 'yauzl';

/** One line of results.csv by column name. */
type ResultLine = Readonly<Record<string, string>>;

export type Opened = {
  /** File contents by name, of all parts together. */
  readonly files: ReadonlyMap<string, Buffer>;
  readonly results: readonly ResultLine[];
  /** Credits the manifest says were paid. */
  readonly credits: number;
  /** What is wrong, in words; empty when everything is as promised. */
  readonly faults: readonly string[];
};

type Manifest = {
  readonly parts: number;
  readonly totals: { readonly ready: number; readonly credits: number };
  readonly tables: readonly { readonly file: string; readonly bytes: number; readonly sha256: string }[];
  readonly images: readonly {
    readonly file: string;
    readonly part: number;
    readonly row: number;
    readonly image: number;
    readonly bytes: number;
    readonly sha256: string;
  }[];
};

/** Reads all parts of one run, in their order. Rejects when one is no ZIP; everything else is a fault. */
export async function openArchive(parts: readonly Buffer[]): Promise<Opened> {
  const faults: string[] = [];
  const files = await openZip(parts, (name) => faults.push(`${name} is there twice`));
  const manifest = JSON.parse(files.get('manifest.json')?.toString('utf8') ?? '{}') as Partial<Manifest>;
  const results: ResultLine[] = parse(files.get('results.csv') ?? '', { columns: true, bom: true });
  faults.push(...againstManifest(files, manifest, parts.length), ...againstResults(files, results));
  return { files, results, credits: manifest.totals?.credits ?? Number.NaN, faults };
}

/** The files of a ZIP in parts, by name. */
export async function openZip(
  parts: readonly Buffer[],
  twice: (name: string) => void = () => {},
): Promise<ReadonlyMap<string, Buffer>> {
  const files = new Map<string, Buffer>();
  for (const part of parts) {
    const zip = await fromBufferPromise(part, { lazyEntries: true });
    for await (const entry of zip.eachEntry()) {
      if (files.has(entry.fileName)) twice(entry.fileName);
      files.set(entry.fileName, await buffer(await zip.openReadStreamPromise(entry)));
    }
  }
  return files;
}

/** Rows of results.csv by what became of them. */
export function countByStatus({ results }: Pick<Opened, 'results'>): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { status = '' } of results) counts.set(status, (counts.get(status) ?? 0) + 1);
  return counts;
}

function againstManifest(
  files: ReadonlyMap<string, Buffer>,
  { images, tables, totals, parts }: Partial<Manifest>,
  given: number,
): string[] {
  if (!images || !tables || !totals) return ['there is no manifest.json'];
  const faults: string[] = [];
  for (const { file, bytes, sha256 } of [...images, ...tables]) {
    const content = files.get(file);
    if (!content) faults.push(`${file} is promised and missing`);
    else if (content.length !== bytes) faults.push(`${file} has ${content.length} bytes, not ${bytes}`);
    else if (createHash('sha256').update(content).digest('hex') !== sha256) faults.push(`${file} has another hash`);
  }
  const promised = new Set(['manifest.json', ...[...images, ...tables].map(({ file }) => file)]);
  for (const name of files.keys()) if (!promised.has(name)) faults.push(`${name} is not in the manifest`);
  const places = images.map(({ row, image }) => `row ${row}, picture ${image}`);
  if (new Set(places).size < places.length) faults.push('a picture of a row is there twice');
  if (totals.ready !== images.length) faults.push(`${images.length} pictures, but ${totals.ready} were finished`);
  if (parts !== given) faults.push(`${given} parts, but the manifest says ${parts}`);
  return faults;
}

function againstResults(files: ReadonlyMap<string, Buffer>, results: readonly ResultLine[]): string[] {
  const named = results.flatMap(({ file = '' }) => (file === '' ? [] : file.split(' | ')));
  const missing = named.filter((name) => !files.has(name));
  const unnamed = [...files.keys()].filter((name) => name.startsWith('images/') && !named.includes(name));
  return [
    ...missing.map((name) => `results.csv names ${name}, which is missing`),
    ...unnamed.map((name) => `results.csv does not name ${name}`),
    ...(new Set(named).size < named.length ? ['results.csv names a file twice'] : []),
  ];
}
