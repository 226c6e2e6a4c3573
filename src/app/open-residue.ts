// Looking for what is left of somebody, in every store there is.

import { join } from 'node:path';
import type { Config } from '../config.ts';
import type { Closers } from '../lifecycle.ts';
import { residueIn, type Residue } from '../residue/residue.ts';
import { openBucket } from '../storage/bucket.ts';
import type { OpenKeyring } from '../storage/keyring.ts';
import { asOwner } from '../storage/roles.ts';
import { scrub } from '../storage/scrub.ts';
import { sealedBucket } from '../storage/sealed-bucket.ts';
import { SealBroken, type Sealed, type SealedPlace } from '../storage/seals.ts';
import type { Addresses } from './open-servers.ts';

/** Past everything that knows how to find and to open: every store as it is, and of one account what its key opens. */
export function openResidue(
  config: Config,
  { ownerUrl, keyringUrl }: Addresses,
  keyring: OpenKeyring,
  closers: Closers,
): Residue {
  const bucket = sealedBucket(openBucket(config.bucketUrl), keyring);
  closers.add('bucket', () => bucket.close());
  const places = {
    databases: [
      { called: 'main', url: asOwner(ownerUrl) },
      { called: 'keyring', url: keyringUrl },
    ],
    serverFolder: config.databaseUrl === null ? join(config.dataDir, 'postgres') : null,
    redisUrl: config.redisUrl,
    bucketUrl: config.bucketUrl,
  };
  const own = [ownerUrl, ...(config.keyringUrl === null ? [keyringUrl] : [])];
  const anew = config.databaseUrl === null ? () => scrub(own) : null;
  return residueIn(places, { databaseUrl: asOwner(ownerUrl), bucket, scrub: anew }, async (account) => {
    const seal = await keyring.find(account);
    return (place, box) => {
      try {
        return seal && seal.open(place as SealedPlace, box as Sealed<SealedPlace>);
      } catch (error) {
        if (error instanceof SealBroken) return null;
        throw error;
      }
    };
  });
}
