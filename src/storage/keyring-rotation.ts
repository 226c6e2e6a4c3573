// Another master key: all keys of the keyring are wrapped anew, while the program runs, and after it the old one is not needed.

import { Client } from 'pg';
import type { AccountId } from '../core/domain/ids.ts';
import type { Rotation } from '../core/keyring.ts';
import { aboutKey, aboutSecret } from './keyring-about.ts';
import type { MasterKeys } from './master-keys.ts';
import { SealBroken } from './seals.ts';

export type RotationOptions = { readonly url: string; readonly environment: string; readonly masterKeys: MasterKeys };

const KEYS_A_STEP = 500;
/** Of an advisory lock: rotations come one after the other. */
const TURN = 7_316_022;

/**
 * Moves the keyring on to the first of the master keys. Stopped anywhere it goes on where it was, with both keys at hand until
 * it has ended; beside it keys are made, used and destroyed as ever.
 */
export async function rotateKeys({ url, environment, masterKeys }: RotationOptions): Promise<Rotation> {
  const client = new Client({ connectionString: url, application_name: 'easel-keyring' });
  // A server that goes away rejects what is running; without a listener it would end the program as well.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [TURN]);
    await masterKeys.reread();
    const settled = await isSettled(client, masterKeys);
    if (settled && !masterKeys.file) return { outcome: 'nothing-new' };
    // A file with several keys is of a rotation that was stopped: that one is ended first.
    if (settled && masterKeys.file && masterKeys.ids().length === 1) await masterKeys.file.renew();
    const rewrap = rewrapping(environment, masterKeys);
    // From here on nothing is wrapped with another one. It waits for who is just doing that.
    await client.query('update keyring set master_id = $1', [rewrap.to]);
    await rewrapSecrets(client, rewrap);
    let keys = 0;
    for (let done = -1; done !== 0; keys += done) done = await rewrapSome(client, rewrap);
    await masterKeys.file?.forget();
    return { outcome: 'rotated', keys };
  } finally {
    await client.end();
  }
}

/** Whether everything is wrapped with the first key. */
async function isSettled(client: Client, masterKeys: MasterKeys): Promise<boolean> {
  const { rows } = await client.query(
    `select from keyring where master_id <> $1
     union all select from secret where master_id <> $1
     union all (select from account_key where master_id <> $1 limit 1)`,
    [masterKeys.ids()[0]],
  );
  return rows.length === 0;
}

type Wrapped = { readonly wrapped: Buffer; readonly master_id: string };
type Rewrap = { readonly to: string; readonly environment: string; anew(about: string, row: Wrapped): Promise<Buffer> };

function rewrapping(environment: string, masterKeys: MasterKeys): Rewrap {
  const [to = ''] = masterKeys.ids();
  return {
    to,
    environment,
    async anew(about, { wrapped, master_id: from }) {
      const key = await masterKeys.unwrap(from, about, wrapped);
      if (key === null) throw new SealBroken(about);
      const anew = await masterKeys.wrap(to, about, key);
      key.fill(0);
      return anew;
    },
  };
}

async function rewrapSecrets(client: Client, rewrap: Rewrap): Promise<void> {
  const { rows } = await client.query<Wrapped & { name: string }>(
    'select name, wrapped, master_id from secret where master_id <> $1',
    [rewrap.to],
  );
  for (const row of rows) {
    const wrapped = await rewrap.anew(aboutSecret(rewrap.environment, row.name), row);
    await client.query('update secret set wrapped = $2, master_id = $3 where name = $1', [
      row.name,
      wrapped,
      rewrap.to,
    ]);
  }
}

/** One step, in a transaction: a key that is destroyed meanwhile stays so. Returns how many keys that were. */
async function rewrapSome(client: Client, rewrap: Rewrap): Promise<number> {
  await client.query('begin');
  const { rows } = await client.query<Wrapped & { account_id: AccountId }>(
    'select account_id, wrapped, master_id from account_key where master_id <> $1 order by account_id limit $2 for update',
    [rewrap.to, KEYS_A_STEP],
  );
  const wrapped = await Promise.all(rows.map((row) => rewrap.anew(aboutKey(rewrap.environment, row.account_id), row)));
  await client.query(
    `update account_key k set wrapped = n.wrapped, master_id = $3
     from unnest($1::uuid[], $2::bytea[]) as n (account_id, wrapped) where k.account_id = n.account_id`,
    [rows.map(({ account_id: account }) => account), wrapped, rewrap.to],
  );
  await client.query('commit');
  return rows.length;
}
