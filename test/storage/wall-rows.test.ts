// What the tenant wall lets through, tried by the thousand on the rows of two people who have done everything there is.

import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { TABLES } from '../../src/core/domain/data-catalogue.ts';
import type { DatabaseRole } from '../../src/storage/roles.ts';
import { verbsOf } from '../../src/storage/wall.ts';
import { attack, fieldOf, type Attack } from '../support/attacks.ts';
import { connect, countOf, dice, digests, OWNED, tryAll, two } from '../support/wall.ts';

const NAMES = Object.keys(TABLES);

/** By grant or by policy, or because only the database gives this number. */
const REFUSED: ReadonlySet<string> = new Set(['42501', '428C9']);

type Ended = Attack & { readonly result: string };

function assertRefused(done: readonly Ended[]): void {
  const wrong = done.filter(({ result, ends }) => !REFUSED.has(result) && !ends.has(result));
  assert.deepEqual(
    wrong.slice(0, 10).map(({ result, statement }) => `${result}: ${statement.slice(0, 250)}`),
    [],
  );
}

test('behind the tenant wall', async (t) => {
  const both = await two(t);
  const { shop, ada, ben } = both;

  const field = await fieldOf(both);

  /** What comes of so many attacks under a role, where Ben is in turn: nothing may have changed. */
  const attacked = async (
    t: TestContext,
    role: DatabaseRole,
    many: number,
    isMeant: (attack: Attack) => boolean,
  ): Promise<readonly Ended[]> => {
    const stood = [await digests(shop, ada), await digests(shop, ben)];
    const roll = dice(20_261_128);
    const attacks: Attack[] = [];
    while (attacks.length < many) {
      const next = attack(field, roll);
      if (isMeant(next)) attacks.push(next);
    }
    const client = await connect(t, shop, role, ben);
    const results = await tryAll(
      shop,
      client,
      attacks.map(({ statement }) => statement),
    );
    assert.equal(results.length, many);
    assert.deepEqual([await digests(shop, ada), await digests(shop, ben)], stood);
    return attacks.map((each, at) => ({ ...each, result: results[at] ?? '' }));
  };

  await t.test('P13: 10,000 reads and writes as somebody else get hold of no row, and change none', async (t) => {
    const done = await attacked(t, 'app', 10_000, () => true);
    assertRefused(done);
    for (const [result, least] of [
      ['0', 2_000],
      ['42501', 2_000],
      ['23503', 300],
    ] as const) {
      const many = done.filter((each) => each.result === result).length;
      assert.ok(many > least, `${result}: only ${many}`);
    }
  });

  await t.test('P13: 2,000 as whoever packs a copy get hold of no row', async (t) => {
    assertRefused(await attacked(t, 'exporter', 2_000, () => true));
  });

  // A worker does what it does for everybody, and sees their rows: it makes none of one that leads to another.
  await t.test(
    'P13: 2,000 as a worker tie no row to somebody else, and do nothing a worker has no business with',
    async (t) => {
      const done = await attacked(
        t,
        'worker',
        2_000,
        ({ crosses, table, verb }) => crosses || !verbsOf('worker', table).includes(verb),
      );
      assertRefused(done);
      assert.ok(done.every(({ crosses, result }) => crosses || REFUSED.has(result)));
      const byKey = new Set(done.filter(({ result }) => result === '23503').map(({ table }) => table));
      assert.deepEqual([...byKey].toSorted(), [...field.leads.keys()].toSorted());
    },
  );

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
