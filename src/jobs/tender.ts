// Tends running bulk runs: whenever a picture of one changed, and now and then in case a ring was lost.

import type { BulkRunId } from '../core/domain/ids.ts';
import type { Core } from '../core/core.ts';
import { faultAt } from '../core/log-events.ts';
import type { Log } from '../core/ports.ts';
import type { RunRows } from '../core/run-rows.ts';
import { startRounds } from './rounds.ts';

export interface Tender {
  changed(id: BulkRunId): void;
  close(): Promise<void>;
}

/** A few looks a second are plenty for captures by the hundred, and few enough for the database. */
export function startTender(needs: {
  core: Pick<Core, 'tendRun'>;
  runs: Pick<RunRows, 'running'>;
  leads: () => boolean;
  log: Log;
}): Tender {
  const due = new Set<BulkRunId>();
  let scanAt = 0;
  const rounds = startRounds('tender', { everyMs: 1_000, apartMs: 150 }, needs.log, async () => {
    // Whoever leads next finds every running run by itself.
    if (!needs.leads()) return due.clear();
    if (performance.now() >= scanAt) {
      scanAt = performance.now() + 1_000;
      for (const id of await needs.runs.running()) due.add(id);
    }
    const now = [...due];
    due.clear();
    for (const id of now) {
      try {
        await needs.core.tendRun(id);
      } catch (error) {
        // A run that cannot be tended must not keep the others from it; the next scan comes back to it.
        needs.log(faultAt('tender', error));
      }
    }
  });
  return {
    changed(id) {
      due.add(id);
      rounds.ring();
    },
    close: () => rounds.close(),
  };
}
