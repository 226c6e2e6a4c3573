// Files as the core needs them: tables read in, pictures looked at and finished, results packed.

import type { CopyRequest, OpenCopy } from './copy-ports.ts';
import type { ImageId } from './domain/ids.ts';
import type { PictureSource } from './domain/models.ts';
import type { RefusalCode } from './domain/refusal.ts';
import type { ImageState } from './domain/view.ts';
import type { DrawnImage } from './ports.ts';

/** Reads uploaded tables. */
export interface TableReader {
  /**
   * Lines of a CSV, TSV or TXT file, header first; `row` counts as a spreadsheet does (header = 1, a quoted newline does not count).
   * A TXT file reads as one `prompt` column. @throws Refusal when the bytes are no table
   */
  rows(name: string, bytes: Uint8Array): AsyncIterable<{ row: number; cells: readonly string[] }>;
}

/** One finished or unfinished picture of a run, as the ZIP lists it. */
export type RunImage = {
  readonly id: ImageId;
  readonly row: number;
  readonly index: number;
  readonly rowCount: number;
  readonly prompt: string;
  readonly filename: string | null;
  readonly seed: number | null;
  readonly model: string;
  readonly provider: string;
  readonly state: ImageState;
  readonly failure: RefusalCode | null;
  readonly credits: number;
  readonly objectKey: string | null;
  readonly mediaType: string | null;
  readonly bytes: number;
  readonly sha256: string | null;
};

export type PictureFacts = {
  /** In pixels, as a person sees it. */
  readonly width: number;
  readonly height: number;
  readonly mediaType: DrawnImage['mediaType'];
};

/** Looks at pictures, finishes them, and packs those of a run. */
export interface Archivist {
  /**
   * Streams the ZIP of a run in parts of at most `maxBytes`. Each part is a complete ZIP: pictures, and in the last one
   * results.csv, manifest.json and failed.csv.
   */
  parts(run: ArchiveRequest): AsyncIterable<{ name: string; chunks: AsyncIterable<Uint8Array> }>;
  /** The lines of a run's upload that still lack pictures, as a CSV to upload; null when there are none. */
  failedRows(run: Pick<ArchiveRequest, 'table' | 'problems' | 'images' | 'gone'>): Promise<Uint8Array | null>;
  /** Streams a copy of somebody's data in parts of at most `maxBytes`, each a complete ZIP; they are read in order, to their ends. */
  exportParts(copy: CopyRequest): AsyncIterable<AsyncIterable<Uint8Array>>;
  /** Opens the parts of such a copy. @throws ExportUnreadable */
  openCopy(paths: readonly string[]): Promise<OpenCopy>;
  /** A JPEG of the first few finished pictures side by side, marked as they are; null where none of them can be shown. */
  contactSheet(images: readonly Uint8Array[]): Promise<Uint8Array | null>;
  /** A page of /history as one picture, numbered from 1, marked as those on it are. Null bytes stand for a picture that cannot be read. */
  historySheet(
    pictures: readonly { readonly bytes: Uint8Array | null; readonly saved: boolean }[],
  ): Promise<Uint8Array>;
  /** Width, height and kind of a picture; null when the bytes are not one. */
  inspect(bytes: Uint8Array): Promise<PictureFacts | null>;
  /**
   * A provider's answer as it may be kept and brought to people: the same pixels, marked as made by a machine, without
   * anything else that was written into the file. Null when the bytes are no picture.
   */
  finish(bytes: Uint8Array, source: PictureSource): Promise<(DrawnImage & PictureFacts) | null>;
}

export type ArchiveRequest = {
  readonly fileName: string;
  /** Header and lines of the uploaded file, for results.csv. */
  readonly table: AsyncIterable<{ row: number; cells: readonly string[] }>;
  /** Rows left out because something was wrong with them, with what it was. */
  readonly problems: ReadonlyMap<number, string>;
  /** In row and index order. */
  readonly images: readonly RunImage[];
  /** Rows whose pictures were drawn and are deleted since: they do not ask to be drawn again. */
  readonly gone?: ReadonlySet<number>;
  readonly open: (key: string) => Promise<AsyncIterable<Uint8Array> | null>;
  readonly maxBytes: number;
};
