// Tends a running bulk run: captures finished pictures in batches and, when none is owed any more, closes the hold and owes the ZIP.

import type { BulkRunId } from '../domain/ids.ts';
import { FILES_POOL } from '../domain/pools.ts';
import type { Needs } from '../needs.ts';
import type { RunTally, RunWork } from '../run-rows.ts';
import type { Rows } from '../store.ts';

/** A 10,000-row run moves credits about a hundred times, not ten thousand. */
const CAPTURE_BATCH = 100;

/**
 * Looks at the run as it is and does what is due; may be called at any moment, by several processes at once.
 * @returns whether the run is still being drawn
 */
export function tendRun(needs: Needs) {
  return async (id: BulkRunId): Promise<boolean> => {
    const glance = await needs.store.runs.glance(id, CAPTURE_BATCH);
    if (glance.owed && glance.uncaptured < CAPTURE_BATCH) return true;
    const finished = await needs.store.transaction(async (rows) => {
      const run = await rows.runs.lock(id);
      if (run?.state !== 'running') return true;
      const { owed } = await captureFinished(needs, rows, run);
      if (owed > 0) return false;
      if (run.holdId) await needs.ledger.releaseRest(rows, run.accountId, run.holdId);
      await rows.runs.setState(id, 'assembling');
      await oweAssembly(needs, rows, run);
      return true;
    });
    if (finished) needs.doorbell.work();
    return !finished;
  };
}

/** Owes the ZIP of a run that is assembling: once, or anew. */
export async function oweAssembly(
  needs: Needs,
  rows: Rows,
  { id, accountId }: Pick<RunWork, 'id' | 'accountId'>,
): Promise<void> {
  await rows.tasks.add({
    id: needs.newId(),
    kind: 'assemble',
    subjectId: id,
    accountId,
    pool: FILES_POOL,
    class: 'system',
  });
}

/** Captures what is finished of a running run that the caller has locked. Returns what was known before. */
export async function captureFinished(needs: Needs, rows: Rows, run: RunWork): Promise<RunTally> {
  // Counted before it is marked: a last picture that is finished between the two is captured next time, not given away.
  const tally = await rows.runs.tally(run.id);
  const marked = await rows.runs.markCaptured(run.id);
  if (run.holdId && marked.credits > 0) {
    // The cumulative total makes the key the same however often this is tried.
    const captured = tally.capturedCredits + marked.credits;
    await needs.ledger.capture(rows, run.accountId, run.holdId, marked.credits, `capture:${run.id}:${captured}`);
  }
  return tally;
}
