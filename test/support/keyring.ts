/** A keyring for tests: one for all of a run, whose keys belong to accounts of many databases, or one of its own. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, type TestContext } from 'node:test';
import { openKeyring, type OpenKeyring } from '../../src/storage/keyring.ts';
import { openMasterKeys } from '../../src/storage/master-keys.ts';
import { openPairedKeyring } from '../../src/storage/open-keyring.ts';
import { emptyDatabase, ENVIRONMENT, freshDatabase, MASTER_KEY, sharedKeyringUrl } from './postgres.ts';

let shared: Promise<OpenKeyring> | undefined;

/** The keyring that belongs to every `freshDatabase`, open until the last test of the importing file has ended. */
export function testKeyring(): Promise<OpenKeyring> {
  return (shared ??= openShared());
}

async function openShared(): Promise<OpenKeyring> {
  const masterKeys = await openMasterKeys({ masterKeys: [MASTER_KEY], dataDir: '' });
  return openKeyring({ url: await sharedKeyringUrl(), environment: ENVIRONMENT, masterKeys }, () => undefined);
}

/** A keyring of its own beside a database of its own, and a way to open it with other settings. */
export async function ownKeyring(t: TestContext) {
  const { url: databaseUrl, pool } = await freshDatabase(t);
  // Not the one that the template belongs to.
  await pool.query('update installation.keyring_pair set id = gen_random_uuid(), paired_at = null');
  const { url: keyringUrl, pool: keys } = await emptyDatabase(t);
  const dataDir = await mkdtemp(join(tmpdir(), 'easel-keyring-'));
  const opened: OpenKeyring[] = [];
  t.after(async () => {
    for (const keyring of opened) await keyring.close();
    await rm(dataDir, { recursive: true });
  });
  type Settings = {
    masterKeys?: readonly string[];
    environment?: string;
    databaseUrl?: string;
    keyringUrl?: string;
    prepares?: boolean;
  };
  const open = async ({ prepares = true, ...settings }: Settings = {}): Promise<OpenKeyring> => {
    const place = { databaseUrl, keyringUrl, environment: 'local', masterKeys: [], dataDir, ...settings };
    const keyring = await openPairedKeyring(place, prepares, () => undefined);
    opened.push(keyring);
    return keyring;
  };
  return { open, dataDir, databaseUrl, keyringUrl, pool, keys };
}

after(async () => (await shared)?.close());
