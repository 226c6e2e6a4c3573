// Somebody of whom there is a row in every table, on both platforms, and somebody else beside them.

import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { Pool } from 'pg';
import type { AccountId } from '../../src/core/domain/ids.ts';
import { packWaiting } from './copies.ts';
import { askingOn, doEverything } from './erasing.ts';
import { accepted } from './people.ts';
import { openShop, type Shop } from './shop.ts';

type Everybody = { readonly shop: Shop; readonly account: AccountId; readonly otherNeedles: readonly string[] };

/** One person on both platforms who did everything there is, and somebody else who did the same. */
export async function everybody(t: TestContext): Promise<Everybody> {
  const shop = await openShop(t, { starterCredits: 50 });
  const { core, database } = shop;
  const { accountId } = await doEverything(shop, 'discord', 'user-ada-lovelace');
  await database.pool.query(
    `insert into identity (platform, mark, user_id, account_id) values ('telegram', $1, $2, $3)`,
    [
      shop.seals.mark('telegram', '70001'),
      (await shop.seals.of(accountId)).seal('identity.user_id', '70001'),
      accountId,
    ],
  );
  const onTelegram = (): ReturnType<typeof askingOn> => askingOn('telegram', '70001');
  accepted(await core.chat.openTicket(onTelegram(), '=cmd|"/c calc"!A1 is in my question'));
  accepted(await core.chat.changeSetting(onTelegram(), { setting: 'statistics', to: false }));
  await packWaiting(shop);
  accepted(await core.chat.askErasure(onTelegram()));
  await database.pool.query(`insert into legal_hold (account_id, reference) values ($1, 'case 7')`, [accountId]);
  const other = await doEverything(shop, 'discord', 'user-of-somebody-else');
  const { rows } = await database.pool.query<{ id: string }>(
    `select id::text from generation where account_id = $1 union select id::text from image where account_id = $1`,
    [other.accountId],
  );
  return { shop, account: accountId, otherNeedles: [...other.needles, ...rows.map(({ id }) => id)] };
}

/** The objects of an account by its rows, and how a copy calls them. */
export async function objectsOf(pool: Pool, account: unknown): Promise<readonly { key: string; file: string }[]> {
  const { rows } = await pool.query<{ key: string; file: string }>(
    `select object_key as key, 'files/images/' || id || '.png' as file from image where account_id = $1 and object_key is not null
     union all select source_key, 'files/uploads/' || id || '.csv' from bulk_run where account_id = $1`,
    [account],
  );
  assert.ok(rows.length >= 5);
  return rows;
}
