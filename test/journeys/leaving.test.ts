// The platforms' own doors, over the wire: whoever goes through one loses nothing, comes back to everything, and is otherwise erased
// like any account nobody uses, under the number of a receipt.

import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { test } from 'node:test';
import { discordSeat } from '../../sim/demo/discord-seat.ts';
import { isSettled } from '../../sim/demo/reading.ts';
import type { Seat } from '../../sim/demo/seat.ts';
import { telegramSeat } from '../../sim/demo/telegram-seat.ts';
import { startProduct, type Product } from '../support/product.ts';
import { rowsWith } from '../support/residue.ts';

const WORDS = { en: 'Owls are here.', 'zh-CN': '有猫头鹰了。' };

type Standing = { id: string; state: string; left: boolean; number: string | null };

/** Somebody who has drawn a picture, and how they go and come again. */
type Guest = {
  readonly userId: string;
  /** Where they draw. */
  readonly seat: Seat;
  readonly leave: () => Promise<unknown>;
  /** Where they are answered when they come back. */
  readonly back: () => Promise<Seat>;
  /** Whether the platform tells us of it, or it is only silence. */
  readonly told: boolean;
};

function blocking({ telegram }: Product): Guest {
  const person = telegram.person();
  const seat = telegramSeat(telegram, person);
  const back = async (): Promise<Seat> => {
    person.unblock();
    return seat;
  };
  return { userId: String(person.id), seat, leave: async () => person.block(), back, told: true };
}

function kickingFromGroup({ telegram }: Product): Guest {
  const person = telegram.person();
  const group = telegram.group({ title: 'Painters' }, person);
  const seat = telegramSeat(telegram, person, group);
  const back = async (): Promise<Seat> => telegramSeat(telegram, person);
  return { userId: String(person.id), seat, leave: async () => group.kickBot(), back, told: false };
}

function deauthorizing({ discord }: Product): Guest {
  const person = discord.person();
  const seat = discordSeat(discord, person, discord.channel({ bot: false }));
  const leave = async (): Promise<void> => assert.equal(await discord.events.deauthorize(person), 204);
  const back = async (): Promise<Seat> => {
    assert.equal(await discord.events.authorize(person), 204);
    return seat;
  };
  return { userId: person.id, seat, leave, back, told: true };
}

function removingFromServer({ discord }: Product): Guest {
  const person = discord.person();
  const seat = discordSeat(discord, person, discord.channel({ bot: true }));
  const back = async (): Promise<Seat> => discordSeat(discord, person, discord.dm(person));
  return { userId: person.id, seat, leave: async () => discord.removeBot(), back, told: false };
}

const DOORS = {
  'blocking the bot on Telegram': blocking,
  'removing it from a group on Telegram': kickingFromGroup,
  'taking it off one’s account on Discord': deauthorizing,
  'removing it from a server on Discord': removingFromServer,
} as const;

async function drawn(seat: Seat): Promise<void> {
  const status = await seat.type('/imagine a canary --model sketch --size 512');
  await status.until(isSettled);
}

