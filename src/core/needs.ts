// What the use cases are built from: the ports, bound once in core.ts.

import type { Platform } from './domain/chat.ts';
import type { Catalogue } from './domain/models.ts';
import type { Ledger } from './ledger.ts';
import type { Archivist, Bucket, Clock, Doorbell, ImageProvider, Log, Messenger, NewId, TableReader } from './ports.ts';
import type { Store } from './store.ts';

export type Ports = {
  readonly store: Store;
  readonly bucket: Bucket;
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
  /** How large a run's ZIP may be in one message, by platform. */
  readonly maxPartBytes: Readonly<Record<Platform, number>>;
};

export type Needs = Ports & { readonly ledger: Ledger };
