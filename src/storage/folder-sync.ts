/** Brings the names in a folder to the disk, once for all who ask at the same time. */
import { open } from 'node:fs/promises';

type Turn = { running: Promise<void>; next: Promise<void> | undefined };

/**
 * A function that makes names added to or removed from a folder before the call survive a power cut. A thousand
 * objects a second would mean a thousand syncs of one folder; instead those who ask during a sync share the next one
 * (they cannot use the running one: it may have begun before their name was there).
 */
export function folderSync(): (folder: string) => Promise<void> {
  const turns = new Map<string, Turn>();

  async function take(folder: string): Promise<void> {
    const turn: Turn = { running: sync(folder), next: undefined };
    turns.set(folder, turn);
    try {
      await turn.running;
    } finally {
      if (turn.next === undefined) turns.delete(folder);
    }
  }

  async function takeAfter(turn: Turn, folder: string): Promise<void> {
    await Promise.allSettled([turn.running]);
    await take(folder);
  }

  return async (folder) => {
    const turn = turns.get(folder);
    await (turn === undefined ? take(folder) : (turn.next ??= takeAfter(turn, folder)));
  };
}

async function sync(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
