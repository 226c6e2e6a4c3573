// What goes wrong on the way to Stripe, and the decision each of it becomes.

import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { v7 as uuid } from 'uuid';
import type { Fault } from '../../sim/wire/faults.ts';
import type { AccountId } from '../../src/core/domain/ids.ts';
import type { PaymentsError } from '../../src/core/payment-ports.ts';
import { stripePayments } from '../../src/payments/stripe.ts';
import { openTill, PUBLIC_URL, saying } from './payments-rig.ts';

const error = (status: number, type: string, more: object = {}, headers: Record<string, string> = {}): Fault => ({
  kind: 'status',
  status,
  headers,
  body: { error: { type, message: 'Ada Lovelace lives in London', ...more } },
});

async function failing(t: TestContext, fault: Fault): Promise<() => Promise<unknown>> {
  const till = await openTill(t, { empty: true });
  till.world.faults.add({ path: /.*/, times: Infinity, fault });
  return () => till.payments.look({ kind: 'session', id: 'cs_test_1' }, till.signal);
}

describe('An error of Stripe becomes a decision', () => {
  for (const [name, fault, retry] of [
    [
      'an overload is waited out',
      error(429, 'invalid_request_error', { code: 'rate_limit' }),
      { kind: 'wait', afterMs: 2_000 },
    ],
    [
      'an overload that says for how long, for so long',
      error(429, 'api_error', {}, { 'retry-after': '7' }),
      { kind: 'wait', afterMs: 7_000 },
    ],
    ['a fault of Stripe passes', error(500, 'api_error'), { kind: 'backoff' }],
    ['a page of a proxy passes', { kind: 'status', status: 502, body: 'Bad gateway' }, { kind: 'backoff' }],
    ['and so does its JSON', { kind: 'status', status: 503, body: { livemode: false } }, { kind: 'backoff' }],
    ['a cut connection passes', { kind: 'reset', when: 'before' }, { kind: 'backoff' }],
    ['the same request on its way is waited for', error(409, 'idempotency_error'), { kind: 'wait', afterMs: 2_000 }],
    [
      'a key that may not do that needs an operator',
      error(403, 'invalid_request_error', { code: 'more_permissions_required' }),
      { kind: 'refused', code: 'more_permissions_required' },
    ],
    [
      'a key that is none, too',
      error(401, 'invalid_request_error'),
      { kind: 'refused', code: 'invalid_request_error' },
    ],
    [
      'and so does a request that is wrong',
      error(400, 'invalid_request_error', { code: 'parameter_unknown', param: 'colour' }),
      { kind: 'refused', code: 'parameter_unknown' },
    ],
    [
      'whose code is no name is not quoted',
      error(400, 'invalid_request_error', { code: 'Ada Lovelace' }),
      { kind: 'refused', code: 'unnamed' },
    ],
  ] as const)
    test(name, async (t) => {
      const ask = await failing(t, fault);
      await assert.rejects(ask(), saying(retry));
    });

  test('and what it says of anybody is kept nowhere', async (t) => {
    const ask = await failing(t, error(400, 'invalid_request_error', { code: 'parameter_unknown' }));
    await assert.rejects(ask(), (thrown: PaymentsError) => {
      const { cause } = thrown as { cause: Error };
      assert.match(cause.message, /^StripeInvalidRequestError 400 parameter_unknown/);
      const everything = [thrown.message, thrown.stack, cause.message, cause.stack, JSON.stringify(cause)].join();
      assert.ok(!everything.includes('Lovelace'));
      assert.deepEqual(Object.keys(cause), []);
      return true;
    });
  });
});

test('A server that is not there is waited for', async () => {
  const payments = stripePayments({
    secretKey: 'sk_test_1',
    apiUrl: 'http://127.0.0.1:9',
    live: false,
    publicUrl: PUBLIC_URL,
  });
  const { signal } = new AbortController();
  await assert.rejects(payments.customer(uuid() as AccountId, 'en', signal), saying({ kind: 'backoff' }));
});

test('Whoever gives up is let go at once, and the request with them', async (t) => {
  const till = await openTill(t, { empty: true });
  const open = till.world.holdRequests();
  const giveUp = new AbortController();
  const look = till.payments.look({ kind: 'session', id: 'cs_test_1' }, giveUp.signal);
  await till.world.until((world) => world.waitingRequests === 1);
  giveUp.abort(new Error('no longer wanted'));
  await assert.rejects(look, /no longer wanted/);
  await assert.rejects(till.payments.look({ kind: 'session', id: 'cs_test_1' }, giveUp.signal), /no longer wanted/);
  open();
});
