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

/** Whole lines of a table, and the file they are from. */
export type CopyPiece = { readonly file: string; readonly text: string };

/** The rows of a copy, and what it says of itself. Whoever had it may have changed all of it. */
export interface CopyRows {
  /** Whose it is. */
  readonly accountId: AccountId;
  /** How many rows there are, by table. */
  readonly tables: ReadonlyMap<string, number>;
  /** The bucket's objects, with the names they had there. */
  readonly objects: readonly { readonly key: string; readonly mediaType: string; readonly file: string }[];
  /** Objects that had gone before they could be packed. */
  readonly gone: readonly string[];
  /** Rows of a table in pieces; none for a table that is not there. @throws ExportUnreadable */
  lines(table: string): AsyncIterable<CopyPiece>;
}

/** A copy that is being read back. */
export interface OpenCopy extends CopyRows {
  /** The version of the catalogue it was made from. */
  readonly catalogueVersion: string;
  /** @throws ExportUnreadable when the bytes are not those that were packed, or too many */
  read(file: string): Promise<Uint8Array>;
  close(): Promise<void>;
}

/**
 * What was given to be read is no export of ours, or not whole; or it was changed: it is `damaged`, holds what is `foreign` to
 * the account it is of, or has files that are `too-large` for us.
 */
export class ExportUnreadable extends Error {
  readonly why: 'no-export' | 'other-version' | 'damaged' | 'part-missing' | 'foreign' | 'too-large';
  readonly file: string;

  constructor(why: ExportUnreadable['why'], file: string, options?: { cause?: unknown }) {
    super(why, options);
    this.name = 'ExportUnreadable';
    this.why = why;
    this.file = file;
  }
}
