// What is written in base64 or hex inside of something else: read from whichever letter the bytes may begin at, and looked through again.

import { BASE64, createReading, createRuns, HEX, type Alphabet } from './runs.ts';
import type { Scan } from './scan.ts';

export interface Written {
  take(bytes: Buffer, last: boolean): Promise<void>;
}

const WAYS: readonly { readonly kind: 'base64' | 'hex'; readonly alphabet: Alphabet; readonly begins: number }[] = [
  { kind: 'base64', alphabet: BASE64, begins: 4 },
  { kind: 'hex', alphabet: HEX, begins: 2 },
];

/** @param deeper for what comes out of each reading */
export function createWritten(deeper: (kind: 'base64' | 'hex') => Scan): Written {
  const ways = WAYS.map(({ kind, alphabet, begins }) => ({
    runs: createRuns(alphabet),
    readings: Array.from({ length: begins }, (_, letter) => ({
      kind,
      read: createReading(alphabet, letter),
      /** As long as a run goes on: between runs there is nothing to remember. */
      scan: null as Scan | null,
    })),
  }));
  return {
    async take(bytes, last) {
      for (const { runs, readings } of ways) {
        const cut = runs.take(bytes, last);
        if (cut.length === 0) continue;
        for (const reading of readings) {
          reading.scan ??= deeper(reading.kind);
          await reading.scan.feed(reading.read(cut));
          if (runs.isOpen()) continue;
          await reading.scan.end();
          reading.scan = null;
        }
      }
    },
  };
}
