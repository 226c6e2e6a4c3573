// Which pictures go into which part of a run's ZIP.

import { ZIP_END_BYTES, ZIP_MAX_BYTES } from './zip.ts';

export type Sized<T> = { readonly item: T; /** What it adds to a ZIP, headers and all. */ readonly bytes: number };

/**
 * Fills parts in order, each closed before `maxBytes` would be passed; the last one has room for the tail.
 * What is larger than a part by itself travels alone in a part that is larger than `maxBytes`: a picture cannot be cut.
 * @returns at least one part; the last may have nothing but the tail
 */
export function planParts<T>(
  items: readonly Sized<T>[],
  tailBytes: number,
  maxBytes: number,
): readonly (readonly T[])[] {
  const room = Math.min(maxBytes, ZIP_MAX_BYTES) - ZIP_END_BYTES;
  let part: T[] = [];
  let used = 0;
  const parts = [part];
  const openPart = (): void => {
    [part, used] = [[], 0];
    parts.push(part);
  };
  for (const { item, bytes } of items) {
    if (used > 0 && used + bytes > room) openPart();
    part.push(item);
    used += bytes;
  }
  if (used > 0 && used + tailBytes > room) openPart();
  return parts;
}
