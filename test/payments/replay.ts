// A history told again to another database: shuffled, repeated and left out, while whoever settles it is interrupted.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import type { TestContext } from 'node:test';
import type { Payments } from '../../src/core/payment-ports.ts';
import { freshDatabase } from '../support/postgres.ts';
import type { CoreRig } from '../support/core.ts';
import type { Shop } from '../support/shop.ts';
import { nameOf, type Chapter, type Said } from './history.ts';

/** A row of numbers in [0, 1) that is the same for the same seed (mulberry32). */
export function randomBy(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** What a webhook brings, in the order it comes: each event up to three times, in either format, or never. */
export function shuffled(said: readonly Said[], random: () => number) {
  const coming = said.flatMap(({ ids, type, ref }) =>
    Array.from({ length: Math.floor(random() * 4) }, () => {
      const endpoint: 'snapshot' | 'thin' = random() < 0.5 ? 'snapshot' : 'thin';
      return { endpoint, eventId: ids[endpoint], type, ref };
    }),
  );
  return mixed(coming, random);
}

export function mixed<T>(items: readonly T[], random: () => number): readonly T[] {
  const placed = items.map((item) => ({ item, at: random() }));
  return placed.toSorted((a, b) => a.at - b.at).map(({ item }) => item);
}

/** The people, their links and customers, as they were before any money came; a database to copy. */
export async function beginning(t: TestContext, { database }: Pick<Shop, 'database'>): Promise<string> {
  const { url } = await freshDatabase(t);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  for (const [table, change] of [
    ['account', {}],
    ['identity', {}],
    ['credit_account', { available: 0, held: 0, debt: 0, frozen_at: null }],
    ['purchase', { state: 'expired' }],
    ['stripe_customer', {}],
  ] as const) {
    const { rows } = await database.pool.query<{ all: object[] }>(
      `select jsonb_agg(to_jsonb(r) || $1::jsonb) as all from ${table} r`,
      [JSON.stringify(change)],
    );
    await client.query(`insert into ${table} select * from jsonb_populate_recordset(null::${table}, $1::jsonb)`, [
      JSON.stringify(rows[0]?.all),
    ]);
  }
  await client.end();
  return new URL(url).pathname.slice(1);
}

/** Whoever was settling has died between looking and writing. */
export class Died extends Error {}

/**
 * The provider as it stood at the end of a chapter, read from what the real adapter was told then.
 * @param dies asked before each look, unless it is calm, whether it is the last thing somebody does
 */
export function recorded(
  payments: Payments,
  now: { readonly chapter: Chapter; readonly calm: boolean },
  dies: () => boolean,
): Payments {
  return {
    ...payments,
    async look(ref) {
      if (!now.calm && dies()) throw new Died();
      const found = now.chapter.facts.get(nameOf(ref));
      if (found === undefined) throw new Error(`${nameOf(ref)} was never looked at`);
      return found;
    },
    async *changedSince() {
      yield* now.chapter.listed;
    },
  };
}

/** Kills random connections of the database until told to stop; how many it killed. */
export function killBackends(url: string, random: () => number): { stop(): Promise<number> } {
  const stopping = new AbortController();
  const run = async (): Promise<number> => {
    const client = new pg.Client({ connectionString: url, application_name: 'killer' });
    await client.connect();
    let killed = 0;
    while (!stopping.signal.aborted) {
      const { rows } = await client.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and application_name = 'easel' and state <> 'idle' order by random() limit 1`,
      );
      killed += rows.length;
      await sleep(5 + random() * 20);
    }
    await client.end();
    return killed;
  };
  const running = run();
  return {
    stop() {
      stopping.abort();
      return running;
    },
  };
}

/**
 * Settles what is due in processes of their own, of which the first few are killed in the middle of it.
 * @returns how many were killed
 */
export async function settleInProcesses(
  { DATABASE_URL, KEYRING_URL, MASTER_KEY }: CoreRig['settings'],
  { world, clock }: Pick<Shop, 'world' | 'clock'>,
  random: () => number,
  deaths: number,
): Promise<number> {
  const program = fileURLToPath(new URL('settler-process.ts', import.meta.url));
  let killed = 0;
  for (let run = 0; run <= deaths; run++) {
    const databases = [DATABASE_URL, KEYRING_URL, MASTER_KEY];
    const argv = [program, ...databases, world.apiUrl, world.secretKey, clock.now().toISOString()];
    const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'inherit'] });
    const exited = once(child, 'exit') as Promise<[number | null, string | null]>;
    if (run < deaths) {
      await once(child.stdout, 'data');
      await sleep(random() * 500);
      child.kill('SIGKILL');
    }
    const [code, signal] = await exited;
    if (signal === 'SIGKILL') killed++;
    else if (code !== 0) throw new Error(`the settler ended with ${String(code)}`);
  }
  return killed;
}

/** Back-offs are over, as if their time had passed. */
export async function skipBackoffs({ database }: Pick<CoreRig, 'database'>): Promise<void> {
  await database.pool.query('update settlement set due_at = now() where waits_since is not null');
}
