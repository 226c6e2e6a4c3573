// Keys that belong to nobody go; those of somebody stay, and where nobody at all is seen nothing goes.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCore } from '../../../src/core/core.ts';
import type { AccountId } from '../../../src/core/domain/ids.ts';
import { coreRig, newId } from '../../support/core.ts';
import { ownKeyring } from '../../support/keyring.ts';

test('P28: a key without an account goes when it is a day old, as after a backup of the keyring; all others stay', async (t) => {
  const rig = await coreRig(t);
  const { open, keys } = await ownKeyring(t);
  const keyring = await open();
  const core = createCore({ ...rig.ports, keyring });
  const accounts = await Promise.all(
    ['ada', 'ben'].map((userId) =>
      rig.store.transaction(
        async (on) => (await on.accounts.recognise({ platform: 'discord', userId, locale: 'en' })).id,
      ),
    ),
  );
  const [lost, young] = [newId<AccountId>(), newId<AccountId>()];
  for (const account of [...accounts, lost]) await keyring.make(account);
  await keys.query(`update account_key set made_at = now() - interval '25 hours'`);
  await keyring.make(young);

  assert.equal(await core.forgetKeys(), 1);
  const { rows } = await keys.query<{ id: AccountId }>('select account_id as id from account_key');
  assert.deepEqual(rows.map(({ id }) => id).toSorted(), [...accounts, young].toSorted());
  assert.equal(await core.forgetKeys(), 0);

  // Somewhere else, or seeing nothing: a key is not to be had again.
  const elsewhere = createCore({ ...(await coreRig(t)).ports, keyring });
  await assert.rejects(elsewhere.forgetKeys(), /none of the keys/);
  assert.equal((await keys.query('select from account_key')).rows.length, 3);

  // That a key was destroyed is remembered for as long as there may be a backup with it.
  const destroyed = async () => (await keys.query('select from destroyed_key')).rows.length;
  assert.equal(await destroyed(), 1);
  await keys.query(`update destroyed_key set destroyed_at = now() - interval '41 days'`);
  await keyring.forget();
  assert.equal(await destroyed(), 0);
});
