// What the tenant wall lets through, tried by the thousand on the rows of two people who have done everything there is.

import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import pg from 'pg';
import { TABLES } from '../../src/core/domain/data-catalogue.ts';
import { asRole, type DatabaseRole } from '../../src/storage/roles.ts';
import { askingOn, doEverything } from '../support/erasing.ts';
import { openShop, type Shop } from '../support/shop.ts';

const NAMES = Object.keys(TABLES);
/** The condition for somebody's rows, for tables that have somebody's. */
const OWNED = new Map(
  Object.entries(TABLES).flatMap(([name, { owner }]) => {
    if ('nobody' in owner) return [];
    const of = (id: string): string =>
      'column' in owner
        ? `${owner.column} = '${id}'`
        : `${owner.through} in (select ref from payment where account_id = '${id}')`;
    return [[name, of] as const];
  }),
);

/** By grant or by policy, or because only the database gives this number. */
const REFUSED: ReadonlySet<string> = new Set(['42501', '428C9']);

type Two = { readonly shop: Shop; readonly ada: string; readonly ben: string };

/** Ada and Ben, with rows in every table that has an owner. */
async function two(t: TestContext): Promise<Two> {
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

async function countOf({ database }: Shop, table: string, where: string): Promise<number> {
  const { rows } = await database.pool.query<{ count: number }>(
    `select count(*)::int as count from ${table} where ${where}`,
  );
  return rows[0]?.count ?? 0;
}

async function connect(t: TestContext, { url }: Shop, role: DatabaseRole, account?: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: asRole(url, role) });
  client.on('error', () => undefined);
  await client.connect();
  t.after(() => client.end());
  if (account !== undefined) await client.query(`select set_config('app.account', $1, false)`, [account]);
  return client;
}

