// What the key of one account does: values in columns, and a key for each object in the bucket.

import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import type { AccountId } from '../core/domain/ids.ts';
import { open, seal, subKey } from './boxes.ts';
import { SealBroken, type AccountSeal, type Sealed, type SealedPlace } from './seals.ts';

export type AccountKeys = AccountSeal & {
  /** The key of one object, told from those of all others by its salt. */
  objectKey(salt: Uint8Array): KeyObject;
};

/**
 * @param bytes the key of the account; wiped here. What is made of it goes when nobody holds it any more: it cannot be
 * wiped under somebody who is just sealing.
 */
export function accountKeys(environment: string, account: AccountId, bytes: Buffer): AccountKeys {
  const key = createSecretKey(bytes);
  bytes.fill(0);
  // Most of those who ask for an account need one of them.
  const forColumns = lazily(() => subKey(key, 'easel columns'));
  const forMarks = lazily(() => subKey(key, 'easel marks'));
  const forObjects = lazily(() => subKey(key, 'easel objects'));
  const about = (place: SealedPlace): string => `${environment}|${place}|${account}`;
  return {
    seal: <P extends SealedPlace>(place: P, text: string) => seal(forColumns(), about(place), text) as Sealed<P>,
    open(place, box) {
      const content = open(forColumns(), about(place), box);
      if (content === null) throw new SealBroken(place);
      return content.toString('utf8');
    },
    mark: (place, text) =>
      createHmac('sha256', forMarks())
        .update(`${about(place)}|${text}`)
        .digest('hex'),
    objectKey: (salt) => subKey(forObjects(), 'easel object', salt),
  };
}

function lazily<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}
