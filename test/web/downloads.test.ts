// A copy that no chat can carry is fetched by a link: once, within a day, by a press, and a wrong link says nothing.

import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import type { ExportView } from '../../src/core/domain/view.ts';
import { createCore, type Core } from '../../src/core/core.ts';
import type { LogEvent } from '../../src/core/log-events.ts';
import { createMetrics } from '../../src/metrics.ts';
import { startWeb } from '../../src/web/server.ts';
import { opened } from '../support/copies.ts';
import { coreRig, type CoreRig } from '../support/core.ts';
import { asking, expireLeases, imagine, shown, workOff } from '../support/people.ts';
import { storedDeliveries } from '../support/stored.ts';

type Linked = CoreRig & { readonly base: string; readonly events: readonly LogEvent[] };

/** A chat too small for any copy, and the web side beside it. */
async function linked(t: TestContext): Promise<Linked> {
  const events: LogEvent[] = [];
  let core: Core | null = null;
  const bound = (): Core => core ?? assert.fail('too early');
  const web = await startWeb({
    port: 0,
    host: '127.0.0.1',
    check: async () => {},
    metrics: createMetrics().registry,
    log: (event) => void events.push(event),
    downloads: {
      find: async (secret) => bound().findDownload(secret),
      take: async (secret) => bound().takeDownload(secret),
    },
  });
  t.after(() => web.close());
  const base = `http://127.0.0.1:${web.port}/download`;
  const rig = await coreRig(t, { downloadUrl: base });
  core = createCore({ ...rig.ports, maxPartBytes: { discord: 2_000, telegram: 2_000 } });
  await imagine(rig, 'a red fox', 2);
  await workOff(rig);
  return { ...rig, core, base, events };
}

async function brought(rig: Linked): Promise<ExportView & { url: string }> {
  await shown(rig, rig.core.chat.askExport(asking()));
  await workOff(rig);
  const view = rig.chat.notes.at(-1)?.view;
  assert.ok(view?.kind === 'export' && view.url !== null, JSON.stringify(view));
  return { ...view, url: view.url };
}

type Answer = { status: number; type: string | null; headers: string; bytes: Buffer };

async function ask(url: string, method = 'GET'): Promise<Answer> {
  const answer = await fetch(url, { method });
  const headers = [...answer.headers].filter(([name]) => name !== 'date').map((line) => line.join(': '));
  return {
    status: answer.status,
    type: answer.headers.get('content-type'),
    headers: headers.join('\n'),
    bytes: Buffer.from(await answer.arrayBuffer()),
  };
}

const copiesOf = async (rig: CoreRig): Promise<string[]> =>
  (await Array.fromAsync(rig.bucket.list('t/'))).filter((key) => key.includes('/exports/'));

describe('A link to a copy', () => {
  test('P39: is brought where the chat is too small, shows a page, and gives the ZIP to a press, once', async (t) => {
    const rig = await linked(t);
    const { url, byLink, parts } = await brought(rig);
    assert.deepEqual([byLink, parts], [true, []]);
    assert.match(url, /\/download\/[A-Za-z0-9_-]{43}$/);
    // Looking does not use it: previews and scanners look as often as they like.
    for (let looks = 0; looks < 3; looks++) {
      const page = await ask(url);
      assert.deepEqual([page.status, page.type], [200, 'text/html; charset=utf-8']);
      assert.match(page.bytes.toString(), /<form method="post">/);
      assert.match(page.headers, /cache-control: no-store[^]*referrer-policy: no-referrer/);
    }
    const zip = await ask(url, 'POST');
    assert.deepEqual([zip.status, zip.type], [200, 'application/zip']);
    assert.match(zip.headers, /content-disposition: attachment; filename="easel-export-[\d-]+\.zip"/);
    assert.equal([...(await opened([zip.bytes])).keys()].filter((name) => name.startsWith('files/images/')).length, 2);
    assert.deepEqual([(await ask(url, 'POST')).status, (await ask(url)).status], [404, 404]);
    assert.deepEqual(await copiesOf(rig), []);
  });

  test('of two who press at the same moment one gets it', async (t) => {
    const rig = await linked(t);
    const { url } = await brought(rig);
    const answers = await Promise.all(Array.from({ length: 8 }, () => ask(url, 'POST')));
    assert.deepEqual(Map.groupBy(answers, ({ status }) => status).get(200)?.length, 1);
    assert.equal(answers.filter(({ status }) => status === 404).length, 7);
  });

  test('is over after a day, and then its file goes', async (t) => {
    const rig = await linked(t);
    const { url } = await brought(rig);
    rig.clock.advance(86_400_000);
    assert.deepEqual([(await ask(url)).status, (await ask(url, 'POST')).status], [404, 404]);
    assert.equal((await copiesOf(rig)).length, 1);
    await rig.core.endExports();
    assert.deepEqual(await copiesOf(rig), []);
  });

  test('that is wrong, was used or is over: the same answer, byte by byte', async (t) => {
    const rig = await linked(t);
    const { url } = await brought(rig);
    await ask(url, 'POST');
    const secret = url.slice(-43);
    const others = [
      url,
      `${rig.base}/${'A'.repeat(43)}`,
      `${rig.base}/${secret.toLowerCase()}`,
      `${rig.base}/${secret}=`,
      `${rig.base}/1`,
      `${rig.base}/%00`,
      `${rig.base}/..%2f..%2ft`,
    ];
    for (const method of ['GET', 'POST']) {
      const [first, ...rest] = await Promise.all(others.map((other) => ask(other, method)));
      assert.equal(first?.status, 404);
      for (const answer of rest) assert.deepEqual(answer, first);
    }
  });

  test('is stored nowhere: only a hash of it, and the log knows the pattern of the address', async (t) => {
    const rig = await linked(t);
    const { url } = await brought(rig);
    await ask(url);
    const secret = url.slice(-43);
    const { rows } = await rig.database.pool.query<{ link_hash: string }>('select link_hash from export');
    const deliveries = await storedDeliveries(rig);
    const steps = await Promise.all(deliveries.map((delivery) => rig.store.deliveries.steps(delivery)));
    assert.match(rows[0]?.link_hash ?? '', /^[0-9a-f]{64}$/);
    assert.ok(!JSON.stringify([rows, deliveries, steps]).includes(secret));
    assert.ok(!JSON.stringify([rig.events, rig.logged]).includes(secret));
    assert.ok(rig.events.some((event) => event.event === 'http' && event.route === '/download/:secret'));
  });

  test('that is brought a second time is another one, and the first works no more', async (t) => {
    const rig = await linked(t);
    const first = await brought(rig);
    await rig.database.pool.query(`update delivery set state = 'open', message = null where subject_id = $1`, [
      first.id,
    ]);
    await rig.database.pool.query(
      `update task set state = 'queued' where kind = 'deliver' and subject_id in (select id from delivery where subject_id = $1)`,
      [first.id],
    );
    await expireLeases(rig);
    await workOff(rig);
    const second = rig.chat.notes.at(-1)?.view;
    assert.ok(second?.kind === 'export' && second.url !== null && second.url !== first.url);
    assert.deepEqual([(await ask(first.url)).status, (await ask(second.url)).status], [404, 200]);
  });
});
