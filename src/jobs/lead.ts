// What exactly one process does: dispatches tasks, tends runs, edits progress, settles money, and keeps the clock.

import type { Core } from '../core/core.ts';
import type { Chime, Log } from '../core/ports.ts';
import type { Store } from '../core/store.ts';
import type { Capacity } from './capacity.ts';
import { startDispatcher } from './dispatcher.ts';
import { startProgress } from './progress.ts';
import type { TaskQueue } from './queue.ts';
import { startSchedules } from './schedules.ts';
import { startSettler } from './settler.ts';
import { startTender } from './tender.ts';

type Needs = {
  core: Core;
  store: Store;
  queue: TaskQueue;
  capacity: Capacity;
  chime: Chime;
  scrub?: () => Promise<void>;
  leads: () => boolean;
  log: Log;
};

export function startLead(needs: Needs): { ring(): void; close(): Promise<void> } {
  const dispatcher = startDispatcher({ ...needs, tasks: needs.store.tasks });
  const tender = startTender({ ...needs, runs: needs.store.runs });
  const progress = startProgress(needs);
  const settler = startSettler(needs);
  const schedules = startSchedules(needs);
  const deaf = needs.chime.listen((ring) => {
    if (ring.kind === 'work') dispatcher.ring();
    if (ring.kind === 'money') settler.ring();
    if (ring.kind !== 'changed') return;
    if (ring.subject.kind === 'run') tender.changed(ring.subject.id);
    progress.changed(ring.subject);
  });
  return {
    ring: () => dispatcher.ring(),
    async close() {
      deaf();
      await Promise.all([dispatcher, tender, progress, settler, schedules].map((each) => each.close()));
    },
  };
}
