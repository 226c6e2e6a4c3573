// The keyring of this installation, from its address to where it can be used.

import type { Log } from '../core/ports.ts';
import { checkKeyring, pairKeyring, type KeyringPlace } from './keyring-pair.ts';
import { openKeyring, type OpenKeyring } from './keyring.ts';
import { openMasterKeys } from './master-keys.ts';
import { KEYRING_MIGRATIONS, migrate } from './migrate.ts';

/**
 * Opens it, or says in words why this keyring cannot be that of this database, this environment and these master keys.
 * @param prepares whether its tables are brought up to date first, and a new one becomes that of this database
 * @throws StartRefused
 */
export async function openPairedKeyring(
  place: Omit<KeyringPlace, 'masterKeys'> & { readonly masterKeys: readonly string[]; readonly dataDir: string },
  prepares: boolean,
  log: Log,
): Promise<OpenKeyring> {
  const masterKeys = await openMasterKeys(place);
  const { keyringUrl: url, environment } = place;
  if (prepares) {
    await migrate(url, KEYRING_MIGRATIONS);
    await pairKeyring({ ...place, masterKeys });
  } else await checkKeyring({ ...place, masterKeys });
  return openKeyring({ url, environment, masterKeys }, log);
}
