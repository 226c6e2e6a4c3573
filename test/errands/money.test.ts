// Errands about money: what is sold, what came without a word, accounts that may not spend, and whether the books are in order.

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { createApp } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { textForm } from '../../src/core/domain/ids.ts';
import { startEmbeddedPostgres } from '../../src/storage/embedded-postgres.ts';
import { migrate } from '../../src/storage/migrate.ts';
import { accountWith } from '../storage/ledger-rig.ts';
import { coreRig } from '../support/core.ts';
import { errand, errandAlone, stripe, stripeSettings } from '../support/errands.ts';
import { accepted, asking } from '../support/people.ts';
import { openShop, press } from '../support/shop.ts';

describe('stripe:sync', () => {
  test('publishes, shows the secrets of new endpoints once, and finds nothing to do the second time', async (t) => {
    const world = await stripe(t);
    const rig = await coreRig(t);
    const settings = { ...rig.settings, PUBLIC_URL: 'https://easel.example', ...stripeSettings(world) };
    const first = await errandAlone(settings, 'stripe:sync');
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
    const first = await errandAlone(settings, 'stripe:reconcile');
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
    const beside = await errandAlone(settings, 'ledger:verify');
    assert.deepEqual([beside.complained, beside.code], ['', 0]);
    await server.stop();
    const alone = await errandAlone(settings, 'ledger:verify');
    assert.match(alone.said, /All \d+ rules hold/);
    assert.equal(alone.code, 0);
  });
});
