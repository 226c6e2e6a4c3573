// Errands as an operator runs them: other programs, beside one that runs or without it, with words in the end.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createStripeWorld, type StripeWorld } from '../sim/stripe/world.ts';
import { createApp } from '../src/app.ts';
import { readConfig } from '../src/config.ts';
import { textForm } from '../src/core/domain/ids.ts';
import { ERRANDS } from '../src/errands.ts';
import { startEmbeddedPostgres } from '../src/storage/embedded-postgres.ts';
import { diskBucket } from '../src/storage/disk-bucket.ts';
import { sealedBucket } from '../src/storage/sealed-bucket.ts';
import { migrate } from '../src/storage/migrate.ts';
import { accountWith } from './storage/ledger-rig.ts';
import { coreRig, newId } from './support/core.ts';
import { changed } from './support/changed-copies.ts';
import { opened, packed, savedIn } from './support/copies.ts';
import { accepted, accountOf, asking, imagine, workOff } from './support/people.ts';
import { freshDatabase } from './support/postgres.ts';
import { openShop, press } from './support/shop.ts';
import { storedNotices } from './support/stored.ts';

/** Where no server is. */
const NOWHERE = { DATABASE_URL: 'postgres://127.0.0.1:1/none', KEYRING_URL: 'postgres://127.0.0.1:1/keyring' };

const root = fileURLToPath(new URL('..', import.meta.url));

type Ended = { code: number; said: string; complained: string };

/** `npm run NAME -- WORDS`, with nothing of this environment but these settings. */
function errand(settings: Readonly<Record<string, string>>, name: string, ...words: string[]): Promise<Ended> {
  const { PATH = '', NODE_COMPILE_CACHE = '' } = process.env;
  const env = { PATH, NODE_COMPILE_CACHE, ...settings };
  const args = ['run.mjs', 'src/main.ts', `--run=${name}`, ...words];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: root, env, timeout: 60_000 }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, said: stdout, complained: stderr }),
    );
  });
}

function stripeSettings({ secretKey, apiUrl }: StripeWorld): Record<string, string> {
  return { STRIPE_SECRET_KEY: secretKey, STRIPE_API_URL: apiUrl };
}

async function stripe(t: TestContext): Promise<StripeWorld> {
  const world = await createStripeWorld();
  t.after(() => world.close());
  world.webhooks.hold();
  return world;
}

describe('An announcement', () => {
  test('goes to those who want to hear it, once, and says to how many', async (t) => {
    const rig = await coreRig(t);
    for (const userId of ['ada', 'ben']) await rig.core.chat.welcome(asking(userId));
    await rig.core.chat.changeSetting(asking('ben'), { setting: 'productNotices', to: false });
    const announce = () => errand(rig.settings, 'announce', 'product', 'owls', 'Owls!', '猫头鹰！');
    assert.deepEqual(await announce(), {
      code: 0,
      said: 'On its way to 1 account.\n',
      complained: '',
    });
    await announce();
    assert.deepEqual(await storedNotices(rig), [
      { about: 'announcement', news: 'product', words: { en: 'Owls!', 'zh-CN': '猫头鹰！' } },
    ]);
  });

  test('without words in both languages is not made', async () => {
    const ended = await errand(NOWHERE, 'announce', 'product', 'owls', 'Owls!');
    assert.deepEqual([ended.code, ended.said], [2, '']);
    assert.match(ended.complained, /npm run announce/);
  });
});

