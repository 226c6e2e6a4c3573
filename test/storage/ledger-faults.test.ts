// Everybody submits everything twice while connections are killed: what was answered is what happened, and it happened once.

import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'node:test';
import pg from 'pg';
import type { AccountId, HoldId } from '../../src/core/domain/ids.ts';
import { Refusal } from '../../src/core/domain/refusal.ts';
import type { Rows } from '../../src/core/store.ts';
import { coreRig, type CoreRig } from '../support/core.ts';
import { accountWith, grantOf } from './ledger-rig.ts';

/** People go on until so many backends have died under them. */
const KILLS = Number(process.env['LEDGER_KILLS'] ?? 500);
const ACCOUNTS = 3;
const CALLERS = 12;
const KILLED_AT_ONCE = 3;
const PAUSE_MS = 20;
/** Even if hardly anything could be killed, it ends. */
const AT_MOST_MS = 90_000;
const CREDITS = 60;
const TRIES = 1_000;

/** What one account must come to in the end, by what its people were told. */
type Told = { readonly operations: Map<string, string>; granted: number; spent: number; clawed: number };

/** Tries until Postgres answers: a lost connection leaves open whether the transaction was committed. */
async function insist<T>({ store }: CoreRig, work: (rows: Rows) => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await store.transaction(work);
    } catch (error) {
      if (error instanceof Refusal || tries === TRIES || !isLostConnection(error)) throw error;
    }
  }
}

function isLostConnection(error: unknown): boolean {
  const { code, message } = error as Error & { code?: string };
  return code === '57P01' || code === 'ECONNRESET' || code === 'EPIPE' || /connection/i.test(message);
}

/** Both at once; they must be told the same. */
async function twice<T>(rig: CoreRig, work: (rows: Rows) => Promise<T>): Promise<T> {
  const [first, second] = await Promise.all([insist(rig, work), insist(rig, work)]);
  assert.deepEqual(second, first);
  return first;
}

/** Two of a kind may be refused, or one of them before the other gave credits back: whatever was held is one hold. */
async function holdTwice(rig: CoreRig, account: AccountId, size: number, key: string): Promise<HoldId | null> {
  const asked = await Promise.allSettled(
    [0, 1].map(() => insist(rig, (rows) => rig.ledger.hold(rows, account, size, key))),
  );
  const ids = new Set<HoldId>();
  for (const each of asked) {
    if (each.status === 'fulfilled') ids.add(each.value);
    else assert.ok(each.reason instanceof Refusal, String(each.reason));
  }
  assert.ok(ids.size <= 1);
  return [...ids][0] ?? null;
}

/** One person's evening: something is bought and partly refunded, held, partly spent, and the rest given back. */
async function evening(rig: CoreRig, account: AccountId, name: string, size: number, told: Told): Promise<void> {
  const { ledger } = rig;
  const pack = `pack:${name}`;
  await twice(rig, (rows) => ledger.grant(rows, account, grantOf(size, pack)));
  told.granted += size;
  told.operations.set(`grant:${pack}`, 'grant');
  if (size % 3 === 0) {
    await twice(rig, (rows) => ledger.freeze(rows, account, { ref: name, reason: 'dispute' }));
    await twice(rig, (rows) => ledger.unfreeze(rows, account, { ref: name }));
    told.operations.set(`freeze:${account}:${name}`, 'freeze').set(`unfreeze:${account}:${name}`, 'unfreeze');
  }
  const hold = await holdTwice(rig, account, size, `h:${name}`);
  if (hold) {
    const spent = Math.ceil(size / 2);
    await twice(rig, (rows) => ledger.capture(rows, account, hold, spent, `c:${name}`));
    told.spent += spent;
    told.operations.set(`h:${name}`, 'hold').set(`c:${name}`, 'capture');
  }
  const key = `claw:${name}`;
  await twice(rig, (rows) => ledger.clawback(rows, account, { sourceRef: pack, target: size, key }));
  told.clawed += size;
  told.operations.set(key, 'clawback');
  if (hold && (await twice(rig, (rows) => ledger.releaseRest(rows, account, hold))) > 0)
    told.operations.set(`release:${hold}`, 'release');
}

test(`nothing doubles and nothing is lost while ${KILLS} backends are killed`, async (t) => {
  const rig = await coreRig(t);
  const people = new Map<AccountId, Told>();
  for (let at = 0; at < ACCOUNTS; at++)
    people.set(await accountWith(rig, CREDITS, `p${at}`), {
      operations: new Map(),
      granted: CREDITS,
      spent: 0,
      clawed: 0,
    });
  const killer = await startKiller(rig);
  const giveUpAt = performance.now() + AT_MOST_MS;
  try {
    await Promise.all(
      Array.from({ length: CALLERS }, async (_, caller) => {
        const [account, told] = [...people][caller % ACCOUNTS] ?? assert.fail();
        for (let night = 0; killer.killed() < KILLS && performance.now() < giveUpAt; night++)
          await evening(rig, account, `${caller}.${night}`, 1 + ((caller + night) % 4), told);
      }),
    );
  } finally {
    await killer.stop();
  }
  assert.ok(killer.killed() >= KILLS, `only ${killer.killed()} backends were killed`);
  for (const [account, told] of people) await compare(rig, account, told);
  assert.deepEqual(await rig.core.verifyLedger(), []);
});

/** What is in the database is what was told: every operation once, and the credits that follow. */
async function compare({ database, store }: CoreRig, account: AccountId, told: Told): Promise<void> {
  const { rows } = await database.pool.query<{ key: string; kind: string }>(
    `select key, kind from ledger_op where account_id = $1 and key <> 'grant:first:' || account_id order by key`,
    [account],
  );
  assert.deepEqual(
    new Map(rows.map(({ key, kind }) => [key, kind])),
    new Map([...told.operations].toSorted(([a], [b]) => (a < b ? -1 : 1))),
  );
  assert.equal(rows.length, told.operations.size);
  const { available, held, debt, frozen } = await store.ledger.read(account);
  assert.deepEqual(
    { left: available - debt, held, frozen },
    { left: told.granted - told.spent - told.clawed, held: 0, frozen: false },
  );
}

/** Kills working backends, a few at a time, until it is told to stop. */
async function startKiller({ url }: CoreRig): Promise<{ killed(): number; stop(): Promise<void> }> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const stopping = new AbortController();
  // A backend takes a moment to die and must not be counted twice.
  const dead = new Set<string>();
  const killing = (async () => {
    while (!stopping.signal.aborted) {
      const { rows } = await client.query<{ backend: string; told: boolean }>(
        `select pid || ' of ' || backend_start as backend, pg_terminate_backend(pid) as told from (
           select pid, backend_start from pg_stat_activity
           where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle' order by random() limit $1
         ) as working`,
        [KILLED_AT_ONCE],
      );
      for (const { backend, told } of rows) if (told) dead.add(backend);
      await sleep(PAUSE_MS);
    }
    await client.end();
  })();
  return {
    killed: () => dead.size,
    async stop() {
      stopping.abort();
      await killing;
    },
  };
}
