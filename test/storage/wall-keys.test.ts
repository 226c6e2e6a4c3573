// A row refers to rows of its own account: seen in the database alone, without the data catalogue.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Pool } from 'pg';
import { freshDatabase } from '../support/postgres.ts';

/** Keys that lead to an account's row without being its owner's, and why. */
const NOT_THE_OWNER: Readonly<Record<string, string>> = {
  'erasure (receipt_id) -> account (id)':
    'the account of the receipt, made to own what stays when the other one is gone: it is another one by intent',
};

/** Ids in rows of an account that no key leads from, and what holds them instead. */
const WITHOUT_A_KEY: Readonly<Record<string, string>> = {
  'task.subject_id': 'of one table or another, by kind: held by task_of_one_account and task_stays',
  'delivery.subject_id': 'of one table or another, by subject_kind: held by delivery_of_one_account and delivery_stays',
  'erasure.old_id': 'the id an account had that is gone, to look for late files',
  'history.images': 'pictures of a page, some gone by now: whoever opens one does so behind the wall',
  'hold.account_id': 'it has parts, whose key names the account; one without parts is found by the proof of the ledger',
  'ledger_op.account_id': 'its movements have keys that name the account; one that moves nothing is nobody’s',
  'task.lease_token': 'made up by a worker',
};

type Key = { readonly child: string; readonly parent: string; readonly from: string[]; readonly to: string[] };

async function keysOf(pool: Pool): Promise<readonly Key[]> {
  const { rows } = await pool.query<Key>(
    `select conrelid::regclass::text as child, confrelid::regclass::text as parent,
       array(select attname::text from unnest(conkey) with ordinality k (n, at)
         join pg_attribute on attrelid = conrelid and attnum = n order by at) as "from",
       array(select attname::text from unnest(confkey) with ordinality k (n, at)
         join pg_attribute on attrelid = confrelid and attnum = n order by at) as "to"
     from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace`,
  );
  return rows;
}

async function columnsOf(pool: Pool): Promise<readonly { table: string; column: string; type: string }[]> {
  const { rows } = await pool.query<{ table: string; column: string; type: string }>(
    `select c.relname as "table", attname as "column", format_type(atttypid, null) as type
     from pg_attribute join pg_class c on c.oid = attrelid
     where relnamespace = 'public'::regnamespace and relkind = 'r' and attnum > 0 and not attisdropped`,
  );
  return rows;
}

/** Tables whose rows say whose they are. */
async function ownedTables(pool: Pool): Promise<ReadonlySet<string>> {
  const columns = await columnsOf(pool);
  return new Set(columns.filter(({ column }) => column === 'account_id').map(({ table }) => table));
}

/** Whether it can only lead to a row of the same account. */
function staysInside({ from, to, parent }: Key): boolean {
  const at = from.indexOf('account_id');
  return at !== -1 && to[at] === (parent === 'account' ? 'id' : 'account_id');
}

/** Keys between rows of accounts that may lead from one to another. */
async function leadingOut(pool: Pool): Promise<readonly string[]> {
  const owned = await ownedTables(pool);
  return (await keysOf(pool))
    .filter(({ child, parent }) => owned.has(child) && (owned.has(parent) || parent === 'account'))
    .filter((key) => !staysInside(key))
    .map(({ child, parent, from, to }) => `${child} (${from.join()}) -> ${parent} (${to.join()})`)
    .toSorted();
}

describe('what a row refers to', () => {
  test('P13: is of the same account, in every foreign key between rows that have one', async (t) => {
    const { pool } = await freshDatabase(t);
    assert.ok((await keysOf(pool)).filter(staysInside).length > 25);
    assert.deepEqual(await leadingOut(pool), Object.keys(NOT_THE_OWNER));
    await pool.query(
      'create table mood (account_id uuid not null references account (id), image_id uuid references image (id))',
    );
    assert.deepEqual(
      (await leadingOut(pool)).filter((key) => !(key in NOT_THE_OWNER)),
      ['mood (image_id) -> image (id)'],
    );
  });

  test('P13: has a foreign key, or stands here with what holds it instead', async (t) => {
    const { pool } = await freshDatabase(t);
    const [owned, keys] = [await ownedTables(pool), await keysOf(pool)];
    const loose = (await columnsOf(pool)).filter(
      ({ table, column, type }) =>
        owned.has(table) &&
        column !== 'id' &&
        type.startsWith('uuid') &&
        !keys.some(({ child, from }) => child === table && from.includes(column)),
    );
    assert.deepEqual(
      loose.map(({ table, column }) => `${table}.${column}`).toSorted(),
      Object.keys(WITHOUT_A_KEY).toSorted(),
    );
  });

  test('P13: of a task may have gone as it is added, and is not somebody else’s', async (t) => {
    const { pool } = await freshDatabase(t);
    const [ada, ben, hers] = ['1', '2', '3'].map((digit) => `00000000-0000-7000-8000-00000000000${digit}`);
    await pool.query(`insert into account (id, locale) values ($1, 'en'), ($2, 'en')`, [ada, ben]);
    await pool.query(`insert into export (id, account_id, state, asked_at) values ($1, $2, 'waiting', now())`, [
      hers,
      ada,
    ]);
    const add = (account: string | undefined, subject: string | undefined) =>
      pool.query(
        `insert into task (id, kind, subject_id, account_id, pool, class) values (gen_random_uuid(), 'export', $1, $2, 'export', 'system')`,
        [subject, account],
      );
    await assert.rejects(add(ben, hers), { code: '23503', message: 'a task is about something of another account' });
    await add(ben, ben);
    await add(ada, hers);
    await assert.rejects(pool.query('update task set account_id = $1', [ben]), { code: '23503' });
  });

  test('P30: rows without an account of their own lead to one that has, or are nobody’s for good', async (t) => {
    const { pool } = await freshDatabase(t);
    const [owned, keys] = [await ownedTables(pool), await keysOf(pool)];
    const through = keys.filter(({ child }) => child !== 'account' && !owned.has(child));
    assert.deepEqual(through.map(({ child, from, parent }) => `${child} (${from.join()}) -> ${parent}`).toSorted(), [
      'payment_dispute (payment_ref) -> payment',
      'payment_grant (payment_ref) -> payment',
    ]);
    assert.ok(through.every(({ parent }) => owned.has(parent)));
  });
});
