// Runs tasks as their jobs arrive, and tells them to stop when a person or the program says so.

import { setTimeout as sleep } from 'node:timers/promises';
import type { Core } from '../core/core.ts';
import { faultAt } from '../core/log-events.ts';
import type { Chime, Log } from '../core/ports.ts';
import type { Capacity } from './capacity.ts';
import type { TaskQueue } from './queue.ts';
import { createStops } from './stops.ts';

/** How long running work may take to end by itself when the program stops; the rest is given back. */
const GRACE_MS = 10_000;

export async function startWorkers(needs: {
  core: Pick<Core, 'runTask'>;
  queue: TaskQueue;
  capacity: Capacity;
  chime: Chime;
  log: Log;
}): Promise<{ close(): Promise<void> }> {
  const stops = createStops();
  const deaf = needs.chime.listen((ring) => {
    if (ring.kind === 'stop') stops.stop(ring.subjectId, 'cancelled');
  });
  const workers = await needs.queue.work(needs.capacity, async ({ taskId, gen }) => {
    try {
      await needs.core.runTask(taskId, gen, stops.stopFor);
    } catch (error) {
      // The database is gone, as a rule. The task comes back when its lease ends, so the job itself is over.
      needs.log(faultAt('job', error));
    }
    // A slot is free: whoever dispatches may hand out the next task.
    needs.chime.work();
  });
  return {
    async close() {
      deaf();
      const ended = new AbortController();
      const closing = workers.close().finally(() => ended.abort());
      try {
        await sleep(GRACE_MS, undefined, { signal: ended.signal });
        stops.stopAll('shutdown');
      } catch (error) {
        if (!ended.signal.aborted) throw error;
      }
      await closing;
    },
  };
}
