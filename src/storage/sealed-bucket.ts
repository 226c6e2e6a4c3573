// A bucket in which everything of an account is sealed with its key: whoever uses it sees plain bytes, whoever has the disk does not.

import type { AccountId } from '../core/domain/ids.ts';
import type { Bucket } from '../core/ports.ts';
import type { OpenKeyring } from './keyring.ts';
import { measuredStream } from './measured-stream.ts';
import {
  giveBack,
  openStream,
  openWhole,
  RecordBroken,
  sealStream,
  sealWhole,
  type ObjectSeal,
} from './sealed-stream.ts';
import { SealBroken } from './seals.ts';

const ACCOUNTS = 't/';
const OF_ACCOUNT = /^t\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/./;

/** Whose object it is; null for one of nobody, such as a mark. */
function accountOf(key: string): AccountId | null {
  if (!key.startsWith(ACCOUNTS)) return null;
  const [, account] = OF_ACCOUNT.exec(key) ?? [];
  if (account === undefined)
    throw new RangeError(`Not the key of an account's object: ${JSON.stringify(key.slice(0, 100))}`);
  return account as AccountId;
}

/**
 * The same bucket, with everything under `t/<account>/` sealed: for that account, that key and that environment, so that an
 * object put elsewhere does not open. Sizes are those of the plain bytes.
 *
 * Reading and writing throw KeyGone for an account without a key; reading throws SealBroken where the object is
 * not what was put there under this key. What has been read of a stream by then was right, and is not the whole.
 */
export function sealedBucket(bucket: Bucket, keyring: Pick<OpenKeyring, 'keysOf' | 'environment'>): Bucket {
  const sealFor = async (key: string, account: AccountId): Promise<ObjectSeal> => {
    const keys = await keyring.keysOf(account);
    return { about: `${keyring.environment}|${key}|${account}`, keyBy: (salt) => keys.objectKey(salt) };
  };

  return {
    async putIfAbsent(key, bytes, mediaType) {
      const account = accountOf(key);
      const kept = account === null ? bytes : sealWhole(await sealFor(key, account), bytes);
      return bucket.putIfAbsent(key, kept, mediaType);
    },

    async putStream(key, chunks, mediaType, signal) {
      const account = accountOf(key);
      if (account === null) return bucket.putStream(key, chunks, mediaType, signal);
      const plain = measuredStream(chunks, signal);
      await bucket.putStream(key, sealStream(await sealFor(key, account), plain.chunks), mediaType, signal);
      return plain.result();
    },

    async get(key) {
      const account = accountOf(key);
      if (account === null) return bucket.get(key);
      const seal = await sealFor(key, account);
      const kept = await bucket.get(key);
      return kept && opened(key, seal, kept);
    },

    async getStream(key) {
      const account = accountOf(key);
      if (account === null) return bucket.getStream(key);
      const seal = await sealFor(key, account);
      const kept = await bucket.getStream(key);
      return kept && openedStream(key, seal, kept);
    },

    remove: (key) => bucket.remove(key),
    removeAll: (prefix) => bucket.removeAll(prefix),
    list: (prefix) => bucket.list(prefix),
    close: () => bucket.close(),
  };
}

async function* openedStream(
  key: string,
  seal: ObjectSeal,
  sealed: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  try {
    yield* openStream(seal, sealed);
  } catch (error) {
    throw error instanceof RecordBroken ? new SealBroken(key) : error;
  }
}

function opened(key: string, seal: ObjectSeal, sealed: Uint8Array): Uint8Array {
  try {
    const content = openWhole(seal, sealed);
    giveBack(sealed);
    return content;
  } catch (error) {
    throw error instanceof RecordBroken ? new SealBroken(key) : error;
  }
}
