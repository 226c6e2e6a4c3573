// Packs everything somebody has here: rows as one snapshot saw them, then their files, into as many ZIPs as the chat needs.

import type { Platform } from '../domain/chat.ts';
import type { ExportId } from '../domain/ids.ts';
import { catalogueVersion, copyReadme, describeTable } from '../copy-words.ts';
import type { Export, ExportPart, ExportWay } from '../export-rows.ts';
import { faultAt } from '../log-events.ts';
import type { Needs } from '../needs.ts';
import type { ClaimedTask } from '../task-rows.ts';
import { exportFolder, removeExportFiles } from './end-exports.ts';
import { oweDeliveries } from './open-delivery.ts';
import type { TaskOutcome } from './run-task.ts';

/** For so long the files are there to be brought again, or fetched. */
const EXPORT_STAYS_MS = 24 * 3_600_000;
const PACK_AGAIN_MS = 250;
const PROGRESS_EVERY_MS = 1_000;

export async function packExport(needs: Needs, task: ClaimedTask, signal: AbortSignal): Promise<TaskOutcome> {
  const id = task.subjectId as ExportId;
  const found = await needs.store.exports.find(id);
  if (!found || !isOpen(found)) return (await needs.store.tasks.end(task, 'done')) ? 'done' : 'lease-lost';
  await needs.store.exports.begin(id);
  const packed = await pack(needs, found, signal);
  const ended = await needs.store.transaction(async (rows) => {
    if (!(await rows.accounts.mayWrite(found.accountId))) return (await rows.tasks.end(task, 'cancelled')) && 'erased';
    const now = await rows.exports.find(id, 'lock');
    if (now?.stale) return (await rows.tasks.giveBack(task, PACK_AGAIN_MS, false)) && 'again';
    if (!(await rows.tasks.end(task, 'done'))) return false;
    const at = needs.clock.now();
    await rows.exports.finish(id, packed.way, packed.parts, at, new Date(at.getTime() + EXPORT_STAYS_MS));
    await oweDeliveries(needs, rows, { kind: 'export', id });
    return 'done';
  });
  if (ended === 'erased') {
    await removeExportFiles(needs, found);
    return 'cancelled';
  }
  if (ended === 'again') return 'waits';
  if (ended !== 'done') return 'lease-lost';
  needs.doorbell.work();
  return 'done';
}

/** A bug stands in the way: whoever waits is told, and may ask again. Nothing half-packed stays. */
export async function giveUpExport(needs: Needs, task: ClaimedTask): Promise<TaskOutcome> {
  const id = task.subjectId as ExportId;
  const found = await needs.store.exports.find(id);
  if (found) await removeExportFiles(needs, found);
  const ended = await needs.store.transaction(async (rows) => {
    if (!(await rows.tasks.end(task, 'dead'))) return false;
    if (!found) return true;
    await rows.exports.fail(id, needs.clock.now());
    await oweDeliveries(needs, rows, { kind: 'export', id });
    return true;
  });
  if (ended) needs.doorbell.work();
  return ended ? 'dead' : 'lease-lost';
}

function isOpen({ state }: Export): boolean {
  return state === 'waiting' || state === 'packing';
}

type Packed = { readonly way: ExportWay; readonly parts: readonly ExportPart[] };

/** In the chat where it fits, else by a link where there is a public address, else in parts. */
async function pack(needs: Needs, found: Export, signal: AbortSignal): Promise<Packed> {
  const deliveries = await needs.store.deliveries.of(found.id);
  const platforms = deliveries.map((delivery): Platform => delivery.address.platform);
  const inChat = Math.min(...platforms.map((platform) => needs.maxPartBytes[platform]), Number.MAX_SAFE_INTEGER);
  const mayLink = needs.downloadUrl !== null;
  const whole = await packParts(needs, found, inChat, mayLink ? 1 : Number.MAX_SAFE_INTEGER, signal);
  if (whole) return { way: 'chat', parts: whole };
  const large = await packParts(needs, found, Number.MAX_SAFE_INTEGER, 1, signal);
  if (!large) throw new Error('a ZIP without a limit came in parts');
  return { way: 'link', parts: large };
}

/** Null when it takes more than `maxParts`, and then there are none. */
async function packParts(
  needs: Needs,
  found: Export,
  maxBytes: number,
  maxParts: number,
  signal: AbortSignal,
): Promise<readonly ExportPart[] | null> {
  await removeExportFiles(needs, found);
  const parts: { key: string; bytes: number }[] = [];
  const progress = progressOf(needs, found);
  const copy = needs.archivist.exportParts({
    accountId: found.accountId,
    pieces: needs.store.snapshot.read(found.accountId, found.id),
    read: (key) => needs.bucket.get(key),
    maxBytes,
    readme: copyReadme(),
    catalogueVersion: catalogueVersion(),
    about: describeTable,
    packed: progress.packed,
  });
  for await (const chunks of copy) {
    if (parts.length === maxParts) {
      await removeExportFiles(needs, found);
      return null;
    }
    const key = `${exportFolder(found)}part-${parts.length + 1}`;
    const { bytes } = await needs.bucket.putStream(key, chunks, 'application/zip', signal);
    parts.push({ key, bytes });
  }
  await progress.said();
  const day = needs.clock.now().toISOString().slice(0, 10);
  const name = (at: number): string => `easel-export-${day}${parts.length === 1 ? '' : `-part-${at + 1}`}.zip`;
  return parts.map((part, at) => ({ ...part, name: name(at) }));
}

/** Written down now and then, one after the other; the message follows within its budget. */
function progressOf({ store, doorbell, log }: Needs, { id }: Export): Progress {
  let saidAt = performance.now();
  let saying = Promise.resolve();
  return {
    packed(packed, files) {
      if (performance.now() - saidAt < PROGRESS_EVERY_MS) return;
      saidAt = performance.now();
      saying = saying
        .then(() => store.exports.progress(id, packed, files))
        .then(
          () => doorbell.changed({ kind: 'export', id }),
          (error: unknown) => log(faultAt('export progress', error)),
        );
    },
    said: () => saying,
  };
}

type Progress = { packed(packed: number, files: number): void; said(): Promise<void> };
