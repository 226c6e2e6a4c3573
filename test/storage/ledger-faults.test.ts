// Everybody submits everything twice while connections are killed: what was answered is what happened, and it happened once.

import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'node:test';
import type { AccountId, HoldId } from '../../src/core/domain/ids.ts';
import { Refusal } from '../../src/core/domain/refusal.ts';
import type { Rows } from '../../src/core/store.ts';
import { coreRig, type CoreRig } from '../support/core.ts';

const ACCOUNTS = 3;
const CALLERS = 60;
const CREDITS = 50;

/** Tries until Postgres answers: a lost connection leaves open whether the transaction was committed. */
async function insist<T>({ store }: CoreRig, work: (rows: Rows) => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await store.transaction(work);
    } catch (error) {
      if (error instanceof Refusal || tries === 100 || !isLostConnection(error)) throw error;
    }
  }
}

function isLostConnection(error: unknown): boolean {
  const { code, message } = error as Error & { code?: string };
  return code === '57P01' || code === 'ECONNRESET' || code === 'EPIPE' || /connection/i.test(message);
}

/** One person's evening: something is held, part of it spent, the rest given back. Resolves to what was spent. */
async function caller(rig: CoreRig, account: AccountId, name: string, size: number): Promise<number> {
  const twice = <T>(work: (rows: Rows) => Promise<T>) => Promise.all([insist(rig, work), insist(rig, work)]);
  const held = await Promise.allSettled(
    [0, 1].map(() => insist(rig, (rows) => rig.ledger.hold(rows, account, size, `h:${name}`))),
  );
  const ids = new Set<HoldId>();
  for (const each of held) {
    if (each.status === 'fulfilled') ids.add(each.value);
    else assert.ok(each.reason instanceof Refusal, String(each.reason));
  }
  const [hold] = ids;
  if (!hold) return 0;
  assert.equal(ids.size, 1);
  const spent = Math.ceil(size / 2);
  await twice((rows) => rig.ledger.capture(rows, account, hold, spent, `c:${name}`));
  await twice((rows) => rig.ledger.releaseRest(rows, account, hold));
  return spent;
}

test('nothing doubles and nothing is lost while connections are killed every few milliseconds', async (t) => {
  const rig = await coreRig(t);
  const accounts = await Promise.all(
    Array.from({ length: ACCOUNTS }, (_, at) =>
      rig.store.transaction(async (rows) => {
        const { id } = await rows.accounts.recognise({ platform: 'discord', userId: `p${at}`, locale: 'en' });
        const grant = { amount: CREDITS, source: 'operator', sourceRef: id, priority: 1, expiresAt: null } as const;
        await rig.ledger.grant(rows, id, grant);
        return id;
      }),
    ),
  );
  const done = new AbortController();
  const killing = killConnections(rig, done.signal);
  const spent = new Map<AccountId, number>(accounts.map((id) => [id, 0]));
  await Promise.all(
    Array.from({ length: CALLERS }, async (_, at) => {
      const account = accounts[at % ACCOUNTS] as AccountId;
      const mine = await caller(rig, account, String(at), 1 + (at % 4));
      spent.set(account, (spent.get(account) ?? 0) + mine);
    }),
  );
  done.abort();
  assert.ok((await killing) > 5, 'hardly a connection was killed');
  for (const [account, amount] of spent)
    assert.deepEqual(await rig.store.ledger.read(account), {
      available: CREDITS - amount,
      held: 0,
      debt: 0,
      frozen: false,
    });
  assert.deepEqual(await rig.core.verifyLedger(), []);
});

async function killConnections({ url }: CoreRig, ended: AbortSignal): Promise<number> {
  const { Client } = (await import('pg')).default;
  const client = new Client({ connectionString: url });
  await client.connect();
  let killed = 0;
  while (!ended.aborted) {
    const { rowCount } = await client.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle' order by random() limit 1`,
    );
    killed += rowCount ?? 0;
    await sleep(4);
  }
  await client.end();
  return killed;
}
