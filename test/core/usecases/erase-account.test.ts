// /deleteme over the real store, a bucket on disk and the payments adapter on a Stripe world: everything goes that may, and the books stay.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { TABLES } from '../../../src/core/domain/data-catalogue.ts';
import { askingOn, confirm, doEverything, eraseFully, erasing, receiptOf, type Canary } from '../../support/erasing.ts';
import { accepted, imagine, refusedWith, wish, workOff } from '../../support/people.ts';
import { residue, rowsWith, tablesOf } from '../../support/residue.ts';
import { openShop, told, type Shop } from '../../support/shop.ts';

const BOTH = ['discord', 'telegram'] as const;
/** Whoever has one of these is not erased. */
const WITHOUT_ROW = new Set(['legal_hold']);

const filesOf = (shop: Shop, { accountId }: Canary): Promise<string[]> =>
  Array.fromAsync(shop.bucket.list(`t/${accountId}/`));

/** What the books say as a whole, whoever they are about. */
async function books({ database }: Shop): Promise<unknown> {
  const { rows } = await database.pool.query(
    `select (select json_agg(b order by b.kind) from (
        select from_bucket || ' to ' || to_bucket as kind, sum(amount), count(*) from ledger_transfer group by 1
      ) b) as moved,
      (select json_build_array(sum(available), sum(debt), count(*)) from credit_account) as balances,
      (select json_build_array(count(*), max(seq)) from ledger_op) as operations,
      (select json_agg(json_build_array(ref, amount, currency, refunded, tax_country) order by ref) from payment) as payments,
      (select count(*) from payment_grant) as grants, (select count(*) from payment_dispute) as disputes`,
  );
  return rows[0];
}

