// The data catalogue and the migrated database say the same, both ways; and what may be stored, logged and handed on is in it.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Pool } from 'pg';
import { DATA_CATALOGUE, TABLES } from '../../src/core/domain/data-catalogue.ts';
import type { Column, Keep } from '../../src/core/domain/data-catalogue/types.ts';
import type { TaskJob } from '../../src/jobs/queue.ts';
import type { CatalogueIsComplete } from '../../src/storage/catalogue-check.ts';
import { freshDatabase } from '../support/postgres.ts';

/** Fails to compile when a table, a column, a log field or a job's field has no entry, or an entry nothing behind it. */
type EverythingIsListed = [
  CatalogueIsComplete,
  Exclude<keyof TaskJob, (typeof DATA_CATALOGUE)['jobs'][number]>,
  Exclude<(typeof DATA_CATALOGUE)['jobs'][number], keyof TaskJob>,
] extends [CatalogueIsComplete, never, never]
  ? true
  : false;
const everythingIsListed: EverythingIsListed = true;

/** Does not compile once a keep rule can say so. */
const nothingIsForEver: 'forever' extends Keep['rule'] ? never : true = true;

type Stored = { readonly name: string; readonly nullable: boolean };

async function storedColumns(pool: Pool): Promise<readonly Stored[]> {
  const { rows } = await pool.query<Stored>(
    `select table_name || '.' || column_name as name, is_nullable = 'YES' as nullable
     from information_schema.columns where table_schema = 'public' and table_name not like 'kysely%'`,
  );
  return rows;
}

/** What one side has and the other has not. */
async function drift(pool: Pool): Promise<readonly string[]> {
  const stored = (await storedColumns(pool)).map(({ name }) => name);
  const listed = Object.entries(TABLES).flatMap(([table, { columns }]) =>
    Object.keys(columns).map((column) => `${table}.${column}`),
  );
  return [
    ...stored.filter((name) => !listed.includes(name)).map((name) => `${name} is stored and not in the catalogue`),
    ...listed.filter((name) => !stored.includes(name)).map((name) => `${name} is in the catalogue and not stored`),
  ].toSorted();
}

async function foreignKeys(pool: Pool): Promise<readonly { readonly from: string; readonly to: string }[]> {
  const { rows } = await pool.query<{ from: string; to: string }>(
    `select conrelid::regclass::text as from, confrelid::regclass::text as to
     from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace`,
  );
  return rows;
}

/** In the ledger these belong to the account of their parts, which refer to them together with it (docs/decisions/0024). */
const TIED_BY_PARTS: ReadonlyMap<string, string> = new Map([
  ['hold', 'hold_part'],
  ['ledger_op', 'ledger_transfer'],
]);

