// Which notices there have been and what each promised: whether somebody who agreed to an earlier one has to be asked again.

import type { Locale } from './domain/chat.ts';
import { DATA_CATALOGUE, TABLES } from './domain/data-catalogue.ts';
import type { Category, Keep, Period, Purpose } from './domain/data-catalogue/types.ts';
import type { NoticeChange } from './domain/notice-change.ts';
import { NOTICE_VERSIONS } from './notice-versions.ts';
import { CATEGORIES, PURPOSES } from './privacy-record.ts';
import type { NoticeSource } from './privacy-notice.ts';

/** What of a notice somebody agrees to, short enough to be remembered for every version. */
export type Promises = {
  /** `content/make`: a kind of data, and what it is used for. */
  readonly uses: readonly string[];
  readonly recipients: readonly string[];
  /** In days, by table; `saved` where a person can make it stay. */
  readonly keeps: Readonly<Record<string, { readonly days: number; readonly saved?: true }>>;
};

export type NoticeVersion = { readonly version: string; /** ISO day. */ readonly date: string } & Promises;

/** The notice that holds now: the last of the list, which a test compares with the catalogue. */
export function currentNotice(versions: readonly NoticeVersion[] = NOTICE_VERSIONS): NoticeVersion {
  const last = versions.at(-1);
  if (!last) throw new Error('there is no version of the notice');
  return last;
}

export function promisesOf({ tables, recipients }: NoticeSource): Promises {
  const uses = Object.values(tables).flatMap(({ columns, purpose }) =>
    Object.values(columns).map(({ category }) => `${category}/${purpose}`),
  );
  const keeps = Object.entries(tables).map(([name, { keep }]) => [name, keptDays(keep, tables)] as const);
  return {
    uses: [...new Set(uses)].toSorted(),
    recipients: Object.entries(recipients)
      .map(([name, { purpose }]) => `${name}/${purpose}`)
      .toSorted(),
    keeps: Object.fromEntries(keeps),
  };
}

/** What somebody who agreed to `before` has not agreed to in `now`. */
function changesSince(before: Promises, now: Promises): readonly NoticeChange[] {
  const uses = now.uses.filter((use) => !before.uses.includes(use));
  const recipients = now.recipients.filter((each) => !before.recipients.includes(each));
  const longer = Object.entries(now.keeps).filter(([table, { days, saved }]) => {
    const kept = before.keeps[table];
    return kept && (days > kept.days || (saved && !kept.saved));
  });
  return [
    ...uses.map((use) => {
      const [category, purpose] = use.split('/');
      return { kind: 'use' as const, category: category as Category, purpose: purpose as Purpose };
    }),
    ...recipients.map((each) => ({ kind: 'recipient' as const, recipient: each.split('/')[0] ?? '' })),
    ...longer.map(([table]) => ({ kind: 'longer' as const, table })),
  ];
}

/** What is new since a version; null for one we do not know, whose readers read the whole notice again. */
export function changesSinceVersion(
  version: string,
  versions: readonly NoticeVersion[] = NOTICE_VERSIONS,
): readonly NoticeChange[] | null {
  const before = versions.find((each) => each.version === version);
  return before ? changesSince(before, currentNotice(versions)) : null;
}

/** The versions an agreement to which still covers everything. */
export function coveringVersions(versions: readonly NoticeVersion[] = NOTICE_VERSIONS): readonly string[] {
  return versions.map(({ version }) => version).filter((each) => changesSinceVersion(each, versions)?.length === 0);
}

/** The parts of a change that are words already, for a sentence around them. */
export function wordsOfChange(
  change: NoticeChange,
  locale: Locale,
): { readonly what: string; readonly purpose: string } {
  switch (change.kind) {
    case 'use':
      return { what: CATEGORIES[change.category][locale], purpose: PURPOSES[change.purpose][locale] };
    case 'recipient': {
      const recipients: NoticeSource['recipients'] = DATA_CATALOGUE.recipients;
      return { what: recipients[change.recipient]?.name ?? change.recipient, purpose: '' };
    }
    case 'longer':
      return { what: TABLES[change.table]?.about[locale] ?? change.table, purpose: '' };
  }
}

const UNIT_DAYS: Readonly<Record<Period['unit'], number>> = { days: 1, months: 31, years: 366 };

function daysOf({ amount, unit }: Period): number {
  return amount * UNIT_DAYS[unit];
}

/** The longest it may be, as far as days can say it. */
function keptDays(keep: Keep, tables: NoticeSource['tables']): { days: number; saved?: true } {
  switch (keep.rule) {
    case 'after':
      return { days: daysOf(keep), ...(keep.unless !== undefined && { saved: true }) };
    case 'idle':
      return { days: daysOf(keep) };
    case 'with':
      return longest(
        keep.tables.map((name) => keptWith(name, tables)),
        0,
      );
    case 'after-last':
      return longest([keptWith(keep.table, tables)], daysOf(keep));
  }
}

function keptWith(name: string, tables: NoticeSource['tables']): { days: number; saved?: true } {
  const rule = tables[name];
  return rule ? keptDays(rule.keep, tables) : { days: 0 };
}

function longest(all: readonly { days: number; saved?: true }[], least: number): { days: number; saved?: true } {
  const days = Math.max(least, ...all.map((each) => each.days));
  return { days, ...(all.some(({ saved }) => saved) && { saved: true }) };
}
