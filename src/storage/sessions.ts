// Connections that are held on purpose: a lock that says somebody is alive, and news between processes.

import pg from 'pg';
import type { Log } from '../core/ports.ts';

export interface HeldConnection {
  /** The live connection, or null while it is being made again. */
  current(): pg.Client | null;
  close(): Promise<void>;
}

const RECONNECT_MS = 500;
const CONNECT_MS = 10_000;
/** A host that dies in silence holds its locks until the server misses it: half a minute, not the two hours of most systems. */
const MISSED_SOON = 'set tcp_keepalives_idle = 10; set tcp_keepalives_interval = 5; set tcp_keepalives_count = 4';

/**
 * Keeps one connection open, and makes it again when it is lost.
 * @param ready runs on each new connection before `current` gives it out; rejecting makes another one
 * @param gone runs when a connection that was ready is lost
 */
export async function holdConnection(
  url: string,
  name: string,
  log: Log,
  ready: (client: pg.Client) => Promise<void>,
  gone: () => void = () => {},
): Promise<HeldConnection> {
  let live: pg.Client | null = null;
  let closed = false;
  let timer: NodeJS.Timeout | undefined;
  let connecting: Promise<void> = Promise.resolve();

  const fault = (error: Error & { code?: string }): void =>
    log({ event: 'connection', to: 'postgres', state: 'fault', code: error.code ?? error.name });
  const again = (): void => {
    if (closed || timer) return;
    timer = setTimeout(() => {
      timer = undefined;
      connecting = connect().catch((error: Error) => {
        fault(error);
        again();
      });
    }, RECONNECT_MS);
  };
  const connect = async (): Promise<void> => {
    const client = new pg.Client({
      connectionString: url,
      application_name: name,
      connectionTimeoutMillis: CONNECT_MS,
      keepAlive: true,
      keepAliveInitialDelayMillis: CONNECT_MS,
    });
    client.on('error', fault);
    client.on('end', () => {
      if (live !== client) return;
      live = null;
      if (closed) return;
      log({ event: 'connection', to: 'postgres', state: 'down', code: name });
      gone();
      again();
    });
    try {
      await client.connect();
      await client.query(MISSED_SOON);
      await ready(client);
    } catch (error) {
      await client.end().catch(fault);
      throw error;
    }
    if (closed) await client.end();
    else live = client;
  };

  await connect();
  return {
    current: () => live,
    async close() {
      closed = true;
      clearTimeout(timer);
      await connecting;
      const client = live;
      live = null;
      await client?.end();
    },
  };
}
