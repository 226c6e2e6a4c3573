// Two people who have done everything there is, and what somebody gets hold of who is let in under a role of the database.

import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import pg from 'pg';
import { TABLES } from '../../src/core/domain/data-catalogue.ts';
import { asRole, type DatabaseRole } from '../../src/storage/roles.ts';
import { askingOn, doEverything } from './erasing.ts';
import { openShop, type Shop } from './shop.ts';

/** The condition for somebody's rows, for tables that have somebody's. */
export const OWNED = new Map(
  Object.entries(TABLES).flatMap(([name, { owner }]) => {
    if ('nobody' in owner) return [];
    const of = (id: string): string =>
      'column' in owner
        ? `${owner.column} = '${id}'`
        : `${owner.through} in (select ref from payment where account_id = '${id}')`;
    return [[name, of] as const];
  }),
);

export type Two = { readonly shop: Shop; readonly ada: string; readonly ben: string };

/** Ada and Ben, with rows in every table that has an owner. */
export async function two(t: TestContext): Promise<Two> {
  const shop = await openShop(t);
  const [ada, ben] = [await doEverything(shop, 'discord', 'ada'), await doEverything(shop, 'telegram', 'ben')];
  for (const { platform, userId, accountId } of [ada, ben]) {
    await shop.core.chat.askErasure(askingOn(platform, userId));
    const { pool } = shop.database;
    await pool.query(`insert into legal_hold (account_id, reference) values ($1, 'case')`, [accountId]);
    await pool.query(
      `insert into legal_request (id, account_id, reference, scope, secret, opened_by)
       values (gen_random_uuid(), $1, 'case', 'content', true, 'Olga')`,
      [accountId],
    );
    for (const [name, of] of OWNED)
      assert.notEqual(await countOf(shop, name, of(accountId)), 0, `${userId} has nothing in ${name}`);
  }
  return { shop, ada: ada.accountId, ben: ben.accountId };
}

export async function countOf({ database }: Shop, table: string, where: string): Promise<number> {
  const { rows } = await database.pool.query<{ count: number }>(
    `select count(*)::int as count from ${table} where ${where}`,
  );
  return rows[0]?.count ?? 0;
}

export async function connect(t: TestContext, { url }: Shop, role: DatabaseRole, account?: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: asRole(url, role) });
  client.on('error', () => undefined);
  await client.connect();
  t.after(() => client.end());
  if (account !== undefined) await client.query(`select set_config('app.account', $1, false)`, [account]);
  return client;
}

/** What each statement counts, or the code it is refused with. */
export async function tryAll(
  { database }: Shop,
  client: pg.Client,
  statements: readonly string[],
): Promise<readonly string[]> {
  await database.pool.query(`
    create or replace function try_all(statements text[]) returns text[] language plpgsql as $$
    declare
      results text[] := '{}';
      counted bigint;
    begin
      for at in 1 .. array_length(statements, 1) loop
        begin
          execute statements[at] into counted;
          results := array_append(results, counted::text);
        exception when others then results := array_append(results, sqlstate);
        end;
      end loop;
      return results;
    end $$`);
  const { rows } = await client.query<{ results: string[] }>('select try_all($1) as results', [statements]);
  return rows[0]?.results ?? [];
}

/** A digest of somebody's rows by table. */
export async function digests({ database }: Shop, id: string): Promise<Readonly<Record<string, string>>> {
  const lines: Record<string, string> = {};
  for (const [name, of] of OWNED) {
    const { rows } = await database.pool.query<{ digest: string }>(
      `select count(*) || ' ' || md5(string_agg(t::text, '|' order by t::text)) as digest from ${name} t where ${of(id)}`,
    );
    lines[name] = rows[0]?.digest ?? '';
  }
  return lines;
}

/** The same numbers each time. https://en.wikipedia.org/wiki/Linear_congruential_generator */
export function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}
