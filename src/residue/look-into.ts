// One place, looked through from its beginning to its end.

import type { Tally } from './report.ts';
import { createScan, LIMITS, type Limits, type Scan } from './scan.ts';

/** Looks through what is given to it, whatever it is cut into, and counts it. */
export function beginLook(tally: Tally, store: string, place: string, limits: Limits = LIMITS): Scan {
  const scan = createScan(tally.matcher, tally.at(store, place), limits);
  return {
    feed(bytes) {
      tally.looked(store, bytes.length);
      return scan.feed(bytes);
    },
    end: () => scan.end(),
  };
}

/** The same for what comes by itself. */
export async function lookInto(
  tally: Tally,
  store: string,
  place: string,
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  limits: Limits = LIMITS,
): Promise<void> {
  const look = beginLook(tally, store, place, limits);
  for await (const chunk of chunks) await look.feed(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length));
  await look.end();
}
