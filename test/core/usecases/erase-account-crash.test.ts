// An erasure whose worker dies after each answer it gets from the outside: whoever takes it up ends it, and nothing is left.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createCore } from '../../../src/core/core.ts';
import type { AccountId, TaskId } from '../../../src/core/domain/ids.ts';
import { KeyGone } from '../../../src/core/keyring.ts';
import { LATE_MS } from '../../../src/core/usecases/erase-account.ts';
import { diskBucket } from '../../../src/storage/disk-bucket.ts';
import { coreRig, type CoreRig } from '../../support/core.ts';
import { dieAfterEach, mortal } from '../../support/crashing.ts';
import { askingOn, confirm, eraseFully } from '../../support/erasing.ts';
import { objectsOf } from '../../support/objects.ts';
import {
  accepted,
  accountOf,
  expireLeases,
  imagine,
  propose,
  skipPauses,
  work,
  workOff,
} from '../../support/people.ts';
import { residue, rowsWith } from '../../support/residue.ts';
import { openShop, type Shop } from '../../support/shop.ts';

const NEVER = () => ({ signal: new AbortController().signal, done: () => {} });

/** Pictures, a run, a proposal, something that waits and holds credits, a question, and a customer at the provider. */
async function somebody(shop: Shop, userId: string): Promise<AccountId> {
  await imagine(shop, `a fox of ${userId}`, 2, userId);
  await workOff(shop);
  await propose(shop, ['prompt', `a hen of ${userId}`], userId);
  await imagine(shop, `an owl of ${userId}`, 1, userId);
  accepted(await shop.core.chat.openTicket(askingOn('discord', userId), `who is ${userId}?`));
  const id = await accountOf(shop, userId);
  await shop.store.customers.claim(id);
  await shop.store.customers.made(id, await shop.payments.customer(id, 'en', new AbortController().signal));
  return id;
}

/** The erasure that is owed. */
async function handedOut(rig: CoreRig): Promise<{ id: TaskId; gen: number }> {
  await skipPauses(rig);
  const [job] = await rig.store.tasks.dispatch('rights', 1, 30_000);
  return job ?? assert.fail('no erasure is owed');
}

describe('an erasure that is broken off', () => {
  test('P28: after any step, is taken up and ends, and nothing else changes', async (t) => {
    const shop = await openShop(t, { starterCredits: 50 });
    const { pool } = shop.database;
    const other = await somebody(shop, 'user-that-stays');
    await workOff(shop);
    const others = await rowsWith(pool, other);
    const needles: string[] = [];
    const steps = await dieAfterEach(shop.ports, {
      async begin(dies) {
        const userId = `user-number-${dies}-`;
        const id = await somebody(shop, userId);
        needles.push(userId, id);
        await confirm(shop, { platform: 'discord', userId });
        await assert.rejects(shop.seals.of(id), KeyGone);
        const job = await handedOut(shop);
        return (core) => core.runTask(job.id, job.gen, NEVER);
      },
      async end() {
        await expireLeases(shop);
        await shop.store.tasks.recover();
        await eraseFully(shop);
      },
    });
    assert.ok(steps > 20, `only ${steps} steps`);
    assert.deepEqual(await residue(pool, needles), []);
    assert.deepEqual(
      (await Array.fromAsync(shop.bucket.list('t/'))).filter((key) => !key.startsWith(`t/${other}/`)),
      [],
    );
    assert.equal(shop.world.state.customers.size, 1);
    const { rows } = await pool.query(`select from erasure where state <> 'done'`);
    assert.equal(rows.length, 0);
    assert.deepEqual(await rowsWith(pool, other), others);
    assert.deepEqual(await shop.core.verifyLedger(), []);
  });

  test('P28: in its last look, after any step, when a worker was slow and the payment provider away', async (t) => {
    const shop = await openShop(t, { starterCredits: 50 });
    const bare = diskBucket(shop.bucketFolder, { durable: false });
    let account: AccountId;
    const steps = await dieAfterEach(shop.ports, {
      async begin(dies) {
        const userId = `user-number-${dies}-`;
        account = await somebody(shop, userId);
        await confirm(shop, { platform: 'discord', userId });
        const first = await handedOut(shop);
        const away = createCore({ ...shop.ports, payments: null });
        assert.equal(await away.runTask(first.id, first.gen, NEVER), 'waits');
        for (const name of ['one', 'two'])
          await bare.putIfAbsent(`t/${account}/images/${name}`, Buffer.of(7), 'image/png');
        shop.clock.advance(LATE_MS + 1);
        const job = await handedOut(shop);
        return (core) => core.runTask(job.id, job.gen, NEVER);
      },
      async end() {
        await expireLeases(shop);
        await shop.store.tasks.recover();
        await eraseFully(shop);
        const { rows } = await shop.database.pool.query(
          `select from erasure where state <> 'done' or old_id is not null`,
        );
        assert.deepEqual(rows, []);
        assert.deepEqual(await objectsOf(shop, account), []);
        assert.equal(shop.world.state.customers.size, 0);
      },
    });
    assert.ok(steps > 5, `only ${steps} steps`);
  });

  test('P28: by a job that came while somebody held its task, is taken up when the lease of that job is over', async (t) => {
    const rig = await coreRig(t);
    await imagine(rig, 'a fox of ada', 1);
    await workOff(rig);
    const needles = ['a fox of ada', await accountOf(rig)];
    await confirm(rig, { platform: 'discord', userId: 'ada' });
    const job = await handedOut(rig);
    const holder = await rig.database.pool.connect();
    await holder.query('begin');
    await holder.query('select from task where id = $1 for update', [job.id]);
    assert.equal(await work(rig, job), 'stale');
    await holder.query('rollback');
    holder.release();
    assert.equal(await rig.store.tasks.recover(), 0, 'somebody may still come for it');
    await expireLeases(rig);
    assert.equal(await rig.store.tasks.recover(), 1);
    await eraseFully(rig);
    const { rows } = await rig.database.pool.query('select state, old_id from erasure');
    assert.deepEqual(rows, [{ state: 'done', old_id: null }]);
    assert.deepEqual(await residue(rig.database.pool, needles), []);
  });

  test('P28: a confirmation that dies has happened in whole or not at all', async (t) => {
    const shop = await openShop(t, { starterCredits: 50 });
    let before = 0;
    for (let dies = 1; ; dies++) {
      const userId = `user-number-${dies}-`;
      const id = await somebody(shop, userId);
      const { id: asked } = accepted(await shop.core.chat.askErasure(askingOn('discord', userId)));
      const process = mortal(shop.ports, dies);
      await createCore(process.ports)
        .chat.confirmErasure(askingOn('discord', userId), asked)
        .catch(() => 'died');
      const { rows } = await shop.database.pool.query<{ state: string; tasks: number; marks: number }>(
        `select (select state from account where id = $1) as state, (select count(*)::int from task where subject_id = $2) as tasks,
          (select count(*)::int from suppression) as marks`,
        [id, asked],
      );
      const [found] = rows;
      assert.ok(found);
      const { state, tasks, marks } = found;
      assert.ok(
        state === 'erasing' ? tasks === 1 && marks > before : state === 'active' && tasks === 0 && marks === before,
      );
      before = marks;
      await eraseFully(shop);
      // Died between the two: whoever takes the erasure up begins with it.
      if (state === 'erasing') await assert.rejects(shop.seals.of(id), KeyGone);
      if (process.answers() >= dies) continue;
      assert.ok(dies > 8, `only ${dies - 1} steps`);
      break;
    }
  });
});
