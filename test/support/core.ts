// A real core over a database and a bucket of its own: only the pictures are tiny, and the chat is a notebook.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { v7 as uuid } from 'uuid';
import { createCore, type Core } from '../../src/core/core.ts';
import type { Ports } from '../../src/core/needs.ts';
import { catalogueFor, type Catalogue } from '../../src/core/domain/models.ts';
import { createLedger, type Ledger } from '../../src/core/ledger.ts';
import type { Bucket, Chime, Clock, Doorbell, NewId } from '../../src/core/ports.ts';
import type { LogEvent } from '../../src/core/log-events.ts';
import { NOTICE_VERSIONS } from '../../src/core/notice-versions.ts';
import type { Payments, Stars } from '../../src/core/payment-ports.ts';
import type { Store } from '../../src/core/store.ts';
import { createArchivist } from '../../src/files/archivist.ts';
import { createTableReader } from '../../src/files/table-reader.ts';
import { forPeople } from '../../src/storage/account-context.ts';
import { openDatabase, type Database } from '../../src/storage/db.ts';
import { diskBucket } from '../../src/storage/disk-bucket.ts';
import type { OpenKeyring } from '../../src/storage/keyring.ts';
import { sealedBucket } from '../../src/storage/sealed-bucket.ts';
import { openStores } from '../../src/storage/stores.ts';
import { postgresStore } from '../../src/storage/store.ts';
import { testKeyring } from './keyring.ts';
import { freshDatabase, type FreshDatabase } from './postgres.ts';
import { notebookMessenger, type Notebook } from './notebook.ts';
import { tinyPictures, type TinyPictures } from './pictures.ts';

export const newId: NewId = <T extends string>() => uuid() as T;

/** A clock that tests move; it starts at the present, because the database has its own. */
export type TestClock = Clock & { advance(ms: number): void };

export type CoreRig = {
  readonly url: string;
  /** What a program needs to start beside this core. */
  readonly settings: FreshDatabase['settings'];
  readonly database: Database;
  readonly seals: OpenKeyring;
  readonly store: Store;
  readonly ledger: Ledger;
  readonly core: Core;
  /** What the core is made of, for a second one that differs in something. */
  readonly ports: Ports;
  readonly bucket: Bucket;
  /** Where that is on the disk. */
  readonly bucketFolder: string;
  readonly pictures: TinyPictures;
  readonly chat: Notebook;
  readonly clock: TestClock;
  readonly logged: readonly LogEvent[];
};

export type CoreOptions = {
  /** A database to begin with, in place of an empty one. */
  readonly from?: string;
  /** In place of the one all tests share. */
  readonly keyring?: OpenKeyring;
  /** Takes the place of a silent doorbell. */
  readonly doorbell?: (url: string, log: (event: LogEvent) => void) => Promise<Chime & { close(): Promise<void> }>;
  readonly starterCredits?: number;
  readonly starterGrantsPerHour?: number;
  readonly payments?: Payments;
  readonly stars?: Stars;
  readonly rails?: Ports['rails'];
  /** Use is agreement, where a test is about something else. */
  readonly consent?: Ports['consent'];
  readonly noticeVersions?: Ports['noticeVersions'];
  readonly catalogue?: Catalogue;
  /** Where copies of somebody's data are fetched. */
  readonly downloadUrl?: string;
  /** The number of this process's presence lock. */
  readonly worker?: (url: string) => Promise<{ worker(): number | null; close(): Promise<void> }>;
};

/** One credit a Sketch picture, and 1,000 credits at first sight: enough to see what is charged. */
export const PRICED = catalogueFor(new Set(['sketch']), 1);
export const STARTER_CREDITS = 1_000;

const SILENT: Doorbell = { work: () => {}, stop: () => {}, changed: () => {}, money: () => {} };

/** Everything is closed and removed when the test `t` ends. */
export async function coreRig(t: TestContext, options: CoreOptions = {}): Promise<CoreRig> {
  const { url, settings } = await freshDatabase(t, options.from);
  const logged: LogEvent[] = [];
  const log = (event: LogEvent): void => void logged.push(event);
  const database = openDatabase(url, 10, log);
  const folder = await mkdtemp(join(tmpdir(), 'easel-bucket-'));
  const seals = options.keyring ?? (await testKeyring());
  const bucket = sealedBucket(diskBucket(folder, { durable: false }), seals);
  const presence = (await options.worker?.(url)) ?? null;
  const chime = (await options.doorbell?.(url, log)) ?? null;
  t.after(async () => {
    await chime?.close();
    await presence?.close();
    await database.close();
    await bucket.close();
    await rm(folder, { recursive: true, force: true });
  });
  let offsetMs = 0;
  const clock: TestClock = {
    now: () => new Date(Date.now() + offsetMs),
    advance: (ms) => (offsetMs += ms),
  };
  const store = postgresStore(database.kysely, newId, () => presence?.worker() ?? null, seals);
  const pictures = tinyPictures();
  const chat = notebookMessenger();
  const ports: Ports = {
    store,
    bucket,
    keyring: seals,
    provider: pictures,
    messengers: { discord: chat, telegram: chat },
    tables: createTableReader(),
    archivist: createArchivist(),
    doorbell: chime ?? SILENT,
    clock,
    newId,
    newSeed: () => 7,
    log,
    catalogue: options.catalogue ?? PRICED,
    starterCredits: options.starterCredits ?? STARTER_CREDITS,
    starterGrantsPerHour: options.starterGrantsPerHour ?? 500,
    payments: options.payments ?? null,
    stars: options.stars ?? null,
    rails: options.rails ?? { discord: [], telegram: [] },
    downloadUrl: options.downloadUrl ?? null,
    supportContact: null,
    mark: ({ platform, userId }) => seals.mark(platform, userId),
    noticeUrl: null,
    consent: options.consent ?? 'notice',
    noticeVersions: options.noticeVersions ?? NOTICE_VERSIONS,
    maxPartBytes: { discord: 9_000_000, telegram: 45_000_000 },
  };
  // Under the roles of the program, as the program is; what a test does by itself it does as who owns the tables.
  const stores = openStores({ url, ownerUrl: url, newId, worker: () => presence?.worker() ?? null, seals, log });
  t.after(() => stores.close());
  const { store: workers, storeOf } = stores;
  const core = forPeople(createCore({ ...ports, store: workers, storeOf }));
  const ledger = createLedger({ clock, newId });
  const outside = { bucket, bucketFolder: folder, pictures, chat, clock };
  return { url, settings, database, seals, store, ledger, core, ports, ...outside, logged };
}
