// Webhooks over real HTTP: what is believed, what is not, how each is answered and counted, and what is written.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, test } from 'node:test';
import { Client } from 'pg';
import type { WebhookOutcome } from '../../src/core/log-events.ts';
import { openGate, SECRETS, type Gate, type Signing } from './gate.ts';
import { clientOf } from '../sim/stripe-setup.ts';

/** A pack is bought and paid; the event that says so. */
async function paid(gate: Gate, format: 'snapshot' | 'thin' = 'snapshot'): Promise<{ body: string; session: string }> {
  const stripe = clientOf(gate.world);
  const product = await stripe.products.create({ name: '100 credits' });
  const price = await stripe.prices.create({ product: product.id, currency: 'eur', unit_amount: 490 });
  const session = await stripe.checkout.sessions.create({
    mode: 'payment',
    line_items: [{ price: price.id, quantity: 1 }],
    success_url: 'https://easel.example/paid',
  });
  const body = await gate.event(format, 'checkout.session.completed', () => gate.world.pay(session));
  return { body, session: session.id };
}

/** The event is answered so, logged and counted as this, and leaves nothing in the database. */
async function refusedAs(gate: Gate, body: string, signing: Signing, status: number, outcome: WebhookOutcome) {
  const before = await gate.rows();
  assert.equal(await gate.post('snapshot', body, signing), status);
  assert.equal(gate.outcomes().at(-1), outcome);
  assert.equal(await gate.counted('snapshot', outcome), gate.outcomes().filter((one) => one === outcome).length);
  assert.deepEqual(await gate.rows(), before);
}

describe('An event that Stripe has signed', () => {
  test('is remembered with its ids and nothing else, and its object waits to be settled', async (t) => {
    const gate = await openGate(t);
    for (const format of ['snapshot', 'thin'] as const) {
      const { body, session } = await paid(gate, format);
      assert.equal(await gate.post(format, body), 200);
      const { id, type } = JSON.parse(body);
      const inbox = await gate.rig.database.pool.query(
        'select endpoint, event_id, type, object_kind, object_id from stripe_inbox where object_id = $1',
        [session],
      );
      assert.deepEqual(inbox.rows, [
        { endpoint: format, event_id: id, type, object_kind: 'session', object_id: session },
      ]);
      const due = await gate.rig.database.pool.query('select kind, version from settlement where object_id = $1', [
        session,
      ]);
      assert.deepEqual(due.rows, [{ kind: 'session', version: 1 }]);
      assert.equal(await gate.counted(format, 'heard'), 1);
      assert.deepEqual(
        gate.logged.findLast(({ event }) => event === 'webhook'),
        {
          event: 'webhook',
          endpoint: format,
          outcome: 'heard',
          type,
        },
      );
    }
  });

  test('replayed, also many times at once, is answered 200 and remembered once', async (t) => {
    const gate = await openGate(t);
    const { body } = await paid(gate);
    const statuses = await Promise.all(Array.from({ length: 12 }, () => gate.post('snapshot', body)));
    assert.deepEqual(new Set(statuses), new Set([200]));
    assert.equal(await gate.counted('snapshot', 'heard'), 1);
    await refusedAs(gate, body, {}, 200, 'heard-before');
    assert.equal(await gate.counted('snapshot', 'heard-before'), 12);
  });

  test('in both formats has two names and is about one object', async (t) => {
    const gate = await openGate(t);
    const { body, session } = await paid(gate);
    const { type, ...rest } = JSON.parse(body);
    const notification = {
      id: 'evt_test_65OfTheThinKind',
      object: 'v2.core.event',
      created: '2026-11-28T10:00:00.000Z',
      livemode: rest.livemode,
      type: `v1.${type}`,
      related_object: { id: session, type: 'checkout.session', url: `/v1/checkout/sessions/${session}` },
    };
    assert.equal(await gate.post('snapshot', body), 200);
    assert.equal(await gate.post('thin', JSON.stringify(notification)), 200);
    const { rows } = await gate.rig.database.pool.query('select version from settlement');
    assert.deepEqual(rows, [{ version: 2 }]);
  });

  test('by the secret that is being replaced is believed as well', async (t) => {
    const gate = await openGate(t);
    assert.equal(await gate.post('snapshot', (await paid(gate)).body, { secrets: [SECRETS[1]] }), 200);
    assert.equal(await gate.post('snapshot', (await paid(gate)).body, { secrets: ['whsec_newest', SECRETS[0]] }), 200);
  });

  test('exactly 300 seconds ago is believed', async (t) => {
    const gate = await openGate(t);
    assert.equal(await gate.post('snapshot', (await paid(gate)).body, { agoS: 300 }), 200);
    assert.deepEqual(gate.outcomes(), ['heard']);
  });
});

