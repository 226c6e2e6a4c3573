// One picture: drawn without a transaction open, marked, stored under a key of its own, then recorded and captured, fenced by the lease.

import { createHash } from 'node:crypto';
import { sourceOf } from '../domain/models.ts';
import type { RefusalCode } from '../domain/refusal.ts';
import type { Needs } from '../needs.ts';
import { type PictureFacts } from '../file-ports.ts';
import { ProviderError, type DrawnImage } from '../ports.ts';
import type { FinishedImage } from '../generation-rows.ts';
import type { ClaimedTask, Draw } from '../task-rows.ts';
import { abandon } from './abandon.ts';
import { settleGeneration } from './settle-generation.ts';
import type { TaskOutcome } from './run-task.ts';

export const DRAW_ATTEMPTS = 3;
const BACKOFF_BASE_MS = 2_000;
/** A provider that says "at once" again and again is not asked in a tight loop. */
const WAIT_MIN_MS = 250;

/** Draws, stores and records; every way out ends or gives back the task. */
export async function drawImage(
  needs: Needs,
  task: ClaimedTask,
  draw: Draw,
  signal: AbortSignal,
): Promise<TaskOutcome> {
  try {
    return await record(needs, task, draw, await drawOnce(needs, task, draw, signal));
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    return decide(needs, task, draw, error);
  }
}

/**
 * The object is the journal: its key follows from the picture, the first write wins, and a later attempt takes what is
 * there instead of paying a provider again.
 */
async function drawOnce(needs: Needs, task: ClaimedTask, draw: Draw, signal: AbortSignal): Promise<FinishedImage> {
  const key = `t/${task.accountId}/images/${draw.imageId}`;
  const before = task.attempts > 1 ? await needs.bucket.get(key) : null;
  if (before) return describe(draw, key, await reread(needs, before));
  const { order } = draw;
  const request = {
    model: order.model,
    prompt: order.prompt,
    negativePrompt: order.negativePrompt,
    style: order.style,
    width: order.width,
    height: order.height,
    seed: draw.seed,
  };
  const drawn = await needs.provider.draw(request, signal);
  const finished = await needs.archivist.finish(drawn.bytes, sourceOf(order.model));
  // An answer that is no picture is the provider's fault, and worth another try.
  if (!finished) throw new ProviderError({ kind: 'backoff' });
  const wrote = await needs.bucket.putIfAbsent(key, finished.bytes, finished.mediaType);
  if (wrote) return describe(draw, key, finished);
  const standing = await needs.bucket.get(key);
  // Deleted meanwhile, with its picture or its account: whoever tries again finds out.
  if (!standing) throw new ProviderError({ kind: 'backoff' });
  return describe(draw, key, await reread(needs, standing));
}

async function reread(needs: Needs, bytes: Uint8Array): Promise<DrawnImage & PictureFacts> {
  const seen = await needs.archivist.inspect(bytes);
  if (!seen) throw new Error('a stored picture cannot be read');
  return { bytes, ...seen };
}

function describe(draw: Draw, objectKey: string, image: DrawnImage & PictureFacts): FinishedImage {
  const { bytes, width, height, mediaType } = image;
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { imageId: draw.imageId, objectKey, mediaType, width, height, bytes: bytes.byteLength, sha256 };
}

async function record(needs: Needs, task: ClaimedTask, draw: Draw, image: FinishedImage): Promise<TaskOutcome> {
  if (draw.runId) {
    const ended = await needs.store.tasks.finishRunImage(task, image);
    if (!ended) return takeAway(needs, task, image);
    needs.doorbell.changed({ kind: 'run', id: draw.runId });
    return 'done';
  }
  const finished = await needs.store.transaction(async (rows) => {
    const generation = await rows.generations.lock(draw.generationId);
    if (!generation || !(await rows.accounts.mayWrite(task.accountId))) return null;
    if (!(await rows.tasks.end(task, 'done'))) return null;
    await rows.generations.finish(image);
    if (generation.holdId) {
      await needs.ledger.capture(
        rows,
        task.accountId,
        generation.holdId,
        generation.creditsEach,
        `capture:${draw.imageId}`,
      );
    }
    return { all: await settleGeneration(needs, rows, draw.generationId) };
  });
  if (!finished) return takeAway(needs, task, image);
  if (finished.all) needs.doorbell.work();
  else needs.doorbell.changed({ kind: 'generation', id: draw.generationId });
  return 'done';
}

/** Drawn a second time by a worker that was too slow, after the picture of the first time was deleted: nobody would find it. */
function takeAway(needs: Needs, task: ClaimedTask, { imageId, objectKey }: FinishedImage): Promise<TaskOutcome> {
  return abandon(
    needs,
    task,
    () => needs.bucket.remove(objectKey),
    () => needs.store.images.isThere(imageId),
  );
}

async function decide(needs: Needs, task: ClaimedTask, draw: Draw, { retry }: ProviderError): Promise<TaskOutcome> {
  switch (retry.kind) {
    case 'never':
      return closeImage(needs, task, draw, 'failed', retry.code);
    case 'wait':
      return (await needs.store.tasks.giveBack(task, Math.max(retry.afterMs, WAIT_MIN_MS), false))
        ? 'waits'
        : 'lease-lost';
    case 'backoff': {
      if (task.attempts >= DRAW_ATTEMPTS) return closeImage(needs, task, draw, 'dead', 'provider-unavailable');
      // Full jitter: a crowd that failed together does not come back together.
      const afterMs = Math.random() * BACKOFF_BASE_MS * 2 ** task.attempts;
      return (await needs.store.tasks.giveBack(task, afterMs, true)) ? 'backs-off' : 'lease-lost';
    }
  }
}

/** A picture that will never be: nothing is captured for it, and the last one of a request brings the result. */
export async function closeImage(
  needs: Needs,
  task: ClaimedTask,
  draw: Draw,
  state: 'failed' | 'dead' | 'cancelled',
  why: RefusalCode | null,
): Promise<TaskOutcome> {
  const ended = await needs.store.transaction(async (rows) => {
    if (!draw.runId) await rows.generations.lock(draw.generationId);
    if (!(await rows.tasks.end(task, state))) return false;
    // Its owner is being erased: nothing follows from it any more.
    if (!(await rows.accounts.mayWrite(task.accountId))) return true;
    await rows.generations.close([draw.imageId], state === 'cancelled' ? 'cancelled' : 'failed', why);
    if (!draw.runId) await settleGeneration(needs, rows, draw.generationId);
    return true;
  });
  if (!ended) return 'lease-lost';
  needs.doorbell.work();
  needs.doorbell.changed(draw.runId ? { kind: 'run', id: draw.runId } : { kind: 'generation', id: draw.generationId });
  return state;
}
