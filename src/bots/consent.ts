// Asking for an agreement to the privacy notice: the notice in short, what is new, and two buttons of the same size.

import type { ChatCore } from '../core/answers.ts';
import type { Agreeing, Asks, GoesOn } from '../core/rights-answers.ts';
import type { Locale } from '../core/domain/chat.ts';
import { fromTextForm, textForm } from '../core/domain/ids.ts';
import type { NoticeChange } from '../core/domain/notice-change.ts';
import { wordsOfChange } from '../core/privacy-versions.ts';
import type { Block, Button, Reply } from './conversation.ts';
import type { Texts } from './texts/texts.ts';

/** The answer to what somebody asked for without having agreed; it becomes the status message when they do. */
export function asksReply(asked: Asks, core: Pick<ChatCore, 'notice'>, texts: Texts): Reply {
  const { say } = texts;
  const blocks: Block[] = [
    ...(asked.changes === null ? [title(say('agree-title'))] : changeBlocks(asked.changes, texts)),
    words(say('agree-why')),
    ...(asked.goesOn ? [words(say('agree-kept'))] : []),
    { style: 'small', text: say('agree-refusable') },
    { style: 'small', text: versionLine(core.notice, texts) },
  ];
  return { blocks, buttons: agreementButtons(asked, core, texts) };
}

/** What has changed since somebody agreed, for whoever is told of it without having asked. */
export function noticeChangeReply({ version, changes }: Pick<Asks, 'version' | 'changes'>, texts: Texts): Reply {
  const blocks = [
    ...(changes === null
      ? [title(texts.say('agree-changed-title')), words(texts.say('agree-changed-all'))]
      : changeBlocks(changes, texts)),
    { style: 'small', text: texts.say('agree-refusable') } as const,
  ];
  return { blocks, buttons: [agreeButtons(version, null, texts)] };
}

/** Agree and No, and the whole notice where it can be read. */
export function agreementButtons(
  { version, goesOn }: Pick<Asks, 'version' | 'goesOn'>,
  { notice: { url } }: Pick<ChatCore, 'notice'>,
  texts: Texts,
): readonly (readonly Button[])[] {
  const link: Button[] = url === null ? [] : [{ url: noticeUrl(url, texts.locale), label: texts.say('button-notice') }];
  return [[...agreeButtons(version, goesOn, texts), ...link]];
}

export function versionLine({ version, date }: ChatCore['notice'], texts: Texts): string {
  return texts.say('privacy-version', { version, date });
}

/** The page in the reader's language. */
export function noticeUrl(url: string, locale: Locale): string {
  return locale === 'zh-CN' ? `${url}/zh` : url;
}

function agreeButtons(version: string, goesOn: GoesOn | null, texts: Texts): Button[] {
  const subject = writeAgreeing({ version, language: texts.locale, goesOn });
  return [
    { verb: 'agree', subject, label: texts.say('button-agree'), style: 'primary' },
    { verb: 'disagree', subject, label: texts.say('button-disagree'), style: 'plain' },
  ];
}

function changeBlocks(changes: readonly NoticeChange[], texts: Texts): Block[] {
  const lines = changes.map((change) => {
    const { what, purpose } = wordsOfChange(change, texts.locale);
    if (change.kind === 'use') return texts.say('agree-new-use', { what, purpose });
    return texts.say(change.kind === 'recipient' ? 'agree-new-recipient' : 'agree-longer', { what });
  });
  return [title(texts.say('agree-changed-title')), words(lines.join('\n'))];
}

/** How much of a version a button carries: a subject has 40 characters. */
const VERSION_CHARS = 8;
const LETTERS = { en: 'e', 'zh-CN': 'z' } as const satisfies Record<Locale, string>;
const KINDS = { request: 'ask', run: 'run' } as const;

/** `e6bbdfd5c-run_AAAAAAAAAAAAAAAAAAAAAAg`: language, version, what goes on, and `g` for the good rows only. */
function writeAgreeing({ version, language, goesOn }: Agreeing): string {
  const what = goesOn ? textForm(KINDS[goesOn.kind], goesOn.id) : '';
  const good = goesOn?.kind === 'run' && goesOn.rows === 'good' ? 'g' : '';
  return `${LETTERS[language]}${version.slice(0, VERSION_CHARS)}-${what}${good}`;
}

/** Reads such a subject back; null for one we never made. */
export function readAgreeing(subject: string): Agreeing | null {
  const match = /^([ez])([0-9a-f]{8})-(?:((?:ask|run)_[A-Za-z0-9_-]{22})(g?))?$/.exec(subject);
  if (!match) return null;
  const [, letter, version = '', what = '', good] = match;
  const language = letter === LETTERS.en ? 'en' : 'zh-CN';
  const run = fromTextForm('run', what);
  const request = fromTextForm('ask', what);
  if (run) return { version, language, goesOn: { kind: 'run', id: run, rows: good === 'g' ? 'good' : 'all' } };
  if (request && good === '') return { version, language, goesOn: { kind: 'request', id: request } };
  return what === '' ? { version, language, goesOn: null } : null;
}

function title(text: string): Block {
  return { style: 'title', text };
}

function words(text: string): Block {
  return { style: 'text', text };
}
