// People who use everything and are erased, each in a way of their own that a seed decides; and what comes late: the same message
// again, one that was sent before, presses, money, and jobs of an earlier hand-out.

import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import type { Asking, Pressing } from '../../src/core/answers.ts';
import type { BulkRunId, ErasureId, GenerationId } from '../../src/core/domain/ids.ts';
import { Refusal } from '../../src/core/domain/refusal.ts';
import type { Random } from '../../src/providers/sketch/random.ts';
import { askingOn } from './erasing.ts';
import { accepted, wish } from './people.ts';
import { holdTask, loseLeases, type Race } from './races.ts';
import { hear, settle } from './shop.ts';

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
  if (random.chance(0.2)) await pause(random.below(12)).then(() => holdTask(race, id, 20));
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
