// A backup is restored: who was erased since is erased again, and nobody else; what an ordinary start does about it, and for how long.

import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import type { Pool } from 'pg';
import { createCore, type Core } from '../../../src/core/core.ts';
import { KeyGone } from '../../../src/core/keyring.ts';
import { keptMarks } from '../../../src/core/usecases/kept-marks.ts';
import { diskBucket } from '../../../src/storage/disk-bucket.ts';
import type { OpenKeyring } from '../../../src/storage/keyring.ts';
import { KEYRING_MIGRATIONS, migrate } from '../../../src/storage/migrate.ts';
import { sealedBucket } from '../../../src/storage/sealed-bucket.ts';
import type { Sealed } from '../../../src/storage/seals.ts';
import { coreRig, type CoreRig } from '../../support/core.ts';
import { confirm, doEverything, eraseFully, askingOn } from '../../support/erasing.ts';
import { ownKeyring } from '../../support/keyring.ts';
import { accepted, accountOf, asking, imagine, workOff } from '../../support/people.ts';
import { emptyDatabase } from '../../support/postgres.ts';
import { residue, rowsWith } from '../../support/residue.ts';
import { copyRows } from '../../support/restore.ts';
import { openShop } from '../../support/shop.ts';

const { signal } = new AbortController();
const ada = { platform: 'discord', userId: 'ada' } as const;

/** What the program is on a backup of `rig`, made now, beside the same bucket. */
async function backup(
  t: TestContext,
  rig: CoreRig,
  keyring: OpenKeyring = rig.seals,
): Promise<CoreRig & { readonly core: Core }> {
  const restored = await coreRig(t, { keyring });
  await copyRows(rig.database.pool, restored.database.pool);
  const bucket = sealedBucket(diskBucket(rig.bucketFolder, { durable: false }), keyring);
  const ports = { ...rig.ports, store: restored.store, keyring, bucket };
  return {
    ...rig,
    seals: keyring,
    bucket,
    database: restored.database,
    store: restored.store,
    url: restored.url,
    ports,
    core: createCore(ports),
  };
}

/** The keyring as it is now, in a database of its own. */
async function keyringBackup(t: TestContext, keys: Pool): Promise<{ keyringUrl: string; restoredKeys: Pool }> {
  const { url, pool } = await emptyDatabase(t);
  await migrate(url, KEYRING_MIGRATIONS);
  await copyRows(keys, pool);
  return { keyringUrl: url, restoredKeys: pool };
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

  test('P28: with its keyring, from before the erasure as well, loses the key again, and nobody else loses theirs', async (t) => {
    const { open, keys } = await ownKeyring(t);
    const rig = await coreRig(t, { keyring: await open() });
    for (const userId of ['ada', 'eve']) await imagine(rig, `a canary of ${userId}`, 1, userId);
    await workOff(rig);
    const [gone, eve] = [await accountOf(rig), await accountOf(rig, 'eve')];
    const { keyringUrl, restoredKeys } = await keyringBackup(t, keys);
    const restored = await backup(t, rig, await open({ keyringUrl }));
    await confirm(rig, ada);
    await eraseFully(rig);
    await assert.rejects(rig.seals.of(gone), KeyGone);
    // Until somebody starts on it, everything of theirs can be read again.
    const { rows: before } = await restored.database.pool.query<{ prompt: Sealed<'generation.prompt'> }>(
      'select prompt from generation where account_id = $1',
      [gone],
    );
    assert.equal(
      (await restored.seals.of(gone)).open('generation.prompt', before[0]?.prompt ?? assert.fail()),
      'a canary of ada',
    );

    assert.equal(await restored.core.replayErasures(signal), 1);
    for (const keyring of [restored.seals, await open({ keyringUrl })]) {
      await assert.rejects(keyring.of(gone), KeyGone);
      await assert.rejects(keyring.make(gone), KeyGone);
    }
    const { rows } = await restoredKeys.query('select account_id as id from account_key');
    assert.deepEqual(rows, [{ id: eve }]);
    const [picture] = await Array.fromAsync(restored.bucket.list(`t/${eve}/`));
    assert.ok(await restored.bucket.get(picture ?? ''));
    await eraseFully(restored);
    assert.deepEqual(await residue(restored.database.pool, [gone]), []);
    await imagine(restored, 'a fox', 1, 'eve');
    await workOff(restored);
    assert.equal((await Array.fromAsync(restored.bucket.list(`t/${eve}/`))).length, 2);
    assert.deepEqual(await restored.core.verifyLedger(), []);
  });

  test('P28: of the keyring alone, beside the database as it is, does not keep the key of who is gone', async (t) => {
    const { open, keys } = await ownKeyring(t);
    const rig = await coreRig(t, { keyring: await open() });
    for (const userId of ['ada', 'eve']) await rig.core.chat.welcome(asking(userId));
    const [gone, eve] = [await accountOf(rig), await accountOf(rig, 'eve')];
    await keys.query(`update account_key set made_at = now() - interval '25 hours'`);
    const { keyringUrl } = await keyringBackup(t, keys);
    await confirm(rig, ada);
    await eraseFully(rig);
    const keyring = await open({ keyringUrl });
    assert.ok(await keyring.of(gone));
    const core = createCore({ ...rig.ports, keyring });
    assert.equal(await core.replayErasures(signal), 0);
    // The leader's first look, right after a start.
    assert.equal(await core.forgetKeys(), 1);
    await assert.rejects(keyring.of(gone), KeyGone);
    assert.ok(await keyring.of(eve));
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
