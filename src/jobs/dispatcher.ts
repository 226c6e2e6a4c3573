// Moves waiting tasks into the queue, a few at a time, fairly: one process does it, and what it does is one UPDATE a pool.

import type { Log } from '../core/ports.ts';
import type { TaskRows } from '../core/task-rows.ts';
import { OUTSTANDING_PER_SLOT, type Capacity } from './capacity.ts';
import type { TaskQueue } from './queue.ts';
import { startRounds, type Rounds } from './rounds.ts';

/** A job that nobody claims within this time was lost with its queue; its task is handed out again. */
const DISPATCH_LEASE_MS = 30_000;
const RECOVER_EVERY_MS = 1_000;

type Needs = {
  readonly tasks: Pick<TaskRows, 'pools' | 'dispatch' | 'recover'>;
  readonly queue: Pick<TaskQueue, 'add'>;
  readonly capacity: Capacity;
  readonly leads: () => boolean;
  readonly log: Log;
};

/** Starts dispatching; `ring` it when tasks were written or a slot came free. */
export function startDispatcher({ tasks, queue, capacity, leads, log }: Needs): Rounds {
  let recoverAt = 0;
  return startRounds('dispatcher', { everyMs: 250, apartMs: 3 }, log, async () => {
    if (!leads()) return;
    if (performance.now() >= recoverAt) {
      recoverAt = performance.now() + RECOVER_EVERY_MS;
      const count = await tasks.recover();
      if (count > 0) log({ event: 'leases-recovered', count });
    }
    for (const { pool, outstanding } of await tasks.pools()) {
      const slots = capacity[pool] ?? 0;
      const room = slots * OUTSTANDING_PER_SLOT - outstanding;
      // While more is out than slots can hold, a few places are not worth a statement: they are filled together.
      if (room <= 0 || (room < slots / 2 && outstanding > slots)) continue;
      const handed = await tasks.dispatch(pool, room, DISPATCH_LEASE_MS);
      if (handed.length > 0)
        await queue.add(
          pool,
          handed.map(({ id, gen }) => ({ taskId: id, gen })),
        );
    }
  });
}