test('Leaving over the wire', async (t) => {
  const product = await startProduct(t);
  const { database, discord } = product;
  const core = product.app.core();
  const address = `http://127.0.0.1:${product.app.webPort()}/webhooks/discord`;

  const standing = async (id: string): Promise<Standing> => {
    const { rows } = await database.query<Standing>(
      'select id, state, left_at is not null as left, idle_number as number from account where id = $1',
      [id],
    );
    return rows[0] ?? { id, state: 'gone', left: false, number: null };
  };
  const until = async (what: string, isTrue: () => Promise<boolean>): Promise<void> => {
    for (let left = 600; !(await isTrue()); left--) {
      assert.ok(left > 0, `waited too long: ${what}`);
      await pause(50);
    }
  };
  /** Draws a picture as somebody new; whose account that made. */
  const settledIn = async ({ seat }: Guest): Promise<string> => {
    const before = await database.query<{ id: string }>('select id from account');
    await drawn(seat);
    const known = before.rows.map(({ id }) => id);
    const { rows } = await database.query<{ id: string }>('select id from account where id <> all($1::uuid[])', [
      known,
    ]);
    const id = rows[0]?.id ?? assert.fail('no account');
    // The message is in the chat before it is noted that it is.
    await until('everything to be noted', async () => {
      const { rows: open } = await database.query(
        `select id from delivery where account_id = $1 and state = 'open' union all
         select id from task where account_id = $1 and state in ('queued', 'dispatched', 'running')`,
        [id],
      );
      return open.length === 0;
    });
    return id;
  };
  const leaveBy = async (guest: Guest, id: string): Promise<void> => {
    await guest.leave();
    if (guest.told) await until('the door to be noted', async () => (await standing(id)).left);
  };
  const age = (id: string, by: string) =>
    database.query(
      `update account set last_used_at = last_used_at - $2::interval, idle_told_at = idle_told_at - $2::interval,
         left_at = left_at - $2::interval where id = $1`,
      [id, by],
    );

  await t.test('P03: Discord’s address for events believes what Discord has signed, and nothing else', async () => {
    await discord.events.subscribe(address);
    const guest = deauthorizing(product);
    const id = await settledIn(guest);
    const person = { user: { id: guest.userId } } as Parameters<typeof discord.events.deauthorize>[0];
    assert.equal(await discord.events.deauthorize(person, { forged: true }), 401);
    assert.equal(await discord.events.deauthorize(person, { sentAgoMs: 20 * 60_000 }), 401);
    const unsigned = await fetch(address, { method: 'POST', body: '{"type":0}' });
    assert.equal(unsigned.status, 401);
    assert.equal((await standing(id)).left, false);
    const stranger = discord.person();
    assert.equal(await discord.events.deauthorize(stranger), 204);
    const { rows } = await database.query('select from account where left_at is not null');
    assert.equal(rows.length, 0, 'a stranger stays one');
    assert.deepEqual(
      product.events().flatMap((event) => (event.event === 'webhook' ? [event.outcome] : [])),
      ['heard', 'forged', 'forged', 'stale', 'unsigned', 'heard'],
    );
  });

  for (const [door, open] of Object.entries(DOORS)) {
    await t.test(`P42: ${door} loses nothing at once, and whoever comes back finds everything`, async () => {
      const guest = open(product);
      const id = await settledIn(guest);
      const { account, ...rows } = await rowsWith(database, id);
      assert.ok(account && rows['image']?.startsWith('1:'));
      await leaveBy(guest, id);
      const { account: after, ...kept } = await rowsWith(database, id);
      assert.deepEqual(kept, rows);
      assert.equal(after === account, !guest.told, 'that they left is all that is written down');
      const seat = await guest.back();
      assert.match((await seat.type('/history')).look().text, /a canary/);
      assert.deepEqual(await standing(id), { id, state: 'active', left: false, number: null });
    });

    await t.test(`P42: ${door} leads to the erasure of every account nobody uses`, async () => {
      const guest = open(product);
      const id = await settledIn(guest);
      await leaveBy(guest, id);
      await age(id, '699 days 23 hours');
      assert.deepEqual(await core.closeIdle(), { told: 0, closed: 0 });
      await age(id, '2 hours');
      assert.deepEqual(await core.closeIdle(), { told: 1, closed: 0 });
      const { number } = await standing(id);
      await age(id, '30 days 1 hour');
      assert.deepEqual(await core.closeIdle(), { told: 0, closed: 1 });
      await until('the account to be gone', async () => (await standing(id)).state === 'gone');
      const left = Object.entries(await rowsWith(database, id)).filter(([, digest]) => !digest.startsWith('0:'));
      // Its old id, by which late files are looked for once more.
      assert.deepEqual(
        left.map(([table]) => table),
        ['erasure'],
      );
      const anybody = product.seat('telegram');
      assert.match((await anybody.type(`/deleteme status ${number}`)).look().text, /Everything was deleted/);
    });
  }

  await t.test('P42, P15: nothing is announced to whoever has left, except about security', async () => {
    for (const open of [blocking, deauthorizing]) {
      const guest = open(product);
      const id = await settledIn(guest);
      await leaveBy(guest, id);
      const notices = async (): Promise<number> =>
        (await database.query('select from notice where account_id = $1', [id])).rows.length;
      const before = await notices();
      await core.announce({ news: 'product', name: `owls-${guest.userId}`, words: WORDS });
      assert.equal(await notices(), before);
      await core.announceSecurity(`hole-${guest.userId}`, WORDS);
      assert.equal(await notices(), before + 1);
    }
  });

  await t.test('no door leaves a fault', () => assert.deepEqual(product.faults(), []));
});
