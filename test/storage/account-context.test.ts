// Whose turn it is: told to the connection that works for them, with the statement that needs it, and to nobody else.

import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import type { Core } from '../../src/core/core.ts';
import type { AccountId } from '../../src/core/domain/ids.ts';
import { accountInTurn, forPeople, inNameOf, takeTurn, takeTurnIn } from '../../src/storage/account-context.ts';
import { openDatabase, type Database } from '../../src/storage/db.ts';
import { asOwner, asRole } from '../../src/storage/roles.ts';
import { newId } from '../support/core.ts';
import { freshDatabase } from '../support/postgres.ts';

type Rig = {
  readonly people: Database;
  readonly ada: AccountId;
  readonly ben: AccountId;
  seen(): Promise<readonly string[]>;
};

/** Two accounts, and a single connection for people. */
async function rig(t: TestContext): Promise<Rig> {
  const { pool, url } = await freshDatabase(t);
  const [ada, ben] = [newId<AccountId>(), newId<AccountId>()];
  await pool.query(`insert into account (id, locale) select unnest($1::uuid[]), 'en'`, [[ada, ben]]);
  const people = openDatabase(asRole(url, 'app'), 1, () => undefined, accountInTurn);
  t.after(() => people.close());
  const seen = async (): Promise<readonly string[]> =>
    (await people.kysely.selectFrom('account').select('id').execute()).map(({ id }) => id);
  return { people, ada, ben, seen };
}

/** One call of somebody's, with a turn of its own. */
function call<T>(work: () => Promise<T>): Promise<T> {
  const { findDownload } = forPeople({ chat: {}, findDownload: work, takeDownload: work } as unknown as Core);
  return findDownload('') as unknown as Promise<T>;
}

describe('a turn', () => {
  test('is taken by whoever is recognised, to the end of the call, on whatever connection', async (t) => {
    const { ada, ben, seen } = await rig(t);
    const as = (account: AccountId) => () => {
      takeTurn(account);
      return seen();
    };
    assert.deepEqual(await seen(), []);
    assert.deepEqual(await call(as(ada)), [ada]);
    assert.deepEqual(await call(seen), []);
    assert.deepEqual(await call(as(ben)), [ben]);
    const mixed = Array.from({ length: 40 }, (_, at) => (at % 2 === 0 ? ada : ben));
    assert.deepEqual(
      await Promise.all(mixed.map((account) => call(as(account)))),
      mixed.map((account) => [account]),
    );
    assert.equal(accountInTurn(), '');
  });

  test('reaches the transaction under way, and ends with it when it is rolled back', async (t) => {
    const { people, ada, seen } = await rig(t);
    const failed = call(() =>
      people.kysely.transaction().execute(async (transaction) => {
        await takeTurnIn(transaction, ada);
        assert.deepEqual(await transaction.selectFrom('account').select('id').execute(), [{ id: ada }]);
        throw new Error('changed my mind');
      }),
    );
    await assert.rejects(failed, /changed my mind/);
    assert.deepEqual(await call(seen), []);
  });

  test('is lent for what belongs to another account, and comes back', async (t) => {
    const { people, ada, ben } = await rig(t);
    const visible = await call(() =>
      people.kysely.transaction().execute(async (transaction) => {
        const ids = async (): Promise<string[]> =>
          (await transaction.selectFrom('account').select('id').execute()).map(({ id }) => id);
        await takeTurnIn(transaction, ada);
        const seen: string[][] = [];
        await inNameOf(transaction, ben, async () => seen.push(await ids()));
        return [...seen, await ids()];
      }),
    );
    assert.deepEqual(visible, [[ben], [ada]]);
  });

  test('is nothing to who begins as the role: RESET ROLE leads back to it', async (t) => {
    const { people, seen } = await rig(t);
    await people.pool.query('reset role');
    assert.deepEqual(await seen(), []);
    const { rows } = await people.pool.query<{ current_user: string }>('select current_user');
    assert.equal(rows[0]?.current_user, 'easel_app');
  });

  test('and a role are added to whatever an address says already', () => {
    const option = encodeURIComponent('-c role=easel_app');
    assert.equal(asRole('postgres://h/d', 'app'), `postgres://h/d?options=${option}`);
    assert.equal(asRole('postgres://h/d?sslmode=require', 'app'), `postgres://h/d?sslmode=require&options=${option}`);
    const both = asRole('postgres://h/d?options=-c%20jit%3Doff&sslmode=require', 'app');
    assert.equal(new URL(both).searchParams.get('options'), '-c jit=off -c role=easel_app');
    assert.equal(new URL(both).searchParams.get('sslmode'), 'require');
    assert.match(asOwner('postgres://h/d'), /easel\.migrates/);
  });
});