describe('A wrong use', () => {
  test('says how it is used, and touches nothing', async () => {
    const ended = await errand(NOWHERE, 'tickets', '7');
    assert.deepEqual(ended, { code: 2, said: '', complained: 'Usage: npm run tickets [-- NUMBER "answer"]\n' });
  });

  test('of a name that is none tells them all', async () => {
    const ended = await errand(NOWHERE, 'nonsense');
    assert.deepEqual([ended.code, ended.said], [2, '']);
    for (const { usage } of ERRANDS.values()) assert.ok(ended.complained.includes(usage), usage);
  });

  for (const [name, words] of [
    ['stripe:sync', ['now']],
    ['stripe:reconcile', ['--since=yesterday']],
    ['stripe:reconcile', ['--since=2026-13-01']],
    ['stripe:reconcile', ['--since=2026-11-01', 'twice']],
    ['stars:refund', []],
    ['stars:refund', ['one', 'two']],
    ['accounts:thaw', []],
    ['accounts:thaw', ['one', 'two']],
    ['legal-hold', ['open', 'acc_1', '--by=ann']],
    ['legal-hold', ['open', 'acc_1', 'case 7']],
    ['legal-hold', ['open', 'acc_1', 'case 7', '--by=']],
    ['legal-hold', ['open', 'acc_1', 'case 7', '--by=ann', '--by=bob']],
    ['legal-hold', ['close', 'acc_1', 'case 7', '--by=ann']],
    ['legal-request', ['open', 'acc_1', 'case 7', 'login']],
    ['legal-request', ['open', 'acc_1', 'case 7', 'a bit of it', '--by=ann']],
    ['legal-request', ['open', 'acc_1', '', 'login', '--by=ann']],
    ['legal-request', ['approve', 'acc_1', 'case 7', 'login', '--by=ann']],
    ['legal-request', ['hand-out', 'acc_1', 'case 7', '--by=ann']],
    ['affected', ['login', '2026-11-01']],
    ['affected', ['names', '2026-11-01', '2026-11-02']],
    ['affected', ['login', '2026-11-02', '2026-11-01']],
    ['affected', ['login', '2026-11-01', '2026-11-02', 'breach-1', 'English']],
    ['tickets', ['seven', 'Hello']],
    ['tickets', ['7', ' ']],
    ['tickets', ['7', 'x'.repeat(1_501)]],
    ['ledger:verify', ['--fix']],
    ['import', []],
  ] as const)
    test(`is ${name} ${words.join(' ').slice(0, 30)}`, () => assert.equal(ERRANDS.get(name)?.read(words), null));

  test('is not what the usages say, and every one of them is a script of package.json', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    for (const name of ERRANDS.keys()) assert.equal(scripts[name], `node run.mjs src/main.ts --run=${name}`);
    for (const [name, words] of [
      ['stripe:reconcile', ['--since=2026-11-01']],
      ['stripe:reconcile', ['--since=2026-11-01T08:30Z']],
      ['tickets', ['7', 'Two', 'words']],
      ['legal-request', ['open', 'acc_1', 'case 7', 'login', '--by=ann', '--secret']],
      ['legal-request', ['hand-out', 'acc_1', 'case 7', 'copy.zip', '--by=ann']],
      ['affected', ['login', '2026-11-01', '2026-11-02T08:30Z', 'breach-1', 'English', '中文']],
    ] as const)
      assert.ok(ERRANDS.get(name)?.read(words), name);
  });
});

describe('stripe:sync', () => {
  test('publishes, shows the secrets of new endpoints once, and finds nothing to do the second time', async (t) => {
    const world = await stripe(t);
    const rig = await coreRig(t);
    const settings = { ...rig.settings, PUBLIC_URL: 'https://easel.example', ...stripeSettings(world) };
    const first = await errand(settings, 'stripe:sync');
    assert.equal(first.code, 0, first.complained);
    assert.match(first.said, /^made {2}product pack-100$/m);
    const [, secrets = ''] = /^STRIPE_WEBHOOK_SECRET=(\S+)$/m.exec(first.said) ?? [];
    assert.equal(secrets.split(',').length, 2);
    for (const secret of secrets.split(',')) assert.ok(world.webhookSecrets.includes(secret));
    const second = await errand(settings, 'stripe:sync');
    assert.equal(second.code, 0);
    assert.match(second.said, /^kept {2}product pack-100$/m);
    assert.doesNotMatch(second.said, /made|changed|whsec_/);
  });

  test('says what is missing: an address, a key, or the right key', async (t) => {
    const world = await stripe(t);
    const { settings } = await coreRig(t);
    const PUBLIC_URL = 'https://easel.example';
    const key = stripeSettings(world);
    const [homeless, keyless, wrong, away] = await Promise.all([
      errand({ ...settings, ...key }, 'stripe:sync'),
      errand({ ...settings, PUBLIC_URL }, 'stripe:sync'),
      errand({ ...settings, PUBLIC_URL, ...key, STRIPE_SECRET_KEY: 'sk_test_wrong' }, 'stripe:sync'),
      errand({ ...settings, PUBLIC_URL, ...key, STRIPE_API_URL: 'http://127.0.0.1:9' }, 'stripe:sync'),
    ]);
    assert.match(homeless.said, /PUBLIC_URL is not set/);
    assert.match(keyless.complained, /STRIPE_SECRET_KEY is not set/);
    assert.match(wrong.complained, /Stripe refuses this/);
    assert.match(away.complained, /Stripe did not answer/);
    for (const { code, complained } of [homeless, keyless, wrong, away]) {
      assert.equal(code, 1);
      assert.doesNotMatch(complained, /sk_test|at .*\.ts/);
    }
  });
});

