// The whole product on a login that owns nothing: each of its hands does its work, and nobody's reaches over the wall.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import type { Pool } from 'pg';
import { isSettled } from '../../sim/demo/reading.ts';
import { roleName, ROLES } from '../../src/storage/roles.ts';
import { PLATFORMS, startProduct } from '../support/product.ts';

/** Roles are the server's and not a database's: this one goes with the test. */
async function makeLogin(pool: Pool, name: string): Promise<void> {
  await pool.query(`create role ${name} login`);
  for (const role of ROLES)
    if (role !== 'lookup') await pool.query(`grant ${roleName(role)} to ${name} with inherit false, set true`);
}

/** Of a receipt. */
const NUMBER = /[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}/;

/** Waits until an erasure has taken everything that was there. */
async function gone(pool: Pool, number: string): Promise<void> {
  const until = AbortSignal.timeout(30_000);
  for (;;) {
    const { rows } = await pool.query(`select from erasure where number = $1 and state in ('erased', 'done')`, [
      number,
    ]);
    if (rows.length > 0) return;
    until.throwIfAborted();
    await setTimeout(100);
  }
}

test('P33: the product works as somebody who owns nothing, for two people who cannot reach each other', async (t) => {
  const login = `easel_login_${process.pid}`;
  let drop = async (): Promise<void> => {};
  const product = await startProduct(t, {}, async ({ pool, settings }) => {
    await makeLogin(pool, login);
    drop = async () => void (await pool.query(`drop role ${login}`));
    const url = new URL(settings['DATABASE_URL'] ?? '');
    url.username = login;
    return { DATABASE_URL: url.href, MIGRATE_URL: settings['DATABASE_URL'] ?? '' };
  });

  for (const platform of PLATFORMS)
    await t.test(`${platform}: draws, shows, refuses somebody else, exports and erases`, async () => {
      const [ada, ben] = product.pair(platform);
      const drawn = await ada.type('/imagine a fox in snow');
      await drawn.until(isSettled);
      // What everybody there sees, only its owner can delete; anybody may ask for it anew.
      const refused = await ben.press(drawn, 'Delete');
      assert.match(refused.words ?? refused.bubble?.look().text ?? '', /belongs to somebody else/);
      const again = await ben.press(drawn, 'Re-roll');
      await again.bubble?.until(isSettled);
      const cleo = product.seat(platform, { name: 'Cleo' });
      await (await cleo.type('/imagine an owl')).until(isSettled);
      assert.match((await cleo.type('/history')).look().text, /1 picture/);
      await (await cleo.type('/export')).until(({ files, text }) => files.length > 0 || /zip/i.test(text));
      const asked = await cleo.type('/deleteme');
      const [confirm = ''] = asked.look().buttons;
      const receipt = (await cleo.press(asked, confirm)).bubble?.look().text ?? '';
      assert.match(receipt, NUMBER);
      await gone(product.database, NUMBER.exec(receipt)?.[0] ?? '');
    });

  await t.test('nobody who works there has logged in as the owner of the tables', async () => {
    const { rows } = await product.database.query<{ who: string }>(
      `select distinct usename as who from pg_stat_activity
       where datname = current_database() and application_name in ('easel', 'easel-chime', 'easel-presence', 'easel-leader', 'easel-queue')`,
    );
    assert.deepEqual(rows, [{ who: login }]);
    assert.deepEqual(product.faults(), []);
  });
  assert.equal(await product.app.close(), true);
  await drop();
});
