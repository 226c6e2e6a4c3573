// The journal of a simulator: what arrived over the wire, one line of JSON per request, for people and benches to read.

import { appendFileSync } from 'node:fs';

/** One request as it was answered. `bytes` is a count, never the content; `status` is 0 when the socket was cut instead of answered. */
type JournalEntry = {
  platform: string;
  method: string;
  path: string;
  query: Record<string, string>;
  contentType: string | null;
  /** The JSON body, the `payload_json` of a multipart body, or the text fields of a form as an object. */
  json: unknown;
  files: readonly { field: string; name: string; type: string; bytes: number }[];
  status: number;
};

export type Journal = { record(entry: JournalEntry): void };

/**
 * A journal that appends to `file`, adding `at` (ISO 8601, real time). Without a file it keeps nothing.
 * The write is synchronous, so a process that is killed right after answering has still told what it answered.
 */
export function createJournal(file: string | undefined): Journal {
  return {
    record(entry) {
      if (file === undefined) return;
      appendFileSync(file, `${JSON.stringify({ at: new Date().toISOString(), ...entry })}\n`);
    },
  };
}
