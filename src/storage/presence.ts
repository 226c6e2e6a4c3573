// Shows that this process is alive: a numbered lock that ends with its session, so that a killed worker's tasks are taken back at once.

import { randomInt } from 'node:crypto';
import type { Log } from '../core/ports.ts';
import { holdConnection } from './sessions.ts';
import { WORKER_LOCK } from './tasks.ts';

export interface Presence {
  /** This process's number while its lock is held; null otherwise, and then only leases protect its work. */
  worker(): number | null;
  close(): Promise<void>;
}

export async function openPresence(url: string, log: Log): Promise<Presence> {
  let held: number | null = null;
  const connection = await holdConnection(
    url,
    'easel-presence',
    log,
    async (client) => {
      const number = randomInt(1, 2 ** 31 - 1);
      await client.query('select pg_advisory_lock($1, $2)', [WORKER_LOCK, number]);
      held = number;
    },
    () => {
      held = null;
    },
  );
  return { worker: () => held, close: () => connection.close() };
}
