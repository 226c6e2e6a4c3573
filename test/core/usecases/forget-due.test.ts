// What goes by its date, as the data catalogue says: not a day before, and then all of it; and receipts with their books.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { TABLES } from '../../../src/core/domain/data-catalogue.ts';
import { FORGOTTEN } from '../../../src/storage/keeping.ts';
import { askingOn, confirm, doEverything, eraseFully } from '../../support/erasing.ts';
import { rowsWith } from '../../support/residue.ts';
import { openShop } from '../../support/shop.ts';
import { coreRig } from '../../support/core.ts';

/** Looked after by the sweep of pictures, of copies, of requests that wait, of events; payments go with what hangs on them. */
const ELSEWHERE = new Set([
  'image',
  'task',
  'delivery',
  'history',
  'export',
  'kept_request',
  'usage_hourly',
  'inbound_event',
  'stripe_inbox',
  'payment',
]);

describe('what is kept for a time', () => {
  test('P27: is forgotten by somebody, whichever table it is in', () => {
    const dated = Object.entries(TABLES).flatMap(([name, { keep }]) => (keep.rule === 'after' ? [name] : []));
    assert.deepEqual(dated.toSorted(), [...FORGOTTEN, ...ELSEWHERE].toSorted());
  });

  test('P10, P27: stays until its date and goes after it, table by table', async (t) => {
    const shop = await openShop(t, { starterCredits: 50 });
    const { pool } = shop.database;
    await doEverything(shop, 'discord', '900100200');
    await pool.query(`update ticket set answered_at = now(), answer = 'here'`);
    await pool.query(`insert into suppression (mark) values ('m')`);
    await pool.query(
      `insert into reconciliation (since, started_at, objects, mended, paid_without_grant, grant_without_payment)
       values (now(), now(), 0, 0, 0, 0)`,
    );
    await shop.core.chat.askErasure(askingOn('discord', '900100200'));
    for (const name of FORGOTTEN) {
      const keep = TABLES[name]?.keep;
      assert.ok(keep?.rule === 'after');
      const rows = async (): Promise<number> =>
        (await pool.query(`select from ${name} ${keep.unless ? `where ${keep.unless} is null` : ''}`)).rows.length;
      const [before, period] = [await rows(), `${keep.amount} ${keep.unit}`];
      assert.ok(before > 0, `no row of ${name}`);
      const set = [keep.since, ...(keep.or ? [keep.or] : [])];
      const move = (by: string) =>
        pool.query(
          `update ${name} set ${set.map((column) => `${column} = now() - $1::interval + $2::interval`).join()}`,
          [period, by],
        );
      await move('1 hour');
      await shop.core.forgetDue();
      assert.equal(await rows(), before, `${name} went too early`);
      await move('-1 hour');
      await shop.core.forgetDue();
      assert.equal(await rows(), 0, `${name} stays`);
    }
    assert.deepEqual(await shop.core.verifyLedger(), []);
  });

  test('P29: a receipt stays for ten years with its books, and then all of it goes, and nothing else', async (t) => {
    const shop = await openShop(t, { starterCredits: 50 });
    const { pool } = shop.database;
    const ada = await doEverything(shop, 'discord', '900100200');
    const other = await doEverything(shop, 'telegram', '700200300');
    await confirm(shop, ada);
    await eraseFully(shop);
    const others = await rowsWith(pool, other.accountId);
    const { rows } = await pool.query<{ id: string }>('select account_id as id from erasure');
    const receipt = rows[0]?.id ?? '';
    const age = (by: string) =>
      pool.query(`update erasure set confirmed_at = now() - interval '10 years' + $1::interval`, [by]);

    await age('1 day');
    await assert.rejects(pool.query('delete from ledger_op where account_id = $1', [receipt]), /append-only/);
    assert.equal((await shop.core.forgetDue()).receipts, 0);
    await age('-1 day');
    assert.equal((await shop.core.forgetDue()).receipts, 1);
    const left = Object.entries(await rowsWith(pool, receipt)).filter(([, digest]) => !digest.startsWith('0:'));
    assert.deepEqual(left, []);
    const { rows: payments } = await pool.query('select from payment where account_id is distinct from $1', [
      other.accountId,
    ]);
    assert.equal(payments.length, 0);
    assert.deepEqual(await rowsWith(pool, other.accountId), others);
    await assert.rejects(pool.query('delete from ledger_op where account_id = $1', [other.accountId]), /append-only/);
    assert.deepEqual(await shop.core.verifyLedger(), []);
    assert.equal(await shop.store.payments.countDrift(), 0);
  });

  test('is nothing in a new installation', async (t) => {
    assert.deepEqual(await (await coreRig(t)).core.forgetDue(), { rows: 0, receipts: 0 });
  });
});
