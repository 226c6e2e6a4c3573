// Whatever order the news of money comes in, however often, whoever dies on the way: the books end up the same.

import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createCore } from '../../src/core/core.ts';
import { coreRig, type CoreRig } from '../support/core.ts';
import { playHistory, spend, type History } from './history.ts';
import {
  beginning,
  Died,
  killBackends,
  mixed,
  randomBy,
  recorded,
  settleInProcesses,
  shuffled,
  skipBackoffs,
} from './replay.ts';
import { differences, snapshotOf } from './snapshot.ts';

const SEEDS = Number(process.env['CHAOS_SEEDS'] ?? 50);
const AT_ONCE = 16;
/** In every seventeenth the settling is done by processes that are killed. */
const PROCESSES_EVERY = 17;
const signal = new AbortController().signal;

type Count = {
  seeds: number;
  heard: number;
  heardBefore: number;
  died: number;
  killed: number;
  killedProcesses: number;
  mended: number;
};

test(`${SEEDS} ways to hear of three hundred money objects end in the same books`, { concurrency: 2 }, async (t) => {
  const history = await playHistory(t);
  const { shop } = history;
  assert.ok(history.objects >= 290, `only ${history.objects} objects`);
  assert.deepEqual(await shop.core.verifyLedger(), []);
  // What was settled live and in order needs no mending, so the two ways of looking agree.
  const { mended, failed } = await shop.core.reconcile({ since: new Date(0) });
  assert.deepEqual({ mended, failed }, { mended: [], failed: 0 });
  const from = await beginning(t, shop);
  const count: Count = { seeds: 0, heard: 0, heardBefore: 0, died: 0, killed: 0, killedProcesses: 0, mended: 0 };
  const seeds = Array.from({ length: SEEDS }, (_, at) =>
    t.test(`seed ${at + 1}`, (t) => tellAgain(t, history, from, at + 1, count)),
  );
  await Promise.all(seeds);
  const events = history.chapters[0].said.length + history.chapters[1].said.length;
  t.diagnostic(JSON.stringify({ objects: history.objects, events, ...count }));
  assert.ok(count.died > SEEDS && count.killed > SEEDS, 'hardly anybody was interrupted');
});

async function tellAgain(t: TestContext, history: History, from: string, seed: number, count: Count): Promise<void> {
  const random = randomBy(seed);
  const [sold, final] = history.chapters;
  // Only what is spent has to be there by then; everything else may as well be heard of months later.
  const spent = sold.listed.filter(({ id }) => history.spent.includes(id));
  const now = { chapter: { ...sold, listed: spent }, calm: false };
  const payments = recorded(history.shop.payments, now, () => random() < 0.08 && (count.died++, true));
  const rig = await coreRig(t, { from, starterCredits: 0, payments });
  rig.clock.advance(history.shop.clock.now().getTime() - rig.clock.now().getTime());
  const killing = seed % 2 === 0 ? null : random;
  // Half of the old news comes months late, among the new.
  const old = shuffled(sold.said, random);
  await hearAndSettle(rig, old.slice(0, old.length / 2), killing, count);
  await reconciled(rig, now, count);
  for (const account of history.spenders) await spend(rig, account);
  Object.assign(now, { chapter: final, calm: false });
  const news = mixed([...old.slice(old.length / 2), ...shuffled(final.said, random)], random);
  if (seed % PROCESSES_EVERY === 0) {
    for (const event of news) await rig.core.hearMoney(event);
    count.killedProcesses += await settleInProcesses(rig.settings, history.shop, random, 5);
  } else await hearAndSettle(rig, news, killing, count);
  await reconciled(rig, now, count);
  assert.deepEqual(differences(await snapshotOf(rig.database.pool), final.books, blurFor(history)), []);
  assert.deepEqual(await rig.core.verifyLedger(), []);
  assert.deepEqual(await rig.core.moneyHealth(), { paidWithoutGrant: 0, driftRows: 0, oldestInboxSeconds: 0 });
  // Once in a while it is asked again, and finds nothing.
  if (seed % 10 === 0) assert.deepEqual((await rig.core.reconcile({ since: new Date(0) })).mended, []);
  count.seeds++;
}

/** Two processes settle while events come in; with `killing`, connections are cut all the while. */
async function hearAndSettle(
  rig: CoreRig,
  events: ReturnType<typeof shuffled>,
  killing: (() => number) | null,
  count: Count,
): Promise<void> {
  const killer = killing && killBackends(rig.url, killing);
  const over = new AbortController();
  const settleAll = async (core: CoreRig['core']): Promise<void> => {
    while (!over.signal.aborted) if (!(await core.settleDue(signal).catch(ignoreDeath))) await sleep(20);
  };
  const settlers = (killing ? [rig.core, createCore(rig.ports)] : [rig.core]).map(settleAll);
  const rest = events.values();
  const hear = async (): Promise<void> => {
    for (const event of rest) {
      // An event that cannot be remembered is not answered with 200; that Stripe never sends it again is the worst case.
      const heard = await rig.core.hearMoney(event).catch(ignoreDeath);
      if (heard === 'heard') count.heard++;
      if (heard === 'heard-before') count.heardBefore++;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, hear));
  count.killed += (await killer?.stop()) ?? 0;
  over.abort();
  await Promise.all(settlers);
}

/** A connection that was cut, or whoever held it; anything else is a bug. */
function ignoreDeath(error: unknown): null {
  const { code, message } = error as Error & { code?: string };
  if (
    error instanceof Died ||
    code === '57P01' ||
    code === 'ECONNRESET' ||
    code === 'EPIPE' ||
    /connection/i.test(message)
  )
    return null;
  throw error;
}

/** Nobody dies any more: what is due is settled, and what was lost is found. */
async function reconciled(rig: CoreRig, now: { calm: boolean }, count: Count): Promise<void> {
  now.calm = true;
  do await skipBackoffs(rig);
  while ((await rig.core.settleDue(signal)) > 0);
  const { mended, failed } = await rig.core.reconcile({ since: new Date(0) });
  assert.equal(failed, 0);
  count.mended += mended.length;
}

/**
 * Which of several grants pays a debt depends on which came first, and so does what is left of each; how much there is in
 * all does not. That is so for those who spent what was then taken back.
 */
function blurFor({ spenders }: History): (name: string, line: string) => string {
  return (name, line) => {
    if (!name.startsWith('grant ') || !spenders.some((id) => line.includes(id))) return line;
    const { account, amount, clawed, shortfall } = JSON.parse(line) as Record<string, number>;
    return JSON.stringify({ account, amount, taken: (clawed ?? 0) + (shortfall ?? 0) });
  };
}
