// The ledger against what any balance in Postgres costs: bare updates, and bare updates of one row that everybody wants.

import { v7 as uuid } from 'uuid';
import pg from 'pg';
import type { AccountId } from '../src/core/domain/ids.ts';
import { createLedger, type Ledger } from '../src/core/ledger.ts';
import type { NewId } from '../src/core/ports.ts';
import type { Store } from '../src/core/store.ts';
import { openDatabase } from '../src/storage/db.ts';
import { migrate } from '../src/storage/migrate.ts';
import { postgresStore } from '../src/storage/store.ts';
import { paired, print, printRatio } from './measure.ts';
import { startPostgres } from './servers.ts';

const CLIENTS = 16;
const PAIRS_A_PASS = Number(process.env['BENCH_LEDGER_PAIRS'] ?? 1_600);
const HOT_A_PASS = Number(process.env['BENCH_LEDGER_HOT'] ?? 800);
const PASSES = Number(process.env['BENCH_PAIRS'] ?? 7);

const newId: NewId = <T extends string>() => uuid() as T;

/**
 * Two figures on a durable server. Pairs of hold and capture by clients with an account each, against transactions of two
 * updates; and holds on one account that all clients want, against `select … for update` and an update of one row.
 */
export async function run(): Promise<void> {
  const postgres = await startPostgres();
  const url = await postgres.database('ledger');
  await migrate(url);
  const database = openDatabase(url, CLIENTS, () => undefined);
  const keyring = await postgres.keyring(url);
  const floor = new pg.Pool({ connectionString: url, max: CLIENTS });
  try {
    const store = postgresStore(database.kysely, newId, () => null, keyring);
    const ledger = createLedger({ clock: { now: () => new Date() }, newId });
    const accounts = await Promise.all(Array.from({ length: CLIENTS }, (_, at) => openAccount(store, ledger, at)));
    await floor.query('create table balance (id int primary key, amount bigint not null)');
    await floor.query('insert into balance select generate_series(1, $1), 0', [CLIENTS * 2]);
    await pairs({ store, ledger, accounts, floor });
    await hot({ store, ledger, accounts, floor });
    const broken = await store.ledger.verify();
    if (broken.length > 0) throw new Error(`the ledger is broken: ${broken.join('; ')}`);
  } finally {
    await floor.end();
    await database.close();
    await keyring.close();
    await postgres.stop();
  }
}

type Stage = { store: Store; ledger: Ledger; accounts: readonly AccountId[]; floor: pg.Pool };

async function openAccount(store: Store, ledger: Ledger, at: number): Promise<AccountId> {
  return store.transaction(async (rows) => {
    const { id } = await rows.accounts.recognise({ platform: 'discord', userId: `bench-${at}`, locale: 'en' });
    const grant = { amount: 100_000_000, source: 'operator', sourceRef: `bench:${at}`, priority: 1 } as const;
    await ledger.grant(rows, id, { ...grant, expiresAt: null });
    return id;
  });
}

async function pairs({ store, ledger, accounts, floor }: Stage): Promise<void> {
  const comparison = await paired({
    name: 'hold and capture',
    floor: () =>
      everyClient(PAIRS_A_PASS, (client) =>
        inTransaction(floor, async (connection) => {
          await connection.query('update balance set amount = amount - 1 where id = $1', [client * 2 + 1]);
          await connection.query('update balance set amount = amount + 1 where id = $1', [client * 2 + 2]);
        }),
      ),
    ours: () =>
      everyClient(PAIRS_A_PASS, async (client) => {
        const account = accounts[client] as AccountId;
        const key = newId<string>();
        const hold = await store.transaction((rows) => ledger.hold(rows, account, 1, `hold:${key}`));
        await store.transaction((rows) => ledger.capture(rows, account, hold, 1, `capture:${key}`));
      }),
    pairs: PASSES,
  });
  print(comparison, PAIRS_A_PASS, 'pairs');
  printRatio('ledger-pairs', comparison.ratio);
}

async function hot({ store, ledger, accounts, floor }: Stage): Promise<void> {
  const [account] = accounts as [AccountId];
  const comparison = await paired({
    name: 'holds on one account',
    floor: () =>
      everyClient(HOT_A_PASS, () =>
        inTransaction(floor, async (connection) => {
          await connection.query('select amount from balance where id = 1 for update');
          await connection.query('update balance set amount = amount - 1 where id = 1');
        }),
      ),
    ours: () =>
      everyClient(HOT_A_PASS, () =>
        store.transaction((rows) => ledger.hold(rows, account, 1, `hold:${newId<string>()}`)),
      ),
    pairs: PASSES,
  });
  print(comparison, HOT_A_PASS, 'holds');
  printRatio('ledger-hot', comparison.ratio);
}

/** `count` times in all, as fast as sixteen clients can. */
async function everyClient(count: number, once: (client: number) => Promise<unknown>): Promise<void> {
  let left = count;
  await Promise.all(
    Array.from({ length: CLIENTS }, async (_, client) => {
      while (left-- > 0) await once(client);
    }),
  );
}

async function inTransaction(pool: pg.Pool, work: (connection: pg.PoolClient) => Promise<void>): Promise<void> {
  const connection = await pool.connect();
  try {
    await connection.query('begin');
    await work(connection);
    await connection.query('commit');
  } finally {
    connection.release();
  }
}
