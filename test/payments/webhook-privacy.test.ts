// A card number and an address come in with a webhook, and with what it makes us look at: nothing of ours keeps them.

import assert from 'node:assert/strict';
import { mkdir, mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { Redis } from 'ioredis';
import { Pool } from 'pg';
import { createDiscordWorld } from '../../sim/discord/world.ts';
import { signPayload } from '../../sim/stripe/signing.ts';
import { createStripeWorld } from '../../sim/stripe/world.ts';
import { createChanges } from '../../sim/wire/changes.ts';
import { createApp } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import type { LogEvent } from '../../src/core/log-events.ts';
import { createLog } from '../../src/log.ts';
import { seededFolder, startHere } from '../storage/embedded-postgres-rig.ts';
import { accepted, asking } from '../support/people.ts';
import { redisUrl } from '../support/redis.ts';
import { tracesBelow, tracesIn } from './traces.ts';

const CARD = '4000056655665556';
const ADDRESS = 'Kanarienvögelweg 17, 50667 Köln';
const CANARIES = [
  CARD,
  '4000 0566 5566 5556',
  ADDRESS,
  'Wilhelmine Kanarienvogel',
  'kanarienvogel@example.net',
  '555-0142-17',
];

/** What a payer might have written, in the places where Stripe has it and in some where it has not. */
const PERSONAL = {
  address: { city: 'Köln', country: 'DE', line1: ADDRESS, line2: null, postal_code: '50667', state: null },
  email: 'kanarienvogel@example.net',
  name: 'Wilhelmine Kanarienvogel',
  phone: '555-0142-17',
};
const CARD_DETAILS = { card: { brand: 'visa', number: CARD, written: '4000 0566 5566 5556' } };

test('P06, P07: a webhook carrying a card number and a billing address leaves neither in database, WAL, bucket, queue or logs', async (t) => {
  const rig = await start(t);
  const { world, core } = rig;
  const { view } = accepted(await core.chat.buy(asking('ada'), 'pack-100'));
  const purchase = await rig.pool.query<{ session_id: string }>('select session_id from purchase where id = $1', [
    view.id,
  ]);
  const id = purchase.rows[0]?.session_id ?? '';
  const session = world.pay({ id });
  // What is fetched afterwards carries it as well.
  Object.assign(session, { customer_details: { ...session.customer_details, ...PERSONAL } });
  Object.assign(world.chargeOf(session), { billing_details: PERSONAL, payment_method_details: CARD_DETAILS });

  const [snapshot, thin] = ['snapshot', 'thin'].map((format) => eventOf(rig, format as 'snapshot' | 'thin'));
  assert.deepEqual(tracesIn(Buffer.from(snapshot ?? ''), CANARIES).length >= CANARIES.length, true);
  assert.equal(await rig.post('/webhooks/stripe', snapshot), 200);
  await rig.settled(1);
  assert.equal(await rig.post('/webhooks/stripe/thin', thin), 200);
  await rig.settled(2);
  await rig.post('/webhooks/stripe', snapshot, { secret: 'whsec_of_nobody' });
  await rig.post('/webhooks/stripe', snapshot, { agoS: 301 });
  await rig.post('/webhooks/stripe', `${snapshot}trailing`);
  await rig.post('/webhooks/stripe', snapshot?.replace('checkout.session.completed', 'customer.created'));
  await rig.post('/webhooks/stripe', `${snapshot}${' '.repeat(300_000)}`);
  const refund = world.refund(world.chargeOf(session).id, 100);
  assert.equal(refund.status, 'succeeded');
  assert.equal(await rig.post('/webhooks/stripe', eventOf(rig, 'snapshot', 'charge.refunded')), 200);
  await rig.settled(3);

  const { rows } = await rig.pool.query('select state from purchase');
  assert.deepEqual(rows, [{ state: 'paid' }]);
  const seen = new Set(rig.events.flatMap((event) => (event.event === 'webhook' ? [event.outcome] : [])));
  for (const outcome of ['heard', 'forged', 'stale', 'unreadable', 'not-ours', 'oversized'] as const)
    assert.ok(seen.has(outcome), outcome);
  assert.deepEqual(await rig.traces(CANARIES), []);

  // The search is worth nothing unless it finds what is there.
  await rig.plant(CARD, ADDRESS);
  const places = new Set((await rig.traces([CARD, ADDRESS])).map((trace) => trace.replace(/: .*/s, '')));
  const wanted = ['rows', 'base', 'pg_wal', 'bucket', 'log', ...(redisUrl() === undefined ? [] : ['redis'])];
  assert.deepEqual([...places].toSorted(), wanted.toSorted());
});

type Started = Awaited<ReturnType<typeof start>>;

/** The latest event of this type, with everything personal in it that it could carry. */
function eventOf({ world }: Pick<Started, 'world'>, format: 'snapshot' | 'thin', type = 'checkout.session.completed') {
  const event = [...(format === 'snapshot' ? world.state.events : world.state.thinEvents).values()].findLast(
    (one) => one.type === (format === 'snapshot' ? type : `v1.${type}`),
  );
  assert.ok(event);
  const more = { customer_details: PERSONAL, billing_details: PERSONAL, payment_method_details: CARD_DETAILS };
  return JSON.stringify(
    'data' in event ? { ...event, data: { object: { ...event.data.object, ...more } } } : { ...event, ...more },
  );
}

/** The program with the parts that see money, on a server, a folder and a log file of its own. */
async function start(t: TestContext) {
  const closers: (() => Promise<unknown>)[] = [];
  t.after(async () => {
    for (const close of closers.toReversed()) await close();
  });
  const dataDir = await seededFolder(t);
  const server = await startHere(t, { dataDir, durable: true });
  const folder = await mkdtemp(join(tmpdir(), 'easel-privacy-'));
  closers.push(() => rm(folder, { recursive: true, force: true }));
  const world = await createStripeWorld();
  closers.push(() => world.close());
  world.webhooks.hold();
  const discord = await createDiscordWorld();
  closers.push(() => discord.close());
  const secret = 'whsec_PrivacyTest';
  const redis = redisUrl(8);
  const config = readConfig({
    DATA_DIR: folder,
    DATABASE_URL: server.url,
    KEYRING_URL: server.database('postgres').url,
    ...(redis !== undefined && { REDIS_URL: redis }),
    PORT: '0',
    LOG_LEVEL: 'debug',
    CONSENT: 'notice',
    DISCORD_TOKEN: discord.token,
    DISCORD_API_URL: discord.apiUrl,
    STRIPE_SECRET_KEY: world.secretKey,
    STRIPE_API_URL: world.apiUrl,
    STRIPE_WEBHOOK_SECRET: secret,
  });
  const file = await open(join(folder, 'easel.log'), 'a');
  closers.push(() => file.close());
  const write = createLog(config.logLevel, file.fd);
  const events: LogEvent[] = [];
  const changes = createChanges();
  const app = createApp(config, new Set(['web', 'worker']), (event) => {
    write(event);
    events.push(event);
    changes.announce();
  });
  closers.push(() => app.close());
  await app.start();
  await app.core().publishProducts('http://127.0.0.1:9');
  const pool = new Pool({ connectionString: server.url, max: 2 });
  closers.push(() => pool.end());
  const isSettled = (event: LogEvent): boolean => event.event === 'settled';
  return {
    world,
    pool,
    events,
    core: app.core(),
    async settled(times: number) {
      await changes.until(
        () => events.filter(isSettled).length >= times || undefined,
        () => `${events.filter(isSettled).length} objects were settled`,
        { timeoutMs: 60_000 },
      );
    },
    async post(path: string, body = '', signing: { secret?: string; agoS?: number } = {}): Promise<number> {
      const header = signPayload(body, [signing.secret ?? secret], Math.floor(Date.now() / 1000) - (signing.agoS ?? 0));
      const answer = await fetch(`http://127.0.0.1:${app.webPort()}${path}`, {
        method: 'POST',
        headers: { 'stripe-signature': header },
        body,
      });
      return answer.status;
    },
    /** Where these texts are: `place: …`. */
    async traces(texts: readonly string[]): Promise<string[]> {
      await pool.query('checkpoint');
      const found = (await tracesBelow(dataDir, texts)).map((trace) =>
        trace.includes('pg_wal/') ? `pg_wal: ${trace}` : `base: ${trace}`,
      );
      // Long values are compressed on disk, and told in full by the database.
      const dump = Buffer.from(await everyRow(pool));
      found.push(...tracesIn(dump, texts).map((trace) => `rows: ${trace}`));
      for (const trace of await tracesBelow(folder, texts))
        found.push(trace.startsWith('easel.log') ? `log: ${trace}` : `bucket: ${trace}`);
      if (redis !== undefined)
        found.push(...tracesIn(Buffer.from(await everyValue(redis)), texts).map((trace) => `redis: ${trace}`));
      return found;
    },
    /** Puts texts where they are to be found. */
    async plant(...texts: string[]): Promise<void> {
      await pool.query('create table planted (text text)');
      for (const text of texts) await pool.query('insert into planted values ($1)', [text]);
      await mkdir(join(folder, 'bucket'), { recursive: true });
      await writeFile(join(folder, 'bucket', 'planted'), texts.join());
      await file.write(`${JSON.stringify(texts)}\n`);
      if (redis === undefined) return;
      const client = new Redis(redis);
      t.after(async () => {
        await client.del('planted');
        await client.quit();
      });
      await client.set('planted', Buffer.from(texts.join()).toString('base64'));
    },
  };
}

async function everyRow(pool: Pool): Promise<string> {
  const { rows: tables } = await pool.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
     where schemaname not in ('pg_catalog', 'information_schema')`,
  );
  const parts: string[] = [];
  for (const { name } of tables) {
    const { rows } = await pool.query<{ row: string }>(`select x::text as row from ${name} x`);
    parts.push(...rows.map(({ row }) => row));
  }
  return parts.join('\n');
}

/** Everything in Redis, whatever kind it is of. */
async function everyValue(url: string): Promise<string> {
  const client = new Redis(url);
  const parts: string[] = [];
  for (const key of await client.keys('*')) {
    parts.push(key);
    const kind = await client.type(key);
    if (kind === 'string') parts.push((await client.get(key)) ?? '');
    else if (kind === 'hash') parts.push(JSON.stringify(await client.hgetall(key)));
    else if (kind === 'list') parts.push(...(await client.lrange(key, 0, -1)));
    else if (kind === 'set') parts.push(...(await client.smembers(key)));
    else if (kind === 'zset') parts.push(...(await client.zrange(key, '0', '-1')));
    else parts.push(JSON.stringify(await client.xrange(key, '-', '+')));
  }
  await client.quit();
  return parts.join('\n');
}