describe('the data catalogue', () => {
  test('P01: it lists every table and column of the migrated database, and no other', async (t) => {
    assert.ok(everythingIsListed);
    const { pool } = await freshDatabase(t);
    assert.ok((await storedColumns(pool)).length > 150);
    assert.deepEqual(await drift(pool), []);
  });

  test('P01: a column or table that nobody has listed is found, and so is one that is gone', async (t) => {
    const { pool } = await freshDatabase(t);
    await pool.query('alter table image add column viewed_by text');
    await pool.query('create table mood (account_id uuid not null)');
    await pool.query('alter table ticket drop column answer');
    assert.deepEqual(await drift(pool), [
      'image.viewed_by is stored and not in the catalogue',
      'mood.account_id is stored and not in the catalogue',
      'ticket.answer is in the catalogue and not stored',
    ]);
  });

  test('every foreign key leads to a table that the catalogue names before', async (t) => {
    const { pool } = await freshDatabase(t);
    const order = Object.keys(TABLES);
    const keys = await foreignKeys(pool);
    assert.ok(keys.length > 20);
    for (const { from, to } of keys)
      assert.ok(order.indexOf(to) >= 0 && order.indexOf(to) < order.indexOf(from), `${from} refers to ${to}`);
  });

  test('P30: an owner is never empty, except where the catalogue says why', async (t) => {
    const { pool } = await freshDatabase(t);
    const nullable = new Map((await storedColumns(pool)).map((column) => [column.name, column.nullable]));
    const keys = new Set((await foreignKeys(pool)).map(({ from, to }) => `${from} -> ${to}`));
    for (const [table, { owner }] of Object.entries(TABLES)) {
      if ('nobody' in owner) {
        assert.ok(!nullable.has(`${table}.account_id`), `${table} has an owner`);
        continue;
      }
      const column = 'column' in owner ? owner.column : owner.through;
      const mayBeEmpty = 'column' in owner && owner.maybeEmpty !== undefined;
      assert.equal(nullable.get(`${table}.${column}`), mayBeEmpty, `${table}.${column}`);
      if ('through' in owner) assert.ok(keys.has(`${table} -> ${owner.table}`), `${table} does not refer to its owner`);
      const parts = TIED_BY_PARTS.get(table);
      if ('column' in owner && table !== 'account')
        assert.ok(
          parts === undefined
            ? [...keys].some((key) => key.startsWith(`${table} -> `))
            : keys.has(`${parts} -> ${table}`),
          `${table} refers to nothing`,
        );
    }
  });

  test('P30: a row without an owner is refused', async (t) => {
    const { pool } = await freshDatabase(t);
    for (const [table, { owner }] of Object.entries(TABLES)) {
      if (!('column' in owner) || owner.maybeEmpty) continue;
      await assert.rejects(
        pool.query(`insert into ${table} (${owner.column}) values (null)`),
        (error: { code?: string; column?: string }) => error.code === '23502',
        table,
      );
      const { rows } = await pool.query(
        `select from pg_attribute where attrelid = $1::regclass and attname = $2 and attnotnull`,
        [table, owner.column],
      );
      assert.equal(rows.length, 1, `${table}.${owner.column}`);
    }
  });

  test('P27: every table has a rule that ends, by a column that is always filled or has another to stand in', async (t) => {
    const { pool } = await freshDatabase(t);
    const nullable = new Map((await storedColumns(pool)).map((column) => [column.name, column.nullable]));
    assert.ok(nothingIsForEver);
    /** Filled by the end of something that has a deadline itself. */
    const filledInTime = new Set(['image.finished_at', 'task.ended_at']);
    for (const [table, { keep }] of Object.entries(TABLES)) {
      if (keep.rule === 'with') {
        for (const other of keep.tables) assert.ok(TABLES[other], `${table} goes with ${other}`);
        continue;
      }
      assert.ok(Number.isInteger(keep.amount) && keep.amount >= 0);
      if (keep.rule === 'idle') continue;
      if (keep.rule === 'after-last') assert.ok(TABLES[keep.table]);
      const since = keep.rule === 'after' && keep.or ? keep.or : keep.since;
      assert.ok(filledInTime.has(`${table}.${since}`) || nullable.get(`${table}.${since}`) === false, table);
    }
  });

  test('P27: no chain of rules runs in a circle: each ends at a time', () => {
    for (const start of Object.keys(TABLES)) {
      const seen = new Set<string>();
      const follow = (table: string): void => {
        assert.ok(!seen.has(table), `${start} waits for itself`);
        const keep = TABLES[table]?.keep;
        if (keep?.rule !== 'with') return;
        seen.add(table);
        for (const other of keep.tables) follow(other);
        seen.delete(table);
      };
      follow(start);
    }
  });

  test('P09: nothing of a device is stored or logged: no address, no browser, no system', async (t) => {
    const { pool } = await freshDatabase(t);
    const device = /(^|_|\.)(ip|ips|ip_address|remote_addr|user_agent|ua|browser|device|os|fingerprint|referer)($|_)/i;
    const names = [
      ...(await storedColumns(pool)).map(({ name }) => name),
      ...Object.keys(DATA_CATALOGUE.logs).map((field) =>
        field.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      ),
    ];
    assert.ok(device.test('visit.ip') && device.test('visit.user_agent') && !device.test('generation.description'));
    assert.deepEqual(
      names.filter((name) => device.test(name)),
      [],
    );
  });

  test('P23: every recipient has a country and a ground for the transfer, or says who has to name them', () => {
    for (const recipient of Object.values(DATA_CATALOGUE.recipients)) {
      assert.ok(recipient.transfer.en.length > 10 && recipient.transfer['zh-CN'].length > 5, recipient.name);
      assert.ok(recipient.erase.en.length > 10, recipient.name);
      if (recipient.country === null) assert.equal(recipient.host, null, recipient.name);
      else assert.match(recipient.country, /^[A-Z]{2}$/);
    }
  });

  test('what outlives an account is kept because of a duty, without a word a person wrote or a place in a chat', () => {
    for (const [table, { erase, columns }] of Object.entries(TABLES)) {
      if (erase.rule !== 'receipt') continue;
      assert.ok(erase.amount > 0 && erase.because.en.length > 10, table);
      for (const [name, { category, afterwards }] of Object.entries<Column>(columns)) {
        if (name === 'account_id') assert.equal(afterwards, 'renamed', `${table}.${name}`);
        if (category !== 'money' && category !== 'operation')
          assert.equal(afterwards, 'blanked', `${table}.${name} would stay`);
      }
    }
  });
});