/** What each statement counts, or the code it is refused with. */
async function tryAll(
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
async function digests({ database }: Shop, id: string): Promise<Readonly<Record<string, string>>> {
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
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

/** One statement that reads or writes a row of Ada's, and counts what it has got hold of. */
function attack(
  roll: (sides: number) => number,
  table: string,
  of: (id: string) => string,
  row: Row,
  { ada, ben }: Two,
): string {
  const writes = (statement: string): string => `with w as (${statement} returning 1) select count(*) from w`;
  const { owner, columns } = TABLES[table] ?? assert.fail(table);
  const names = Object.keys(columns);
  const literal = (value: unknown): string =>
    pg.escapeLiteral(typeof value === 'string' ? value : JSON.stringify(value));
  const filled = names.filter((name) => row[name] !== null && !Array.isArray(row[name]));
  const [named, also] = [filled[roll(filled.length)] ?? '', filled[roll(filled.length)] ?? ''];
  const hers = [of(ada), `${of(ada)} and "${named}" is not null`, `"${named}" = ${literal(row[named])} and ${of(ada)}`][
    roll(3)
  ];
  switch (roll(6)) {
    case 0:
      return `select count(*) from ${table} where ${hers}`;
    case 1:
      return `select count(*) filter (where not (${of(ben)})) from ${table}`;
    case 2:
      return writes(`update ${table} set "${also}" = "${also}" where ${hers}`);
    case 3:
      return writes(`delete from ${table} where ${hers}`);
    case 4:
      return writes(
        `insert into ${table} overriding system value select * from jsonb_populate_record(null::${table}, ${literal(row)})`,
      );
    default: {
      if (!('column' in owner)) return `select count(*) from ${table} where ${hers}`;
      const [from, to] = roll(2) === 0 ? [ada, ben] : [ben, ada];
      return writes(`update ${table} set ${owner.column} = '${to}' where ${of(from)}`);
    }
  }
}

type Row = Readonly<Record<string, unknown>>;

test('behind the tenant wall', async (t) => {
  const both = await two(t);
  const { shop, ada, ben } = both;

  await t.test('P13: 10,000 reads and writes as somebody else get hold of no row, and change none', async (t) => {
    const rows = new Map<string, readonly Row[]>();
    for (const [name, of] of OWNED) {
      const read = await shop.database.pool.query<{ row: Row }>(
        `select to_jsonb(t) as row from ${name} t where ${of(ada)}`,
      );
      rows.set(
        name,
        read.rows.map(({ row }) => row),
      );
    }
    const stood = [await digests(shop, ada), await digests(shop, ben)];
    const roll = dice(20_261_128);
    const owned = [...OWNED];
    const statements = Array.from({ length: 10_000 }, () => {
      const [name, of] = owned[roll(owned.length)] ?? assert.fail();
      const hers = rows.get(name) ?? [];
      return attack(roll, name, of, hers[roll(hers.length)] ?? {}, both);
    });
    const results = await tryAll(shop, await connect(t, shop, 'app', ben), statements);
    assert.equal(results.length, statements.length);
    const wrong = statements.flatMap((statement, at) =>
      REFUSED.has(results[at] ?? '') || results[at] === '0' ? [] : [`${results[at]}: ${statement.slice(0, 200)}`],
    );
    assert.deepEqual(wrong.slice(0, 10), []);
    assert.ok(results.filter((result) => result === '0').length > 2_000);
    assert.ok(results.filter((result) => result === '42501').length > 2_000);
    assert.deepEqual([await digests(shop, ada), await digests(shop, ben)], stood);
  });

  await t.test('P13: who forgets to say whose turn it is finds nobody', async (t) => {
    const stood = [await digests(shop, ada), await digests(shop, ben)];
    const statements = [...OWNED.keys()].flatMap((name) => [
      `select count(*) from ${name}`,
      `with w as (delete from ${name} returning 1) select count(*) from w`,
      ...Object.keys(TABLES[name]?.columns ?? {}).map(
        (column) => `with w as (update ${name} set "${column}" = "${column}" returning 1) select count(*) from w`,
      ),
    ]);
    for (const account of [undefined, '']) {
      const results = await tryAll(shop, await connect(t, shop, 'app', account), statements);
      assert.deepEqual(new Set(results), new Set(['0', ...REFUSED]));
    }
    assert.deepEqual([await digests(shop, ada), await digests(shop, ben)], stood);
  });

  await t.test('P33: a DELETE without WHERE as sweeper removes what is due, and nothing else', async (t) => {
    const { pool } = shop.database;
    const sweeper = await connect(t, shop, 'sweeper');
    const empty = async (): Promise<Readonly<Record<string, number>>> => {
      const removed: Record<string, number> = {};
      for (const name of NAMES.toReversed()) {
        const [count] = await tryAll(shop, sweeper, [
          `with w as (delete from ${name} returning 1) select count(*) from w`,
        ]);
        if (count !== '42501' && count !== '0') removed[name] = Number(count);
      }
      return removed;
    };
    assert.deepEqual(await empty(), {});
    // Eleven years ago, all of what Ada has; one picture of hers is saved.
    await pool.query(
      `update image set saved_at = now() where id = (select id from image where state = 'ready' and account_id = $1 order by id limit 1)`,
      [ada],
    );
    const dated: string[] = [];
    for (const [name, { keep }] of Object.entries(TABLES)) {
      if (keep.rule !== 'after' && keep.rule !== 'after-last') continue;
      const columns = [keep.since, ...(keep.rule === 'after' && keep.or ? [keep.or] : [])];
      const whose = OWNED.get(name)?.(ada) ?? 'true';
      const aged = columns.map((column) => `"${column}" = "${column}" - interval '11 years'`).join(', ');
      await pool.query(`update ${name} set ${aged} where ${whose}`);
      dated.push(name);
    }
    const [stands, saved] = [await digests(shop, ben), await countOf(shop, 'image', 'saved_at is not null')];
    assert.equal(saved, 1);
    const before = Object.fromEntries(
      await Promise.all(
        NAMES.map(async (name) => [name, await countOf(shop, name, OWNED.get(name)?.(ada) ?? 'true')] as const),
      ),
    );
    // Nobody puts off what is due.
    await assert.rejects(sweeper.query('update task set ended_at = now()'), { code: '42501' });
    // Its bytes are there still: what is not marked stays, and only what is due can be marked.
    assert.equal((await empty())['image'], undefined);
    const [marked] = await tryAll(shop, sweeper, [
      'with w as (update image set deleting_at = now() returning 1) select count(*) from w',
    ]);
    assert.equal(
      Number(marked),
      await countOf(shop, 'image', `account_id = '${ada}' and saved_at is null and finished_at is not null`),
    );
    await empty();
    for (const name of dated) {
      const left = await countOf(shop, name, OWNED.get(name)?.(ada) ?? 'true');
      if (name === 'image' || name === 'generation')
        assert.ok(left > 0 && left < (before[name] ?? 0), `${left} of ${name}`);
      else if (name === 'task')
        assert.equal(left, await countOf(shop, name, `account_id = '${ada}' and ended_at is null`));
      else assert.equal(left, 0, name);
    }
    assert.equal(await countOf(shop, 'image', 'saved_at is not null'), 1);
    assert.deepEqual(await digests(shop, ben), stands);
    await assert.rejects(sweeper.query('select prompt from generation'), { code: '42501' });
  });
});
