// A process that packs copies and does nothing else: as the use case does it, without its own rows; and, for comparison, ZIPs alone.

import { join } from 'node:path';
import { v7 as uuid } from 'uuid';
import { catalogueVersion, copyReadme, describeTable } from '../src/core/copy-words.ts';
import type { AccountId, ExportId } from '../src/core/domain/ids.ts';
import { createArchivist } from '../src/files/archivist.ts';
import { openDatabase } from '../src/storage/db.ts';
import { diskBucket } from '../src/storage/disk-bucket.ts';
import { exportSnapshot } from '../src/storage/export-snapshot.ts';
import { openPairedKeyring } from '../src/storage/open-keyring.ts';
import { sealedBucket } from '../src/storage/sealed-bucket.ts';
import { answerParent, clocked } from './children.ts';
import { zipAlone } from './export-floor.ts';

const { DATABASE_URL: databaseUrl = '', KEYRING_URL: keyringUrl = '', DATA_DIR: dataDir = '' } = process.env;

answerParent(async () => {
  const log = (): void => undefined;
  const place = { databaseUrl, keyringUrl, environment: 'local', masterKeys: [], dataDir };
  const keyring = await openPairedKeyring(place, true, log);
  const database = openDatabase(databaseUrl, 2, log);
  const bucket = sealedBucket(diskBucket(`${dataDir}/bucket`, { durable: false }), keyring);
  return {
    deeds: {
      /** The most memory this process ever had. */
      peakMib: () => Promise.resolve(process.resourceUsage().maxRSS / 1024),
      /** The same files by zip-stream: in this process, so that both pay for collecting the garbage of what is loaded here. */
      async zip({ keys }: { keys: readonly string[] }) {
        let bytes = 0;
        const taken = await clocked(async () => {
          bytes = await zipAlone(`${dataDir}/bucket`, join(dataDir, 'floor.zip'), keys);
        });
        return { ...taken, bytes };
      },
      /** Everything of an account into one ZIP in the bucket; says how large that is. */
      async pack({ accountId }: { accountId: AccountId }) {
        let bytes = 0;
        const taken = await clocked(async () => {
          const copy = createArchivist().exportParts({
            accountId,
            pieces: exportSnapshot(database.kysely, keyring).read(accountId, uuid() as ExportId),
            read: (key) => bucket.get(key),
            maxBytes: Number.MAX_SAFE_INTEGER,
            readme: copyReadme(),
            catalogueVersion: catalogueVersion(),
            about: describeTable,
            packed: log,
          });
          for await (const chunks of copy)
            ({ bytes } = await bucket.putStream(`t/${accountId}/exports/bench/part-1`, chunks, 'application/zip'));
        });
        return { ...taken, bytes };
      },
    },
    async close() {
      await database.close();
      await bucket.close();
      await keyring.close();
    },
  };
});
