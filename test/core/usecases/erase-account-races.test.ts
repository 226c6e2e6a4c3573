// Ten workers finish pictures while their accounts are erased: with and without being told to stop, with leases lost and tasks
// held, in any order, with everything that can come late coming late, and with a backup of before restored. A wave that fails says its seed:
// RACES_SEED=… runs that wave alone again, RACES=… so many schedules instead.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, test, type TestContext } from 'node:test';
import { createCore } from '../../../src/core/core.ts';
import { randomFrom } from '../../../src/providers/sketch/random.ts';
import { besides } from '../../support/bystander.ts';
import { coreRig } from '../../support/core.ts';
import { liveAndGo } from '../../support/late-comers.ts';
import { objectsOf } from '../../support/objects.ts';
import { accountOf } from '../../support/people.ts';
import { finishRace, openRace, workUntil, type Race } from '../../support/races.ts';
import { idsIn, rowsWith } from '../../support/residue.ts';
import { copyRows } from '../../support/restore.ts';
import { openShop, type Shop } from '../../support/shop.ts';

const SCHEDULES = Number(process.env['RACES'] ?? 1_000);
/** So many accounts are used and erased at once. */
const AT_ONCE = 100;
/** After the first wave and each so many after it, the backup that was made in the middle of it is restored. */
const RESTORED_EVERY = 5;
const SEED = process.env['RACES_SEED'];

describe('an account that is erased while workers finish its pictures', () => {
  test(`P28: ${SCHEDULES} random schedules, and nothing comes back, nor changes for who stays`, async (t) => {
    const shop = await openShop(t, { starterCredits: 10, starterGrantsPerHour: 1_000_000 });
    await besides(shop, () => races(t, shop));
  });
});

async function races(t: TestContext, shop: Shop): Promise<void> {
  const run = randomBytes(4).toString('hex');
  const waves = SEED ? [SEED] : Array.from({ length: Math.ceil(SCHEDULES / AT_ONCE) }, (_, at) => `${run}-${at + 1}`);
  const accounts = new Set<string>();
  let money = 0;
  for (const seed of waves)
    try {
      const race = await wave(t, shop, seed);
      for (const id of race.accounts) accounts.add(id);
      money += race.money.size;
    } catch (error) {
      throw new Error(`with RACES_SEED=${seed}`, { cause: error });
    }
  await nothingIsLeft(shop, accounts);
  const { rows } = await shop.database.pool.query(
    `select (select count(*)::int from erasure where state = 'done') as done,
        (select count(*)::int from account where state <> 'erased') as stay,
        (select count(*)::int from payment where account_id is null) as money, (select count(*)::int from payment) as payments`,
  );
  assert.deepEqual(rows, [{ done: accounts.size, stay: 1, money, payments: money }]);
  assert.equal(accounts.size, waves.length * AT_ONCE);
  assert.ok(money > accounts.size / 20, `${money} late payments are hardly any`);
  assert.equal(shop.world.state.customers.size, 0);
}

async function wave(t: TestContext, shop: Shop, seed: string): Promise<Race> {
  const race = await openRace(shop, seed);
  const isRestored = Number(seed.split('-').at(-1)) % RESTORED_EVERY === 1;
  const backup = isRestored ? await coreRig(t) : null;
  let here = 0;
  const { promise: everybody, resolve } = Promise.withResolvers<void>();
  const together = async (): Promise<void> => {
    here += 1;
    if (here === AT_ONCE) {
      if (backup) await copyRows(shop.database.pool, backup.database.pool);
      resolve();
    }
    await everybody;
  };
  const people = Array.from({ length: AT_ONCE }, (_, at) => {
    const [userId, random] = [`${at}-in-races-${seed}`, randomFrom(`${seed}/${at}`)];
    return liveAndGo(race, { userId, random }, together);
  });
  await workUntil(race, Promise.all(people));
  await finishRace(race);
  if (backup) {
    // By the time a backup is restored no worker of before is left.
    await backup.database.pool.query(`update task set lease_until = now() where lease_until is not null`);
    await backup.store.tasks.recover();
    const again = createCore({ ...shop.ports, store: backup.store });
    assert.equal(await again.replayErasures(new AbortController().signal), race.accounts.size);
    await nothingIsLeft({ ...shop, database: backup.database }, race.accounts, ['erasure']);
    const stays = await accountOf(shop, 'eve');
    assert.deepEqual(await rowsWith(backup.database.pool, stays), await rowsWith(shop.database.pool, stays));
    assert.deepEqual(await again.verifyLedger(), []);
  }
  return race;
}

/** @param but tables that still may say whose they were: a receipt knows the old id for ten minutes */
async function nothingIsLeft(shop: Shop, accounts: ReadonlySet<string>, but: readonly string[] = []): Promise<void> {
  const left = [];
  for (const [table, { ids, texts }] of await idsIn(shop.database.pool, 'races'))
    if (!but.includes(table) && (texts > 0 || !ids.isDisjointFrom(accounts))) left.push(table);
  assert.deepEqual(left, []);
  const stays = await accountOf(shop, 'eve');
  assert.deepEqual(await Array.fromAsync(shop.bucket.list('t/')), await objectsOf(shop, stays));
}
