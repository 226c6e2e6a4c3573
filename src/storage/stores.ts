// The stores of the program, one for each hand that works here: each on connections of its own, under the role it is let in by.

import type { NewId } from '../core/ports.ts';
import type { Hand } from '../core/needs.ts';
import type { Log } from '../core/ports.ts';
import type { Store } from '../core/store.ts';
import { accountInTurn } from './account-context.ts';
import { openDatabase, type Database } from './db.ts';
import { exportLoader } from './export-loader.ts';
import { exportSnapshot } from './export-snapshot.ts';
import { asOwner, asRole, type DatabaseRole } from './roles.ts';
import type { Seals } from './seals.ts';
import { postgresStore } from './store.ts';

/** Up to so many connections, each made when it is first needed. What only ever does one thing at a time has few. */
const CONNECTIONS = { app: 8, worker: 12, sweeper: 2, eraser: 3, exporter: 2, support: 1 } as const satisfies Partial<
  Record<DatabaseRole, number>
>;

export type Stores = {
  /** A worker's. */
  readonly store: Store;
  readonly storeOf: Readonly<Record<Hand, Store>>;
  /** Under the role of a worker. */
  readonly database: Database;
  close(): Promise<void>;
};

type Needs = {
  readonly url: string;
  /** The address for who owns the tables: an export is loaded into all of them. */
  readonly ownerUrl: string;
  readonly newId: NewId;
  readonly worker: () => number | null;
  readonly seals: Seals;
  readonly log: Log;
};

export function openStores({ url, ownerUrl, newId, worker, seals, log }: Needs): Stores {
  const open = (role: keyof typeof CONNECTIONS): Database =>
    openDatabase(asRole(url, role), CONNECTIONS[role], log, role === 'app' ? accountInTurn : undefined);
  const of = ({ kysely }: Database): Store => postgresStore(kysely, newId, worker, seals);
  const database = open('worker');
  const others = { person: open('app'), sweeper: open('sweeper'), eraser: open('eraser'), support: open('support') };
  const [exporter, owner] = [open('exporter'), openDatabase(asOwner(ownerUrl), 2, log)];
  return {
    store: {
      ...of(database),
      snapshot: exportSnapshot(exporter.kysely, seals),
      loader: exportLoader(owner.kysely, seals),
    },
    storeOf: {
      person: of(others.person),
      sweeper: of(others.sweeper),
      eraser: of(others.eraser),
      support: of(others.support),
    },
    database,
    async close() {
      await Promise.all([database, exporter, owner, ...Object.values(others)].map((each) => each.close()));
    },
  };
}
