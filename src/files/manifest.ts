// manifest.json: every file of a run with its hash, for whoever checks the ZIP by machine.

import type { ArchiveRequest, RunImage } from '../core/file-ports.ts';

export type PackedTable = { readonly file: string; readonly bytes: number; readonly sha256: string };
export type PackedImage = {
  readonly image: RunImage;
  readonly file: string;
  /** 1-based number of the ZIP it is in. */
  readonly part: number;
  readonly sha256: string;
};

/** Writes the manifest; hashes are of the files as they come out of the ZIP, in hex. */
export function manifest(
  run: Pick<ArchiveRequest, 'fileName' | 'images'>,
  packed: readonly PackedImage[],
  tables: readonly PackedTable[],
  parts: number,
): Buffer {
  const count = (state: RunImage['state']): number => run.images.filter((image) => image.state === state).length;
  const content = {
    format: 'easel-run-1',
    upload: run.fileName,
    parts,
    totals: {
      rows: new Set(run.images.map(({ row }) => row)).size,
      images: run.images.length,
      ready: count('ready'),
      failed: count('failed'),
      cancelled: count('cancelled'),
      missing: count('ready') - packed.length,
      bytes: packed.reduce((sum, { image }) => sum + image.bytes, 0),
      credits: run.images.reduce((sum, { state, credits }) => sum + (state === 'ready' ? credits : 0), 0),
    },
    tables,
    images: packed.map(({ image, file, part, sha256 }) => ({
      file,
      part,
      row: image.row,
      image: image.index + 1,
      seed: image.seed,
      model: image.model,
      provider: image.provider,
      mediaType: image.mediaType,
      bytes: image.bytes,
      sha256,
      credits: image.credits,
    })),
  };
  return Buffer.from(`${JSON.stringify(content, null, 1)}\n`);
}
