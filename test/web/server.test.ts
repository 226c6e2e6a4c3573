// The web side: health for whoever runs the program, figures for whoever watches it.

import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import type { LogEvent } from '../../src/core/log-events.ts';
import { createMetrics } from '../../src/metrics.ts';
import { startWeb } from '../../src/web/server.ts';

async function started(t: TestContext, check: () => Promise<void> = async () => {}) {
  const { registry, count } = createMetrics();
  const events: LogEvent[] = [];
  const log = (event: LogEvent): void => {
    count(event);
    events.push(event);
  };
  const web = await startWeb({ port: 0, host: '127.0.0.1', check, metrics: registry, log });
  t.after(() => web.close());
  const get = async (path: string): Promise<{ status: number; text: string }> => {
    const answer = await fetch(`http://127.0.0.1:${web.port}${path}`);
    return { status: answer.status, text: await answer.text() };
  };
  return { web, get, log, events };
}

describe('Health', () => {
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
