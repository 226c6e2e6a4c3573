// Copies of somebody's data, opened by a program that is not ours.

import assert from 'node:assert/strict';
import { buffer } from 'node:stream/consumers';
import { fromBufferPromise } from 'yauzl';
import type { CopyManifest } from '../../src/files/export-archive.ts';
import type { CoreRig } from './core.ts';
import { asking, workOff } from './people.ts';

export type Copy = ReadonlyMap<string, Buffer>;

/** `/export` on Discord, packed and brought; the parts as they came into the chat. */
export async function exported(rig: CoreRig, userId = 'ada'): Promise<Copy> {
  const answer = await rig.core.chat.askExport(asking(userId));
  assert.ok(answer.kind === 'accepted');
  await workOff(rig);
  const view = rig.chat.notes.at(-1)?.view;
  assert.ok(view?.kind === 'export' && view.state === 'ready', JSON.stringify(view));
  const zips = [];
  for (const { key } of view.parts) zips.push((await rig.bucket.get(key)) ?? assert.fail(`no ${key}`));
  return opened(zips);
}

/** Every file of every part; yauzl checks sizes and CRC-32. */
export async function opened(zips: readonly Uint8Array[]): Promise<Copy> {
  const files = new Map<string, Buffer>();
  for (const bytes of zips) {
    const zip = await fromBufferPromise(Buffer.from(bytes), {
      lazyEntries: true,
      validateEntrySizes: true,
      strictFileNames: true,
    });
    for await (const entry of zip.eachEntry()) {
      assert.ok(!files.has(entry.fileName), `${entry.fileName} is there twice`);
      files.set(entry.fileName, await buffer(await zip.openReadStreamPromise(entry)));
    }
  }
  return files;
}

export function textIn(copy: Copy, name: string): string {
  return (copy.get(name) ?? assert.fail(`no ${name} in ${[...copy.keys()].join()}`)).toString();
}

export function manifestOf(copy: Copy): CopyManifest {
  return JSON.parse(textIn(copy, 'manifest.json')) as CopyManifest;
}

/** The rows of a table, from all its files. */
export function rowsIn(copy: Copy, table: string): Record<string, unknown>[] {
  return (manifestOf(copy).tables[table]?.files ?? []).flatMap((file) =>
    textIn(copy, file)
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record<string, unknown>),
  );
}
