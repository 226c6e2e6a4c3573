// The store, or what a transaction gives, with some of it replaced.

/** Also what is read from a prototype stays, which a spread would lose. */
export function changed<T extends object>(base: T, changes: Partial<T>): T {
  return Object.create(base, Object.getOwnPropertyDescriptors(changes)) as T;
}
