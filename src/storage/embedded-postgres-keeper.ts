/** One connection per program to a shared embedded server, by which the server itself knows who still needs it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, type ClientConfig } from 'pg';

const keeping = 'easel keeper';
const leaving = 'easel leaving';
const retryMs = 100;
/** A server that does not answer a simple question for so long serves nobody. */
const answerMs = 10_000;

export interface Keeper {
  /** Stops being counted and disconnects; resolves to how many other programs keep the server. */
  leave(): Promise<number>;
}

/**
 * Connects and stays connected for as long as the program uses the server. A killed program's connection is closed by
 * the kernel, so the count needs no clean-up. When the connection is lost although the server lives (it restarts its
 * sessions after one of them crashed) it is made again; when the server is gone `onLost` is called, once.
 */
export async function keep(config: ClientConfig, isAlive: () => Promise<boolean>, onLost: () => void): Promise<Keeper> {
  let left = false;

  async function connect(): Promise<Client> {
    const next = new Client({
      ...config,
      application_name: keeping,
      keepAlive: true,
      connectionTimeoutMillis: answerMs,
      query_timeout: answerMs,
    });
    // Without this listener a server that goes away would end the whole program; 'end' follows and is acted upon.
    next.on('error', () => undefined);
    await next.connect();
    next.once('end', () => void reconnect());
    return next;
  }

  async function reconnect(): Promise<void> {
    for (;;) {
      if (left) return;
      if (!(await isAlive())) {
        onLost();
        return;
      }
      try {
        client = await connect();
        if (left) await client.end();
        return;
      } catch {
        // Not accepting at the moment: this ends when it does, when it is gone, or when we leave.
        await sleep(retryMs);
      }
    }
  }

  let client = await connect();
  return {
    async leave() {
      left = true;
      try {
        // A session outlives its connection for a moment: the next to leave must not count it.
        await client.query(`SET application_name = '${leaving}'`);
        const counted = await client.query<{ others: number }>(
          'SELECT count(*)::int AS others FROM pg_stat_activity WHERE application_name = $1',
          [keeping],
        );
        return counted.rows[0]?.others ?? 0;
      } catch {
        // It is gone or does not answer, so it serves nobody.
        return 0;
      } finally {
        await client.end();
      }
    },
  };
}
