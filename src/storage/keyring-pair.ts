// Which keyring belongs to which database: found out before anything is sealed, since the wrong keys open nothing.

import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { StartRefused } from '../core/start-refused.ts';
import { KEY_BYTES } from './boxes.ts';
import { aboutSecret, MARKS } from './keyring-about.ts';
import { MasterKeyMissing, type MasterKeys } from './master-keys.ts';

export type KeyringPlace = {
  readonly databaseUrl: string;
  readonly keyringUrl: string;
  /** Keys of one environment are worth nothing in another. */
  readonly environment: string;
  readonly masterKeys: MasterKeys;
};

/**
 * Makes a new keyring the one of this database, the first time; every other time it finds them paired.
 * @throws StartRefused when either belongs to another, or keys there are and a keyring of them there is not
 */
export async function pairKeyring(place: KeyringPlace): Promise<void> {
  await withClient(place.databaseUrl, (database) =>
    withClient(place.keyringUrl, async (keyring) => {
      const pair = await pairOf(database);
      if (!(await belongsTo(keyring))) {
        // Paired once, it has sealed values, and their keys are elsewhere or lost.
        if (pair.paired) throw new StartRefused(EMPTY);
        await begin(keyring, place, pair.id);
      }
      await compare(keyring, place, pair.id);
      if (!pair.paired) await database.query('update installation.keyring_pair set paired_at = now()');
    }),
  );
}

/**
 * The same for whoever changes nothing: an errand beside the program.
 * @throws StartRefused
 */
export async function checkKeyring(place: KeyringPlace): Promise<void> {
  await withClient(place.databaseUrl, (database) =>
    withClient(place.keyringUrl, async (keyring) => {
      const { id, paired } = await pairOf(database);
      if (!paired) throw new StartRefused(NOT_STARTED);
      await compare(keyring, place, id);
    }),
  );
}

/** Opens with the secret of the keyring that it is ours: with our master key, for our environment. */
export async function readMarksSecret(
  keyring: Pick<Client, 'query'>,
  { environment, masterKeys }: Pick<KeyringPlace, 'environment' | 'masterKeys'>,
): Promise<Buffer> {
  const { rows } = await keyring.query<{ wrapped: Buffer; master_id: string }>(
    'select wrapped, master_id from secret where name = $1',
    [MARKS],
  );
  const [row] = rows;
  if (!row) throw new StartRefused(EMPTY);
  const secret = await masterKeys
    .unwrap(row.master_id, aboutSecret(environment, MARKS), row.wrapped)
    .catch((error: unknown) => {
      throw error instanceof MasterKeyMissing ? new StartRefused(otherMaster(masterKeys, error.id)) : error;
    });
  if (secret === null) throw new StartRefused(DAMAGED);
  return secret;
}

async function pairOf(database: Client): Promise<{ id: string; paired: boolean }> {
  const { rows } = await database.query<{ id: string; paired: boolean }>(
    'select id, paired_at is not null as paired from installation.keyring_pair',
  );
  const [row] = rows;
  if (!row) throw new Error('installation.keyring_pair is empty');
  return row;
}

/** Null while it is new. */
async function belongsTo(keyring: Client): Promise<{ id: string; environment: string } | null> {
  const { rows } = await keyring.query<{ id: string; environment: string }>(
    'select database_id as id, environment from keyring',
  );
  return rows[0] ?? null;
}

/** Of several processes that start at once the first makes it. */
async function begin(keyring: Client, { environment, masterKeys }: KeyringPlace, databaseId: string): Promise<void> {
  const [master = ''] = masterKeys.ids();
  const secret = randomBytes(KEY_BYTES);
  const wrapped = await masterKeys.wrap(master, aboutSecret(environment, MARKS), secret);
  secret.fill(0);
  // One statement, so that there is never a keyring without its secret.
  await keyring.query(
    `with made as (
       insert into keyring (database_id, environment, master_id) values ($1, $2, $3) on conflict do nothing returning master_id
     )
     insert into secret (name, wrapped, master_id) select $4, $5, master_id from made`,
    [databaseId, environment, master, MARKS, wrapped],
  );
}

async function compare(keyring: Client, place: KeyringPlace, databaseId: string): Promise<void> {
  const found = await belongsTo(keyring);
  if (!found) throw new StartRefused(EMPTY);
  if (found.id !== databaseId) throw new StartRefused(OTHER_DATABASE);
  if (found.environment !== place.environment)
    throw new StartRefused(
      `These keys are of the environment "${found.environment}", and ENVIRONMENT is "${place.environment}". Nothing of one environment opens in another: look at ENVIRONMENT, DATABASE_URL and KEYRING_URL.`,
    );
  (await readMarksSecret(keyring, place)).fill(0);
  const { rows } = await keyring.query<{ master_id: string }>(
    `select master_id from keyring where master_id <> all ($1)
     union all (select master_id from account_key where master_id <> all ($1) limit 1)`,
    [place.masterKeys.ids()],
  );
  if (rows[0]) throw new StartRefused(otherMaster(place.masterKeys, rows[0].master_id));
}

function otherMaster(masterKeys: MasterKeys, needed: string): string {
  const where = masterKeys.file ? 'DATA_DIR/master.key' : 'MASTER_KEY';
  return `The keyring has keys under the master key ${needed}, and ${where} has only ${masterKeys.ids().join(', ')}. Give the old key as well, behind the new one, until npm run keys:rotate has ended.`;
}

const NOT_STARTED =
  'This database has no keyring yet. Start Easel once, or with --role=migrate, so that it makes one, and try again.';
const EMPTY =
  'The keyring is empty, but the database has been sealed with keys of one. Without those keys nothing in it opens: restore the keyring from its backup, or look at KEYRING_URL.';
const OTHER_DATABASE =
  'The keyring belongs to another database. Look at DATABASE_URL and KEYRING_URL; a new database takes a new, empty keyring.';
const DAMAGED =
  'The secret of the keyring does not open with its master key: the keyring is damaged, or was put together of two. Restore it from its backup.';

async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  // A server that goes away rejects what is running; without a listener it would end the program as well.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