describe('an account that is erased', () => {
  for (const platform of BOTH)
    test(`P28: on ${platform}, after everything was done with it, it leaves nothing anywhere, and everybody else is untouched`, async (t) => {
      const shop = await openShop(t, { starterCredits: 50 });
      const { pool } = shop.database;
      const other = await doEverything(shop, platform, '700200300');
      const ada = await doEverything(shop, platform, '900100200');
      const held = await tablesOf(pool, ada.accountId);
      const owned = Object.entries(TABLES).flatMap(([name, { owner }]) =>
        'column' in owner && owner.column !== 'id' && !WITHOUT_ROW.has(name) ? [name] : [],
      );
      assert.deepEqual(
        owned.filter((name) => !held.has(name) && name !== 'erasure'),
        [],
        'a table nobody has used',
      );
      assert.ok((await filesOf(shop, ada)).length >= 5);
      const [others, files] = [await rowsWith(pool, other.accountId), await filesOf(shop, other)];

      const { number } = await confirm(shop, ada);
      await eraseFully(shop);

      assert.deepEqual(await residue(pool, ada.needles), []);
      assert.deepEqual(await filesOf(shop, ada), []);
      assert.deepEqual(await rowsWith(pool, other.accountId), others);
      assert.deepEqual(await filesOf(shop, other), files);
      const { doneAt, counts, waitsForProvider } = await receiptOf(shop, number);
      assert.ok(doneAt);
      assert.ok(!waitsForProvider);
      assert.ok((counts['image'] ?? 0) >= 5 && (counts['files'] ?? 0) >= 5 && (counts['generation'] ?? 0) >= 4);
    });

  test('P29: the books add up as before, and belong to the receipt alone', async (t) => {
    const shop = await openShop(t, { starterCredits: 50 });
    const { pool } = shop.database;
    const ada = await doEverything(shop, 'discord', '900100200');
    await confirm(shop, ada);
    // What waited is given back first, as by any cancellation; from then on no figure changes.
    await erasing(shop);
    const before = await books(shop);
    await eraseFully(shop);
    assert.deepEqual(await books(shop), before);
    assert.deepEqual(await shop.core.verifyLedger(), []);
    assert.equal(await shop.store.payments.countDrift(), 0);

    const { rows } = await pool.query<{ receipt: string; state: string; accounts: number }>(
      `select e.account_id as receipt, a.state, (select count(*)::int from account) as accounts
       from erasure e join account a on a.id = e.account_id`,
    );
    const [kept] = rows;
    assert.ok(kept);
    assert.deepEqual({ state: kept.state, accounts: kept.accounts }, { state: 'erased', accounts: 1 });
    const stays = await tablesOf(pool, kept.receipt);
    for (const table of stays) assert.ok(TABLES[table]?.erase.rule === 'receipt' || table === 'task', `${table} stays`);
    assert.ok(stays.has('payment') && stays.has('ledger_op'));
    const { rows: payments } = await pool.query(
      'select from payment where address is not null or purchase_id is not null',
    );
    assert.equal(payments.length, 0);
    const { rows: keys } = await pool.query(
      `select key from ledger_op where kind in ('hold', 'capture') and key <> kind || ':' || id`,
    );
    assert.equal(keys.length, 0);
  });

  test('P29: money that goes back later is booked under the receipt, and tells nobody', async (t) => {
    const shop = await openShop(t, { starterCredits: 50 });
    const ada = await doEverything(shop, 'discord', '900100200');
    await confirm(shop, ada);
    await eraseFully(shop);
    const pack = [...shop.world.state.sessions.values()].find(({ amount_total: total }) => total === 5990);
    const charge = shop.world.chargeOf({ id: pack?.id ?? '' });
    shop.world.refund(charge.id, 1_000);
    await told(shop, 'charge', charge.id);
    const { rows } = await shop.database.pool.query('select refunded::int from payment where refunded > 0');
    assert.deepEqual(rows, [{ refunded: 1_100 }]);
    assert.deepEqual(await shop.core.verifyLedger(), []);
    assert.deepEqual(await residue(shop.database.pool, ada.needles), []);
    assert.equal((await shop.database.pool.query('select from notice')).rows.length, 0);
  });

  test('P42: nothing is begun while it goes, in words; afterwards the same person is a stranger', async (t) => {
    const shop = await openShop(t, { starterCredits: 50 });
    const ask = () => askingOn('discord', '900100200');
    const ada = await doEverything(shop, 'discord', '900100200');
    await confirm(shop, ada);
    for (const late of [
      () => shop.core.chat.requestGeneration(ask(), wish('a late fox')),
      () => shop.core.chat.proposeRun(ask(), { name: 'late.csv', bytes: Buffer.from('prompt\na fox\n') }),
      () => shop.core.chat.buy(ask(), 'pack-100'),
      () => shop.core.chat.openTicket(ask(), 'where is my account?'),
      () => shop.core.chat.balance(ask()),
      () => shop.core.chat.welcome(ask()),
      () => shop.core.chat.askErasure(ask()),
    ])
      await assert.rejects(late, refusedWith('being-erased'));
    await eraseFully(shop);
    await assert.rejects(shop.core.chat.askErasure(ask()), refusedWith('nothing-to-erase'));
    const hello = accepted(await shop.core.chat.welcome(ask()));
    assert.deepEqual([hello.isNew, hello.balance.available], [true, 0]);
    const anew = await shop.store.accounts.find(ada);
    assert.ok(anew && anew !== ada.accountId);
    const grant = { amount: 5, source: 'operator', sourceRef: 'anew', priority: 20, expiresAt: null } as const;
    await shop.store.transaction((rows) => shop.ledger.grant(rows, anew, grant));
    await imagine(shop, 'a new fox', 1, '900100200');
    await workOff(shop);
    assert.deepEqual(await shop.core.verifyLedger(), []);
  });

  test('P42: one that is frozen, in debt or paused is erased like any other', async (t) => {
    const shop = await openShop(t, { starterCredits: 50 });
    const ada = await doEverything(shop, 'telegram', '900100200');
    const { frozen } = await shop.store.ledger.read(ada.accountId);
    assert.ok(frozen);
    await shop.store.choices.pause(ada.accountId, true);
    await confirm(shop, ada);
    await eraseFully(shop);
    assert.deepEqual(await residue(shop.database.pool, ada.needles), []);
  });

  test('P28: the payment provider deletes its customer and ends the plan; while it is down it is asked every day', async (t) => {
    const shop = await openShop(t, { starterCredits: 50 });
    const ada = await doEverything(shop, 'discord', '900100200');
    const customers = [...shop.world.state.customers.keys()];
    assert.equal(customers.length, 1);
    shop.world.faults.add({ path: /./, times: 1_000, fault: { kind: 'status', status: 500 } });
    const { number } = await confirm(shop, ada);
    await eraseFully(shop);
    assert.ok((await receiptOf(shop, number)).waitsForProvider);
    assert.equal((await receiptOf(shop, number)).doneAt, null);
    shop.world.faults.clear();
    await erasing(shop);
    assert.ok((await receiptOf(shop, number)).doneAt);
    assert.deepEqual([...shop.world.state.customers.keys()], []);
    assert.deepEqual(
      [...shop.world.state.subscriptions.values()].map(({ status }) => status),
      ['canceled'],
    );
    assert.deepEqual(await residue(shop.database.pool, [...ada.needles, ...customers]), []);
  });
});
