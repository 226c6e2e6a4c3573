// What is remembered of who somebody was: it saves a journey, and is believed by nobody.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { AccountId } from '../../src/core/domain/ids.ts';
import { catalogueFor } from '../../src/core/domain/models.ts';
import { createHints } from '../../src/storage/hints.ts';
import { postgresStore } from '../../src/storage/store.ts';
import { coreRig, newId, type CoreRig } from '../support/core.ts';
import { asking, imagine } from '../support/people.ts';

const FREE = catalogueFor(new Set(['sketch']), 0);

/** Another request like the last one of an account; for whom, null where the short way does not lead there. */
async function atOnce(rig: CoreRig, userId: string, like: AccountId, store = rig.store): Promise<AccountId | null> {
  const { event, person, address } = asking(userId);
  const { order } = (await rig.store.generations.latest(like, 1))[0] ?? assert.fail('no request');
  const placed = await store.placeAtOnce({
    event,
    person,
    id: newId(),
    order: { ...order, count: 1 },
    images: [newId()],
    delivery: { id: newId(), address, statusExpectedUntil: rig.clock.now() },
    aheadMax: 10,
    covers: rig.ports.noticeVersions.map(({ version }) => version),
  });
  return placed?.accountId ?? null;
}

async function known(rig: CoreRig, userId: string): Promise<AccountId> {
  return (await rig.store.accounts.find({ platform: 'discord', userId })) ?? assert.fail(`no ${userId}`);
}

describe('the short way of a request', () => {
  test('is taken for whoever was seen here, and not before', async (t) => {
    const rig = await coreRig(t, { catalogue: FREE });
    await imagine(rig, 'a fox', 1, 'ada');
    const ada = await known(rig, 'ada');
    const another = postgresStore(rig.database.kysely, newId, () => null, rig.seals);
    assert.equal(await atOnce(rig, 'ada', ada, another), null);
    assert.equal(await another.accounts.find({ platform: 'discord', userId: 'ada' }), ada);
    assert.equal(await atOnce(rig, 'ada', ada, another), ada);
  });

  test('is not taken for an account that is not theirs any more', async (t) => {
    const rig = await coreRig(t, { catalogue: FREE });
    for (const userId of ['ada', 'eve']) await imagine(rig, 'a fox', 1, userId);
    const [ada, eve] = [await known(rig, 'ada'), await known(rig, 'eve')];
    await rig.database.pool.query('update identity set account_id = $1 where account_id = $2', [eve, ada]);
    assert.equal(await atOnce(rig, 'ada', eve), null);
    const { rows } = await rig.database.pool.query('select from generation');
    assert.equal(rows.length, 2);
  });
});

test('whoever has not been here for longest is forgotten first', () => {
  const hints = createHints(2);
  const [one, two, three] = [newId<AccountId>(), newId<AccountId>(), newId<AccountId>()];
  hints.note('a', one);
  hints.note('b', two);
  hints.note('a', one);
  hints.note('c', three);
  assert.deepEqual([hints.of('a'), hints.of('b'), hints.of('c')], [one, null, three]);
});
