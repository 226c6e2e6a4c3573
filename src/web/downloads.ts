// Where a copy that no chat can carry is fetched: a page with a button, since previews and scanners open links but press nothing.

import { Readable } from 'node:stream';
import type { Hono } from 'hono';
import { HEADERS } from './pages.ts';

export type Downloads = {
  /** What a link leads to, without using it; null for any that leads nowhere. */
  find(secret: string): Promise<{ readonly bytes: number } | null>;
  /** Uses the link: null for whoever comes second. The bytes have to be read to their end, or given up. */
  take(secret: string): Promise<{
    readonly name: string;
    readonly bytes: number;
    readonly chunks: AsyncIterable<Uint8Array>;
  } | null>;
};

const PRIVATE = {
  ...HEADERS,
  'cache-control': 'no-store',
  'content-security-policy': `${HEADERS['content-security-policy']}; form-action 'self'`,
  'x-robots-tag': 'noindex',
};

/** A link that never was, one that was used and one that is over look alike. */
export function downloads(app: Hono, { find, take }: Downloads): void {
  const nothing = (): Response => new Response(page(NOTHING, ''), { status: 404, headers: PRIVATE });
  app.get('/download/:secret', async (context) => {
    const found = await find(context.req.param('secret'));
    return found ? new Response(page(READY, FORM), { headers: PRIVATE }) : nothing();
  });
  app.post('/download/:secret', async (context) => {
    const taken = await take(context.req.param('secret'));
    if (!taken) return nothing();
    return new Response(Readable.toWeb(Readable.from(taken.chunks)) as ReadableStream, {
      headers: {
        'content-type': 'application/zip',
        'content-length': String(taken.bytes),
        'content-disposition': `attachment; filename="${taken.name}"`,
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
        'x-robots-tag': 'noindex',
      },
    });
  });
}

type Words = { readonly en: string; readonly zh: string };

const READY: Words = {
  en: 'This is a copy of everything Easel has stored about you. It can be fetched once; after that it is deleted here.',
  zh: '这是 Easel 存储的关于您的全部数据的副本。仅可取走一次，之后此处即删除。',
};
const NOTHING: Words = {
  en: 'There is nothing here. A link works once and for a day; /export in the chat makes a new one.',
  zh: '这里没有内容。链接仅可使用一次，有效期一天；在聊天中使用 /export 可重新获取。',
};
const FORM = '<form method="post"><button>Fetch · 取走</button></form>';

function page({ en, zh }: Words, below: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Easel</title>
<style>
  :root { color-scheme: light dark }
  body { font: 1.125rem/1.5 system-ui, sans-serif; max-width: 34rem; margin: 15vh auto 0; padding: 0 1.5rem }
  button { font: inherit; padding: .5rem 1rem }
</style>
<main>
<p>${en}</p>
<p lang="zh-CN">${zh}</p>
${below}
</main>
</html>
`;
}
