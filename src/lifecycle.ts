// Starting and ending: what was opened last is closed first, each with a deadline, and the process ends by having nothing left to do.

import { faultAt } from './core/log-events.ts';
import type { Log } from './core/ports.ts';

export interface Closers {
  /** Adds something to close; the latest is closed first. */
  add(what: string, close: () => Promise<void>, deadlineMs?: number): void;
  /** Closes everything once; false when something failed or took too long. */
  closeAll(): Promise<boolean>;
}

const DEADLINE_MS = 10_000;

export function createClosers(log: Log): Closers {
  const closers: { what: string; close: () => Promise<void>; deadlineMs: number }[] = [];
  let closing: Promise<boolean> | null = null;

  const closeOne = async (what: string, close: () => Promise<void>, deadlineMs: number): Promise<boolean> => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(Object.assign(new Error('deadline'), { code: 'DEADLINE' })), deadlineMs);
    });
    try {
      await Promise.race([close(), late]);
      return true;
    } catch (error) {
      log(faultAt(`closing ${what}`, error));
      return false;
    } finally {
      clearTimeout(timer);
    }
  };
  const closeRest = async (): Promise<boolean> => {
    let cleanly = true;
    for (let next = closers.pop(); next; next = closers.pop())
      cleanly = (await closeOne(next.what, next.close, next.deadlineMs)) && cleanly;
    return cleanly;
  };
  return {
    add(what, close, deadlineMs = DEADLINE_MS) {
      closers.push({ what, close, deadlineMs });
      // Opened by a start that went on while the program was already ending: closed like the rest.
      if (closing) closing = closing.then(async (cleanly) => (await closeRest()) && cleanly);
    },
    closeAll: () => (closing ??= closeRest()),
  };
}
