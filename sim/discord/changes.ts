// Waiting for the world to change: every change is announced, and whoever waits looks again.

export type Changes = {
  notify(): void;
  /**
   * The first thing `look` finds, now or after any change. Rejects after `timeoutMs` (real milliseconds) or when the world
   * closes, with what was waited for and `dump()`.
   */
  until<T>(look: () => T | undefined, options: { what: string; dump: () => string; timeoutMs?: number }): Promise<T>;
  close(): void;
};

const PATIENCE_MS = 10_000;

export function createChanges(): Changes {
  const waiting = new Set<{ look(): void; giveUp(why: string): void }>();
  let closed = false;
  return {
    notify() {
      for (const waiter of waiting) waiter.look();
    },
    until<T>(look: () => T | undefined, { what, dump, timeoutMs = PATIENCE_MS }: Parameters<Changes['until']>[1]) {
      const { promise, resolve, reject } = Promise.withResolvers<T>();
      const finish = (): void => {
        clearTimeout(timer);
        waiting.delete(waiter);
      };
      const waiter = {
        look() {
          try {
            const found = look();
            if (found === undefined) return;
            finish();
            resolve(found);
          } catch (error) {
            finish();
            reject(error instanceof Error ? error : new Error(String(error)));
          }
        },
        giveUp(why: string) {
          finish();
          reject(new Error(`${why} while waiting for ${what}. What is there:\n${dump()}`));
        },
      };
      const timer = setTimeout(() => waiter.giveUp(`${timeoutMs} ms passed`), timeoutMs);
      waiting.add(waiter);
      waiter.look();
      if (closed && waiting.has(waiter)) waiter.giveUp('The world was closed');
      return promise;
    },
    close() {
      closed = true;
      for (const waiter of waiting) waiter.giveUp('The world was closed');
    },
  };
}
