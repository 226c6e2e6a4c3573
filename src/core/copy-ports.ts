// Copies of somebody's data as files: what one is packed from, and one that is read back.

import type { AccountId } from './domain/ids.ts';
import type { ExportPiece } from './export-rows.ts';

export type CopyRequest = {
  readonly accountId: AccountId;
  readonly pieces: AsyncIterable<ExportPiece>;
  readonly read: (key: string) => Promise<Uint8Array | null>;
  readonly maxBytes: number;
  /** README.txt, and the version of the catalogue it was written from. */
  readonly readme: string;
  readonly catalogueVersion: string;
  /** What a table holds, in both languages: the description in its schema. */
  readonly about: (table: string) => string;
  /** Hears how many files are packed, and how many there are as far as is known. */
  readonly packed: (files: number, of: number) => void;
};

/** A copy that is being read back. */
export interface OpenCopy {
  /** Whose it is. */
  readonly accountId: AccountId;
  readonly tables: readonly string[];
  /** The bucket's objects, with the names they had there. */
  readonly objects: readonly { readonly key: string; readonly mediaType: string; readonly file: string }[];
  /** Objects that had gone before they could be packed. */
  readonly gone: readonly string[];
  /** Rows of a table in pieces of whole lines; none for a table that is not there. */
  lines(table: string): AsyncIterable<string>;
  /** @throws ExportUnreadable when the bytes are not those that were packed */
  read(file: string): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** What was given to be read is no export of ours, or damaged, or not whole. */
export class ExportUnreadable extends Error {
  readonly why: 'no-export' | 'other-version' | 'damaged' | 'part-missing';
  readonly file: string;

  constructor(why: ExportUnreadable['why'], file: string, options?: { cause?: unknown }) {
    super(why, options);
    this.name = 'ExportUnreadable';
    this.why = why;
    this.file = file;
  }
}
