// The embedded server for as long as the program runs: one that dies is started again, under the same address.

import { setTimeout as sleep } from 'node:timers/promises';
import { faultAt } from '../core/log-events.ts';
import type { Log } from '../core/ports.ts';
import { startEmbeddedPostgres, type EmbeddedPostgres, type ServerExit } from './embedded-postgres.ts';
import { ensureDatabase } from './embedded-postgres-settings.ts';

const RETRY_MS = 1_000;

export interface LastingPostgres {
  /** Stays the same; connections are lost with the server that dies, and can be made again once there is another. */
  readonly url: string;
  /** The address of another database of it, which is made when there is none. */
  database(name: string): Promise<string>;
  /** Gives the server up, and ends it unless another program uses it. Disconnect first. */
  stop(): Promise<void>;
}

/** Starts the server of a data folder, or joins the one that runs. Rejects when the first start fails. */
export async function lastingPostgres(
  options: { dataDir: string; durable?: boolean },
  log: Log,
): Promise<LastingPostgres> {
  const stopping = new AbortController();
  let server: EmbeddedPostgres | null = null;
  let restarted: Promise<void> = Promise.resolve();

  const start = async (): Promise<EmbeddedPostgres> => {
    server = await startEmbeddedPostgres({ ...options, onExit: lost });
    return server;
  };
  const lost = ({ code, signal }: ServerExit): void => {
    server = null;
    log({ event: 'connection', to: 'postgres', state: 'down', code: String(code ?? signal ?? 'gone') });
    restarted = restart();
  };
  const restart = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        const { url: now } = await start();
        // A folder whose path is too long for a socket has it elsewhere, each time under another name.
        if (now !== url) throw new Error('the embedded PostgreSQL has another address now');
        log({ event: 'connection', to: 'postgres', state: 'up', code: 'restarted' });
        return;
      } catch (error) {
        log(faultAt('embedded postgres', error));
        if (server) return;
        await sleep(RETRY_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
      }
    }
  };

  const { url } = await start();
  return {
    url,
    async database(name) {
      const address = new URL(url);
      address.pathname = `/${encodeURIComponent(name)}`;
      await ensureDatabase({ connectionString: url, ssl: false }, name);
      return address.href;
    },
    async stop() {
      stopping.abort();
      await restarted;
      await server?.stop();
    },
  };
}
