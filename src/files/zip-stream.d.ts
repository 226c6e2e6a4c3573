// The part of zip-stream 7 that is used here; the package has no types of its own.

declare module 'zip-stream' {
  import type { Transform } from 'node:stream';

  export default class ZipStream extends Transform {
    constructor(options?: { readonly zlib?: { readonly level?: number } });
    /** Takes one entry at a time: the next may be given once `done` was called. */
    entry(
      source: Buffer,
      about: { readonly name: string; readonly store: boolean; readonly date: Date },
      done: (error: Error | null | undefined) => void,
    ): void;
    /** Writes the central directory once the current entry is done. */
    finish(): void;
  }
}
