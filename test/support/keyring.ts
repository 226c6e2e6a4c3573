/** A keyring for tests: one for all of a run, whose keys belong to accounts of many databases, or one of its own. */
import { after, type TestContext } from 'node:test';
import type { OpenKeyring } from '../../src/storage/keyring.ts';
import { openKeyring } from '../../src/storage/keyring.ts';
import { openMasterKeys } from '../../src/storage/master-keys.ts';
import { KEYRING_MIGRATIONS, migrate } from '../../src/storage/migrate.ts';
import { emptyDatabase, ENVIRONMENT, MASTER_KEY, sharedKeyringUrl } from './postgres.ts';

let shared: Promise<OpenKeyring> | undefined;

/** The keyring that belongs to every `freshDatabase`, open until the last test of the importing file has ended. */
export function testKeyring(): Promise<OpenKeyring> {
  return (shared ??= sharedKeyringUrl().then((url) => openTestKeyring(url)));
}

export async function openTestKeyring(url: string, masterKey = MASTER_KEY): Promise<OpenKeyring> {
  const masterKeys = await openMasterKeys({ masterKeys: masterKey.split(','), dataDir: '' });
  return openKeyring({ url, environment: ENVIRONMENT, masterKeys }, () => undefined);
}

/** The address of a keyring that has its tables and belongs to no database yet; dropped when the test `t` ends. */
export async function freshKeyring(t: TestContext): Promise<string> {
  const { url } = await emptyDatabase(t);
  await migrate(url, KEYRING_MIGRATIONS);
  return url;
}

after(async () => (await shared)?.close());
