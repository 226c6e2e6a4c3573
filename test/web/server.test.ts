// The web side: health for whoever runs the program, figures for whoever watches it.

import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import type { LogEvent } from '../../src/core/log-events.ts';
import { createMetrics, watchMoney } from '../../src/metrics.ts';
import { startWeb } from '../../src/web/server.ts';

type Receive = NonNullable<Parameters<typeof startWeb>[0]['receive']>;

async function started(t: TestContext, check: () => Promise<void> = async () => {}, receive?: Receive) {
  const { registry, count } = createMetrics();
  const events: LogEvent[] = [];
  const log = (event: LogEvent): void => {
    count(event);
    events.push(event);
  };
  const web = await startWeb({
    port: 0,
    host: '127.0.0.1',
    check,
    metrics: registry,
    log,
    ...(receive && { receive }),
  });
  t.after(() => web.close());
  const get = async (path: string): Promise<{ status: number; text: string }> => {
    const answer = await fetch(`http://127.0.0.1:${web.port}${path}`);
    return { status: answer.status, text: await answer.text() };
  };
  return { web, get, log, events, registry };
}

describe('P31: browsers', () => {
  test('are told to come by https alone, where people do, and are told nothing of it elsewhere', async (t) => {
    for (const encrypted of [true, false]) {
      const { registry } = createMetrics();
      const settings = {
        port: 0,
        host: '127.0.0.1',
        check: async () => {},
        metrics: registry,
        log: () => {},
        encrypted,
      };
      const web = await startWeb(settings);
      t.after(() => web.close());
      for (const path of ['/privacy', '/nothing-there']) {
        const answer = await fetch(`http://127.0.0.1:${web.port}${path}`);
        assert.equal(answer.headers.get('strict-transport-security'), encrypted ? 'max-age=31536000' : null, path);
      }
    }
  });
});

describe('Health', () => {
  test('is not ready while the program still starts, and nothing is asked for it', async (t) => {
    const { registry } = createMetrics();
    let isStarted = false;
    const check = (): Promise<void> => (isStarted ? Promise.resolve() : Promise.reject(new Error('asked')));
    const events: LogEvent[] = [];
    const web = await startWeb({
      port: 0,
      host: '127.0.0.1',
      check,
      started: () => isStarted,
      metrics: registry,
      log: (event) => events.push(event),
    });
    t.after(() => web.close());
    const ready = async (): Promise<number> => (await fetch(`http://127.0.0.1:${web.port}/health/ready`)).status;
    assert.equal(await ready(), 503);
    assert.ok(!events.some(({ event }) => event === 'fault'));
    isStarted = true;
    assert.equal(await ready(), 200);
  });

  test('is ready while what the program needs answers', async (t) => {
    const { get } = await started(t);
    assert.deepEqual(await get('/health/ready'), { status: 200, text: 'ready\n' });
    assert.deepEqual(await get('/health/live'), { status: 200, text: 'alive\n' });
  });

  test('is not ready while the database does not answer, and says which error that was', async (t) => {
    const { get, events } = await started(t, () =>
      Promise.reject(Object.assign(new Error('connection refused for user x'), { code: 'ECONNREFUSED' })),
    );
    assert.equal((await get('/health/ready')).status, 503);
    assert.equal((await get('/health/live')).status, 200);
    const fault = events.find(({ event }) => event === 'fault');
    assert.ok(fault?.event === 'fault');
    assert.deepEqual([fault.where, fault.error, fault.code], ['readiness', 'Error', 'ECONNREFUSED']);
  });

  test('is not ready any more while the program stops', async (t) => {
    const { web, get } = await started(t);
    web.unready();
    assert.deepEqual(await get('/health/ready'), { status: 503, text: 'stopping\n' });
  });
});

describe('Figures', () => {
  test('count what is logged', async (t) => {
    const { get, log } = await started(t);
    log({ event: 'delivery', platform: 'telegram', outcome: 'sent' });
    log({ event: 'delivery', platform: 'telegram', outcome: 'sent' });
    log({ event: 'leases-recovered', count: 3 });
    const { status, text } = await get('/metrics');
    assert.equal(status, 200);
    assert.match(text, /easel_deliveries_total\{platform="telegram",outcome="sent"\} 2/);
    assert.match(text, /easel_leases_recovered_total 3/);
  });
});

test('A path that is not there is a plain 404, logged without the path', async (t) => {
  const { get, events } = await started(t);
  assert.equal((await get('/t/some-account/secret')).status, 404);
  assert.ok(!JSON.stringify(events).includes('some-account'));
});

describe('Where money is taken', () => {
  const take: Receive = async () => ({ status: 200 });

  test('people come back to a page in both languages that loads nothing and is framed by nobody', async (t) => {
    const { web } = await started(t, undefined, take);
    for (const [path, words] of [
      ['/paid', ['Thank you', '谢谢']],
      ['/cancelled', ['Nothing was paid', '没有付款']],
      ['/back', ['go back to the chat', '回到聊天']],
    ] as const) {
      const answer = await fetch(`http://127.0.0.1:${web.port}${path}?session=cs_test_1`);
      assert.equal(answer.status, 200);
      const text = await answer.text();
      for (const word of words) assert.ok(text.includes(word), word);
      assert.ok(text.length < 2_000, `${text.length} characters`);
      assert.doesNotMatch(text, /<script|<link|<img|cs_test_1/);
      assert.match(answer.headers.get('content-security-policy') ?? '', /default-src 'none'.*frame-ancestors 'none'/);
      assert.match(answer.headers.get('content-type') ?? '', /text\/html; charset=utf-8/);
    }
  });

  test('webhooks are posted, and nothing else', async (t) => {
    const { web, get } = await started(t, undefined, take);
    const post = (path: string) => fetch(`http://127.0.0.1:${web.port}${path}`, { method: 'POST', body: '{}' });
    assert.equal((await post('/webhooks/stripe')).status, 200);
    assert.equal((await post('/webhooks/stripe/thin')).status, 200);
    assert.equal((await post('/webhooks/paypal')).status, 404);
    assert.equal((await get('/webhooks/stripe')).status, 404);
  });

  test('and where it is not, there is no such address', async (t) => {
    const { web, get } = await started(t);
    assert.equal((await fetch(`http://127.0.0.1:${web.port}/webhooks/stripe`, { method: 'POST' })).status, 404);
    assert.equal((await get('/paid')).status, 404);
  });

  test('three gauges tell its health, asked for once for many scrapes, and nothing while it cannot be told', async (t) => {
    const { get, registry, log, events } = await started(t);
    let asked = 0;
    const health = async () => {
      asked += 1;
      return { paidWithoutGrant: 1, driftRows: 2, oldestInboxSeconds: 3 };
    };
    watchMoney(registry, health, log);
    const scrapes = await Promise.all([get('/metrics'), get('/metrics'), get('/metrics')]);
    assert.equal(asked, 1);
    for (const { text } of scrapes)
      for (const line of [
        'easel_paid_without_grant 1',
        'easel_ledger_drift_rows 2',
        'easel_settlement_oldest_seconds 3',
      ])
        assert.match(text, new RegExp(`^${line}$`, 'm'));
    const away = createMetrics();
    watchMoney(away.registry, () => Promise.reject(new Error('away')), log);
    assert.match(await away.registry.metrics(), /^easel_paid_without_grant nan$/im);
    assert.ok(events.some((event) => event.event === 'fault' && event.where === 'money health'));
  });
});
