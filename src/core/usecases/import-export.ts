// `npm run import`: an export is loaded into an instance that has nobody's data yet.

import { ExportUnreadable, type OpenCopy } from '../copy-ports.ts';
import { catalogueVersion } from '../copy-words.ts';
import { TABLES } from '../domain/data-catalogue.ts';
import { isExported } from '../domain/data-catalogue/types.ts';
import type { Needs } from '../needs.ts';

export type Imported =
  | { readonly outcome: 'not-empty' }
  /** The keyring remembers that the account was erased, and gives it no key again. */
  | { readonly outcome: 'erased-here' }
  | {
      readonly outcome: 'imported';
      readonly rows: Readonly<Record<string, number>>;
      readonly files: number;
      readonly gone: number;
      /** What the ledger's rules say afterwards; empty when the books are in order. */
      readonly broken: readonly string[];
    };

/**
 * A copy has been in other hands: all of it is read, and its rows are tried out, before anything is written. Then files first:
 * they lie under names that nothing leads to until the rows are there, and a second try writes the same.
 * @param paths all parts of one export
 * @throws ExportUnreadable
 */
export function importExport({ archivist, bucket, store, clock }: Needs) {
  return async (paths: readonly string[]): Promise<Imported> => {
    const copy = await archivist.openCopy(paths);
    try {
      if (!(await store.loader.isEmpty())) return { outcome: 'not-empty' };
      refuseStrange(copy);
      for (const { file } of copy.objects) await copy.read(file);
      if (!(await store.loader.tryOut(copy))) return { outcome: 'not-empty' };
      if (!(await store.loader.makeKey(copy.accountId))) return { outcome: 'erased-here' };
      for (const { file, key, mediaType } of copy.objects)
        await bucket.putIfAbsent(key, await copy.read(file), mediaType);
      const rows = await store.loader.load(copy);
      if (!rows) return { outcome: 'not-empty' };
      const broken = await store.ledger.verify(clock.now());
      return { outcome: 'imported', rows, files: copy.objects.length, gone: copy.gone.length, broken };
    } finally {
      await copy.close();
    }
  };
}

/** What the manifest alone shows: a table that nobody is handed, or that is missing, and files that would lie under somebody else's name. */
function refuseStrange({ accountId, tables, objects, gone, catalogueVersion: version }: OpenCopy): void {
  const exported = Object.keys(TABLES).filter((table) => isExported(TABLES[table]));
  const unknown = [...tables.keys()].find((table) => !exported.includes(table));
  if (unknown !== undefined) throw new ExportUnreadable('other-version', unknown);
  // One of another version may have fewer.
  const missing = version === catalogueVersion() ? exported.find((table) => !tables.has(table)) : undefined;
  if (missing !== undefined) throw new ExportUnreadable('damaged', `tables/${missing}.jsonl`);
  const strange = [...objects.map(({ key }) => key), ...gone].find((key) => !key.startsWith(`t/${accountId}/`));
  if (strange !== undefined) throw new ExportUnreadable('foreign', strange);
}
