// Statements that nobody reads: they go with the next one that is read, and so do their failures.

import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { AbortedTransactionError, sql, type Kysely } from 'kysely';
import { openDatabase } from '../../src/storage/db.ts';
import type { Schema } from '../../src/storage/schema.ts';
import { inTransaction, type Place } from '../../src/storage/transactions.ts';
import { freshDatabase } from '../support/postgres.ts';

async function numbers(t: TestContext): Promise<Kysely<Schema>> {
  const { url, pool } = await freshDatabase(t);
  await pool.query('create table number (n int primary key)');
  const database = openDatabase(url, 2, () => {});
  t.after(() => database.close());
  return database.kysely;
}

const add = (on: Kysely<Schema>, n: number): Promise<unknown> =>
  sql`/* add-number unread */ insert into number values (${n})`.execute(on);
const all = async (on: Kysely<Schema>): Promise<number[]> =>
  (await sql<{ n: number }>`/* numbers */ select n from number order by n`.execute(on)).rows.map(({ n }) => n);

describe('a statement that nobody reads', () => {
  test('is seen by the next one in its transaction, and by all once that is committed', async (t) => {
    const db = await numbers(t);
    const seen = await inTransaction(db, async ({ kysely: on }) => {
      await add(on, 1);
      await add(on, 2);
      return all(on);
    });
    assert.deepEqual(seen, [1, 2]);
    await inTransaction(db, async ({ kysely: on }) => void (await add(on, 3)));
    assert.deepEqual(await all(db), [1, 2, 3]);
  });

  test('fails its transaction with its own failure, at the next statement or at commit', async (t) => {
    const db = await numbers(t);
    await add(db, 1);
    const twice = { code: '23505' };
    const reads = inTransaction(db, async ({ kysely: on }) => {
      await add(on, 2);
      await add(on, 1);
      return all(on);
    });
    await assert.rejects(reads, twice);
    const ends = inTransaction(db, async ({ kysely: on }) => {
      await add(on, 2);
      await add(on, 1);
    });
    await assert.rejects(ends, twice);
    assert.deepEqual(await all(db), [1]);
  });

  test('goes before one without a name, and its failure is the cause of what fails after it', async (t) => {
    const db = await numbers(t);
    const nameless = async (on: Kysely<Schema>): Promise<number[]> =>
      (await sql<{ n: number }>`select n from number order by n`.execute(on)).rows.map(({ n }) => n);
    const seen = await inTransaction(db, async ({ kysely: on }) => {
      await add(on, 1);
      return nameless(on);
    });
    assert.deepEqual(seen, [1]);
    const twice = inTransaction(db, async ({ kysely: on }) => {
      await add(on, 1);
      return nameless(on);
    });
    await assert.rejects(twice, { code: '23505' });
    assert.deepEqual(await nameless(db), [1]);
  });

  test('is prepared again when it was first seen behind one that failed', async (t) => {
    const db = await numbers(t);
    await db.connection().execute(async (one) => {
      await add(one, 1);
      const late = (n: number): Promise<unknown> => sql`/* add-late */ insert into number values (${n})`.execute(one);
      await sql`begin`.execute(one);
      await add(one, 1);
      await assert.rejects(late(2), { code: '23505' });
      await sql`rollback`.execute(one);
      await late(2);
      await late(3);
      assert.deepEqual(await all(one), [1, 2, 3]);
    });
  });

  test('is undone with a transaction that fails for another reason', async (t) => {
    const db = await numbers(t);
    const failing = inTransaction(db, async ({ kysely: on }) => {
      await add(on, 1);
      throw new Error('no');
    });
    await assert.rejects(failing, /^Error: no$/);
    assert.deepEqual(await all(db), []);
  });

  test('is waited for outside a transaction', async (t) => {
    const db = await numbers(t);
    await add(db, 1);
    await assert.rejects(add(db, 1), { code: '23505' });
    assert.deepEqual(await all(db), [1]);
  });
});

describe('a transaction', () => {
  test('takes a text as it stands beside queries that are built', async (t) => {
    const db = await numbers(t);
    const seen = await inTransaction(db, async ({ kysely, run }) => {
      await add(kysely, 1);
      await run('/* add-text unread */ insert into number values ($1)', [2]);
      return all(kysely);
    });
    assert.deepEqual(
      [seen, await all(db)],
      [
        [1, 2],
        [1, 2],
      ],
    );
  });

  test('is not committed when a statement of it has failed, also where nobody minded', async (t) => {
    const db = await numbers(t);
    const careless = inTransaction(db, async ({ kysely, run }) => {
      await add(kysely, 1);
      await assert.rejects(run('insert into number values ($1)', ['no number']), { code: '22P02' });
    });
    await assert.rejects(careless, AbortedTransactionError);
    assert.deepEqual(await all(db), []);
  });

  test('takes nothing more when it is over: its connection is already somebody else\u2019s', async (t) => {
    const db = await numbers(t);
    const kept: Place[] = [];
    await inTransaction(db, async (place) => void kept.push(place));
    const [place] = kept;
    assert.ok(place);
    await assert.rejects(place.run('insert into number values ($1)', [1]), /is over/);
    await assert.rejects(add(place.kysely, 1), /is over/);
    assert.deepEqual(await all(db), []);
  });
});