describe('stripe:reconcile', () => {
  test('finds a payment nobody told us of, says what it mended, and then that all is well', async (t) => {
    const shop = await openShop(t);
    const { sessionId } = await press(shop, 'pack-100');
    shop.world.pay({ id: sessionId });
    const settings = { ...shop.settings, ...stripeSettings(shop.world) };
    const first = await errand(settings, 'stripe:reconcile');
    assert.equal(first.code, 0, first.complained);
    assert.match(first.said, /^Looked at 1 object since \d{4}-\d\d-\d\d \d\d:\d\d UTC\.$/m);
    assert.match(first.said, new RegExp(`mended  session ${sessionId}: granted`));
    assert.match(first.said, /Money had come without credits once; they are granted now\./);
    const balance = accepted(await shop.core.chat.balance(asking('ada')));
    assert.equal(balance.available, 100);
    const second = await errand(settings, 'stripe:reconcile', '--since=2026-01-01');
    assert.match(second.said, /Looked at 1 object since 2026-01-01 00:00 UTC\.\nEverything was as it should be\./);
    assert.equal(second.code, 0);
  });

  test('says so where nothing is sold', async (t) => {
    const { settings } = await coreRig(t);
    const ended = await errand(settings, 'stripe:reconcile');
    assert.deepEqual(
      [ended.code, ended.said],
      [1, 'Nothing is sold here: neither STRIPE_SECRET_KEY nor TELEGRAM_TOKEN is set.\n'],
    );
  });
});

test('stars:refund says that a charge is unknown, and does nothing', async (t) => {
  const { settings } = await coreRig(t);
  const ended = await errand(settings, 'stars:refund', 'charge_of_nobody');
  assert.equal(ended.code, 1);
  assert.match(ended.said, /No payment with this charge was made here/);
});

test('legal-hold takes two operators to hold an account and two to lift that, and does nothing for one', async (t) => {
  const rig = await coreRig(t);
  await rig.core.chat.welcome(asking());
  const id = await accountOf(rig);
  const account = textForm('acc', id);
  const hold = async (step: string, by: string, reference = '4-C-17/26', of = account) => {
    const { code, said } = await errand(rig.settings, 'legal-hold', step, of, reference, `--by=${by}`);
    return [code, /^[^.:]+/.exec(said)?.[0]];
  };
  const isHeld = () => rig.store.erasures.isOnLegalHold(id);

  assert.deepEqual(await hold('open', 'ann', '4-C-17/26', textForm('acc', newId())), [
    1,
    'There is no such account, or it is being erased',
  ]);
  assert.deepEqual(await hold('approve', 'bob'), [1, 'There is no such case of this account, or it is not in force']);
  assert.deepEqual(await hold('open', 'ann'), [0, 'Asked for']);
  assert.equal((await hold('open', 'bob'))[0], 1);
  assert.equal((await hold('approve', 'Ann'))[0], 1);
  assert.equal((await hold('lift', 'bob'))[0], 1);
  assert.equal(await isHeld(), false);
  accepted(await rig.core.chat.askErasure(asking()));
  assert.deepEqual(await hold('approve', 'bob'), [0, 'The account is held']);
  assert.equal((await hold('approve', 'eve'))[0], 1);
  await assert.rejects(rig.core.chat.askErasure(asking()));

  assert.deepEqual(await hold('lift', 'bob'), [0, 'Asked for']);
  assert.equal((await hold('approve', 'bob'))[0], 1);
  assert.equal((await hold('approve', 'ann', 'another case'))[0], 1);
  assert.equal(await isHeld(), true);
  assert.deepEqual(await hold('approve', 'ann'), [0, 'This case is lifted']);
  assert.equal(await isHeld(), false);
  accepted(await rig.core.chat.askErasure(asking()));
});

