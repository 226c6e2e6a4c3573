// An account whose erasure is confirmed: a second later nothing of it can be read, and whoever is still at work on it takes that for what it is.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createCore } from '../../../src/core/core.ts';
import type { AccountId } from '../../../src/core/domain/ids.ts';
import { KeyGone } from '../../../src/core/keyring.ts';
import { changed } from '../../support/changed.ts';
import { coreRig, newId, type CoreRig } from '../../support/core.ts';
import { askingOn, confirm, eraseFully, erasing, receiptOf } from '../../support/erasing.ts';
import { accountOf, asking, imagine, refusedWith, wish, work, workOff } from '../../support/people.ts';
import { storedDeliveries } from '../../support/stored.ts';
import { bought, openShop, press, told } from '../../support/shop.ts';

const ada = { platform: 'discord', userId: 'ada' } as const;
const faults = ({ logged }: CoreRig) => logged.filter(({ event }) => event === 'fault');

/** As it is between the confirmation's two steps, and for whoever has looked at the account before them. */
async function withoutKey(rig: CoreRig, userId = 'ada'): Promise<AccountId> {
  const id = await accountOf(rig, userId);
  await rig.seals.destroy(id);
  return id;
}

describe('an account whose erasure is confirmed', () => {
  test('P28: has no key any more when its owner is answered, and what is copied of it before opens no more', async (t) => {
    const rig = await coreRig(t);
    await imagine(rig, 'a fox', 1);
    await workOff(rig);
    const id = await accountOf(rig);
    const { rows } = await rig.database.pool.query('select * from delivery');
    assert.equal(rows.length, 1);
    await confirm(rig, ada);
    await assert.rejects(rig.seals.of(id), KeyGone);
    await assert.rejects(rig.seals.make(id), KeyGone);
    // Also not as the account that a backup of the database would show.
    await rig.database.pool.query(`update account set state = 'active' where id = $1`, [id]);
    await assert.rejects(storedDeliveries(rig), KeyGone);
  });

  test('P28: still has its messages taken out of its chats, by what was taken along; that goes with its key', async (t) => {
    const rig = await coreRig(t);
    await imagine(rig, 'a fox', 2);
    await workOff(rig);
    const [before] = await storedDeliveries(rig);
    assert.ok(before);
    const { number } = await confirm(rig, ada);
    assert.deepEqual(await storedDeliveries(rig).catch(() => []), []);
    const receipt = async () =>
      (
        await rig.database.pool.query<{ id: AccountId; kept: Buffer | null }>(
          'select receipt_id as id, to_withdraw as kept from erasure',
        )
      ).rows[0] ?? assert.fail('no erasure');
    const { id, kept } = await receipt();
    assert.ok(kept && !kept.includes('token') && (await rig.seals.find(id)));
    await eraseFully(rig);
    assert.deepEqual(
      rig.chat.withdrawn.map(({ delivery, view }) => [delivery.address, delivery.message, view]),
      [[before.address, before.message, null]],
    );
    assert.equal((await receiptOf(rig, number)).counts['messages'], 1);
    assert.equal((await receipt()).kept, null);
    assert.equal(await rig.seals.find(id), null);
    assert.deepEqual(faults(rig), []);
  });

  test('P28: gets its number also while the keyring is away, and loses its key when it is back', async (t) => {
    const rig = await coreRig(t);
    await imagine(rig, 'a fox', 1);
    await workOff(rig);
    const id = await accountOf(rig);
    const away = { ...rig.ports.keyring, destroy: () => Promise.reject(new Error('the keyring is away')) };
    const { number } = await confirm({ ...rig, core: createCore({ ...rig.ports, keyring: away }) }, ada);
    assert.ok(await rig.seals.find(id));
    await erasing(rig);
    assert.equal(await rig.seals.find(id), null);
    assert.ok((await receiptOf(rig, number)).erasedAt);
    assert.deepEqual(
      faults(rig).map((event) => event.event === 'fault' && event.where),
      ['destroy key'],
    );
  });
});

