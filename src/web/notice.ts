// The privacy notice as two plain pages: nothing is run, nothing is loaded, and a phone shows them as well as a screen.

import type { Hono } from 'hono';
import type { Locale } from '../core/domain/chat.ts';
import { privacyNotice, type NoticeSection } from '../core/privacy-notice.ts';
import { currentNotice } from '../core/privacy-versions.ts';
import { HEADERS } from './pages.ts';

const PATHS = { en: '/privacy', 'zh-CN': '/privacy/zh' } as const satisfies Record<Locale, string>;

/** @param contact where whoever runs Easel can be reached; null where nothing is configured */
export function noticePages(app: Hono, contact: string | null): void {
  for (const locale of ['en', 'zh-CN'] as const) {
    const html = noticePage(locale, contact);
    app.get(PATHS[locale], () => new Response(html, { headers: { ...HEADERS, 'content-language': locale } }));
  }
}

function noticePage(locale: Locale, contact: string | null): string {
  const words = WORDS[locale];
  const { version, date } = currentNotice();
  const sections = privacyNotice(locale);
  return `<!doctype html>
<html lang="${locale}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${words.title}</title>
<style>${STYLE}</style>
<header>
<h1>${words.title}</h1>
<p>${words.version} <code>${version}</code> · <time datetime="${date}">${date}</time> · <a href="${words.otherPath}" lang="${words.otherLang}" hreflang="${words.otherLang}">${words.other}</a></p>
</header>
<nav aria-label="${words.contents}">
<ol>
${sections.map(({ number, title }) => `<li><a href="#s${number}">${escape(title)}</a></li>`).join('\n')}
</ol>
</nav>
<main>
${sections.map((section) => sectionHtml(section, contact ?? words.noContact)).join('\n')}
</main>
</html>
`;
}

function sectionHtml({ number, title, clauses }: NoticeSection, contact: string): string {
  const paragraphs = clauses.map(({ number: name, head, text }) => {
    const said = inCode(escape(text)).replace('{contact}', () => escape(contact));
    const about = head === null ? '' : `<strong>${escape(head)}</strong><br>`;
    return `<p id="c${name}"><span class="n">${name}</span> ${about}${said}</p>`;
  });
  return `<section id="s${number}" aria-labelledby="h${number}">
<h2 id="h${number}">${number}. ${escape(title)}</h2>
${paragraphs.join('\n')}
</section>`;
}

/** Commands stand out, since they are what a reader types. */
function inCode(text: string): string {
  return text.replaceAll(/(?<![\w/&<])\/[a-z]+(?: (?:me|off))?/g, (command) => `<code>${command}</code>`);
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escape(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

const WORDS = {
  en: {
    title: 'Privacy notice of Easel',
    version: 'Version',
    contents: 'Contents',
    other: '中文',
    otherPath: PATHS['zh-CN'],
    otherLang: 'zh-CN',
    noContact: 'the owner of this bot, whom Discord and Telegram name in its profile',
  },
  'zh-CN': {
    title: 'Easel 隐私声明',
    version: '版本',
    contents: '目录',
    other: 'English',
    otherPath: PATHS.en,
    otherLang: 'en',
    noContact: '本机器人的所有者（见 Discord 和 Telegram 上的机器人资料）',
  },
} as const;

const STYLE = `
  :root { color-scheme: light dark }
  body { font: 1.0625rem/1.6 system-ui, sans-serif; max-width: 44rem; margin: 0 auto; padding: 1.5rem 1.25rem 4rem; overflow-wrap: break-word }
  h1 { font-size: 1.625rem; line-height: 1.25; margin: 1rem 0 .5rem }
  h2 { font-size: 1.25rem; line-height: 1.3; margin: 2.5rem 0 .75rem }
  p { margin: .75rem 0 }
  nav ol { padding-left: 1.5rem }
  .n { font-variant-numeric: tabular-nums; opacity: .65; margin-right: .35rem }
  code { font: .95em ui-monospace, monospace }
  header p { opacity: .8 }
  :target { outline: 2px solid; outline-offset: .5rem }
`;
