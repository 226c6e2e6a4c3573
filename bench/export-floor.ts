// zip-stream by itself: reads files and packs them; no rows, no hashes, no tables, and nothing is opened or sealed.

import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import ZipStream from 'zip-stream';

/** Packs the files of `folder` that are called so; says how large the ZIP is. */
export async function zipAlone(folder: string, path: string, keys: readonly string[]): Promise<number> {
  const stream = new ZipStream();
  const writing = pipeline(stream, createWriteStream(path));
  for (const [at, key] of keys.entries()) {
    const bytes = await readFile(join(folder, key));
    await new Promise<void>((resolve, reject) => {
      stream.entry(bytes, { name: `${at}.png`, store: true, date: new Date(0) }, (error) =>
        error ? reject(error) : resolve(),
      );
    });
    if (stream.writableNeedDrain) await once(stream, 'drain');
  }
  stream.finish();
  await writing;
  return (await stat(path)).size;
}