describe('whoever is at work on an account that loses its key', () => {
  test('P42: is told that it is being erased, whatever they ask for, and nothing of it is written', async (t) => {
    const rig = await coreRig(t);
    await imagine(rig, 'a fox', 1);
    await workOff(rig);
    const id = await withoutKey(rig);
    await rig.database.pool.query(`update account set state = 'erasing' where id = $1`, [id]);
    // As whoever was recognised a moment before.
    const recognise = { id, locale: 'en', isNew: false, paused: false, refused: false, erasing: false } as const;
    const store = changed(rig.store, {
      transaction: (then) =>
        rig.store.transaction((rows) =>
          then(changed(rows, { accounts: { ...rows.accounts, greet: async () => recognise } })),
        ),
    });
    const { chat } = createCore({ ...rig.ports, store });
    for (const late of [
      () => chat.requestGeneration(asking(), wish('a late fox')),
      () => chat.openTicket(asking(), 'am I there?'),
      () => chat.askExport(asking()),
    ])
      await assert.rejects(late, refusedWith('being-erased'));
    const { rows } = await rig.database.pool.query(`select from generation where created_at > now() - interval '0 s'`);
    assert.equal(rows.length, 0);
  });

  test('P28: ends its tasks without a fault, and none comes again', async (t) => {
    const rig = await coreRig(t);
    await imagine(rig, 'a fox', 2);
    await workOff(rig);
    await imagine(rig, 'a hen', 2);
    await rig.database.pool.query(
      `insert into task (id, kind, subject_id, account_id, pool, class)
       select gen_random_uuid(), 'withdraw', id, account_id, 'chat', 'system' from delivery`,
    );
    const tasks = [];
    for (const { pool } of await rig.store.tasks.pools())
      tasks.push(...(await rig.store.tasks.dispatch(pool, 100, 30_000)));
    assert.ok(tasks.length >= 4);
    const id = await withoutKey(rig);
    await rig.database.pool.query(`update account set state = 'erasing' where id = $1`, [id]);
    await Promise.all(tasks.map((task) => work(rig, task)));
    const { rows } = await rig.database.pool.query(
      `select from task where state in ('queued', 'dispatched', 'running') and account_id = $1`,
      [id],
    );
    assert.equal(rows.length, 0);
    assert.deepEqual(faults(rig), []);
  });

  test('books the money that comes, and tells nobody', async (t) => {
    const shop = await openShop(t);
    await bought(shop, 'pack-100');
    const { sessionId } = await press(shop, 'pack-500');
    shop.world.pay({ id: sessionId });
    // It is confirmed just after its row was read.
    const id = await accountOf(shop);
    let first = true;
    const get: CoreRig['store']['accounts']['get'] = async (account) => {
      const known = await shop.store.accounts.get(account);
      if (first) await shop.database.pool.query(`update account set state = 'erasing' where id = $1`, [id]);
      if (first) await withoutKey(shop);
      first = false;
      return known;
    };
    const store = changed(shop.store, {
      transaction: (then) =>
        shop.store.transaction((rows) => then(changed(rows, { accounts: { ...rows.accounts, get } }))),
    });
    await told({ ...shop, core: createCore({ ...shop.ports, store }) }, 'session', sessionId);
    const { rows } = await shop.database.pool.query(
      `select (select count(*)::int from payment) as payments, (select count(*)::int from notice) as notices,
        (select count(*)::int from settlement where waits_since is not null) as waiting`,
    );
    assert.deepEqual(rows, [{ payments: 2, notices: 1, waiting: 0 }]);
    assert.deepEqual(faults(shop), []);
  });
});

test('a key that is lost while its account stays is a fault, and nothing is taken for gone', async (t) => {
  const rig = await coreRig(t);
  const { view } = await imagine(rig, 'a fox', 1);
  await withoutKey(rig);
  await assert.rejects(rig.store.deliveries.of(view.id), KeyGone);
  await assert.rejects(rig.core.chat.requestGeneration(asking(), wish('a hen')), KeyGone);
  await assert.rejects(rig.core.chat.openTicket(askingOn('discord', 'ada'), 'where am I?'), KeyGone);
  assert.equal(await rig.store.deliveries.find(newId()), null);
});
