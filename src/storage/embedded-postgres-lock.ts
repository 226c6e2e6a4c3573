/** A lock on a data folder that the kernel frees when its holder is killed, so nothing is ever left to clean up. */
import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseSync } from 'node:sqlite';

const sqliteBusy = 5;
const pollMs = 25;

/**
 * Runs `work` while no other caller, in this process or another, runs theirs under the same `file`.
 * Node has no flock(); SQLite's exclusive transaction is the same kernel lock on every platform we run on, and it
 * holds across containers that share a volume, where a file with a process id in it would mean nothing.
 * Throws when the lock is not free within `waitMs`.
 */
export async function withFolderLock<T>(file: string, waitMs: number, work: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + waitMs;
  const lock = new DatabaseSync(file, { timeout: 0 });
  try {
    while (!tryBegin(lock)) {
      if (performance.now() > deadline) {
        throw new Error(`Another program has been starting or stopping the database behind ${file} for ${waitMs} ms`);
      }
      await sleep(pollMs);
    }
    return await work();
  } finally {
    lock.close();
  }
}

function tryBegin(lock: DatabaseSync): boolean {
  try {
    // The lock is all we want of SQLite: with a journal on disk, a killed holder would leave one beside the file.
    lock.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    return true;
  } catch (error) {
    if (error instanceof Error && 'errcode' in error && error.errcode === sqliteBusy) return false;
    throw error;
  }
}
