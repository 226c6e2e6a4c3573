// A worker's one entry: claims a task by the job that woke it and does whatever kind of work it is.

import type { TaskId } from '../domain/ids.ts';
import { KeyGone } from '../keyring.ts';
import { faultAt } from '../log-events.ts';
import type { Needs } from '../needs.ts';
import type { ClaimedTask, Draw } from '../task-rows.ts';
import { assembleRun, giveUpRun } from './assemble-run.ts';
import { deliver, DELIVER_ATTEMPTS, giveUpDelivery } from './deliver.ts';
import { closeImage, DRAW_ATTEMPTS, drawImage } from './draw-image.ts';
import { eraseAccount, keepErasing } from './erase-account.ts';
import { isGoing } from './going.ts';
import { giveUpExport, packExport } from './pack-export.ts';
import { giveUpWithdrawal, withdraw, WITHDRAW_ATTEMPTS } from './withdraw.ts';

export type TaskOutcome = 'done' | 'failed' | 'dead' | 'cancelled' | 'waits' | 'backs-off' | 'lease-lost' | 'stale';

/** Two renewals may be missed before somebody else may take the task. */
const LEASE_MS = 30_000;

const BUG_BACKOFF_MS = 5_000;
const BACKOFF_MAX_MS = 300_000;

/** Tries before a bug is given up on. What only brings or packs finished pictures is given hours, for somebody to mend it. */
const ATTEMPTS = {
  generate: DRAW_ATTEMPTS,
  deliver: 100,
  assemble: 50,
  withdraw: 50,
  erase: 30_000,
  export: 20,
} as const;

/** Claims before a task that takes its worker down with it, every time, is given up on. */
const CLAIMS = { ...ATTEMPTS, deliver: DELIVER_ATTEMPTS, withdraw: WITHDRAW_ATTEMPTS } as const;

/** A drawing that takes this long is shown as one; most are done before. */
const DRAWING_SHOWN_MS = 1_000;

/** Why a running task is told to stop. */
export type StopReason = 'cancelled' | 'shutdown';

/**
 * Runs the task if `gen` is still its generation; a stale job does nothing.
 * @param eraser does what an erasure owes
 * @param stopFor gives the signal that stops work for a subject: aborted with a StopReason
 */
export function runTask(needs: Needs, eraser: Needs) {
  const by = ({ kind }: ClaimedTask): Needs => (kind === 'erase' ? eraser : needs);
  return async (
    id: TaskId,
    gen: number,
    stopFor: (subjects: readonly string[]) => { signal: AbortSignal; done(): void },
  ): Promise<TaskOutcome> => {
    const claimed = await needs.store.tasks.claim(id, gen, LEASE_MS);
    if (!claimed) return 'stale';
    const { task, draw } = claimed;
    const started = performance.now();
    const stop = stopFor(draw ? [draw.generationId, ...(draw.runId ? [draw.runId] : [])] : [task.subjectId]);
    const lease = keepLease(needs, task, stop.signal);
    const announced = announceDrawing(needs, draw);
    try {
      if (claimed.unreadable) throw new KeyGone(task.accountId);
      const outcome =
        claimed.cancelled && draw
          ? await closeImage(needs, task, draw, 'cancelled', null)
          : task.attempts > CLAIMS[task.kind]
            ? await giveUp(by(task), task, draw)
            : await work(by(task), task, draw, lease.signal);
      needs.log({
        event: 'task',
        kind: task.kind,
        outcome,
        attempts: task.attempts,
        tookMs: Math.round(performance.now() - started),
      });
      return outcome;
    } catch (error) {
      return await fail(by(task), task, draw, { stop: stop.signal, lost: lease.lost }, error);
    } finally {
      clearTimeout(announced);
      lease.stop();
      stop.done();
    }
  };
}

