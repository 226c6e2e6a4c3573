// A process that erases accounts and does nothing else: the product's use cases over its own storage, under its roles.

import { randomInt } from 'node:crypto';
import { v7 as uuid } from 'uuid';
import type { Asking } from '../src/core/answers.ts';
import { createCore } from '../src/core/core.ts';
import { createLedger } from '../src/core/ledger.ts';
import type { Ports } from '../src/core/needs.ts';
import { NOTICE_VERSIONS } from '../src/core/notice-versions.ts';
import type { NewId } from '../src/core/ports.ts';
import { eraseRows } from '../src/core/usecases/erase-account.ts';
import { createArchivist } from '../src/files/archivist.ts';
import { createTableReader } from '../src/files/table-reader.ts';
import { forPeople } from '../src/storage/account-context.ts';
import { openDatabase } from '../src/storage/db.ts';
import { diskBucket } from '../src/storage/disk-bucket.ts';
import { migrate } from '../src/storage/migrate.ts';
import { openPairedKeyring } from '../src/storage/open-keyring.ts';
import { sealedBucket } from '../src/storage/sealed-bucket.ts';
import { asOwner } from '../src/storage/roles.ts';
import { postgresStore } from '../src/storage/store.ts';
import { openStores } from '../src/storage/stores.ts';
import { answerParent, clocked } from './children.ts';

const newId: NewId = <T extends string>() => uuid() as T;
const { DATABASE_URL: url = '', KEYRING_URL: keyringUrl = '', DATA_DIR: dataDir = '' } = process.env;

answerParent(async () => {
  await migrate(url);
  const place = { databaseUrl: url, keyringUrl, environment: 'local', masterKeys: [], dataDir };
  const keyring = await openPairedKeyring(place, true, () => undefined);
  const log = () => undefined;
  const stores = openStores({ url, ownerUrl: url, newId, worker: () => null, seals: keyring, log });
  const bucket = sealedBucket(diskBucket(`${dataDir}/bucket`), keyring);
  const clock = { now: () => new Date() };
  const ports: Ports = {
    store: stores.store,
    storeOf: stores.storeOf,
    bucket,
    keyring,
    provider: { draw: () => Promise.reject(new Error('nothing is drawn here')) },
    messengers: {},
    tables: createTableReader(),
    archivist: createArchivist(),
    doorbell: { work: log, stop: log, changed: log, money: log },
    clock,
    newId,
    newSeed: () => randomInt(0, 2 ** 31),
    log,
    catalogue: [],
    starterCredits: 0,
    starterGrantsPerHour: 0,
    payments: null,
    stars: null,
    rails: { discord: [], telegram: [] },
    supportContact: null,
    downloadUrl: null,
    noticeUrl: null,
    consent: 'notice',
    noticeVersions: NOTICE_VERSIONS,
    mark: ({ platform, userId }) => keyring.mark(platform, userId),
    maxPartBytes: { discord: 0, telegram: 0 },
  };
  const { chat } = forPeople(createCore(ports));
  const eraser = { ...ports, ledger: createLedger(ports), covers: [], store: stores.storeOf.eraser ?? stores.store };
  const asking = (userId: string): Asking => ({
    event: { platform: 'telegram', id: newId<string>() },
    person: { platform: 'telegram', userId, locale: 'en' },
    address: { platform: 'telegram', chatId: userId, threadId: null, replyTo: null, group: false },
  });

  return {
    deeds: {
      /** Somebody new; answers with their account. */
      async meet({ user: userId }: { user: string }) {
        const person = { platform: 'telegram', userId, locale: 'en' } as const;
        const owner = openDatabase(asOwner(url), 1, log);
        try {
          const store = postgresStore(owner.kysely, newId, () => null, keyring);
          const { id } = await store.transaction((rows) => rows.accounts.recognise(person));
          return id;
        } finally {
          await owner.close();
        }
      },
      /** The most memory this process ever had. */
      peakMib: () => Promise.resolve(process.resourceUsage().maxRSS / 1024),
      /** From the second step of /deleteme until nothing of them is left. */
      async erase({ user }: { user: string }) {
        const asked = await chat.askErasure(asking(user));
        if (asked.kind !== 'erasure-asked') throw new Error('an erasure that was not asked for');
        const timing = await clocked(async () => {
          await chat.confirmErasure(asking(user), asked.id);
          const erasure = await eraser.store.erasures.find(asked.id);
          if (!erasure) throw new Error('an erasure that was not confirmed');
          const outcome = await eraseRows(eraser, erasure, new AbortController().signal);
          if (outcome !== 'erased') throw new Error(`the account is ${outcome}`);
        });
        const done = await eraser.store.erasures.find(asked.id);
        return { ...timing, counts: done?.counts };
      },
    },
    async close() {
      await stores.close();
      await bucket.close();
      await keyring.close();
    },
  };
});
