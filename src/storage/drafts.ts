// Files that are being written for a bucket in a folder: under names of their own, until they are whole.

import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing } from './file-errors.ts';

const HOUR_MS = 3_600_000;
/** Nobody writes on at a file that was left for so long; half of the day that people are promised. */
const ABANDONED_AFTER_MS = 12 * HOUR_MS;
const LOOKS_EVERY_MS = HOUR_MS;

export type Drafts = {
  /** A path that nobody has had before. */
  next(): Promise<string>;
  /** Removes what killed programs left, an hour after the last look: unfinished pictures are personal data too. */
  tidy(): Promise<void>;
};

/** Nothing is made or looked at before the first call. */
export function draftsIn(folder: string, now: () => number = Date.now): Drafts {
  // Several processes may write to one folder, and a process id comes again.
  const opened = randomUUID();
  let written = 0;
  let ready: Promise<unknown> | undefined;
  let looksAt = 0;

  async function tidy(): Promise<void> {
    if (now() < looksAt) return;
    looksAt = now() + LOOKS_EVERY_MS;
    for (const name of await namesIn(folder)) {
      const path = join(folder, name);
      const { mtimeMs } = await stat(path).catch(unlessGone);
      if (mtimeMs < now() - ABANDONED_AFTER_MS) await rm(path, { force: true });
    }
  }

  return {
    tidy,
    async next() {
      ready ??= mkdir(folder, { recursive: true });
      try {
        await ready;
      } catch (error) {
        // A full disk, say: the next write tries again.
        ready = undefined;
        throw error;
      }
      await tidy();
      return join(folder, `${opened}-${(written += 1)}`);
    },
  };
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw error;
  });
}

function unlessGone(error: unknown): { readonly mtimeMs: number } {
  if (isMissing(error)) return { mtimeMs: Number.POSITIVE_INFINITY };
  throw error;
}
