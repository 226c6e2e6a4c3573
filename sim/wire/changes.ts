// Waiting without polling: everything that happens in the world is announced here, and waiters look again.

export type WaitOptions = { timeoutMs?: number };

export type Changes = {
  /** Something happened; every waiter looks again. */
  announce(): void;
  /**
   * Resolves with the first defined answer of `probe`, which is asked now and after every change.
   * Rejects after `timeoutMs` (10 s when absent) with what `describe` tells about the world then.
   */
  until<T>(probe: () => T | undefined, describe: () => string, wait?: WaitOptions): Promise<T>;
  /** Rejects whoever still waits. */
  close(): void;
};

type Waiter = { look(): void; fail(why: string): void };

export function createChanges(): Changes {
  const waiters = new Set<Waiter>();
  let closed = false;
  return {
    announce() {
      for (const waiter of waiters) waiter.look();
    },
    until<T>(probe: () => T | undefined, describe: () => string, wait: WaitOptions = {}) {
      const { promise, resolve, reject } = Promise.withResolvers<T>();
      const timeoutMs = wait.timeoutMs ?? 10_000;
      const waiter: Waiter = {
        look() {
          try {
            const found = probe();
            if (found === undefined) return;
            resolve(found);
          } catch (error) {
            reject(error instanceof Error ? error : new Error(String(error)));
          }
          leave();
        },
        fail(why) {
          reject(new Error(`${why}\n${describe()}`));
          leave();
        },
      };
      const timer = setTimeout(() => waiter.fail(`Still waiting after ${timeoutMs} ms`), timeoutMs);
      function leave() {
        clearTimeout(timer);
        waiters.delete(waiter);
      }
      waiters.add(waiter);
      waiter.look();
      if (closed && waiters.has(waiter)) waiter.fail('The world is closed');
      return promise;
    },
    close() {
      closed = true;
      for (const waiter of waiters) waiter.fail('The world was closed while somebody waited');
    },
  };
}