test('accounts:thaw lifts a freeze by its name, all of an account, and says when there is none', async (t) => {
  const rig = await coreRig(t);
  const id = await accountWith(rig, 5);
  const freeze = (ref: string) =>
    rig.store.transaction((rows) => rig.ledger.freeze(rows, id, { ref, reason: 'dispute' }));
  for (const ref of ['stripe:du_1', 'stripe:du_2', 'stripe:du_3']) await freeze(ref);
  const { settings } = rig;
  const account = textForm('acc', id);
  const one = await errand(settings, 'accounts:thaw', 'stripe:du_2');
  assert.deepEqual([one.code, one.said], [0, `Lifted stripe:du_2 from ${account}.\n`]);
  const all = await errand(settings, 'accounts:thaw', account);
  assert.deepEqual(all.said.trim().split('\n').toSorted(), [
    `Lifted stripe:du_1 from ${account}.`,
    `Lifted stripe:du_3 from ${account}.`,
  ]);
  const none = await errand(settings, 'accounts:thaw', account);
  assert.equal(none.code, 1);
  assert.match(none.said, /Nothing is frozen under this name/);
});

test('P21, P37: an account is handed out into a file by two operators, and who is affected by a breach is listed and told', async (t) => {
  const rig = await coreRig(t);
  await rig.core.chat.welcome(asking());
  const account = textForm('acc', await accountOf(rig));
  const folder = await mkdtemp(join(tmpdir(), 'easel-legal-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, 'copy.zip');
  const step = (...words: readonly string[]) => errand(rig.settings, 'legal-request', ...words);
  assert.equal((await step('open', account, 'case 7', 'login', '--by=ann')).code, 0);
  assert.equal((await step('approve', account, 'case 7', '--by=bob')).code, 0);
  const handedOut = await step('hand-out', account, 'case 7', file, '--by=ann');
  assert.equal(handedOut.code, 0, handedOut.said + handedOut.complained);
  assert.equal((await stat(file)).mode & 0o777, 0o600);

  const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
  const affected = await errand(
    rig.settings,
    'affected',
    'everything',
    '2026-01-01',
    tomorrow,
    'breach-1',
    'Hello',
    '你好',
  );
  assert.equal(affected.code, 0, affected.said + affected.complained);
  assert.match(
    affected.said,
    new RegExp(`^${account}  discord  ada  en$[^]*^1 account affected\\.$[^]*on its way to 1 of them`, 'm'),
  );
  const { rows } = await rig.database.pool.query<{ ref: string }>('select ref from notice order by created_at');
  assert.deepEqual(
    rows.map(({ ref }) => ref.replace(/:.*/, '')),
    ['legal-request', 'announcement'],
  );
});

test('P10, P47: tickets are listed with the day of their answer, without anything that moves a terminal, answered once, and whoever asked is told', async (t) => {
  const rig = await coreRig(t);
  const { settings } = rig;
  assert.equal((await errand(settings, 'tickets')).said, 'No ticket waits for an answer.\n');
  const { number } = accepted(
    await rig.core.chat.openTicket(asking('ada'), 'Where are my credits?\n\u001B[2Jgone\u202E'),
  );
  const list = await errand(settings, 'tickets');
  assert.equal(list.code, 0);
  assert.match(
    list.said,
    new RegExp(
      `^#${number}  .* UTC  to be answered by \\d{4}-\\d\\d-\\d\\d  ${textForm('acc', await accountOf(rig))}$`,
      'm',
    ),
  );
  assert.match(list.said, /^ {4}Where are my credits\?\n {4}·\[2Jgone·$/m);
  const answered = await errand(settings, 'tickets', String(number), 'They are', 'on their way.');
  assert.equal(answered.code, 0, answered.said);
  assert.deepEqual(await storedNotices(rig), [{ about: 'ticket-answered', number, answer: 'They are on their way.' }]);
  const again = await errand(settings, 'tickets', String(number), 'Once more');
  assert.equal(again.code, 1);
  assert.match(again.said, /There is no ticket \d+, or it has been answered/);
});

describe('ledger:verify', () => {
  test('says that all rules hold, or which one is broken and by what, and then fails', async (t) => {
    const rig = await coreRig(t);
    const id = await accountWith(rig, 5);
    const sound = await errand(rig.settings, 'ledger:verify');
    assert.match(sound.said, /1 accounts, 1 operations, 1 movements/);
    assert.match(sound.said, /All \d+ rules hold/);
    assert.equal(sound.code, 0);
    await rig.database.pool.query('update credit_account set frozen_at = now()');
    const broken = await errand(rig.settings, 'ledger:verify');
    assert.match(broken.said, new RegExp(`BROKEN {2}an account is frozen while a freeze is open: ${id}`));
    assert.match(broken.said, /1 of \d+ rules are broken/);
    assert.equal(broken.code, 1);
  });

  test('works on the embedded server, running or not, and leaves a running one to whoever uses it', async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'easel-errands-'));
    t.after(() => rm(folder, { recursive: true, force: true }));
    const settings = { DATA_DIR: folder };
    const nothing = await errand(settings, 'ledger:verify');
    assert.match(nothing.complained, /There is nothing here yet/);
    assert.equal(nothing.code, 1);
    const dataDir = join(folder, 'postgres');
    const server = await startEmbeddedPostgres({ dataDir, durable: false, onExit: () => assert.fail('was ended') });
    const early = await errand(settings, 'ledger:verify');
    assert.match(early.complained, /This database is older than the program\. Start Easel once/);
    await migrate(server.url);
    // Its keyring as well.
    const begun = createApp(readConfig(settings), new Set(['migrate'] as const), () => undefined);
    await begun.start();
    assert.equal(await begun.close(), true);
    const beside = await errand(settings, 'ledger:verify');
    assert.deepEqual([beside.complained, beside.code], ['', 0]);
    await server.stop();
    const alone = await errand(settings, 'ledger:verify');
    assert.match(alone.said, /All \d+ rules hold/);
    assert.equal(alone.code, 0);
  });
});

