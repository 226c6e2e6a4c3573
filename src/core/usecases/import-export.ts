// `npm run import`: an export is loaded into an instance that has nobody's data yet.

import { TABLES } from '../domain/data-catalogue.ts';
import type { Needs } from '../needs.ts';
import { ExportUnreadable } from '../copy-ports.ts';

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
 * Files first: they lie under names that nothing leads to until the rows are there, and a second try writes the same.
 * @param paths all parts of one export
 * @throws ExportUnreadable
 */
export function importExport({ archivist, bucket, store, clock }: Needs) {
  return async (paths: readonly string[]): Promise<Imported> => {
    const copy = await archivist.openCopy(paths);
    try {
      if (!(await store.loader.isEmpty())) return { outcome: 'not-empty' };
      const unknown = copy.tables.find((table) => !Object.hasOwn(TABLES, table));
      if (unknown !== undefined) throw new ExportUnreadable('other-version', unknown);
      if (!(await store.loader.makeKey(copy.accountId))) return { outcome: 'erased-here' };
      for (const { file, key, mediaType } of copy.objects)
        await bucket.putIfAbsent(key, await copy.read(file), mediaType);
      const rows = await store.loader.load(copy.accountId, (table) => copy.lines(table), copy.gone);
      if (!rows) return { outcome: 'not-empty' };
      const broken = await store.ledger.verify(clock.now());
      return { outcome: 'imported', rows, files: copy.objects.length, gone: copy.gone.length, broken };
    } finally {
      await copy.close();
    }
  };
}
