// The privacy notice, made of the data catalogue and a few sentences of its own: both languages clause by clause, with a version.

import { createHash } from 'node:crypto';
import type { Locale } from './domain/chat.ts';
import { DATA_CATALOGUE } from './domain/data-catalogue.ts';
import type { Category, Keep, Recipient, StoreRule, TableRule, Words } from './domain/data-catalogue/types.ts';
import {
  ABOUT,
  CHANGES,
  DISCLOSURE,
  ELSEWHERE_TITLE,
  NOT_DONE,
  PICTURES,
  RECIPIENTS_TITLE,
  RIGHTS,
  SECURITY,
  STATISTICS,
  STORED_TITLE,
  type ClauseSection,
} from './domain/privacy-clauses.ts';
import { BASES, CATEGORIES, erasedBy, periodIn, PURPOSES } from './privacy-record.ts';

/** As much of a catalogue as the notice is made of. */
export type NoticeSource = {
  readonly tables: Readonly<Record<string, TableRule>>;
  readonly stores: Readonly<Record<string, StoreRule>>;
  readonly recipients: Readonly<Record<string, Recipient>>;
};

/** `1.`, and its clauses `1.1`, `1.2` … */
export type NoticeSection = {
  readonly number: number;
  readonly title: string;
  readonly clauses: readonly NoticeClause[];
};
/** What a clause is about, where it says that by itself, and what it says. */
type NoticeClause = { readonly number: string; readonly head: string | null; readonly text: string };

/** The whole notice in one language; `{contact}` stands where whoever runs Easel is to be reached. */
export function privacyNotice(locale: Locale, source: NoticeSource = DATA_CATALOGUE): readonly NoticeSection[] {
  return sectionsOf(source).map(({ title, clauses }, at) => ({
    number: at + 1,
    title: title[locale],
    clauses: clauses.map((clause, n) => ({ number: `${at + 1}.${n + 1}`, ...headAndText(clause[locale]) })),
  }));
}

/** The first line of several is what a clause is about. */
function headAndText(clause: string): Pick<NoticeClause, 'head' | 'text'> {
  const [first = '', ...rest] = clause.split('\n');
  return rest.length > 0 ? { head: first, text: rest.join(' ') } : { head: null, text: first };
}

/** Changes with every word of the notice, in either language, and with every rule of how long something is kept. */
export function noticeVersion(source: NoticeSource = DATA_CATALOGUE): string {
  const keeps = Object.entries(source.tables).map(([name, { keep }]) => [name, keep]);
  const said = JSON.stringify([sectionsOf(source), keeps]);
  return createHash('sha256').update(said).digest('hex').slice(0, 12);
}

function sectionsOf({ tables, stores, recipients }: NoticeSource): readonly ClauseSection[] {
  return [
    ABOUT,
    { title: STORED_TITLE, clauses: Object.values(tables).map(tableClause) },
    { title: ELSEWHERE_TITLE, clauses: Object.values(stores).map(storeClause) },
    { title: RECIPIENTS_TITLE, clauses: Object.values(recipients).map(recipientClause) },
    NOT_DONE,
    RIGHTS,
    STATISTICS,
    SECURITY,
    PICTURES,
    DISCLOSURE,
    CHANGES,
  ];
}

function tableClause(rule: TableRule): Words {
  const categories = new Set(Object.values(rule.columns).map(({ category }) => category));
  // In the order of the words for them, in which what only the program needs comes last.
  const held = (Object.keys(CATEGORIES) as Category[]).filter((category) => categories.has(category));
  const kinds = (locale: Locale): string =>
    held.map((category) => CATEGORIES[category][locale]).join(locale === 'en' ? '; ' : '；');
  return {
    en: `${rule.about.en}\nHolds: ${kinds('en')}. ${PURPOSES[rule.purpose].en}; ${BASES[rule.basis].en}. Kept: ${keptInWords(rule.keep, 'en')}. When you delete your account: ${erasedBy(rule.erase, 'en')}.`,
    'zh-CN': `${rule.about['zh-CN']}\n包含：${kinds('zh-CN')}。${PURPOSES[rule.purpose]['zh-CN']}；${BASES[rule.basis]['zh-CN']}。保留：${keptInWords(rule.keep, 'zh-CN')}。删除账户时：${erasedBy(rule.erase, 'zh-CN')}。`,
  };
}

function storeClause({ about, keep, erase }: StoreRule): Words {
  return {
    en: `${about.en}\nKept: ${keep.en}. When you delete your account: ${erase.en}.`,
    'zh-CN': `${about['zh-CN']}\n保留：${keep['zh-CN']}。删除账户时：${erase['zh-CN']}。`,
  };
}

function recipientClause({ name, country, fields, purpose, transfer, erase }: Recipient): Words {
  const where = country === null ? '' : ` (${country})`;
  return {
    en: `${name}${where}\n${fields.en}. ${PURPOSES[purpose].en}. ${transfer.en}. When you delete your account: ${erase.en}.`,
    'zh-CN': `${name}${where}\n${fields['zh-CN']}。${PURPOSES[purpose]['zh-CN']}。${transfer['zh-CN']}。删除账户时：${erase['zh-CN']}。`,
  };
}

/** A keep rule for somebody who knows no table: the catalogue's own words name columns. */
function keptInWords(keep: Keep, locale: Locale): string {
  const zh = locale === 'zh-CN';
  switch (keep.rule) {
    case 'after': {
      const period = periodIn(keep, locale);
      if (!keep.unless) return period;
      return zh ? `${period}；您保存的，至您删除为止` : `${period}; what you have saved, until you delete it`;
    }
    case 'with':
      return zh ? '与其所属内容同期' : 'as long as what it belongs to';
    case 'after-last': {
      if (keep.amount === 0) return zh ? '与属于它的内容同期' : 'as long as what belongs to it';
      const period = periodIn(keep, locale);
      return zh ? `与属于它的内容同期，至少 ${period}` : `as long as what belongs to it, and at least ${period}`;
    }
    case 'idle': {
      const period = periodIn(keep, locale);
      return zh ? `至您删除账户，或 ${period}未使用` : `until you delete it, or ${period} without use`;
    }
  }
}
