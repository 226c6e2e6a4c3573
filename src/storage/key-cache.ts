// Unwrapped keys, remembered so shortly that one that is destroyed works nowhere a second later.

const REMEMBERED_MS = 1_000;

export interface KeyCache<Id, Keys> {
  get(id: Id): Keys | undefined;
  /** @param askedAt when the keyring was asked: what it said may have been over by the time it was heard */
  set(id: Id, keys: Keys, askedAt: number): void;
  remove(id: Id): void;
  clear(): void;
}

/** By performance.now(). What is too old is let go by a timer, whether or not anybody asks. */
export function keyCache<Id, Keys>(): KeyCache<Id, Keys> {
  const entries = new Map<Id, { readonly keys: Keys; readonly until: number }>();
  let timer: NodeJS.Timeout | undefined;

  /** In the order in which they were put, which is nearly that of their ends: the rest goes a turn later. */
  const letGo = (): void => {
    const now = performance.now();
    for (const [id, { until }] of entries) {
      if (until > now) break;
      entries.delete(id);
    }
    timer = entries.size > 0 ? setTimeout(letGo, REMEMBERED_MS).unref() : undefined;
  };

  return {
    get(id) {
      const entry = entries.get(id);
      return entry && entry.until > performance.now() ? entry.keys : undefined;
    },
    set(id, keys, askedAt) {
      entries.delete(id);
      entries.set(id, { keys, until: askedAt + REMEMBERED_MS });
      timer ??= setTimeout(letGo, REMEMBERED_MS).unref();
    },
    remove: (id) => void entries.delete(id),
    clear() {
      entries.clear();
      clearTimeout(timer);
      timer = undefined;
    },
  };
}
