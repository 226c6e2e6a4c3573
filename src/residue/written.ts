// What is written in base64 or hex inside of something else: read from whichever letter the bytes may begin at, and looked through again.

import { BASE64, createReading, createRuns, HEX, type Alphabet } from './runs.ts';
import type { Scan } from './scan.ts';

export interface Written {
  take(bytes: Buffer, last: boolean): Promise<void>;
}

type Reading = { readonly read: (runs: Buffer) => Buffer; readonly scan: Scan };

const WAYS: readonly { readonly kind: 'base64' | 'hex'; readonly alphabet: Alphabet; readonly begins: number }[] = [
  { kind: 'base64', alphabet: BASE64, begins: 4 },
  { kind: 'hex', alphabet: HEX, begins: 2 },
];

/** @param deeper for what comes out of each reading */
export function createWritten(deeper: (kind: 'base64' | 'hex') => Scan): Written {
  const ways = WAYS.map((way) => ({ ...way, runs: createRuns(way.alphabet), readings: [] as Reading[] }));
  return {
    async take(bytes, last) {
      for (const { kind, alphabet, begins, runs, readings } of ways) {
        const cut = runs.take(bytes, last);
        if (cut.length === 0) continue;
        for (let letter = readings.length; letter < begins; letter += 1)
          readings.push({ read: createReading(alphabet, letter), scan: deeper(kind) });
        for (const { read, scan } of readings) await scan.feed(read(cut));
        // Between runs there is nothing to remember.
        if (!runs.isOpen()) for (const { scan } of readings.splice(0)) await scan.end();
      }
    },
  };
}