test('A database that is not there is said to be so', async () => {
  const ended = await errand(NOWHERE, 'tickets');
  assert.equal(ended.code, 1);
  assert.match(ended.complained, /The database cannot be reached \(ECONNREFUSED\)/);
});

describe('npm run import', () => {
  test('loads an export into an empty instance, and says what came', async (t) => {
    const rig = await coreRig(t);
    await imagine(rig, 'a fox', 2);
    await workOff(rig);
    const paths = await savedIn(t, await packed(rig));
    const { settings: databases, pool } = await freshDatabase(t);
    const bucket = await mkdtemp(join(tmpdir(), 'easel-import-'));
    t.after(() => rm(bucket, { recursive: true, force: true }));
    const settings = { ...databases, BUCKET_URL: `file://${bucket}` };

    const ended = await errand(settings, 'import', ...paths);
    assert.equal(ended.code, 0, ended.complained);
    assert.match(ended.said, /2 {2}image\n[^]*2 files are in the bucket\.\nThe ledger is in order\.\n$/);
    const { rows } = await pool.query('select object_key from image');
    assert.equal(rows.length, 2);
    const loaded = sealedBucket(diskBucket(bucket), rig.seals);
    for (const { object_key: key } of rows) assert.deepEqual(await loaded.get(key), await rig.bucket.get(key));

    const again = await errand(settings, 'import', ...paths);
    assert.deepEqual([again.code, again.complained], [1, '']);
    assert.match(again.said, /has data of somebody already[^]*Nothing was done/);
  });

  test('refuses what is no export, what is damaged and what is not whole, in words', async (t) => {
    const rig = await coreRig(t);
    const { settings, pool } = await freshDatabase(t);
    await imagine(rig, 'a fox', 2);
    await workOff(rig);
    const [whole = Buffer.alloc(0)] = await packed(rig);
    const damaged = Buffer.from(whole);
    // A byte of a picture, which is stored as it is.
    damaged.writeUInt8(damaged.readUInt8(damaged.indexOf('IHDR') + 12) ^ 1, damaged.indexOf('IHDR') + 12);
    // A name that would clear the terminal.
    const foreign = await changed(await opened([whole]), (draft) => (draft.object().key = 'marks/\u001B[2Jx'));
    const [text = '', broken = '', strange = ''] = await savedIn(t, [Buffer.from('hello'), damaged, foreign]);
    for (const [path, words] of [
      [text, /is not an export of Easel/],
      [broken, /is damaged or was changed\. Nothing was done/],
      [strange, /^marks\/·\[2Jx in the export belongs to another account than the export: it was changed/],
      [`${text}.zip`, /is not an export of Easel, or cannot be read/],
    ] as const) {
      const ended = await errand(settings, 'import', path);
      assert.deepEqual([ended.code, ended.said], [1, '']);
      assert.match(ended.complained, words);
    }
    assert.deepEqual((await pool.query('select from account')).rows, []);
  });
});
