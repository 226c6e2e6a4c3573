// What the reader makes of a file, as rows to compare.

import assert from 'node:assert/strict';
import { createTableReader } from '../../src/files/table-reader.ts';

export async function rows(
  bytes: Uint8Array | string,
  name = 'prompts.csv',
  maxRows?: number,
): Promise<(readonly [number, ...string[]])[]> {
  const found: [number, ...string[]][] = [];
  for await (const { row, cells } of createTableReader(maxRows).rows(name, Buffer.from(bytes)))
    found.push([row, ...cells]);
  return found;
}

export async function refusal(bytes: Uint8Array | string, name?: string): Promise<unknown> {
  const error: unknown = await rows(bytes, name).then(
    () => null,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof Error && 'says' in error, String(error));
  return error.says;
}
