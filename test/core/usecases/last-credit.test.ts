// The last credit: whoever presses twice gets one picture, however often that is tried.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { coreRig, type CoreRig } from '../../support/core.ts';
import { asking, refusedWith, wish } from '../../support/people.ts';

const TIMES = 1_000;
/** People at once; each keeps two connections busy. */
const AT_ONCE = 5;

async function giveOneCredit({ store, ledger }: CoreRig, userId: string): Promise<void> {
  await store.transaction(async (rows) => {
    const { id } = await rows.accounts.recognise({ platform: 'discord', userId, locale: 'en' });
    const grant = { amount: 1, source: 'operator', sourceRef: userId, priority: 1, expiresAt: null } as const;
    await ledger.grant(rows, id, grant);
  });
}

/** Two presses at the same moment; resolves to what became of them. */
async function pressTwice({ core }: CoreRig, userId: string): Promise<readonly string[]> {
  const presses = await Promise.allSettled(
    [0, 1].map(() => core.chat.requestGeneration(asking(userId), wish('a fox'))),
  );
  return presses
    .map((press) => {
      if (press.status === 'fulfilled') return press.value.kind;
      return refusedWith('credits-short')(press.reason) ? 'credits-short' : String(press.reason);
    })
    .toSorted();
}

test(`of two presses of /imagine with one credit left exactly one runs, ${TIMES} times`, async (t) => {
  const rig = await coreRig(t, { starterCredits: 0 });
  let next = 0;
  const outcomes = new Map<string, number>();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (next < TIMES) {
        const userId = `person-${(next += 1)}`;
        await giveOneCredit(rig, userId);
        const outcome = (await pressTwice(rig, userId)).join(' and ');
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      }
    }),
  );
  assert.deepEqual([...outcomes], [['accepted and credits-short', TIMES]]);
  const { rows } = await rig.database.pool.query(
    `select (select count(*) from generation) as requests, (select count(*) from task) as tasks, (select count(*) from hold) as holds,
       (select sum(held) from credit_account)::bigint as held, (select sum(available) from credit_account)::bigint as available`,
  );
  assert.deepEqual({ ...rows[0] }, { requests: TIMES, tasks: TIMES, holds: TIMES, held: TIMES, available: 0 });
  assert.deepEqual(await rig.core.verifyLedger(), []);
});
