// Where people come back to after paying: a sentence, in both languages, and the way back to the chat.

import type { Hono } from 'hono';

type Words = { readonly title: string; readonly text: string };

const PAGES: Readonly<Record<string, { readonly en: Words; readonly zh: Words }>> = {
  '/paid': {
    en: {
      title: 'Thank you',
      text: 'Your payment is on its way to us. Go back to the chat: a message there says when your credits have arrived.',
    },
    zh: { title: '谢谢', text: '您的付款正在处理。请回到聊天中:点数到账后,那里会有消息通知您。' },
  },
  '/cancelled': {
    en: {
      title: 'Nothing was paid',
      text: 'You can close this page and go back to the chat. The link there works until it expires.',
    },
    zh: { title: '没有付款', text: '您可以关闭此页面并回到聊天中。那里的链接在过期之前仍然有效。' },
  },
  '/back': {
    en: { title: 'All set', text: 'You can close this page and go back to the chat.' },
    zh: { title: '完成', text: '您可以关闭此页面并回到聊天中。' },
  },
};

export const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'public, max-age=3600',
  // Nothing is loaded, nothing is run, and nobody frames it.
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/** The pages know nothing of who asks: what they say is the same for everybody. */
export function pages(app: Hono): void {
  for (const [path, { en, zh }] of Object.entries(PAGES)) {
    const html = page(en, zh);
    app.get(path, () => new Response(html, { headers: HEADERS }));
  }
}

function page(en: Words, zh: Words): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${en.title} · ${zh.title}</title>
<style>
  :root { color-scheme: light dark }
  body { font: 1.125rem/1.5 system-ui, sans-serif; max-width: 34rem; margin: 15vh auto 0; padding: 0 1.5rem }
  h1 { font-size: 1.5rem; margin: 2rem 0 .25rem }
  p { margin: 0 }
</style>
<main>
<h1>${en.title}</h1>
<p>${en.text}</p>
<section lang="zh-CN">
<h1>${zh.title}</h1>
<p>${zh.text}</p>
</section>
</main>
</html>
`;
}
