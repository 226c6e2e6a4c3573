// Zero residue: two people do everything there is, and leave. A scanner that knows every value of theirs looks through every store.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { Pool } from 'pg';
import { discordSeat } from '../../sim/demo/discord-seat.ts';
import { telegramSeat } from '../../sim/demo/telegram-seat.ts';
import { LATE_MS } from '../../src/core/usecases/erase-account.ts';
import { lookIntoFiles } from '../../src/residue/files.ts';
import { keptByRule } from '../../src/residue/kept.ts';
import { lookEverywhere, type Places } from '../../src/residue/look.ts';
import { readNeedles, writeNeedles, type Needle } from '../../src/residue/needles.ts';
import { createTally, type Finding, type Report } from '../../src/residue/report.ts';
import { startEmbeddedPostgres } from '../../src/storage/embedded-postgres.ts';
import { scrub } from '../../src/storage/scrub.ts';
import { CANARIES, everything, HERE, invoiceFor, leave } from '../support/canaries.ts';
import { alsoCards } from '../support/card-numbers.ts';
import { startShop } from '../support/product.ts';
import { redisUrl } from '../support/redis.ts';
import { rowsWith } from '../support/residue.ts';

const CARD = '4242424242424242';

/** What people are called and reached by, each word theirs alone. */
const ANN = { name: 'Annika Canary', username: 'canary.annika_7', nick: 'Nika of the canaries' };
const BEA = { name: 'Beatrix', lastName: 'Canaryfield', username: 'canary_beatrix_8' };
const STORES = ['dump', 'data files', 'write-ahead log', 'bucket', 'files'];