describe('An event that is not for us is answered 200 and forgotten', () => {
  test('of an unknown type', async (t) => {
    const gate = await openGate(t);
    const body = await gate.event('snapshot', 'customer.created', () => clientOf(gate.world).customers.create());
    await refusedAs(gate, body, {}, 200, 'not-ours');
    await refusedAs(gate, JSON.stringify({ ...JSON.parse(body), type: 'something.new' }), {}, 200, 'not-ours');
    const noId = { ...JSON.parse(body), type: 'balance.available', data: { object: { object: 'balance' } } };
    await refusedAs(gate, JSON.stringify(noId), {}, 200, 'not-ours');
    const thin = await gate.event('thin', 'customer.created', () => clientOf(gate.world).customers.create());
    assert.equal(await gate.post('thin', thin), 200);
    assert.equal(await gate.counted('thin', 'not-ours'), 1);
  });

  test('of a known type about another kind of object', async (t) => {
    const gate = await openGate(t);
    const event = JSON.parse((await paid(gate)).body);
    await refusedAs(gate, JSON.stringify({ ...event, type: 'invoice.paid' }), {}, 200, 'not-ours');
  });

  test('of an account that is connected to ours', async (t) => {
    const gate = await openGate(t);
    const event = JSON.parse((await paid(gate)).body);
    await refusedAs(gate, JSON.stringify({ ...event, account: 'acct_1' }), {}, 200, 'not-ours');
  });

  test('of the other livemode', async (t) => {
    const gate = await openGate(t, { secretKey: 'sk_live_51EaselSimulatorKeyForTestsOnly' });
    await refusedAs(gate, (await paid(gate)).body, {}, 200, 'other-mode');
  });
});

describe('P03: an event that nobody can believe is answered 400, and nothing is written', () => {
  test('forged: signed by somebody else, or by nobody', async (t) => {
    const gate = await openGate(t);
    const { body } = await paid(gate);
    await refusedAs(gate, body, { secrets: ['whsec_somebody_else'] }, 400, 'forged');
    await refusedAs(gate, body, { header: 't=1,v1=00' }, 400, 'forged');
    await refusedAs(gate, body, { header: 'nonsense' }, 400, 'forged');
    await refusedAs(gate, body, { header: `t=${gate.clock.nowS},v0=${'0'.repeat(64)}` }, 400, 'forged');
    await refusedAs(gate, body, { secrets: [] }, 400, 'forged');
    await refusedAs(gate, '', { header: 't=1,v1=00' }, 400, 'forged');
  });

  test('unsigned', async (t) => {
    const gate = await openGate(t);
    await refusedAs(gate, (await paid(gate)).body, { header: null }, 400, 'unsigned');
  });

  test('truncated, or with a byte changed, under the signature of the whole', async (t) => {
    const gate = await openGate(t);
    const { body } = await paid(gate);
    const { signPayload } = await import('../../sim/stripe/signing.ts');
    const header = signPayload(body, [SECRETS[0]], gate.clock.nowS);
    await refusedAs(gate, body.slice(0, -1), { header }, 400, 'forged');
    await refusedAs(gate, body.slice(0, 100), { header }, 400, 'forged');
    await refusedAs(gate, body.replace('"unpaid"', '"paid"').replace('490', '49'), { header }, 400, 'forged');
    assert.equal(await gate.post('snapshot', body, { header }), 200);
  });

  test('301 seconds old, by whichever secret', async (t) => {
    const gate = await openGate(t);
    const { body } = await paid(gate);
    await refusedAs(gate, body, { agoS: 301 }, 400, 'stale');
    await refusedAs(gate, body, { agoS: 301, secrets: [SECRETS[1]] }, 400, 'stale');
    await refusedAs(gate, body, { agoS: 301, secrets: ['whsec_somebody_else'] }, 400, 'forged');
  });

  test('signed, and no event at all', async (t) => {
    const gate = await openGate(t);
    const { body } = await paid(gate);
    const event = JSON.parse(body);
    for (const text of [
      'null',
      '[]',
      '"text"',
      '{"id":',
      '{}',
      '<event/>',
      JSON.stringify({ ...event, livemode: 'no' }),
    ])
      await refusedAs(gate, text, {}, 400, 'unreadable');
    await refusedAs(gate, JSON.stringify({ ...event, id: 'evt_1; drop table account' }), {}, 400, 'unreadable');
  });

  test('signed, and sent to the address of the other format', async (t) => {
    const gate = await openGate(t);
    await refusedAs(gate, (await paid(gate, 'thin')).body, {}, 400, 'unreadable');
    assert.equal(await gate.post('thin', (await paid(gate)).body), 400);
    assert.equal(await gate.counted('thin', 'unreadable'), 1);
  });
});

