// People who use everything and are erased while ten workers are at their work, each in a way of their own that a seed decides;
// and what comes late: the same message again, one that was sent before, presses, money, and jobs of an earlier hand-out.

import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { createCore, type Core } from '../../src/core/core.ts';
import type { Asking, Pressing } from '../../src/core/answers.ts';
import type { AccountId, BulkRunId, ErasureId, GenerationId, TaskId } from '../../src/core/domain/ids.ts';
import { Refusal } from '../../src/core/domain/refusal.ts';
import type { ImageProvider } from '../../src/core/ports.ts';
import { LATE_MS } from '../../src/core/usecases/erase-account.ts';
import { createStops } from '../../src/jobs/stops.ts';
import { randomFrom, type Random } from '../../src/providers/sketch/random.ts';
import { askingOn } from './erasing.ts';
import { accepted, wish } from './people.ts';
import { hear, settle, type Shop } from './shop.ts';

const WORKERS = 10;
const LEASE_MS = 30_000;
/** Work that is still there after so long never ends. */
const PATIENCE_MS = 60_000;

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
  const leaving = everybody.finally(() => (gone = true));
  for (const until = performance.now() + PATIENCE_MS; performance.now() < until;) {
    const wasGone = gone;
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
  assert.fail('work that never ends');
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

/** Nobody can be late any more: every erasure is done, and no job of an earlier hand-out finds anything. */
export async function finishRace(race: Race): Promise<void> {
  const { shop, core } = race;
  shop.clock.advance(LATE_MS + 1);
  await shop.database.pool.query(`update task set not_before = now() where state = 'queued'`);
  await workUntil(race, Promise.resolve());
  const { rows: left } = await shop.database.pool.query(
    `select t.state as task, e.state, e.at_provider, t.not_before - now() as waits from erasure e left join task t on t.subject_id = e.id
     where e.state <> 'done'`,
  );
  assert.deepEqual(left, []);
  const outcomes = await Promise.all(race.jobs.map(({ id, gen }) => core.runTask(id, gen, race.stopFor)));
  assert.deepEqual([...new Set(outcomes)], ['stale']);
}

/** What somebody left lying about, for others to come back with. */
type Past = {
  readonly said: Asking[];
  readonly underWay: Asking[];
  readonly generations: GenerationId[];
  readonly runs: BulkRunId[];
  readonly sessions: string[];
  readonly payloads: string[];
};

/**
 * One person's way: they ask for things, go, and then what they said and paid before comes late.
 * @param together is awaited between the two: everybody is there then, and nobody has gone
 */
export async function liveAndGo(
  race: Race,
  { userId, random }: { readonly userId: string; readonly random: Random },
  together: () => Promise<void>,
): Promise<void> {
  const { core, shop } = race;
  const platform = random.chance(0.5) ? 'discord' : 'telegram';
  const past: Past = { said: [], underWay: [], generations: [], runs: [], sessions: [], payloads: [] };
  const ask = (): Asking => {
    const asked = askingOn(platform, userId);
    const sent = { ...asked, event: { ...asked.event, at: shop.clock.now() } };
    past.said.push(sent);
    return sent;
  };
  await doSomething(race, random, ask, past);
  const account = (await shop.store.accounts.find(past.said[0]!.person)) ?? assert.fail('nobody came');
  race.accounts.add(account);
  if (random.chance(0.5)) for (const subject of [...past.generations, ...past.runs]) race.deaf.add(subject);
  // Sent now, and on its way until all is over.
  past.underWay.push(ask());
  past.said.pop();
  await together();
  await pause(random.below(25));
  const { id } = accepted(await core.chat.askErasure(ask()));
  accepted(await core.chat.confirmErasure(ask(), id));
  if (random.chance(0.3)) await loseLeases(race, id);
  for (let times = 2 + random.below(4); times > 0; times--) {
    await pause(random.below(20));
    await random.pick([sayAgain, sendLate, press, payLate, runAgain])(race, random, past, id);
  }
  // Whenever that was: once more when the account is gone.
  const { promise: isGone, resolve } = Promise.withResolvers<void>();
  race.going.set(id, resolve);
  await isGone;
  for (const comeLate of [sayAgain, sendLate, payLate]) await comeLate(race, random, past, id);
}

async function doSomething({ core, shop }: Race, random: Random, ask: () => Asking, past: Past): Promise<void> {
  const wanted = wish(`a fox of the races`, 1 + random.below(2));
  past.generations.push(accepted(await core.chat.requestGeneration(ask(), wanted)).view.id);
  if (random.chance(0.3)) {
    const file = { name: 'races.csv', bytes: Buffer.from('prompt\na hen of the races\n') };
    const { view } = accepted(await core.chat.proposeRun(ask(), file));
    past.runs.push(view.id);
    if (random.chance(0.8)) accepted(await core.chat.startRun({ ...ask(), message: null }, view.id, 'all'));
  }
  if (random.chance(0.15)) accepted(await core.chat.askExport(ask()));
  if (random.chance(0.1)) {
    const { view } = accepted(await core.chat.buy(ask(), 'pack-100'));
    const id = (await shop.store.purchases.find(view.id))?.sessionId ?? assert.fail('no session');
    // Nobody tells of it yet.
    shop.world.pay({ id });
    past.sessions.push(id);
  } else if (past.said[0]?.person.platform === 'telegram' && random.chance(0.2)) {
    past.payloads.push(accepted(await core.chat.invoiceStars(ask(), 'pack-100')).payload);
  }
}

type Late = (race: Race, random: Random, past: Past, erasure: ErasureId) => Promise<void>;

/** What was handled before comes a second time. */
const sayAgain: Late = async ({ core }, random, { said }) => {
  const again = said[random.below(said.length)] ?? assert.fail('nothing was said');
  const answer = await core.chat.requestGeneration(again, wish('a fox of the races', 1));
  assert.equal(answer.kind, 'repeated');
};

/** What was sent before comes only now, and once more. */
const sendLate: Late = async ({ core }, random, { underWay }) => {
  for (const late of underWay)
    await refused(
      random.chance(0.5)
        ? core.chat.requestGeneration(late, wish('a fox of the races', 1))
        : core.chat.openTicket(late, 'where are my races?'),
    );
};

const press: Late = async ({ core }, random, { said, generations, runs }, erasure) => {
  const { person, address } = said[0] ?? assert.fail('nothing was said');
  const pressing: Pressing = { ...askingOn(person.platform, person.userId), address, message: 'status' };
  const [generation] = generations;
  assert.ok(generation);
  const subject = { kind: 'generation', id: generation } as const;
  const buttons = [
    () => core.chat.keepPicture(pressing, subject, true),
    () => core.chat.deletePressed(pressing, subject),
    () => core.chat.reroll(pressing, generation),
    () => core.chat.cancelGeneration(pressing, generation),
    () => core.chat.confirmErasure(pressing, erasure),
    ...runs.map((run) => () => core.chat.startRun(pressing, run, 'all')),
  ];
  await refused(buttons[random.below(buttons.length)]?.() ?? assert.fail('no button'));
};

/** Money that was on its way: it is booked once, for nobody, and nothing comes back. */
const payLate: Late = async (race, _random, { said, sessions, payloads }) => {
  for (const session of sessions) await hear(race.shop, 'session', session);
  if (sessions.length > 0) await settle(race);
  for (const payload of payloads) {
    const { person, address } = said[0] ?? assert.fail('nothing was said');
    const ask = { ...askingOn(person.platform, person.userId), address };
    await race.core.chat.paidStars(ask, { payload, chargeId: `charge-of-${payload}`, stars: 390 });
  }
  for (const money of [...sessions, ...payloads]) race.money.add(money);
};

/** Jobs of an earlier hand-out, as a queue repeats them. */
const runAgain: Late = async ({ core, jobs, stopFor }, random) => {
  for (let times = 0; times < 3; times++) {
    const job = jobs[random.below(jobs.length)];
    if (job) await core.runTask(job.id, job.gen, stopFor);
  }
};

async function refused(answered: Promise<unknown>): Promise<void> {
  try {
    assert.fail(`it was taken on: ${JSON.stringify(await answered)}`);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
  }
}

/** As if the workers of the account were dead: others take its tasks over, and the dead go on all the same. */
async function loseLeases({ shop }: Race, erasure: ErasureId): Promise<void> {
  await shop.database.pool.query(
    `update task set lease_until = now() - interval '1 second' where id in (
       select t.id from task t join erasure e on t.account_id in (e.account_id, e.receipt_id)
       where e.id = $1 and t.state in ('dispatched', 'running') for update of t skip locked
     )`,
    [erasure],
  );
  await shop.store.tasks.recover();
}