test('P04, P06, P28: who leaves leaves nothing behind, in any store', async (t) => {
  const rig = await start(t);
  const { shop, pool } = rig;
  const buyer = shop.telegram.person({ ...BEA, stars: 500 });
  const studio = shop.discord.channel({ name: 'studio' });
  const ann = await everything(pool, discordSeat(shop.discord, shop.discord.person(ANN), studio), ANN);
  const bea = await everything(pool, telegramSeat(shop.telegram, buyer), BEA);
  const invoice = await invoiceFor(buyer);
  assert.equal((await buyer.pay(invoice).ended()).state, 'paid');
  const ben = await everything(pool, shop.seat('discord', { name: 'Ben' }), { username: 'ben' });
  const [said, known] = [
    [...ann.said, ...bea.said],
    [...ann.known, ...bea.known],
  ];
  const gone = [...said, ...known];

  const file = join(rig.folder, 'needles');
  const all: Needle[] = [...gone];
  await t.test('what is to be looked for is written down before, in clear, for the operator alone', async () => {
    for (const { account } of [ann, bea]) {
      const { lines, ok } = await shop.app.residue().writeDown(account, `${file}-${account}`);
      assert.equal(ok, true, lines.join('\n'));
      all.push(...(await readNeedles(`${file}-${account}`)));
    }
    await writeNeedles(file, all);
    const kinds = new Set(all.map(({ kind }) => kind));
    for (const kind of ['id', 'content', 'login', 'chat', 'support', 'file']) assert.ok(kinds.has(kind), kind);
    for (const each of all) assert.ok(!('text' in each && /^[a-z]{1,16}$/.test(each.text)), `${each.from} is a word`);
    const kept = (text: string) => all.some((each) => each.from !== HERE && 'text' in each && each.text.includes(text));
    for (const { kind, text } of said) assert.ok(kept(text), `the ${kind} is not kept`);
    for (const { kind, text } of known) assert.equal(kept(text), kind === 'user id', `the ${kind} is kept: ${text}`);
  });

  await t.test(
    'while they are here, what they wrote, who they are and how they paid stands nowhere in clear',
    async () => {
      assert.deepEqual(new Set(gone.map(({ kind }) => kind)), CANARIES);
      for (const { kind, text } of known) assert.ok(rig.hasArrived(text), `the ${kind} ${text} never came in`);
      const cards: string[] = [];
      const report = await rig.look(all, (place) => cards.push(place));
      assert.equal(cards.length, 0, cards.join('\n'));
      assert.deepEqual(where(report, isCanary), []);
      // Proof that it finds: what is in clear, ids, is there, and a card where there is one.
      assert.ok(report.findings.some(({ kind, store }) => kind === 'id' && store === 'dump'));
      const planted = join(rig.folder, 'planted');
      await writeFile(planted, `{"number":"${CARD}"}`);
      await lookIntoFiles(
        alsoCards(createTally(all), (place) => cards.push(place)),
        planted,
        () => 'files',
      );
      assert.deepEqual(cards, [`files: ${planted}`]);
      await rm(planted);
    },
  );

  const before = { rows: await rowsWith(pool, ben.account), files: await rig.filesOf(ben.account) };
  const sums = await ledgerSums(pool);
  const numbers = [await leave(ann.seat), await leave(bea.seat)];

  await t.test(
    'at once nothing of theirs is in a live store but the id that late files are looked for by',
    async () => {
      for (const number of numbers) await rig.until(number, `state in ('erased', 'done')`);
      const report = await rig.look(all);
      const live = where(report, ({ store }) => store !== 'data files' && store !== 'write-ahead log');
      assert.deepEqual(live, []);
      for (const { until, places } of report.kept) {
        assert.ok(until.getTime() > Date.now() && until.getTime() <= Date.now() + LATE_MS, until.toISOString());
        assert.equal(places.get('dump: main: public.erasure.old_id'), 1);
      }
      assert.ok(report.kept.length > 0);
      assert.deepEqual(where(report, isCanary), []);
    },
  );

  await t.test('after the clean-up of the embedded server nothing is in its data files or its log either', async () => {
    await rig.nobodyIsLate();
    for (const number of numbers) await rig.until(number, `state = 'done'`);
    const { busy } = await scrub(rig.places.databases.map(({ url }) => url));
    assert.deepEqual(busy, []);
    await rig.writeLog();
    const { lines, ok } = await shop.app.residue().lookFor({ needles: file }, [rig.log]);
    assert.ok(ok && lines.at(-1) === 'Nothing was found.', lines.join('\n'));
    for (const store of STORES) assert.match(lines.join('\n'), new RegExp(`^${store} +(?!0 kB)[\\d.]+ [kM]B +0$`, 'm'));
    for (const { account } of [ann, bea])
      assert.equal((await shop.app.residue().lookFor({ who: account }, [])).ok, false);
  });

  await t.test('the books add up as before and know a receipt only; who stayed has what they had', async () => {
    assert.deepEqual(await ledgerSums(pool), sums);
    assert.deepEqual(await shop.app.core().verifyLedger(), []);
    const { rows } = await pool.query(
      `select count(*)::int as payments from payment p join erasure e on e.receipt_id = p.account_id where e.number = any($1)`,
      [numbers],
    );
    assert.deepEqual(rows, [{ payments: 3 }]);
    assert.deepEqual({ rows: await rowsWith(pool, ben.account), files: await rig.filesOf(ben.account) }, before);
  });
  assert.deepEqual(shop.faults(), []);
});

/** Where something is, what kind of thing, and how it is written. */
function where({ findings }: Report, which: (finding: Finding) => boolean): readonly string[] {
  const told = findings
    .filter(which)
    .map(({ store, place, kind, written }) => `${store}: ${place}: ${kind} (${written})`);
  return [...new Set(told)];
}

const isCanary = ({ kind }: Finding): boolean => CANARIES.has(kind);

/** A log of its own, with every statement: whoever sets this must not learn what people wrote either. */
const LOUD = {
  logging_collector: 'on',
  log_directory: 'log',
  log_filename: 'server.log',
  log_statement: 'all',
  log_min_duration_statement: '0',
};

