// The privacy notice on the web: readable without scripts, the same in both languages, and what the catalogue says.

import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { privacyNotice } from '../../src/core/privacy-notice.ts';
import { currentNotice } from '../../src/core/privacy-versions.ts';
import { createMetrics } from '../../src/metrics.ts';
import { startWeb } from '../../src/web/server.ts';

const PATHS = { en: '/privacy', 'zh-CN': '/privacy/zh' } as const;

async function pages(t: TestContext, contact: string | null = 'hello@easel.example') {
  const { registry } = createMetrics();
  const check = async (): Promise<void> => {};
  const web = await startWeb({ port: 0, host: '127.0.0.1', check, metrics: registry, log: () => {}, contact });
  t.after(() => web.close());
  return (path: string): Promise<Response> => fetch(`http://127.0.0.1:${web.port}${path}`);
}

describe('the page of the privacy notice', () => {
  for (const locale of ['en', 'zh-CN'] as const)
    test(`P49: is there in ${locale}, with every clause, the version and its date`, async (t) => {
      const answer = await (await pages(t))(PATHS[locale]);
      assert.equal(answer.status, 200);
      assert.equal(answer.headers.get('content-language'), locale);
      const html = await answer.text();
      const { version, date } = currentNotice();
      assert.ok(html.includes(version) && html.includes(date));
      const sections = privacyNotice(locale);
      assert.ok(sections.length >= 10);
      for (const { title, clauses } of sections) {
        assert.ok(html.includes(title), title);
        for (const { number } of clauses) assert.ok(html.includes(`id="c${number}"`), number);
      }
      assert.ok(html.includes('hello@easel.example'));
      assert.ok(!html.includes('{contact}'));
    });

  test('loads nothing and runs nothing', async (t) => {
    const get = await pages(t);
    for (const path of Object.values(PATHS)) {
      const answer = await get(path);
      assert.match(answer.headers.get('content-security-policy') ?? '', /^default-src 'none';/);
      const html = await answer.text();
      assert.doesNotMatch(html, /<script|<img|<link|<iframe|@import|url\(|\son\w+=|https?:\/\//);
    }
  });

  test('P48: a contact that is no HTML is shown as it was written, and without one the page says where to look', async (t) => {
    const odd = await (await pages(t, `<b onclick="x">$& & 'us'</b>`))(PATHS.en);
    assert.ok((await odd.text()).includes('&lt;b onclick=&quot;x&quot;&gt;$&amp; &amp; &#39;us&#39;&lt;/b&gt;'));
    const none = await (await pages(t, null))(PATHS['zh-CN']);
    assert.match(await none.text(), /本机器人的所有者/);
  });
});
