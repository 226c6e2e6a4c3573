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
import { hasZip, isSettled } from '../../sim/demo/reading.ts';
import type { Bubble, Seat } from '../../sim/demo/seat.ts';
import { telegramSeat } from '../../sim/demo/telegram-seat.ts';
import { look, lookEverywhere, type Places } from '../../src/residue/look.ts';
import { readNeedles, type Needle } from '../../src/residue/needles.ts';
import { createTally, type Report } from '../../src/residue/report.ts';
import { startEmbeddedPostgres } from '../../src/storage/embedded-postgres.ts';
import { scrub } from '../../src/storage/scrub.ts';
import { choose, payAt, told } from '../support/buying.ts';
import { cardNumbers } from '../support/card-numbers.ts';
import { startShop, type Shop } from '../support/product.ts';
import { redisUrl } from '../support/redis.ts';
import { rowsWith } from '../support/residue.ts';

const NUMBER = /[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}/;
const CARD = '4242424242424242';

/** Somebody, and what only they have said. */
type Somebody = { readonly seat: Seat; readonly account: string; readonly needles: readonly Needle[] };

test('P04, P06, P28: who leaves leaves nothing behind, in any store', async (t) => {
  const rig = await start(t);
  const { shop, pool } = rig;
  const buyer = shop.telegram.person({ name: 'Canary Bea', stars: 500 });
  const ann = await everything(rig, shop.seat('discord', { name: 'Canary Ann' }));
  const bea = await everything(rig, telegramSeat(shop.telegram, buyer));
  const invoice = await invoiceFor(bea.seat, buyer);
  assert.equal((await buyer.pay(invoice).ended()).state, 'paid');
  const ben = await everything(rig, shop.seat('discord', { name: 'Ben' }));
  const gone = [...ann.needles, ...bea.needles];

  await t.test('while they are here, what they wrote and who they are stands nowhere in clear', async () => {
    for (const kind of ['prompt', 'cell', 'file name', 'question', 'user id'])
      assert.ok(gone.some((needle) => needle.kind === kind));
    assert.deepEqual(where(await rig.look(gone)), []);
  });

  await t.test('no number of a card is anywhere after a paid run', async () => {
    const tally = { ...createTally([]), matcher: cardNumbers };
    const found: string[] = [];
    const at = (store: string, place: string) => ({
      found: () => void found.push(`${store}: ${place}`),
      refused: () => assert.fail(place),
    });
    await lookEverywhere({ ...tally, at }, rig.places, [rig.log]);
    assert.deepEqual(found, []);
    const planted = join(rig.folder, 'planted');
    await writeFile(planted, `{"number":"${CARD}"}`);
    await lookEverywhere({ ...tally, at }, { ...rig.places, databases: [], serverFolder: null, redisUrl: null }, [
      planted,
    ]);
    await rm(planted);
    assert.deepEqual(found, [`files: ${planted}`]);
  });

  const files = join(rig.folder, 'needles');
  const known: Needle[] = [...gone];
  await t.test('what is to be looked for is written down before, in clear, for the operator alone', async () => {
    for (const { account } of [ann, bea]) {
      const { lines, ok } = await shop.app.residue().writeDown(account, `${files}-${account}`);
      assert.equal(ok, true, lines.join('\n'));
      known.push(...(await readNeedles(`${files}-${account}`)));
    }
    const kinds = new Set(known.map(({ kind }) => kind));
    for (const kind of ['id', 'content', 'login', 'chat', 'support', 'file']) assert.ok(kinds.has(kind), kind);
    for (const { kind, text } of gone as { kind: string; text: string }[])
      assert.ok(
        known.some((each) => each.kind !== kind && 'text' in each && each.text.includes(text)),
        `${kind} is not known`,
      );
    // Proof that it finds: what is in clear, ids, is there.
    assert.ok((await rig.look(known)).findings.some(({ kind, store }) => kind === 'id' && store === 'dump'));
  });

  const before = { rows: await rowsWith(pool, ben.account), files: await rig.filesOf(ben.account) };
  const sums = await ledgerSums(pool);
  const numbers = [await leave(ann.seat), await leave(bea.seat)];

  await t.test(
    'at once nothing of theirs is in a live store but the id that late files are looked for by',
    async () => {
      for (const number of numbers) await rig.until(number, `state in ('erased', 'done')`);
      const { findings } = await look(known, { ...rig.places, serverFolder: null }, [rig.log]);
      assert.deepEqual(
        where({ findings }).filter((each) => !each.startsWith('dump: main: public.erasure.old_id')),
        [],
      );
      assert.deepEqual(where(await rig.look(gone)), []);
    },
  );

  await t.test('after the clean-up of the embedded server nothing is in its data files or its log either', async () => {
    await rig.nobodyIsLate();
    for (const number of numbers) await rig.until(number, `state = 'done'`);
    const { busy } = await scrub(rig.places.databases.map(({ url }) => url));
    assert.deepEqual(busy, []);
    assert.deepEqual(where(await rig.look(known)), []);
    for (const { account } of [ann, bea]) {
      const { lines, ok } = await shop.app.residue().lookFor({ needles: `${files}-${account}` }, [rig.log]);
      assert.ok(ok && lines.at(-1) === 'Nothing was found.', lines.join('\n'));
      assert.equal((await shop.app.residue().lookFor({ who: account }, [])).ok, false);
    }
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
function where({ findings }: Pick<Report, 'findings'>): readonly string[] {
  return [...new Set(findings.map(({ store, place, kind, written }) => `${store}: ${place}: ${kind} (${written})`))];
}

type Rig = Awaited<ReturnType<typeof start>>;

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
    async look(needles: readonly Needle[]): Promise<Report> {
      await writeFile(
        log,
        shop
          .events()
          .map((event) => `${JSON.stringify(event)}\n`)
          .join(''),
      );
      await pool.query('checkpoint');
      const report = await look(needles, places, [log]);
      assert.deepEqual([report.closed, report.refused], [[], []]);
      for (const store of ['dump', 'data files', 'write-ahead log', 'bucket', 'files'])
        assert.ok((report.looked.get(store) ?? 0) > 0, store);
      return report;
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

/** Uses everything, with something in every field that nobody else has written. */
async function everything({ pool }: Pick<Rig, 'pool'>, seat: Seat): Promise<Somebody> {
  const tag = `${seat.name.at(-1)}${seat.userId}`.replaceAll(/\W/g, '');
  const said = (kind: string): Needle & { text: string } => ({
    kind,
    from: 'here',
    text: `canary ${kind} of ${tag} «ü»`,
  });
  const [prompt, cell, word, question] = ['prompt', 'cell', 'search', 'question'].map(said) as [
    Needle & { text: string },
    Needle & { text: string },
    Needle & { text: string },
    Needle & { text: string },
  ];
  const fileName: Needle = { kind: 'file name', from: 'here', text: `canary-file-${tag}` };
  const user: Needle = { kind: 'user id', from: 'here', text: seat.userId };

  const picture = await seat.type(`/imagine ${prompt.text} --count 2`);
  await picture.until(isSettled);
  await payAt(await choose(seat, /^100 credits · €4\.90$/));
  await told(seat, /100 credits have arrived/);
  const upload = {
    name: `canary-file-${tag}.csv`,
    bytes: Buffer.from(`prompt,mood\n"${prompt.text} again",${cell.text}\n`),
    contentType: 'text/csv',
  };
  const run = await seat.attach(upload);
  await seat.press(run, 'Start');
  await run.until(hasZip);
  await seat.attach(upload);
  await seat.type(`/history ${word.text}`);
  const history = await seat.type('/history');
  await pressIfThere(seat, history, '1');
  await seat.type(`/support ${question.text}`);
  await pressIfThere(seat, await seat.type('/settings'), '中文');
  await pressIfThere(seat, await seat.type('/settings'), 'English');
  const copy = await seat.type('/export');
  await copy.until(({ files, links }) => files.length > 0 || links.size > 0);
  const { rows } = await pool.query<{ account: string }>(
    'select account_id as account from identity order by created_at desc limit 1',
  );
  return {
    seat,
    account: rows[0]?.account ?? assert.fail('nobody is there'),
    needles: [prompt, cell, word, question, fileName, user],
  };
}

async function pressIfThere(seat: Seat, bubble: Bubble, label: string): Promise<void> {
  if (bubble.look().buttons.includes(label)) await seat.press(bubble, label);
}

type Buyer = ReturnType<Shop['telegram']['person']>;

async function invoiceFor(_seat: Seat, person: Buyer) {
  const asked = person.send('/buy');
  const message = await person.chat.nextMessage(({ replyTo }) => replyTo === asked);
  const label = message.buttons.find((button) => /⭐/.test(button.label))?.label ?? assert.fail(message.describe());
  person.press(message, { label });
  return person.chat.nextMessage(({ invoice }) => invoice !== undefined);
}

/** Asks and confirms; the number of the receipt. */
async function leave(seat: Seat): Promise<string> {
  const question = await seat.type('/deleteme');
  const { bubble } = await seat.press(question, 'Delete everything');
  const [number] = NUMBER.exec(bubble?.look().text ?? '') ?? [];
  return number ?? assert.fail(bubble?.look().text);
}

/** What was granted, spent, taken back and paid, over everybody. */
async function ledgerSums(pool: Pool): Promise<unknown> {
  const { rows } = await pool.query(
    `select (select sum(amount) from ledger_transfer) as moved, (select count(*) from ledger_transfer) as transfers,
       (select sum(amount) from credit_grant) as granted, (select sum(amount) from payment) as paid, (select count(*) from payment) as payments`,
  );
  return rows;
}
