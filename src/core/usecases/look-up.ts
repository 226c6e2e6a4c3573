// `/start` and `/jobs`: what an account has and what it waits for.

import type { Asking, Balance, Jobs, Repeated } from '../answers.ts';
import type { Needs } from '../needs.ts';
import type { Account } from '../account-rows.ts';
import type { Rows } from '../store.ts';
import { viewGeneration, viewRun } from '../views.ts';
import { sight } from './sight.ts';
import { PROPOSAL_STANDS_MS } from './start-run.ts';

const LATEST = 3;
/** More than this no message shows. */
const OPEN_REQUESTS = 20;
const OPEN_RUNS = 10;

export function welcome(needs: Needs) {
  return (ask: Asking): Promise<Repeated | { kind: 'welcome'; isNew: boolean; balance: Balance }> =>
    seen(needs, ask, async (rows, account) => ({
      kind: 'welcome' as const,
      isNew: account.isNew,
      balance: await balanceOf(rows, account),
    }));
}

/** Work that is waiting or running, and the latest results so that a lost message can be asked for again. */
export function jobs(needs: Needs) {
  return (ask: Asking): Promise<Repeated | ({ kind: 'jobs' } & Jobs)> =>
    seen(needs, ask, async (rows, { id }) => {
      const open = await rows.generations.open(id, OPEN_REQUESTS);
      const openIds = new Set(open.map((each) => each.id));
      const latest = (await rows.generations.latest(id, LATEST)).filter((each) => !openIds.has(each.id));
      const since = new Date(needs.clock.now().getTime() - PROPOSAL_STANDS_MS);
      const runs = [...(await rows.runs.open(id, OPEN_RUNS)), ...(await rows.runs.proposed(id, since, LATEST))];
      const finishedRuns = await rows.runs.latest(id, LATEST);
      return {
        kind: 'jobs' as const,
        generations: await inOrder(open, (each) => viewGeneration(rows, each)),
        runs: await inOrder(runs, (each) => viewRun(rows, each)),
        finished: [
          ...(await inOrder(latest, (each) => viewGeneration(rows, each))),
          ...(await inOrder(finishedRuns, (each) => viewRun(rows, each))),
        ],
      };
    });
}

async function seen<T>(
  needs: Needs,
  ask: Asking,
  read: (rows: Rows, account: Account) => Promise<T>,
): Promise<Repeated | T> {
  const answer = await needs.store.transaction(async (rows) => {
    const account = await sight(needs, rows, ask);
    return account ? await read(rows, account) : null;
  });
  return answer ?? { kind: 'repeated' };
}

async function balanceOf(rows: Rows, account: Account): Promise<Balance> {
  const { available, held } = await rows.ledger.read(account.id);
  return { available, held };
}

/** One connection serves a transaction, so its queries go one after the other. */
async function inOrder<T, R>(items: readonly T[], each: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const item of items) results.push(await each(item));
  return results;
}
