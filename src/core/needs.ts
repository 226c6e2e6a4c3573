// What the use cases are built from: the ports, bound once in core.ts.

import type { Platform } from './domain/chat.ts';
import type { Catalogue } from './domain/models.ts';
import type { Keyring } from './keyring.ts';
import type { Ledger } from './ledger.ts';
import type { Archivist, TableReader } from './file-ports.ts';
import type { Bucket, Clock, Doorbell, ImageProvider, Log, Messenger, NewId } from './ports.ts';
import type { Payments, Rail, Stars } from './payment-ports.ts';
import type { NoticeVersion } from './privacy-versions.ts';
import type { Store } from './store.ts';

/** For whom something is done: a person who asked, or one of those who look after what is stored. All else is a worker's. */
export type Hand = 'person' | 'sweeper' | 'eraser' | 'support';

export type Ports = {
  readonly store: Store;
  /** The same rows, for those who see and may do less with them; whoever is not named uses `store`. */
  readonly storeOf?: Readonly<Partial<Record<Hand, Store>>>;
  readonly bucket: Bucket;
  readonly keyring: Keyring;
  readonly provider: ImageProvider;
  /** Platforms this process can write to. */
  readonly messengers: Readonly<Partial<Record<Platform, Messenger>>>;
  readonly tables: TableReader;
  readonly archivist: Archivist;
  readonly doorbell: Doorbell;
  readonly clock: Clock;
  readonly newId: NewId;
  /** A seed in 0..SEED_MAX for a person who named none. */
  readonly newSeed: () => number;
  readonly log: Log;
  readonly catalogue: Catalogue;
  readonly starterCredits: number;
  /** How many starter grants are given an hour by all of Easel; who comes after that gets them later. */
  readonly starterGrantsPerHour: number;
  /** Null where Stripe is not configured. */
  readonly payments: Payments | null;
  /** Null without a Telegram token. */
  readonly stars: Stars | null;
  /** How people may pay on each platform; empty where nothing is sold. */
  readonly rails: Readonly<Record<Platform, readonly Rail[]>>;
  /** Where whoever runs Easel can be reached; null where that is not configured. */
  readonly supportContact: string | null;
  /** Where copies of people's data are fetched, when a chat cannot carry them; null where there is no public address. */
  readonly downloadUrl: string | null;
  /** The public address of the privacy notice; null where there is none. */
  readonly noticeUrl: string | null;
  /** Whether people are asked for their agreement, or use is agreement and the notice is shown with the first answer. */
  readonly consent: 'ask' | 'notice';
  /** The versions of the notice, oldest first; the last one holds. */
  readonly noticeVersions: readonly NoticeVersion[];
  /** A mark that only we can make from somebody's login or an operator's name, and from which it cannot be read. */
  readonly mark: (of: { readonly platform: Platform | 'operator'; readonly userId: string }) => string;
  /** How large a run's ZIP may be in one message, by platform. */
  readonly maxPartBytes: Readonly<Record<Platform, number>>;
};

export type Needs = Ports & {
  readonly ledger: Ledger;
  /** The versions of the notice an agreement to which still covers everything. */
  readonly covers: readonly string[];
};
