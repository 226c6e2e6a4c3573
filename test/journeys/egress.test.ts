// Everything that leaves: people do all there is on both platforms, and every connection, every field and every log line is looked at.

import assert from 'node:assert/strict';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import { test, type TestContext } from 'node:test';
import { isSettled } from '../../sim/demo/reading.ts';
import type { Look, Seat } from '../../sim/demo/seat.ts';
import { DATA_CATALOGUE } from '../../src/core/domain/data-catalogue.ts';
import { textForm } from '../../src/core/domain/ids.ts';
import { choose, payAt, told } from '../support/buying.ts';
import { PLATFORMS, startShop, type Shop } from '../support/product.ts';

type Recipient = keyof (typeof DATA_CATALOGUE)['recipients'];
type Request = Shop['wire'][number];

/** Who a simulator is in the catalogue. */
const RECIPIENTS: Readonly<Record<string, Recipient>> = {
  discord: 'discord',
  'discord-cdn': 'discord',
  telegram: 'telegram',
  stripe: 'stripe',
  images: 'imageProvider',
};

/** Fields that leave in requests about somebody. What a field may hold, the canaries below say. */
const FIELDS: Readonly<Partial<Record<Recipient, ReadonlySet<string>>>> = {
  discord: words(`type data content components allowed_mentions attachments flags nonce enforce_nonce embeds
    message_reference recipient_id ?wait ?with_components ?with_localizations ?ex ?is ?hm`),
  telegram: words(`chat_id message_id message_ids text caption entities caption_entities reply_parameters reply_markup
    link_preview_options media photo document file_id action callback_query_id show_alert cache_time message_thread_id title
    description payload currency prices pre_checkout_query_id ok error_message`),
  stripe: words(`mode customer client_reference_id locale preferred_locales[] metadata[account] metadata[purchase_id]
    payment_intent_data[metadata][purchase_id] subscription_data[metadata][purchase_id] line_items[][price]
    line_items[][quantity] allow_promotion_codes expires_at success_url cancel_url return_url configuration
    ?expand[] ?limit ?status ?created[gte] ?customer`),
  imageProvider: words('model prompt n size quality style seed'),
};

/** Requests about the program itself, in which there is nobody: set-up, and looking for what is new. And Stripe's own page, where a person pays. */
const ABOUT_NOBODY =
  /^(?:discord (?:GET \/api\/v10\/(?:applications|gateway)|PUT \/api\/v10\/applications)|telegram POST \/bot<token>\/(?:getMe|get(?:MyCommands|Updates|StarTransactions)|setMyCommands|deleteWebhook)|stripe \w+ \/v[12]\/(?:products|prices|billing_portal\/configurations|webhook_endpoints|core|invoices$|subscriptions$|refunds$|disputes$|radar)|stripe \w+ \/pay\/)/;

