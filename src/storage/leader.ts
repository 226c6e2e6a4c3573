// One process at a time: whoever holds this lock dispatches tasks, tends runs and edits progress.

import type { Log } from '../core/ports.ts';
import { holdConnection } from './sessions.ts';

const LEADER_LOCK = 0x6c65_6164;
const RETRY_MS = 1_000;

export interface Leadership {
  /** Whether this process leads right now. */
  leads(): boolean;
  close(): Promise<void>;
}

/** Stands for election until closed. A leader whose session is lost stops leading at once, and somebody else can. */
export async function standForLeader(url: string, log: Log, elected: () => void): Promise<Leadership> {
  let leading = false;
  const connection = await holdConnection(
    url,
    'easel-leader',
    log,
    async () => {},
    () => {
      leading = false;
    },
  );
  let trying: Promise<void> = Promise.resolve();
  const attempt = async (): Promise<void> => {
    const client = connection.current();
    if (leading || !client) return;
    try {
      const { rows } = await client.query<{ won: boolean }>('select pg_try_advisory_lock($1, 0) as won', [LEADER_LOCK]);
      if (!rows[0]?.won || connection.current() !== client) return;
      leading = true;
      elected();
    } catch (error) {
      const { code, name } = error as Error & { code?: string };
      log({ event: 'connection', to: 'postgres', state: 'fault', code: code ?? name });
    }
  };
  const timer = setInterval(() => {
    trying = trying.then(attempt);
  }, RETRY_MS);
  trying = attempt();
  await trying;
  return {
    leads: () => leading,
    async close() {
      clearInterval(timer);
      await trying;
      leading = false;
      await connection.close();
    },
  };
}
