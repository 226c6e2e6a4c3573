// Which keyring belongs to which database, environment and master key: anything else does not start.

import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { describe, test } from 'node:test';
import type { AccountId } from '../../src/core/domain/ids.ts';
import { StartRefused } from '../../src/core/start-refused.ts';
import { accountKeys } from '../../src/storage/account-keys.ts';
import { SealBroken } from '../../src/storage/seals.ts';
import { ownKeyring } from '../support/keyring.ts';

const newAccount = (): AccountId => randomUUID() as AccountId;
const newMaster = (): string => randomBytes(32).toString('base64');
const PLACE = 'identity.user_id';

describe('P34: a start is refused, in words,', () => {
  const refused = (start: Promise<unknown>, words: RegExp): Promise<void> =>
    assert.rejects(start, (error: unknown) => error instanceof StartRefused && words.test(error.message));

  test('with the keyring of another database', async (t) => {
    const [here, there] = [await ownKeyring(t), await ownKeyring(t)];
    await here.open();
    const { databaseUrl } = there;
    for (const prepares of [true, false])
      await refused(
        here.open({ databaseUrl, prepares }),
        prepares ? /belongs to another database/ : /has no keyring yet/,
      );
    await there.open();
    for (const prepares of [true, false])
      await refused(here.open({ databaseUrl, prepares }), /belongs to another database/);
  });

  test('with an empty keyring, once there was one', async (t) => {
    const { open, keys } = await ownKeyring(t);
    await open();
    await keys.query('truncate keyring, secret, account_key');
    for (const prepares of [true, false]) await refused(open({ prepares }), /The keyring is empty/);
  });

  test('in another environment, and what was sealed in one opens in no other', async (t) => {
    const { open } = await ownKeyring(t);
    const keyring = await open({ environment: 'production' });
    const account = newAccount();
    const box = (await keyring.make(account)).seal(PLACE, 'a fox');
    for (const prepares of [true, false])
      await refused(
        open({ prepares, environment: 'staging' }),
        /of the environment "production", and ENVIRONMENT is "staging"/,
      );
    // Whoever had the keys all the same: the environment is in every box.
    const [bytes, again] = [randomBytes(32), Buffer.alloc(32)];
    bytes.copy(again);
    const production = accountKeys('production', account, bytes).seal(PLACE, 'a fox');
    assert.throws(() => accountKeys('staging', account, again).open(PLACE, production), SealBroken);
    assert.equal((await keyring.of(account)).open(PLACE, box), 'a fox');
  });

  test('with another master key', async (t) => {
    const { open } = await ownKeyring(t);
    const [mine, other] = [newMaster(), newMaster()];
    await open({ masterKeys: [mine] });
    for (const prepares of [true, false])
      await refused(
        open({ prepares, masterKeys: [other] }),
        /under the master key [0-9a-f]{16}, and MASTER_KEY has only/,
      );
    await refused(open(), /and DATA_DIR\/master\.key has only/);
  });

  test('and everything is as before when nothing has changed, however many start at once', async (t) => {
    const { open } = await ownKeyring(t);
    const [first] = await Promise.all([open(), open(), open()]);
    const account = newAccount();
    const box = (await first.make(account)).seal(PLACE, 'a fox');
    assert.equal((await (await open({ prepares: false })).of(account)).open(PLACE, box), 'a fox');
  });
});
