// A worker's part: the queue, whoever works it off, and the leader among all workers.

import type { Config } from '../config.ts';
import type { Core } from '../core/core.ts';
import type { Chime, Log } from '../core/ports.ts';
import type { Store } from '../core/store.ts';
import type { Capacity } from '../jobs/capacity.ts';
import { startLead } from '../jobs/lead.ts';
import { openQueue, type TaskQueue } from '../jobs/queue.ts';
import { startWorkers } from '../jobs/workers.ts';
import type { Closers } from '../lifecycle.ts';
import { standForLeader } from '../storage/leader.ts';
import { asRole, roleName } from '../storage/roles.ts';
import { scrubbing } from '../storage/scrub.ts';
import type { Addresses } from './open-servers.ts';

type Jobs = Addresses & { core: Core; store: Store; chime: Chime; closers: Closers; log: Log };

export async function startJobs(
  config: Config,
  { core, store, chime, databaseUrl, ownerUrl, keyringUrl, closers, log }: Jobs,
  capacity: Capacity,
): Promise<void> {
  const queue: TaskQueue = await openQueue(
    { redisUrl: config.redisUrl, databaseUrl, ownerUrl, role: roleName('worker'), pools: Object.keys(capacity) },
    log,
  );
  closers.add('queue', () => queue.close());
  log({ event: 'notice', about: 'queue-backend', value: queue.backend });
  const workers = await startWorkers({ core, queue, capacity, chime, log });
  closers.add('workers', () => workers.close(), 40_000);
  let ring = (): void => {};
  const leadership = await standForLeader(asRole(databaseUrl, 'worker'), log, () => ring());
  closers.add('leadership', () => leadership.close());
  const lead = startLead({
    core,
    store,
    queue,
    capacity,
    chime,
    // A server of somebody's is looked after by them.
    ...(config.databaseUrl === null && {
      scrub: scrubbing([ownerUrl, ...(config.keyringUrl === null ? [keyringUrl] : [])]),
    }),
    leads: () => leadership.leads(),
    log,
  });
  ring = () => lead.ring();
  closers.add('lead', () => lead.close());
}
