// Packs a finished run: the pictures, what became of each row, and the files a person works on with.

import type { BulkRunId } from '../domain/ids.ts';
import type { Platform } from '../domain/chat.ts';
import type { Needs } from '../needs.ts';
import type { BulkRun } from '../run-rows.ts';
import type { ClaimedTask } from '../task-rows.ts';
import { abandon } from './abandon.ts';
import { oweDeliveries } from './open-delivery.ts';
import { readUpload } from './read-upload.ts';
import { removeParts } from './remove-pictures.ts';
import type { TaskOutcome } from './run-task.ts';

const PACK_AGAIN_MS = 250;

export async function assembleRun(needs: Needs, task: ClaimedTask, signal: AbortSignal): Promise<TaskOutcome> {
  const id = task.subjectId as BulkRunId;
  const run = await needs.store.runs.find(id);
  if (run?.state !== 'assembling') return (await needs.store.tasks.end(task, 'done')) ? 'done' : 'lease-lost';
  const started = performance.now();
  const source = await needs.bucket.get(run.sourceKey);
  if (!source) return missing(needs, task);
  const parts = await pack(needs, run, source, signal);
  const ended = await needs.store.transaction(async (rows) => {
    const now = await rows.runs.lock(id);
    if (!now) return false;
    // A picture was deleted while this was packed, and may be in it: packed again, without.
    if (now.goneImages !== run.goneImages || (await rows.images.anyMarked(id))) {
      await rows.tasks.giveBack(task, PACK_AGAIN_MS, false);
      return 'again';
    }
    if (!(await rows.accounts.mayWrite(task.accountId)) || !(await rows.tasks.end(task, 'done'))) return false;
    await rows.runs.finish(run, parts);
    await oweDeliveries(needs, rows, { kind: 'run', id });
    return true;
  });
  if (ended === 'again') return 'waits';
  if (!ended) return abandon(needs, task, () => removeParts(needs, run));
  needs.doorbell.work();
  needs.log({
    event: 'run',
    outcome: run.stopped ? 'stopped' : 'finished',
    images: run.images,
    tookMs: Math.round(performance.now() - started),
  });
  return 'done';
}

/** A bug stands in the way of packing: the run ends without a ZIP, and whoever waits for it is told. Its pictures stay. */
export async function giveUpRun(needs: Needs, task: ClaimedTask): Promise<TaskOutcome> {
  const id = task.subjectId as BulkRunId;
  const ended = await needs.store.transaction(async (rows) => {
    await rows.runs.lock(id);
    if (!(await rows.tasks.end(task, 'dead'))) return false;
    if (!(await rows.accounts.mayWrite(task.accountId))) return true;
    await rows.runs.finish({ id, accountId: task.accountId }, []);
    await oweDeliveries(needs, rows, { kind: 'run', id });
    return true;
  });
  if (ended) needs.doorbell.work();
  return ended ? 'dead' : 'lease-lost';
}

/** Files go first when an account is erased; in any other case it is a bug. */
async function missing(needs: Needs, task: ClaimedTask): Promise<TaskOutcome> {
  const outcome = await abandon(needs, task, async () => {});
  if (outcome === 'lease-lost' && (await needs.store.accounts.get(task.accountId))?.state === 'active')
    throw new Error('the file of a started run is missing');
  return outcome;
}

/** Writes the parts under keys made from the run, so that a second try overwrites the first one's. */
async function pack(needs: Needs, run: BulkRun, source: Uint8Array, signal: AbortSignal): Promise<BulkRun['parts']> {
  const problems = await problemsOf(needs, run, source);
  // There may have been more of them before.
  await removeParts(needs, run);
  const platforms = (await needs.store.deliveries.of(run.id)).map((delivery): Platform => delivery.address.platform);
  // One set of parts serves every chat it goes to, so the strictest one decides.
  const maxBytes = Math.min(...platforms.map((platform) => needs.maxPartBytes[platform]), Number.MAX_SAFE_INTEGER);
  const parts: { key: string; name: string; bytes: number }[] = [];
  const archive = needs.archivist.parts({
    fileName: run.fileName,
    table: needs.tables.rows(run.fileName, source),
    problems,
    images: await needs.store.runs.images(run.id),
    gone: new Set(run.goneRows),
    open: (key) => needs.bucket.getStream(key),
    maxBytes,
  });
  for await (const part of archive) {
    const key = `t/${run.accountId}/runs/${run.id}/part-${parts.length + 1}`;
    const { bytes } = await needs.bucket.putStream(key, part.chunks, 'application/zip', signal);
    parts.push({ key, name: part.name, bytes });
  }
  return parts;
}

/** Rows that were left out, with the code of what was wrong first. */
export async function problemsOf(needs: Needs, run: BulkRun, source: Uint8Array): Promise<ReadonlyMap<number, string>> {
  const problems = new Map<number, string>();
  if (run.problemRows === 0) return problems;
  const { lines } = await readUpload(needs, run.fileName, source);
  for await (const read of lines) {
    const problem = read.kind === 'problems' ? read.problems[0] : undefined;
    if (problem) problems.set(problem.row, problem.why.code);
  }
  return problems;
}
