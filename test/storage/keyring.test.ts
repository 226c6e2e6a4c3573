// The keyring: a key for each account, made once and destroyed for good; master keys that change; and what does not open it.

import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { AccountId } from '../../src/core/domain/ids.ts';
import { KeyGone } from '../../src/core/keyring.ts';
import { StartRefused } from '../../src/core/start-refused.ts';
import { openMasterKeys } from '../../src/storage/master-keys.ts';
import { SealBroken, type Sealed, type SealedPlace } from '../../src/storage/seals.ts';
import { ownKeyring, testKeyring } from '../support/keyring.ts';

const newAccount = (): AccountId => randomUUID() as AccountId;
const newMaster = (): string => randomBytes(32).toString('base64');
const PLACE = 'identity.user_id';

async function until(isSo: () => Promise<boolean>, withinMs: number): Promise<number> {
  const startedAt = performance.now();
  while (!(await isSo())) {
    assert.ok(performance.now() - startedAt < withinMs, `not within ${withinMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return performance.now() - startedAt;
}

describe('The key of an account', () => {
  test('seals what it opens again, differently each time, for its account and its place alone', async () => {
    const keyring = await testKeyring();
    const [ada, ben] = [await keyring.make(newAccount()), await keyring.make(newAccount())];
    for (const text of ['', 'a fox', '一只狐狸🦊', 'x'.repeat(100_000)]) {
      const [box, again] = [ada.seal(PLACE, text), ada.seal(PLACE, text)];
      assert.equal(ada.open(PLACE, box), text);
      assert.notDeepEqual(box, again);
      assert.ok(text === '' || !box.includes(text));
      assert.throws(() => ben.open(PLACE, box), SealBroken);
      const elsewhere = 'kept_request.wish' as SealedPlace;
      assert.throws(() => ada.open(elsewhere, box as Buffer as Sealed<SealedPlace>), SealBroken);
      for (const at of [0, 1, 12, 13, box.length - 1]) {
        const damaged = Buffer.from(box) as typeof box;
        damaged[at] = (damaged[at] ?? 0) ^ 1;
        assert.throws(() => ada.open(PLACE, damaged), SealBroken);
      }
      assert.throws(() => ada.open(PLACE, box.subarray(0, -1) as typeof box), SealBroken);
      assert.throws(() => ada.open(PLACE, Buffer.alloc(0) as Buffer as typeof box), SealBroken);
    }
  });

  test('is made once, however many ask for it at once, and found by every process', async (t) => {
    const { open } = await ownKeyring(t);
    const [one, two] = [await open(), await open()];
    const account = newAccount();
    assert.equal(await one.find(account), null);
    await assert.rejects(one.of(account), KeyGone);
    const made = await Promise.all(Array.from({ length: 10 }, (_, at) => (at % 2 ? one : two).make(account)));
    const box = (await two.of(account)).seal(PLACE, 'a fox');
    for (const seal of made) assert.equal(seal.open(PLACE, box), 'a fox');
    const all = await one.ofAll([account, newAccount(), account]);
    assert.deepEqual([...all.keys()], [account]);
  });

  test('P28: that is destroyed works nowhere a second later, and is never made again', async (t) => {
    const { open, keys } = await ownKeyring(t);
    const [here, there] = [await open(), await open()];
    const [account, other] = [newAccount(), newAccount()];
    await here.make(account);
    await here.make(other);
    await there.of(account);
    await here.destroy(account);
    await here.destroy(account);
    await assert.rejects(here.of(account), KeyGone);
    assert.ok((await until(async () => (await there.find(account)) === null, 1_500)) < 1_100);
    for (const keyring of [here, there]) await assert.rejects(keyring.make(account), KeyGone);
    assert.ok(await there.find(other));
    const never = newAccount();
    await here.destroy(never);
    await assert.rejects(here.make(never), KeyGone);
    // Not even its id is left.
    const { rows } = await keys.query<{ all: string }>(
      `select concat(a::text, d::text) as all from account_key a full join destroyed_key d on false`,
    );
    assert.ok(rows.every(({ all }) => !all.includes(account) && !all.includes(account.replaceAll('-', ''))));
  });

  test('P28: made and destroyed at once it is destroyed in the end', async (t) => {
    const { open, keys } = await ownKeyring(t);
    const keyring = await open();
    await Promise.all(
      Array.from({ length: 40 }, async () => {
        const account = newAccount();
        const made = keyring.make(account).catch((error: unknown) => assert.ok(error instanceof KeyGone));
        await Promise.all([made, keyring.destroy(account)]);
      }),
    );
    assert.deepEqual((await keys.query('select from account_key')).rows, []);
  });

  test('one that is damaged stops nobody else', async (t) => {
    const { open, keys } = await ownKeyring(t);
    const keyring = await open();
    const [broken, sound] = [newAccount(), newAccount()];
    for (const account of [broken, sound]) await keyring.make(account);
    await keys.query(
      `update account_key set wrapped = (select wrapped from account_key where account_id = $2) where account_id = $1`,
      [broken, sound],
    );
    const fresh = await open();
    const [one, other] = await Promise.allSettled([fresh.of(broken), fresh.of(sound)]);
    assert.ok(one.status === 'rejected' && one.reason instanceof SealBroken);
    assert.equal(other.status, 'fulfilled');
  });

  test('is kept wrapped: neither the database of the keys nor the master key is enough', async (t) => {
    const { open, keys, dataDir } = await ownKeyring(t);
    const keyring = await open();
    const account = newAccount();
    await keyring.make(account);
    const { mode } = await stat(join(dataDir, 'master.key'));
    assert.equal(mode & 0o777, 0o600);
    const { rows } = await keys.query<{ wrapped: Buffer; master_id: string }>(
      'select wrapped, master_id from account_key',
    );
    const [row] = rows;
    assert.ok(row);
    const about = `local|account_key|${account}`;
    const mine = await openMasterKeys({ masterKeys: [], dataDir });
    assert.equal((await mine.unwrap(row.master_id, about, row.wrapped))?.length, 32);
    assert.equal(await mine.unwrap(row.master_id, `local|account_key|${newAccount()}`, row.wrapped), null);
    await assert.rejects(
      (await openMasterKeys({ masterKeys: [newMaster()], dataDir })).unwrap(row.master_id, about, row.wrapped),
    );
  });
});

describe('A mark of somebody', () => {
  test('is the same in every process and under every master key, and of nobody else', async (t) => {
    const { open } = await ownKeyring(t);
    const [first, second] = [newMaster(), newMaster()];
    const before = (await open({ masterKeys: [first] })).mark('discord', '1');
    const keyring = await open({ masterKeys: [second, first] });
    await keyring.rotate();
    const after = await open({ masterKeys: [second] });
    assert.match(before, /^[0-9a-f]{64}$/);
    assert.equal(after.mark('discord', '1'), before);
    assert.equal(new Set([before, after.mark('telegram', '1'), after.mark('discord', '2')]).size, 3);
    assert.notEqual((await testKeyring()).mark('discord', '1'), before);
  });
});

describe('Another master key', () => {
  test('takes the place of the old one while keys are made, used and destroyed; afterwards the old one opens nothing', async (t) => {
    const { open, keys } = await ownKeyring(t);
    const [old, young] = [newMaster(), newMaster()];
    const before = await open({ masterKeys: [old] });
    const accounts = Array.from({ length: 1_200 }, newAccount);
    const box = (await before.make(accounts[0] as AccountId)).seal(PLACE, 'a fox');
    await Promise.all(accounts.map((account) => before.make(account)));
    const beside = await open({ masterKeys: [young, old] });
    const [made, gone] = [newAccount(), accounts[1] as AccountId];
    const [rotation] = await Promise.all([
      beside.rotate(),
      beside.make(made),
      beside.destroy(gone),
      (await open({ masterKeys: [young, old] })).rotate(),
    ]);
    assert.equal(rotation.outcome, 'rotated');
    // Whoever has only the old one makes nothing any more that would be lost with it.
    await assert.rejects(before.make(newAccount()), /master key/);
    await assert.rejects(open({ masterKeys: [old] }), StartRefused);
    const after = await open({ masterKeys: [young] });
    assert.equal((await after.of(accounts[0] as AccountId)).open(PLACE, box), 'a fox');
    assert.ok(await after.find(made));
    assert.equal((await after.ofAll(accounts)).size, accounts.length - 1);
    const { rows } = await keys.query(
      'select distinct master_id from account_key union select master_id from secret union select master_id from keyring',
    );
    assert.equal(rows.length, 1);
    assert.deepEqual(await after.rotate(), { outcome: 'nothing-new' });
  });

  test('stopped in the middle, both are needed, which a start says; and the next rotation goes on', async (t) => {
    const { open, keys } = await ownKeyring(t);
    const [old, young] = [newMaster(), newMaster()];
    const before = await open({ masterKeys: [old] });
    const accounts = Array.from({ length: 1_100 }, newAccount);
    await Promise.all(accounts.map((account) => before.make(account)));
    const both = await open({ masterKeys: [young, old] });
    // The third step finds its rows held, and its session is cut off like that of a program that is killed.
    const held = await keys.connect();
    await held.query('begin; select from account_key order by account_id desc limit 1 for update');
    const stopped = assert.rejects(both.rotate());
    await until(
      async () =>
        (
          await keys.query(
            `select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`,
          )
        ).rows.length > 0,
      20_000,
    );
    await keys.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`,
    );
    await stopped;
    await held.query('rollback');
    held.release();
    const { rows } = await keys.query<{ count: number }>(
      'select count(*)::int as count from account_key group by master_id',
    );
    assert.deepEqual(
      rows.map(({ count }) => count).toSorted((a, b) => a - b),
      [100, 1_000],
    );
    await assert.rejects(
      open({ masterKeys: [young] }),
      (error: Error) => error instanceof StartRefused && /old key as well/.test(error.message),
    );
    const again = await open({ masterKeys: [young, old] });
    assert.equal((await again.ofAll(accounts)).size, accounts.length);
    assert.deepEqual(await again.rotate(), { outcome: 'rotated', keys: 100 });
    assert.equal((await (await open({ masterKeys: [young] })).ofAll(accounts)).size, accounts.length);
  });

  test('is made by the rotation itself where the key is in a file, and a program beside it reads it anew', async (t) => {
    const { open, dataDir } = await ownKeyring(t);
    const beside = await open();
    const account = newAccount();
    await beside.make(account);
    const before = await readFile(join(dataDir, 'master.key'), 'utf8');
    assert.deepEqual(await (await open()).rotate(), { outcome: 'rotated', keys: 1 });
    const after = await readFile(join(dataDir, 'master.key'), 'utf8');
    assert.ok(after !== before && after.trim().length === 44);
    await beside.make(newAccount());
    await beside.of(account);
    assert.ok(await (await open()).find(account));
  });
});
