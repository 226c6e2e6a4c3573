// Ten workers who take what is owed in any order, while the accounts it is owed to are erased; and what befalls their tasks:
// leases that run out under them, and rows that somebody just holds.

import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { createCore, type Core } from '../../src/core/core.ts';
import type { AccountId, ErasureId, TaskId } from '../../src/core/domain/ids.ts';
import type { ImageProvider } from '../../src/core/ports.ts';
import { LATE_MS } from '../../src/core/usecases/erase-account.ts';
import { createStops } from '../../src/jobs/stops.ts';
import { randomFrom, type Random } from '../../src/providers/sketch/random.ts';
import { expireLeases, skipPauses } from './people.ts';
import type { Shop } from './shop.ts';

const WORKERS = 10;
/** A job that finds its task held by somebody is handed out again as soon as this is over. */
const LEASE_MS = 3_000;
const RECOVER_EVERY_MS = 200;
/** Work that is still there after so long never ends. */
const PATIENCE_MS = 180_000;
/** What a payment provider that was away for a moment may take. */
const DAYS = 3;

type Job = { readonly id: TaskId; readonly gen: number };

/** People who are there at the same time, and those who work for them. */
export type Race = {
  readonly shop: Shop;
  readonly core: Core;
  readonly random: Random;
  readonly stopFor: Parameters<Core['runTask']>[2];
  /** Who does not hear that work for them is to stop. */
  readonly deaf: Set<string>;
  /** Everything that was ever handed out. */
  readonly jobs: Job[];
  readonly accounts: Set<AccountId>;
  /** Who waits for the end of an erasure. */
  readonly going: Map<ErasureId, () => void>;
  /** What was paid, and heard of when nobody was there any more. */
  readonly money: Set<string>;
};

/** @param seed decides everything but what the machine does in between */
export async function openRace(shop: Shop, seed: string): Promise<Race> {
  const random = randomFrom(seed);
  const stops = createStops();
  const deaf = new Set<string>();
  // Drawn once: what is in a picture does not matter here, only when it comes.
  const drawn = await shop.pictures.draw(
    { model: 'sketch', prompt: 'a fox', negativePrompt: null, style: null, width: 8, height: 8, seed: 7 },
    new AbortController().signal,
  );
  const slow: ImageProvider = {
    async draw(_request, signal) {
      await pause(random.below(12));
      signal.throwIfAborted();
      return drawn;
    },
  };
  const doorbell = {
    ...shop.ports.doorbell,
    stop: (subject: string) => void (deaf.has(subject) || stops.stop(subject, 'cancelled')),
  };
  const core = createCore({ ...shop.ports, provider: slow, doorbell });
  return {
    shop,
    core,
    random,
    stopFor: stops.stopFor,
    deaf,
    jobs: [],
    accounts: new Set(),
    going: new Map(),
    money: new Set(),
  };
}

/** Ten workers, who take what is owed in any order until `everybody` is gone and nothing is owed any more. */
export async function workUntil(race: Race, everybody: Promise<unknown>): Promise<void> {
  const { store } = race.shop;
  const working = new Set<Promise<unknown>>();
  let gone = false;
  let recoverAt = 0;
  const leaving = everybody.finally(() => (gone = true));
  for (const until = performance.now() + PATIENCE_MS; performance.now() < until;) {
    const wasGone = gone;
    if (performance.now() >= recoverAt) {
      recoverAt = performance.now() + RECOVER_EVERY_MS;
      await store.tasks.recover();
    }
    await hurry(race);
    const before = race.jobs.length;
    for (const { pool } of working.size < WORKERS ? await store.tasks.pools() : []) {
      const jobs = await store.tasks.dispatch(pool, WORKERS - working.size, LEASE_MS);
      race.jobs.push(...jobs);
      for (const job of jobs) {
        const work = pause(race.random.below(8)).then(() => race.core.runTask(job.id, job.gen, race.stopFor));
        const ended: Promise<unknown> = work.finally(() => working.delete(ended));
        working.add(ended);
      }
    }
    await tellGone(race);
    for (const run of await store.runs.running()) await race.core.tendRun(run);
    if (wasGone && working.size === 0 && race.jobs.length === before) return void (await leaving);
    await Promise.race([...working, pause(4)]);
  }
  const { rows: left } = await race.shop.database.pool.query(
    `select kind, state, not_before - now() as waits, lease_until - now() as lease, attempts, gen from task where state in ('queued', 'dispatched', 'running')`,
  );
  assert.fail(
    `work that never ends: ${working.size} at work, ${race.going.size} wait for their end, ${JSON.stringify(left)}`,
  );
}

/** Back-offs are over, but for erasures that only wait for what may be late. */
async function hurry({ shop }: Race): Promise<void> {
  await shop.database.pool.query(
    `update task set not_before = now() where id in (
       select id from task where state = 'queued' and not_before between now() and now() + interval '5 minutes' for update skip locked
     )`,
  );
}

async function tellGone({ shop, going }: Race): Promise<void> {
  if (going.size === 0) return;
  const { rows } = await shop.database.pool.query<{ id: ErasureId }>(
    `select id from erasure where id = any($1) and state <> 'confirmed'`,
    [[...going.keys()]],
  );
  for (const { id } of rows) {
    going.get(id)?.();
    going.delete(id);
  }
}

/** Nobody can be late any more, nor at work: every erasure is done, and no job of an earlier hand-out finds anything. */
export async function finishRace(race: Race): Promise<void> {
  const { shop, core } = race;
  for (let day = 1; ; day++) {
    shop.clock.advance(LATE_MS + 1);
    await skipPauses(shop);
    await expireLeases(shop);
    await shop.store.tasks.recover();
    await workUntil(race, Promise.resolve());
    const { rows: left } = await shop.database.pool.query(
      `select t.state as task, e.state, e.at_provider, t.not_before - now() as waits from erasure e left join task t on t.subject_id = e.id
       where e.state <> 'done'`,
    );
    if (left.length === 0) break;
    assert.ok(day < DAYS, `never done: ${JSON.stringify(left)}`);
  }
  const outcomes = await Promise.all(race.jobs.map(({ id, gen }) => core.runTask(id, gen, race.stopFor)));
  assert.deepEqual([...new Set(outcomes)], ['stale']);
}

/** As if the workers of the account were dead: others take its tasks over, and the dead go on all the same. */
export async function loseLeases({ shop }: Race, erasure: ErasureId): Promise<void> {
  await shop.database.pool.query(
    `update task set lease_until = now() - interval '1 second' where id in (
       select t.id from task t join erasure e on t.account_id in (e.account_id, e.receipt_id)
       where e.id = $1 and t.state in ('dispatched', 'running') for update of t skip locked
     )`,
    [erasure],
  );
  await shop.store.tasks.recover();
}

/** As if somebody just had the row of its task in hand: the job that comes for it meanwhile is lost. */
export async function holdTask({ shop }: Pick<Race, 'shop'>, erasure: ErasureId, ms: number): Promise<void> {
  await shop.database.pool.query(
    `with held as (select from task where subject_id = $1 and state = 'dispatched' for update skip locked)
     select pg_sleep($2::int / 1000.0) from held`,
    [erasure, ms],
  );
}