function work(needs: Needs, task: ClaimedTask, draw: Draw | null, signal: AbortSignal): Promise<TaskOutcome> {
  switch (task.kind) {
    case 'generate':
      if (!draw) throw new Error('a generate task without its picture');
      return drawImage(needs, task, draw, signal);
    case 'deliver':
      return deliver(needs, task, signal);
    case 'assemble':
      return assembleRun(needs, task, signal);
    case 'withdraw':
      return withdraw(needs, task, signal);
    case 'export':
      return packExport(needs, task, signal);
    case 'erase':
      return eraseAccount(needs, task, signal);
  }
}

/** The status message of a single request says so when its drawing takes a while; runs count what is finished. */
function announceDrawing(needs: Needs, draw: Draw | null): NodeJS.Timeout | undefined {
  if (!draw || draw.runId) return undefined;
  const subject = { kind: 'generation', id: draw.generationId } as const;
  return setTimeout(() => needs.doorbell.changed(subject), DRAWING_SHOWN_MS);
}

/** Told to stop: cancelled or given back. Anything else is a bug: said aloud, and tried again a few times. */
async function fail(
  needs: Needs,
  task: ClaimedTask,
  draw: Draw | null,
  { stop, lost }: { stop: AbortSignal; lost: AbortSignal },
  error: unknown,
): Promise<TaskOutcome> {
  // An erasure itself goes on without the key.
  if (error instanceof KeyGone && task.kind !== 'erase') return withoutKey(needs, task, error);
  // Somebody else has the task by now: what came of the work that was broken off does not matter.
  if (lost.aborted) return 'lease-lost';
  if (stop.aborted) {
    const reason = stop.reason as StopReason;
    if (reason === 'cancelled' && draw) return closeImage(needs, task, draw, 'cancelled', null);
    return (await needs.store.tasks.giveBack(task, 0, false)) ? 'waits' : 'lease-lost';
  }
  needs.log(faultAt(`task ${task.kind}`, error));
  if (task.attempts >= ATTEMPTS[task.kind]) return giveUp(needs, task, draw);
  const afterMs = Math.random() * Math.min(BACKOFF_MAX_MS, BUG_BACKOFF_MS * 2 ** task.attempts);
  return (await needs.store.tasks.giveBack(task, afterMs, true)) ? 'backs-off' : 'lease-lost';
}

/** Its account is going, and what the task was about with it. One that stays has lost its key: its work waits until it is back. */
async function withoutKey(needs: Needs, task: ClaimedTask, error: KeyGone): Promise<TaskOutcome> {
  const { tasks } = needs.store;
  if (await isGoing(needs, error)) return (await tasks.end(task, 'cancelled')) ? 'cancelled' : 'lease-lost';
  needs.log(faultAt(`task ${task.kind}`, error));
  return (await tasks.giveBack(task, BACKOFF_MAX_MS, false)) ? 'backs-off' : 'lease-lost';
}

/** Ends what cannot be done, so that nobody waits for it for ever and nothing stays held. */
function giveUp(needs: Needs, task: ClaimedTask, draw: Draw | null): Promise<TaskOutcome> {
  switch (task.kind) {
    case 'generate':
      if (!draw) throw new Error('a generate task without its picture');
      return closeImage(needs, task, draw, 'dead', 'provider-unavailable');
    case 'deliver':
      return giveUpDelivery(needs, task);
    case 'assemble':
      return giveUpRun(needs, task);
    case 'withdraw':
      return giveUpWithdrawal(needs, task);
    case 'export':
      return giveUpExport(needs, task);
    case 'erase':
      return keepErasing(needs, task);
  }
}

/** Renews the lease while work goes on; losing it aborts the work, since its result could not be written any more. */
function keepLease(
  needs: Needs,
  task: ClaimedTask,
  stop: AbortSignal,
): { signal: AbortSignal; lost: AbortSignal; stop(): void } {
  const lost = new AbortController();
  const timer = setInterval(() => {
    needs.store.tasks.renew(task, LEASE_MS).then(
      (kept) => (kept ? undefined : lost.abort(new Error('lease lost'))),
      (error: unknown) => needs.log(faultAt('lease renewal', error)),
    );
  }, LEASE_MS / 3);
  return { signal: AbortSignal.any([stop, lost.signal]), lost: lost.signal, stop: () => clearInterval(timer) };
}
