// A backup is restored: who was erased since is erased again, and nobody else; what an ordinary start does about it, and for how long.

import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { createCore, type Core } from '../../../src/core/core.ts';
import { keptMarks } from '../../../src/core/usecases/kept-marks.ts';
import { coreRig, type CoreRig } from '../../support/core.ts';
import { confirm, doEverything, eraseFully, askingOn } from '../../support/erasing.ts';
import { accepted, accountOf, asking, imagine, workOff } from '../../support/people.ts';
import { residue, rowsWith } from '../../support/residue.ts';
import { copyRows } from '../../support/restore.ts';
import { openShop } from '../../support/shop.ts';

const { signal } = new AbortController();
const ada = { platform: 'discord', userId: 'ada' } as const;

/** What the program is on a backup of `rig`, made now, beside the same bucket. */
async function backup(t: TestContext, rig: CoreRig): Promise<CoreRig & { readonly core: Core }> {
  const restored = await coreRig(t);
  await copyRows(rig.database.pool, restored.database.pool);
  const ports = { ...rig.ports, store: restored.store };
  return {
    ...rig,
    database: restored.database,
    store: restored.store,
    url: restored.url,
    ports,
    core: createCore(ports),
  };
}

describe('a backup that is restored', () => {
  test('P28: does not bring back who was erased since, whatever they had, and touches nobody else', async (t) => {
    const shop = await openShop(t, { starterCredits: 50 });
    const [gone, other] = [
      await doEverything(shop, 'discord', '900100200'),
      await doEverything(shop, 'telegram', '700200300'),
    ];
    const restored = await backup(t, shop);
    const { pool } = restored.database;
    await confirm(shop, gone);
    await eraseFully(shop);
    const others = await rowsWith(pool, other.accountId);
    assert.notDeepEqual(await residue(pool, gone.needles), []);

    assert.equal(await restored.core.replayErasures(signal), 1);
    const left = await residue(pool, gone.needles);
    assert.deepEqual(left, [`erasure.old_id: ${gone.accountId}`], 'only the receipt knows the old id, for ten minutes');
    assert.deepEqual(await rowsWith(pool, other.accountId), others);
    assert.deepEqual(await restored.core.verifyLedger(), []);
    await eraseFully(restored);
    assert.deepEqual(await residue(pool, gone.needles), []);
    assert.equal(await restored.core.replayErasures(signal), 0);
  });

  test('P28: with work of theirs under way ends that first', async (t) => {
    const rig = await coreRig(t);
    await imagine(rig, 'a canary', 2);
    const restored = await backup(t, rig);
    await restored.database.pool.query(
      `update task set state = 'running', lease_token = gen_random_uuid(), lease_until = now() + interval '1 second'`,
    );
    await confirm(rig, ada);
    await eraseFully(rig);
    const id = await accountOf(restored);
    assert.equal(await restored.core.replayErasures(signal), 1);
    assert.deepEqual(await residue(restored.database.pool, ['canary']), []);
    assert.equal(await restored.store.accounts.find(ada), null);
    assert.equal(await restored.store.accounts.get(id), null);
  });

  test('P28: leaves alone who has come back as somebody new', async (t) => {
    const rig = await coreRig(t);
    await rig.core.chat.welcome(asking());
    const old = await backup(t, rig);
    await confirm(rig, ada);
    await eraseFully(rig);
    await rig.core.chat.welcome(asking());
    const restored = await backup(t, rig);
    await restored.database.pool.query('delete from suppression');
    assert.equal(await restored.core.replayErasures(signal), 0);
    assert.equal((await restored.store.accounts.get(await accountOf(restored)))?.state, 'active');
    // While the older backup brings back who was there before.
    assert.equal(await old.core.replayErasures(signal), 1);
    assert.equal(accepted(await old.core.chat.welcome(asking())).balance.available, 0);
  });

  test('has the marks again, so that no credits are given twice', async (t) => {
    const rig = await coreRig(t);
    const restored = await backup(t, rig);
    await rig.core.chat.welcome(asking());
    await confirm(rig, ada);
    await eraseFully(rig);
    assert.equal(await restored.core.replayErasures(signal), 0);
    assert.equal(accepted(await restored.core.chat.welcome(asking())).balance.available, 0);
  });

  test('P28: by two programs that start at once is erased once', async (t) => {
    const rig = await coreRig(t);
    await imagine(rig, 'a canary', 1);
    await workOff(rig);
    const restored = await backup(t, rig);
    await confirm(rig, ada);
    await eraseFully(rig);
    const closed = await Promise.all([1, 2].map(() => createCore(restored.ports).replayErasures(signal)));
    assert.equal(closed[0]! + closed[1]!, 1);
    const { rows } = await restored.database.pool.query('select from erasure');
    assert.equal(rows.length, 1);
  });
});

test('P27: a mark in the bucket says when and nothing else, and goes after 40 days', async (t) => {
  const rig = await coreRig(t);
  await rig.core.chat.welcome(askingOn('discord', 'ada'));
  await confirm(rig, ada);
  await eraseFully(rig);
  const [mark, ...more] = await keptMarks(rig.ports);
  assert.ok(mark);
  assert.deepEqual(more, []);
  assert.equal(mark.mark, rig.ports.mark(ada));
  const keys = await Array.fromAsync(rig.bucket.list(''));
  assert.deepEqual(keys, [`marks/${mark.at.getTime()}-${mark.mark}`]);
  assert.equal(Buffer.from((await rig.bucket.get(keys[0] ?? '')) ?? []).toString(), `${mark.mark}\n`);
  rig.clock.advance(39 * 86_400_000);
  await rig.core.forgetDue();
  assert.equal((await Array.fromAsync(rig.bucket.list(''))).length, 1);
  rig.clock.advance(86_400_000);
  assert.deepEqual(await keptMarks(rig.ports), []);
  await rig.core.forgetDue();
  assert.deepEqual(await Array.fromAsync(rig.bucket.list('')), []);
});