describe('An event that cannot be taken now is asked for again', () => {
  test('503 while the database is away, and 200 once it is back', async (t) => {
    const gate = await openGate(t);
    const { body } = await paid(gate);
    const elsewhere = new URL(gate.rig.url);
    const name = elsewhere.pathname.slice(1);
    elsewhere.pathname = '/postgres';
    const operator = new Client({ connectionString: elsewhere.href });
    await operator.connect();
    t.after(() => operator.end());
    await operator.query(`alter database ${name} allow_connections false`);
    await operator.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name]);
    assert.equal(await gate.post('snapshot', body), 503);
    assert.equal(gate.outcomes().at(-1), 'failed');
    assert.equal(await gate.counted('snapshot', 'failed'), 1);
    assert.ok(gate.logged.some((event) => event.event === 'fault' && event.where === 'webhook'));
    await operator.query(`alter database ${name} allow_connections true`);
    assert.equal(await gate.post('snapshot', body), 200);
    assert.equal(gate.outcomes().at(-1), 'heard');
  });

  test('503 while no secret is configured', async (t) => {
    const gate = await openGate(t, { secrets: [] });
    await refusedAs(gate, (await paid(gate)).body, {}, 503, 'no-secret');
  });
});

describe('An event that is too much', () => {
  const MAX_BYTES = 256 * 1024;

  test('is refused by its length before anything is read, and one just as large as allowed is looked at', async (t) => {
    const gate = await openGate(t);
    const before = await gate.rows();
    const { body } = await paid(gate);
    const padded = (bytes: number) => body + ' '.repeat(bytes - Buffer.byteLength(body));
    assert.equal(await gate.post('snapshot', padded(MAX_BYTES + 1)), 413);
    assert.equal(await gate.post('thin', padded(MAX_BYTES + 1)), 413);
    assert.deepEqual(gate.outcomes(), ['oversized', 'oversized']);
    assert.equal(await gate.counted('snapshot', 'oversized'), 1);
    assert.deepEqual(await gate.rows(), before);
    assert.equal(await gate.post('snapshot', padded(MAX_BYTES)), 200);
  });

  test('without a length is refused while it comes, and its end is never waited for', async (t) => {
    const gate = await openGate(t);
    const { hostname, port } = new URL(gate.url);
    const socket = connect(Number(port), hostname);
    socket.on('error', () => undefined);
    socket.write(
      'POST /webhooks/stripe HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\nstripe-signature: t=1,v1=00\r\n\r\n',
    );
    const chunk = ' '.repeat(65_536);
    for (let sent = 0; sent <= MAX_BYTES; sent += chunk.length) socket.write(`10000\r\n${chunk}\r\n`);
    const [answer] = await once(socket, 'data');
    assert.match(String(answer), /^HTTP\/1\.1 413 /);
    socket.destroy();
    assert.deepEqual(gate.outcomes(), ['oversized']);
  });

  test('whose sender hangs up half way is counted and forgotten', async (t) => {
    const gate = await openGate(t);
    const { body } = await paid(gate);
    const before = await gate.rows();
    const { hostname, port } = new URL(gate.url);
    const socket = connect(Number(port), hostname);
    const length = Buffer.byteLength(body);
    socket.end(`POST /webhooks/stripe HTTP/1.1\r\nhost: x\r\ncontent-length: ${length}\r\n\r\n${body.slice(0, 50)}`);
    await gate.saw(1);
    assert.deepEqual(gate.outcomes(), ['cut-off']);
    assert.deepEqual(await gate.rows(), before);
  });
});

test('No log line of a webhook says more than which event it was', async (t) => {
  const gate = await openGate(t);
  const { body } = await paid(gate);
  await gate.post('snapshot', body);
  await gate.post('snapshot', body, { secrets: ['whsec_somebody_else'] });
  await gate.post('snapshot', `${body}x`);
  const said = JSON.stringify(gate.logged);
  for (const secret of ['Lovelace', 'ada@example.com', 'James', 'SW1Y', ...SECRETS, 'v1='])
    assert.ok(!said.includes(secret), secret);
});
