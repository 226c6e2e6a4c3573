// Removes all files below a folder without ever holding the names of all of them, and says so only once that is on the disk.

import type { Dirent } from 'node:fs';
import { opendir, rmdir, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { inParallel } from '../core/usecases/in-parallel.ts';
import { hasCode, isMissing } from './file-errors.ts';

const FILES_A_BATCH = 1_000;
const FILES_AT_ONCE = 16;
/** Names that are read from a folder in one go; by itself Node reads 32. */
const NAMES_AT_ONCE = 1_000;

export type Removal = {
  /** A folder is gone. */
  removed(folder: string): void;
  /** What is gone from these folders has to stay gone, whatever happens. */
  toDisk(changed: Iterable<string>): Promise<void>;
};

type Step = { readonly files: number; readonly changed: string; readonly removed?: string };

/** Gives how many files are gone, after every thousand or so; folders go with them, and hidden files stay. */
export async function* removeFilesOf(folder: string, { removed, toDisk }: Removal): AsyncGenerator<number> {
  const changed = new Set<string>();
  let files = 0;
  for await (const step of emptied(folder)) {
    files += step.files;
    changed.add(step.changed);
    if (step.removed !== undefined) {
      changed.delete(step.removed);
      removed(step.removed);
    }
    if (files < FILES_A_BATCH) continue;
    await toDisk(changed);
    yield files;
    files = 0;
    changed.clear();
  }
  await toDisk(changed);
  if (files > 0) yield files;
}

/**
 * Below a folder and then itself. While names are removed, a listing may leave some out (POSIX does not say; Linux does not, macOS
 * does), and somebody may still be adding some: as long as anything was found, a folder that is not empty is read again.
 */
async function* emptied(folder: string): AsyncGenerator<Step> {
  for (let again = true; again;) {
    again = false;
    for await (const step of contentOf(folder)) {
      again = true;
      yield step;
    }
    if (await removeFolder(folder)) return yield { files: 0, changed: dirname(folder), removed: folder };
  }
}

async function* contentOf(folder: string): AsyncGenerator<Step> {
  let names: string[] = [];
  for await (const entry of entriesOf(folder)) {
    if (entry.name.startsWith('.')) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* emptied(path);
    else if (names.push(path) === FILES_A_BATCH) {
      yield await unlinked(folder, names);
      names = [];
    }
  }
  if (names.length > 0) yield await unlinked(folder, names);
}

async function* entriesOf(folder: string): AsyncGenerator<Dirent> {
  try {
    yield* await opendir(folder, { bufferSize: NAMES_AT_ONCE });
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

async function unlinked(changed: string, paths: readonly string[]): Promise<Step> {
  await inParallel(paths, FILES_AT_ONCE, async (path) => {
    try {
      await unlink(path);
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  });
  return { files: paths.length, changed };
}

/** Whether it is gone, whoever removed it; or there is something in it. */
async function removeFolder(folder: string): Promise<boolean> {
  try {
    await rmdir(folder);
    return true;
  } catch (error) {
    if (isMissing(error)) return true;
    if (hasCode(error, 'ENOTEMPTY') || hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}
