/** A bucket in a folder: one file per object, complete under its name or not there at all. */
import { createWriteStream } from 'node:fs';
import { link, mkdir, open, readdir, readFile, rename, rmdir, unlink } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Bucket } from '../core/ports.ts';
import { checkFolder, checkKey, checkPrefix } from './bucket-key.ts';
import { draftsIn } from './drafts.ts';
import { hasCode, isMissing } from './file-errors.ts';
import { removeFilesOf } from './folder-removal.ts';
import { folderSync } from './folder-sync.ts';
import { measuredStream } from './measured-stream.ts';

export interface DiskBucketOptions {
  /** false, for tests and benchmarks: an object may be lost or torn by a power cut (never by a killed program). */
  readonly durable?: boolean;
  /** By whose clock what killed programs left is old enough to go. */
  readonly now?: () => number;
}

/** A stream goes on while so much of it waits for the disk. */
const WRITTEN_AHEAD_BYTES = 1024 * 1024;

/** Begins with a dot, which no key does. In the bucket's folder, so that a name can move from it to its place. */
const DRAFTS = '.drafts';
const readBytes = 256 * 1024;
/** Times that somebody may remove the empty folder an object is about to be put into. */
const moveTries = 10;

/**
 * Objects are written under a draft name, brought to the disk, and only then given their own: link() fails where one
 * exists (the first writer wins), rename() replaces. Media types are not kept: a file has only its name.
 */
export function diskBucket(folder: string, { durable = true, now }: DiskBucketOptions = {}): Bucket {
  const root = resolve(folder);
  const drafts = draftsIn(join(root, DRAFTS), now);
  const made = new Set<string>();
  const syncFolder = folderSync();

  function pathOf(key: string): string {
    checkKey(key);
    return join(root, key);
  }

  async function makeFolder(path: string): Promise<void> {
    if (made.has(path)) return;
    const first = await mkdir(path, { recursive: true });
    if (first !== undefined) {
      // Every new folder is an entry in its parent, which has to survive as well.
      for (let at = path; at.length >= first.length; at = dirname(at)) await syncIfThere(dirname(at));
    }
    made.add(path);
  }

  /** Runs `move` after making the folder of `path`, which somebody may have removed since we last saw it. */
  async function into(path: string, move: () => Promise<void>): Promise<void> {
    const parent = dirname(path);
    for (let tries = moveTries; ; tries -= 1) {
      await makeFolder(parent);
      try {
        await move();
        break;
      } catch (error) {
        if (!isMissing(error) || tries === 1) throw error;
        made.delete(parent);
      }
    }
    await syncIfThere(parent);
  }

  /** Removes folders that nothing is left in, from `folder` upwards: a name of an account is not kept for nothing. */
  async function prune(folder: string): Promise<void> {
    let at = folder;
    for (; at !== root && at.startsWith(root); at = dirname(at)) {
      made.delete(at);
      try {
        await rmdir(at);
      } catch (error) {
        if (hasCode(error, 'ENOTEMPTY') || hasCode(error, 'EEXIST')) break;
        if (!isMissing(error)) throw error;
      }
    }
    await syncIfThere(at);
  }

  /** A folder that somebody has removed meanwhile, because what was in it is gone, needs no sync. */
  async function syncIfThere(folder: string): Promise<void> {
    if (!durable) return;
    await syncFolder(folder).catch((error: unknown) => {
      if (!isMissing(error)) throw error;
    });
  }

  /** Who keeps order looks through the bucket every hour, also while nobody writes. */
  async function* tidied(...where: Parameters<typeof keysIn>): AsyncGenerator<string> {
    await drafts.tidy();
    yield* keysIn(...where);
  }

  return {
    async putIfAbsent(key, bytes) {
      const path = pathOf(key);
      const from = await drafts.next();
      try {
        await writeWhole(from, bytes, durable);
        await into(path, () => link(from, path));
        return true;
      } catch (error) {
        if (hasCode(error, 'EEXIST')) return false;
        throw error;
      } finally {
        await discard(from);
      }
    },

    async putStream(key, chunks, _mediaType, signal) {
      const path = pathOf(key);
      const from = await drafts.next();
      const measured = measuredStream(chunks, signal);
      try {
        await pipeline(
          measured.chunks,
          createWriteStream(from, { flags: 'wx', flush: durable, highWaterMark: WRITTEN_AHEAD_BYTES }),
        );
        await into(path, () => rename(from, path));
        return measured.result();
      } catch (error) {
        await discard(from);
        throw error;
      }
    },

    async get(key) {
      try {
        return await readFile(pathOf(key));
      } catch (error) {
        if (isMissing(error)) return null;
        throw error;
      }
    },

    async getStream(key) {
      try {
        const file = await open(pathOf(key));
        return file.createReadStream({ highWaterMark: readBytes });
      } catch (error) {
        if (isMissing(error)) return null;
        throw error;
      }
    },

    async remove(key) {
      const path = pathOf(key);
      await discard(path);
      await prune(dirname(path));
    },

    async *removeAll(prefix) {
      checkFolder(prefix);
      await drafts.tidy();
      const folder = join(root, prefix);
      yield* removeFilesOf(folder, {
        removed: (path) => made.delete(path),
        async toDisk(changed) {
          await Promise.all(Array.from(changed, syncIfThere));
        },
      });
      await prune(folder);
    },

    list(prefix) {
      checkPrefix(prefix);
      return tidied(root, prefix.slice(0, prefix.lastIndexOf('/') + 1), prefix);
    },

    async close() {
      // Nothing is open between calls.
    },
  };
}

async function discard(path: string): Promise<void> {
  await unlink(path).catch((error: unknown) => {
    if (!isMissing(error)) throw error;
  });
}

async function writeWhole(path: string, bytes: Uint8Array, durable: boolean): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await file.writeFile(bytes);
    if (durable) await file.datasync();
  } finally {
    await file.close();
  }
}

/** The keys below `at` ('' or ending in a slash) that begin with `prefix`, in the order S3 gives them: by bytes. */
async function* keysIn(root: string, at: string, prefix: string): AsyncGenerator<string> {
  const entries = await readdir(join(root, at), { withFileTypes: true }).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw error;
  });
  // A folder stands for keys that go on with a slash, which sorts after '-' and '.': compare it with its slash.
  const names = entries
    .filter((entry) => !entry.name.startsWith('.'))
    .map((entry) => at + entry.name + (entry.isDirectory() ? '/' : ''))
    .filter((name) => name.startsWith(prefix))
    .toSorted((a, b) => (a < b ? -1 : 1));
  for (const name of names) {
    if (name.endsWith('/')) yield* keysIn(root, name, prefix);
    else yield name;
  }
}