/** The product on a server of its own, whose files, log of statements included, are looked through. */
async function start(t: TestContext) {
  const closing: (() => Promise<unknown>)[] = [];
  t.after(async () => {
    for (const close of closing.toReversed()) await close();
  });
  const folder = await mkdtemp(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'easel-zero-'));
  closing.push(() => rm(folder, { recursive: true, force: true }));
  const dataDir = join(folder, 'easel');
  // Started here for its settings; the program joins it as it would its own.
  const server = await startEmbeddedPostgres({ dataDir: join(dataDir, 'postgres'), durable: false, settings: LOUD });
  closing.push(() => server.stop());
  const shop = await startShop(t, { DATA_DIR: dataDir, DATABASE_URL: '', KEYRING_URL: '' });
  closing.push(() => shop.app.close());
  const pool = new Pool({ connectionString: server.url, max: 2 });
  pool.on('error', () => undefined);
  closing.push(() => pool.end());
  const places: Places = {
    databases: [
      { called: 'main', url: server.url },
      { called: 'keyring', url: server.database('easel_keyring').url },
    ],
    serverFolder: join(dataDir, 'postgres'),
    redisUrl: redisUrl() ?? null,
    bucketUrl: join(dataDir, 'bucket'),
  };
  const log = join(folder, 'easel.log');
  return {
    shop,
    pool,
    places,
    folder,
    log,
    /** What has been logged so far, where it is looked for. */
    async writeLog(): Promise<void> {
      await writeFile(
        log,
        shop
          .events()
          .map((event) => `${JSON.stringify(event)}\n`)
          .join(''),
      );
    },
    /** @param card is told of every number of a card, on the way */
    async look(needles: readonly Needle[], card?: (place: string) => void): Promise<Report> {
      await this.writeLog();
      await pool.query('checkpoint');
      const tally = createTally(needles, await keptByRule(places));
      await lookEverywhere(card ? alsoCards(tally, card) : tally, places, [log]);
      const report = tally.report();
      assert.deepEqual([report.closed, report.refused], [[], []]);
      for (const store of STORES) assert.ok((report.looked.get(store) ?? 0) > 0, store);
      return report;
    },
    /** Whether the product was told a text, and answered: by a platform, or by Stripe. */
    hasArrived(text: string): boolean {
      const { discord, telegram, stripe } = shop;
      const told = [
        ...[...discord.interactions.values()].flatMap(({ acknowledgement, payload }) =>
          acknowledgement ? [payload] : [],
        ),
        ...telegram.updates,
        ...stripe.webhooks.deliveries.flatMap(({ state, event }) => (state === 'delivered' ? [event] : [])),
      ];
      return JSON.stringify(told).includes(JSON.stringify(text).slice(1, -1));
    },
    async filesOf(account: string): Promise<Record<string, string>> {
      const at = join(dataDir, 'bucket', 't', account);
      const found: Record<string, string> = {};
      for (const entry of await readdir(at, { recursive: true, withFileTypes: true })) {
        const path = join(entry.parentPath, entry.name);
        if (entry.isFile())
          found[path] = createHash('sha256')
            .update(await readFile(path))
            .digest('hex');
      }
      return found;
    },
    async until(number: string, condition: string): Promise<void> {
      for (let round = 0; round < 600; round++) {
        const { rows } = await pool.query(`select from erasure where number = $1 and ${condition}`, [number]);
        if (rows.length > 0) return;
        await pause(50);
      }
      assert.fail(`an erasure that is never ${condition}`);
    },
    /** The ten minutes are over in which a slow worker might still bring a file. */
    async nobodyIsLate(): Promise<void> {
      await pool.query(`update erasure set erased_at = erased_at - interval '11 minutes' where state = 'erased'`);
      await pool.query(`update task set not_before = now() where kind = 'erase' and state = 'queued'`);
    },
  };
}

/** What was granted, spent, taken back and paid, over everybody. */
async function ledgerSums(pool: Pool): Promise<unknown> {
  const { rows } = await pool.query(
    `select (select sum(amount) from ledger_transfer) as moved, (select count(*) from ledger_transfer) as transfers,
       (select sum(amount) from credit_grant) as granted, (select sum(amount) from payment) as paid, (select count(*) from payment) as payments`,
  );
  return rows;
}
