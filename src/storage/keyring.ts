// The keyring: one key per account in a database of its own, unwrapped when it is needed and remembered for a second.

import { createHmac, randomBytes } from 'node:crypto';
import pg from 'pg';
import type { AccountId } from '../core/domain/ids.ts';
import { KeyGone, type Keyring } from '../core/keyring.ts';
import type { Log } from '../core/ports.ts';
import { accountKeys, type AccountKeys } from './account-keys.ts';
import { KEY_BYTES, subKey } from './boxes.ts';
import { coalesce } from './coalesce.ts';
import { keyCache } from './key-cache.ts';
import { aboutKey } from './keyring-about.ts';
import { readMarksSecret } from './keyring-pair.ts';
import { rotateKeys } from './keyring-rotation.ts';
import { MasterKeyMissing, type MasterKeys } from './master-keys.ts';
import { SealBroken, type Seals } from './seals.ts';

export type OpenKeyring = Seals &
  Keyring & {
    /** The same keys, for what is sealed outside the tables. */
    keysOf(account: AccountId): Promise<AccountKeys>;
    readonly environment: string;
    close(): Promise<void>;
  };

export type KeyringOptions = {
  readonly url: string;
  readonly environment: string;
  readonly masterKeys: MasterKeys;
};

const CONNECTIONS = 4;
const KEYS_A_LOOK = 500;
/** No backup is older than this (docs/operations.md), so nobody comes back from one whose key must not be made again. */
const DESTROYED_DAYS = 40;

const GONE = Promise.resolve(null);

type Wrapped = { readonly account_id: AccountId; readonly wrapped: Buffer; readonly master_id: string };

/**
 * Opens a keyring that has been paired with its database (keyring-pair.ts).
 * @throws StartRefused when its secret does not open
 */
export async function openKeyring({ url, environment, masterKeys }: KeyringOptions, log: Log): Promise<OpenKeyring> {
  const pool = openPool(url, log);
  const secret = await readMarksSecret(pool, { environment, masterKeys }).catch(async (error: unknown) => {
    await pool.end();
    throw error;
  });
  const [forMarks, forDestroyed] = [subKey(secret, 'easel marks'), subKey(secret, 'easel destroyed keys')];
  secret.fill(0);
  const destroyedMark = (account: AccountId): Buffer => createHmac('sha256', forDestroyed).update(account).digest();
  const cache = keyCache<AccountId, AccountKeys>();

  const unwrap = async (account: AccountId, wrapped: Buffer, masterId: string): Promise<AccountKeys> => {
    const about = aboutKey(environment, account);
    const key = await masterKeys.unwrap(masterId, about, wrapped).catch(async (error: unknown) => {
      if (!(error instanceof MasterKeyMissing)) throw error;
      // A rotation has made a new one meanwhile.
      await masterKeys.reread();
      return masterKeys.unwrap(masterId, about, wrapped);
    });
    if (key === null) throw new SealBroken('account_key.wrapped');
    return accountKeys(environment, account, key);
  };

  const load = coalesce<AccountId, PromiseSettledResult<AccountKeys | null>>(async (accounts) => {
    const askedAt = performance.now();
    const { rows } = await pool.query<Wrapped>({
      name: 'keys-of',
      text: 'select account_id, wrapped, master_id from account_key where account_id = any ($1::uuid[])',
      values: [accounts],
    });
    const found = new Map<AccountId, Promise<AccountKeys>>();
    for (const { account_id: account, wrapped, master_id: masterId } of rows)
      found.set(account, unwrap(account, wrapped, masterId));
    // One that does not open is a matter of its own account.
    const opened = await Promise.allSettled(accounts.map((account) => found.get(account) ?? GONE));
    for (const [at, each] of opened.entries())
      if (each.status === 'fulfilled' && each.value) cache.set(accounts[at] as AccountId, each.value, askedAt);
    return opened;
  }, KEYS_A_LOOK);

  const find = async (account: AccountId): Promise<AccountKeys | null> => {
    const known = cache.get(account);
    if (known) return known;
    const loaded = await load(account);
    if (loaded.status === 'rejected') throw loaded.reason;
    return loaded.value;
  };
  const keysOf = async (account: AccountId): Promise<AccountKeys> => {
    const keys = await find(account);
    if (keys === null) throw new KeyGone(account);
    return keys;
  };

  return {
    environment,
    keysOf,
    of: keysOf,
    find,
    async ofAll(accounts) {
      const seals = new Map<AccountId, AccountKeys>();
      const asked = [...new Set(accounts)];
      for (const [at, keys] of (await Promise.all(asked.map(find))).entries())
        if (keys) seals.set(asked[at] as AccountId, keys);
      return seals;
    },
    async make(account) {
      const askedAt = performance.now();
      const row = await makeKey(pool, { environment, masterKeys }, account, destroyedMark(account));
      const keys = await unwrap(account, row.wrapped, row.master_id);
      cache.set(account, keys, askedAt);
      return keys;
    },
    async destroy(account) {
      await pool.query({
        name: 'destroy-key',
        text: 'select destroy_key($1, $2)',
        values: [account, destroyedMark(account)],
      });
      cache.remove(account);
    },
    mark: (platform, userId) => createHmac('sha256', forMarks).update(`${platform}:${userId}`).digest('hex'),
    async accounts(after, limit) {
      const { rows } = await pool.query<{ account_id: AccountId }>(
        `select account_id from account_key where made_at < now() - interval '1 day' and ($1::uuid is null or account_id > $1)
         order by account_id limit $2`,
        [after, limit],
      );
      return rows.map(({ account_id: account }) => account);
    },
    async forget() {
      await pool.query('delete from destroyed_key where destroyed_at < now() - make_interval(days => $1)', [
        DESTROYED_DAYS,
      ]);
    },
    rotate: () => rotateKeys({ url, environment, masterKeys }),
    async close() {
      cache.clear();
      await pool.end();
    },
  };
}

/** Tries each master key at hand: which of them wraps now is for the keyring to say. */
async function makeKey(
  pool: pg.Pool,
  { environment, masterKeys }: Pick<KeyringOptions, 'environment' | 'masterKeys'>,
  account: AccountId,
  mark: Buffer,
): Promise<{ wrapped: Buffer; master_id: string }> {
  const key = randomBytes(KEY_BYTES);
  try {
    for (let rereads = 1; ; rereads -= 1) {
      for (const masterId of masterKeys.ids()) {
        const wrapped = await masterKeys.wrap(masterId, aboutKey(environment, account), key);
        const { rows } = await pool.query<{ wrapped: Buffer; master_id: string; refused: boolean }>({
          name: 'make-key',
          text: 'select wrapped, master_id, refused from make_key($1, $2, $3, $4)',
          values: [account, mark, wrapped, masterId],
        });
        if (rows[0]?.refused) throw new KeyGone(account);
        if (rows[0]) return rows[0];
      }
      if (rereads === 0) throw new MasterKeyMissing('that the keyring wraps with now');
      await masterKeys.reread();
    }
  } finally {
    key.fill(0);
  }
}

function openPool(url: string, log: Log): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: CONNECTIONS,
    application_name: 'easel-keyring',
    statement_timeout: 60_000,
  });
  const lost = (error: Error & { code?: string }): void =>
    log({ event: 'connection', to: 'keyring', state: 'fault', code: error.code ?? error.name });
  pool.on('error', lost);
  pool.on('connect', (client) => client.on('error', lost));
  return pool;
}
