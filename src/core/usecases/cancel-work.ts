// Cancel: what has not started is undone in one transaction, what runs is told to stop, what is finished stays.

import type { Accepted, Asking, Pressing, Repeated } from '../answers.ts';
import type { AccountId, BulkRunId, DeliveryId, GenerationId } from '../domain/ids.ts';
import { refuse } from '../domain/refusal.ts';
import type { GenerationView, RunView } from '../domain/view.ts';
import type { Needs } from '../needs.ts';
import type { GenerationWork } from '../generation-rows.ts';
import type { RunWork } from '../run-rows.ts';
import type { Rows } from '../store.ts';
import { viewGeneration, viewRun } from '../views.ts';
import { refuseAbsent } from './absent.ts';
import { refreshDelivery } from './open-delivery.ts';
import { settleGeneration } from './settle-generation.ts';
import { sight } from './sight.ts';

export function cancelGeneration(needs: Needs) {
  return async (press: Pressing, id: GenerationId): Promise<Repeated | Accepted<GenerationView>> => {
    const answer = await needs.store.transaction(async (rows) => {
      const account = await sight(needs, rows, press);
      if (!account) return null;
      const generation = await rows.generations.lock(id);
      if (!generation) return refuseAbsent(rows, 'generation', id);
      if (generation.runId !== null) return refuse('not-found', {});
      if (generation.accountId !== account.id) return refuse('not-yours', {});
      if (generation.images.every((image) => image.state !== 'owed')) return refuse('nothing-to-cancel', {});
      await stopGeneration(needs, rows, account.id, id);
      return {
        deliveryId: await refreshDelivery(needs, rows, { kind: 'generation', id }, press.address, press.message),
      };
    });
    if (!answer) return { kind: 'repeated' };
    needs.doorbell.stop(id);
    needs.doorbell.work();
    const generation = await needs.store.generations.find(id);
    if (!generation) return refuse('not-found', {});
    return accepted(await viewGeneration(needs.store, generation), answer.deliveryId);
  };
}

export function cancelRun(needs: Needs) {
  return async (press: Pressing, id: BulkRunId): Promise<Repeated | Accepted<RunView>> => {
    const answer = await needs.store.transaction(async (rows) => {
      const account = await sight(needs, rows, press);
      if (!account) return null;
      const run = await rows.runs.lock(id);
      if (!run) return refuseAbsent(rows, 'run', id);
      if (run.accountId !== account.id) return refuse('not-yours', {});
      if (run.state === 'proposed') await rows.runs.setState(id, 'cancelled', { stopped: true });
      else if (run.state === 'running') await stopRun(rows, account.id, run);
      else return refuse('nothing-to-cancel', {});
      return { deliveryId: await refreshDelivery(needs, rows, { kind: 'run', id }, press.address, press.message) };
    });
    if (!answer) return { kind: 'repeated' };
    needs.doorbell.stop(id);
    needs.doorbell.changed({ kind: 'run', id });
    const run = await needs.store.runs.find(id);
    if (!run) return refuse('not-found', {});
    return accepted(await viewRun(needs.store, run), answer.deliveryId);
  };
}

/** `/cancel`: everything of mine that has not started. */
export function cancelEverything(needs: Needs) {
  return async (ask: Asking): Promise<Repeated | { kind: 'cancelled'; images: number; runs: number }> => {
    const answer = await needs.store.transaction(async (rows) => {
      const account = await sight(needs, rows, ask);
      if (!account) return null;
      const stopped = await stopEverything(needs, rows, account.id, () => true);
      if (stopped.runs.length + stopped.generations.length === 0) return refuse('nothing-to-cancel', {});
      return stopped;
    });
    if (!answer) return { kind: 'repeated' };
    tellStopped(needs, answer);
    return { kind: 'cancelled', images: answer.images, runs: answer.runs.length };
  };
}

/**
 * The account was frozen: what waits on its credits is cancelled, and what costs nothing goes on. May be repeated: a frozen
 * account sets no further credits aside.
 */
export async function cancelPaidWork(needs: Needs, accountId: AccountId): Promise<void> {
  tellStopped(
    needs,
    await needs.store.transaction((rows) => stopEverything(needs, rows, accountId, ({ holdId }) => holdId !== null)),
  );
}

type Stopped = {
  readonly images: number;
  readonly runs: readonly Pick<RunWork, 'id'>[];
  readonly generations: readonly Pick<GenerationWork, 'id'>[];
};

/** Whatever of an account waits or runs, and is meant; call `tellStopped` once that is committed. */
export async function stopEverything(
  needs: Needs,
  rows: Rows,
  accountId: AccountId,
  isMeant: (work: Pick<RunWork | GenerationWork, 'holdId'>) => boolean,
): Promise<Stopped> {
  let images = 0;
  // Oldest first, as everywhere: two of these at once cannot wait for each other.
  const runs: RunWork[] = [];
  for (const id of (await rows.runs.working(accountId)).toReversed()) {
    const run = await rows.runs.lock(id);
    if (run?.state === 'running' && !run.stopped && isMeant(run)) runs.push(run);
  }
  for (const run of runs) images += await stopRun(rows, accountId, run);
  const generations = (await rows.generations.working(accountId)).filter(isMeant).toReversed();
  // All of them before the first credit moves: whoever finishes a picture locks its request first and the account last.
  for (const generation of generations) await rows.generations.lock(generation.id);
  for (const generation of generations) images += await stopGeneration(needs, rows, accountId, generation.id);
  return { images, runs, generations };
}

export function tellStopped(needs: Needs, { runs, generations }: Stopped): void {
  for (const { id } of runs) {
    needs.doorbell.stop(id);
    needs.doorbell.changed({ kind: 'run', id });
  }
  for (const { id } of generations) needs.doorbell.stop(id);
  if (runs.length + generations.length > 0) needs.doorbell.work();
}

async function stopGeneration(needs: Needs, rows: Rows, accountId: AccountId, id: GenerationId): Promise<number> {
  await rows.generations.requestCancel(id);
  const stopped = await rows.tasks.cancelWaiting({ accountId, generationId: id });
  await settleGeneration(needs, rows, id);
  return stopped.length;
}

async function stopRun(rows: Rows, accountId: AccountId, run: RunWork): Promise<number> {
  await rows.runs.setState(run.id, 'running', { stopped: true });
  return (await rows.tasks.cancelWaiting({ accountId, runId: run.id })).length;
}

function accepted<V>(view: V, deliveryId: DeliveryId | null): Accepted<V> {
  return { kind: 'accepted', view, deliveryId };
}
