// Copies of somebody's data, opened by a program that is not ours.

import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import type { TestContext } from 'node:test';
import { fromBufferPromise } from 'yauzl';
import type { Asking } from '../../src/core/answers.ts';
import { EXPORT_POOL } from '../../src/core/domain/pools.ts';
import type { CopyManifest } from '../../src/files/export-archive.ts';
import type { CoreRig } from './core.ts';
import { asking, work } from './people.ts';

export type Copy = ReadonlyMap<string, Buffer>;

/** `/export`, with nothing else done meanwhile; the parts as the bucket has them. */
export async function packed(rig: CoreRig, ask: Asking = asking()): Promise<Buffer[]> {
  const answer = await rig.core.chat.askExport(ask);
  assert.ok(answer.kind === 'accepted');
  await packWaiting(rig);
  const found = await rig.store.exports.find(answer.view.id);
  assert.equal(found?.state, 'ready', rig.logged.map((event) => JSON.stringify(event)).join('\n'));
  const zips = [];
  for (const { key } of found.parts) zips.push(Buffer.from((await rig.bucket.get(key)) ?? assert.fail(`no ${key}`)));
  return zips;
}

/** Packs what somebody has asked for, and does nothing else. */
export async function packWaiting(rig: CoreRig): Promise<void> {
  for (const task of await rig.store.tasks.dispatch(EXPORT_POOL, 10, 30_000)) await work(rig, task);
}

/** The same, unpacked. */
export async function exported(rig: CoreRig, ask: Asking = asking()): Promise<Copy> {
  return opened(await packed(rig, ask));
}

/** The parts as files, the way an operator has them; removed when the test `t` ends. */
export async function savedIn(t: TestContext, zips: readonly Uint8Array[]): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'easel-copy-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const paths = zips.map((_, at) => join(folder, `copy-${at + 1}.zip`));
  for (const [at, path] of paths.entries()) await writeFile(path, zips[at] ?? '');
  return paths;
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
