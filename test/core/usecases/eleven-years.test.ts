// Eleven years and more go by, and nothing is done but what the product's own clock does: every table keeps what it has until its
// rule says so, and then has nothing. One account is deleted by its owner at once, one is never used again.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Pool } from 'pg';
import { TABLES } from '../../../src/core/domain/data-catalogue.ts';
import { CHAT_POOL } from '../../../src/core/domain/pools.ts';
import type { Period } from '../../../src/core/domain/data-catalogue/types.ts';
import { age } from '../../support/ageing.ts';
import { askingOn, confirm, doEverything, eraseFully, erasing } from '../../support/erasing.ts';
import { accepted, pressing, work, workOff } from '../../support/people.ts';
import { everyRound } from '../../support/rounds.ts';
import { hear, openShop, settle, told, type Shop } from '../../support/shop.ts';

const { signal } = new AbortController();
const HOUR_MS = 3_600_000;
/** Gone by its own date, and not with what it belongs to. */
const DATED = Object.entries(TABLES).flatMap(([name, { keep }]) => (keep.rule === 'after' ? [{ name, keep }] : []));
/** An account that nobody uses goes after so many days, and is told so many before. */
const IDLE = { amount: 730, unit: 'days' } as const;
const TOLD = { amount: 700, unit: 'days' } as const;
const BOOKS = { amount: 10, unit: 'years' } as const;

/** How many rows are as old as everything was in the beginning, per table that goes by a date. */
async function oldRows(pool: Pool, hours: number): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { name, keep } of DATED) {
    const since = keep.or ? `coalesce(${keep.since}, ${keep.or})` : keep.since;
    const goes = keep.unless ? `and ${keep.unless} is null` : '';
    const { rows } = await pool.query<{ count: number }>(
      `select count(*)::int as count from ${name} where ${since} < now() - make_interval(hours => $1) + interval '30 minutes' ${goes}`,
      [hours],
    );
    counts[name] = rows[0]?.count ?? 0;
  }
  return counts;
}

async function filled(pool: Pool): Promise<readonly string[]> {
  const held = [];
  for (const name of Object.keys(TABLES))
    if ((await pool.query(`select from ${name} limit 1`)).rows.length > 0) held.push(name);
  return held;
}

async function hoursOf(pool: Pool, { amount, unit }: Period): Promise<number> {
  const { rows } = await pool.query<{ hours: number }>(
    `select floor(extract(epoch from now() - (now() - $1::interval)) / 3600)::int as hours`,
    [`${amount} ${unit}`],
  );
  return rows[0]?.hours ?? assert.fail('no time');
}

async function receipts(pool: Pool): Promise<number> {
  return (await pool.query(`select from account where state = 'erased'`)).rows.length;
}

/** Marks outside the database say in their names when they were made. */
async function ageMarks({ bucket }: Shop, hours: number): Promise<void> {
  const keys = await Array.fromAsync(bucket.list('marks/'));
  for (const key of keys) {
    const [, at = '', mark = ''] = /^marks\/(\d+)-(.*)$/.exec(key) ?? assert.fail(key);
    await bucket.putIfAbsent(`marks/${Number(at) - hours * HOUR_MS}-${mark}`, Buffer.from(`${mark}\n`), 'text/plain');
    await bucket.remove(key);
  }
}

/** A product somebody uses and somebody has left, with a row in every table. */
async function fullShop(shop: Shop): Promise<void> {
  const { pool } = shop.database;
  const ada = await doEverything(shop, 'discord', '900100200');
  const ben = await doEverything(shop, 'telegram', '700200300');
  const session = [...shop.world.state.sessions.values()].find(
    ({ status, mode }) => status === 'open' && mode === 'payment',
  );
  assert.ok(session);
  await confirm(shop, ben);
  await eraseFully(shop);
  const plan = await shop.store.subscriptions.current(ada.accountId);
  assert.ok(plan);
  await shop.payments.cancelSubscription(plan.id, signal);
  await told(shop, 'subscription', plan.id);
  // So that nothing ends later than in the beginning, from when all is counted.
  await pool.query(`update purchase set expires_at = now() where state = 'open'`);
  await shop.core.expirePurchases();
  await workOff(shop);
  const page = accepted(await shop.core.chat.history(askingOn('discord', ada.userId), { page: 1, words: '' }));
  const [picture] = page.view.pictures;
  assert.ok(picture);
  await shop.core.chat.keepPicture(pressing(ada.userId), { kind: 'image', id: picture.id }, true);
  await shop.core.legalHold({ step: 'open', account: ada.accountId, reference: 'case 9', by: 'ann' });
  await shop.core.reconcile({ since: null });
  await shop.core.chat.askErasure(askingOn('discord', ada.userId));
  await shop.store.transaction(async (rows) => {
    await rows.erasures.keepMark({ mark: 'm', at: new Date() });
  });
  await pool.query(
    `insert into usage_hourly (hour, model, jobs, accounts) values (date_trunc('hour', now()), 'sketch', 30, 20)`,
  );
  await hear(shop, 'session', session.id);
  await settle(shop);
}

describe('eleven years', () => {
  test('P27: every table keeps what it has until its rule, and is empty after it', async (t) => {
    const shop = await openShop(t, { starterCredits: 50 });
    const { pool } = shop.database;
    await fullShop(shop);
    assert.deepEqual(await filled(pool), Object.keys(TABLES), 'not every table has rows');
    const before = await oldRows(pool, 0);
    let elapsed = 0;

    const pass = async (hours: number): Promise<void> => {
      await age(pool, `${hours - elapsed} hours`);
      await ageMarks(shop, hours - elapsed);
      elapsed = hours;
      const faults = await everyRound({ ...shop.core, takesMoney: false });
      for (const task of await shop.store.tasks.dispatch(CHAT_POOL, 100, 30_000)) await work(shop, task);
      assert.deepEqual(faults, []);
      await erasing(shop);
    };

    const idle = await hoursOf(pool, IDLE);
    const dates = new Map<number, string[]>();
    for (const { name, keep } of DATED) {
      const at = await hoursOf(pool, keep);
      dates.set(at, [...(dates.get(at) ?? []), name]);
    }
    dates.set(await hoursOf(pool, TOLD), []);
    dates.set(idle, []);
    const books = await hoursOf(pool, BOOKS);
    dates.set(idle + books + 48, []);
    for (const [at, names] of [...dates].toSorted(([a], [b]) => a - b)) {
      await pass(at - 1);
      const early = await oldRows(pool, elapsed);
      const gone = (name: string): boolean => at > idle && TABLES[name]?.erase.rule === 'delete';
      for (const name of names) assert.equal(early[name], gone(name) ? 0 : before[name], `${name} went too early`);
      if (at === books) assert.equal(await receipts(pool), 2);
      await pass(at + 2);
      const late = await oldRows(pool, elapsed);
      for (const name of names) assert.equal(late[name], 0, `${name} stays`);
      if (at === books) assert.equal(await receipts(pool), 1);
    }
    assert.deepEqual(await filled(pool), []);
    assert.deepEqual(await Array.fromAsync(shop.bucket.list('')), []);
  });
});