test('P08, P11, P18, P19: somebody does all there is, and what leaves is what the catalogue says', async (t) => {
  const connections = listen(t);
  const shop = await startShop(t);
  const people: { platform: string; userId: string }[] = [];
  for (const platform of PLATFORMS) {
    const ada = shop.seat(platform, { name: 'Kanarienvogel' });
    people.push(ada);
    await everything(ada);
  }
  const { rows } = await shop.database.query<{ id: string }>('select id from account');
  const accounts = rows.flatMap(({ id }) => [id, textForm('acc', id)]);
  assert.equal(rows.length, PLATFORMS.length);
  const requests = shop.wire.filter((each) => !ABOUT_NOBODY.test(`${each.platform} ${each.method} ${each.path}`));
  const sentTo = (recipient: Recipient): string =>
    JSON.stringify(requests.filter(({ platform }) => RECIPIENTS[platform] === recipient));

  await t.test('P08, P18: nothing is contacted but recipients of the catalogue, and what is our own', () => {
    const known = [
      shop.discord.apiUrl,
      shop.discord.cdnUrl,
      shop.telegram.apiUrl,
      shop.images.baseUrl,
      shop.stripe.apiUrl,
    ];
    // Stripe's world calls us; a database beside us has a socket in the file system.
    const expected = new Set([...known.map((url) => new URL(url).host), `127.0.0.1:${shop.app.webPort()}`, 'here']);
    const foreign = [...connections()].filter((address) => !expected.has(address));
    assert.deepEqual(
      foreign.filter((address) => !OWN_SERVERS.has(address)),
      [],
    );
    assert.deepEqual(
      new Set(shop.wire.map(({ platform }) => RECIPIENTS[platform])),
      new Set(['discord', 'telegram', 'stripe', 'imageProvider']),
    );
  });

  await t.test('P11, P19: each of them gets the fields it is listed with, and no others', () => {
    assert.ok(requests.length > 60, `${requests.length}`);
    assert.deepEqual(
      requests.flatMap((request) => unlisted(request)),
      [],
    );
  });

  await t.test('P11: who draws gets the prompt and its settings: nobody’s name, number or account', () => {
    const drawn = requests.filter(({ platform }) => platform === 'images');
    assert.ok(drawn.length >= PLATFORMS.length);
    for (const { json } of drawn)
      assert.deepEqual(Object.keys(json as object).toSorted(), ['model', 'n', 'prompt', 'size']);
    const sent = sentTo('imageProvider');
    assert.ok(sent.includes('a canary at dusk'));
    for (const foreign of [...accounts, ...people.map(({ userId }) => userId), 'canary.csv', 'question'])
      assert.ok(!sent.includes(foreign), foreign);
  });

  await t.test(
    'P18, P19: nobody’s number of one platform gets to another recipient, and nobody’s words to Stripe',
    () => {
      for (const { platform, userId } of people)
        for (const recipient of ['discord', 'telegram', 'stripe', 'imageProvider'] as const)
          if (recipient !== platform) assert.ok(!sentTo(recipient).includes(userId), `${platform} id at ${recipient}`);
      assert.ok(!sentTo('stripe').includes('canary'));
      for (const recipient of ['discord', 'telegram', 'stripe', 'imageProvider'] as const)
        assert.ok(!sentTo(recipient).includes('Kanarienvogel'), `a name at ${recipient}`);
    },
  );

  await t.test('P04, P09: no line of the log has a word, a name, an account or a number of theirs', () => {
    const lines = JSON.stringify(shop.events());
    assert.ok(shop.events().length > 100);
    for (const needle of [...accounts, ...people.map(({ userId }) => userId), 'canary', 'Kanarienvogel', 'a fox'])
      assert.ok(!lines.includes(needle), needle);
    const { logs } = DATA_CATALOGUE;
    for (const event of shop.events())
      for (const field of Object.keys(event)) assert.ok(Object.hasOwn(logs, field), field);
  });
  assert.deepEqual(shop.faults(), []);
});

/** Every command there is, with canaries in what is written, and at last the account goes. */
async function everything(ada: Seat): Promise<void> {
  const hasFile = ({ files }: Look): boolean => files.some(({ kind }) => kind === 'file');
  await ada.type('/start');
  await (await ada.type('/imagine a canary at dusk')).until(isSettled);
  await (await ada.type('/imagine a canary --model sketch --count 2')).until(isSettled);
  await payAt(await choose(ada, /^100 credits · €4\.90$/));
  await told(ada, /100 credits have arrived/);
  const bytes = Buffer.from('prompt\na canary in a file\n');
  const run = await ada.attach({ name: 'canary.csv', bytes, contentType: 'text/csv' });
  await ada.press(run, 'Start');
  await run.until(hasFile, { timeoutMs: 40_000 });
  await ada.type('/support where is my canary, a question?');
  for (const line of ['/billing', '/balance', '/jobs', '/history canary', '/settings', '/privacy me', '/help'])
    await ada.type(line);
  await (await ada.type('/export')).until(hasFile, { timeoutMs: 40_000 });
  await ada.type('/deleteme');
}

/** Fields of a request that are not listed for its recipient. Files are named anew each time. */
function unlisted({ platform, method, path, json, query }: Request): string[] {
  const recipient = RECIPIENTS[platform];
  const listed = recipient && FIELDS[recipient];
  const fields = [...Object.keys(Object(json)), ...Object.keys(query).map((name) => `?${name}`)];
  return fields
    .map((field) => field.replaceAll(/\[\d+\]/g, '[]'))
    .filter((field) => !listed?.has(field))
    .map((field) => `${platform} ${method} ${path}: ${field}`);
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(/\s+/));
}

/** Redis and a database with an address, where the tests run on them. */
const OWN_SERVERS: ReadonlySet<string> = new Set(
  ['REDIS_URL', 'DATABASE_URL'].flatMap((name) => (process.env[name] ? [new URL(process.env[name]).host] : [])),
);

/** Where this process has connected to since. */
function listen(t: TestContext): () => ReadonlySet<string> {
  const seen = new Set<string>();
  const hear = (message: unknown): void => {
    const { socket } = message as { socket: Socket };
    socket.once('connect', () => {
      const { remoteAddress: address, remotePort: port } = socket;
      seen.add(address === undefined ? 'here' : `${address}:${port}`);
    });
  };
  subscribe('net.client.socket', hear);
  t.after(() => unsubscribe('net.client.socket', hear));
  return () => seen;
}
