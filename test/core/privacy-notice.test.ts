// The notice says the same in both languages, changes its version with what it says, and knows which changes need another yes.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { DATA_CATALOGUE } from '../../src/core/domain/data-catalogue.ts';
import { days, owned, settings, table } from '../../src/core/domain/data-catalogue/types.ts';
import { NOTICE_VERSIONS } from '../../src/core/notice-versions.ts';
import { noticeVersion, privacyNotice, type NoticeSource } from '../../src/core/privacy-notice.ts';
import {
  changesSinceVersion,
  coveringVersions,
  currentNotice,
  promisesOf,
  type NoticeVersion,
} from '../../src/core/privacy-versions.ts';

type Open<T> = T extends object ? { -readonly [K in keyof T]: Open<T[K]> } : T;

/** The catalogue, changed. */
function changed(change: (copy: Open<NoticeSource>) => void): NoticeSource {
  const copy = structuredClone(DATA_CATALOGUE) as unknown as Open<NoticeSource>;
  change(copy);
  return copy;
}

function version(name: string, source: NoticeSource): NoticeVersion {
  return { version: name, date: '2026-01-01', ...promisesOf(source) };
}

const figures = (text: string): string[] => text.match(/\d+/g)?.toSorted() ?? [];

describe('the notice', () => {
  test('P50: has the same clauses with the same figures in English and Chinese', () => {
    const [english, chinese] = [privacyNotice('en'), privacyNotice('zh-CN')];
    assert.ok(english.flatMap(({ clauses }) => clauses).length > 50);
    const shape = (sections: typeof english) =>
      sections.map(({ number, clauses }) => [
        number,
        clauses.map((clause) => [clause.number, figures(`${clause.head} ${clause.text}`)]),
      ]);
    assert.deepEqual(shape(chinese), shape(english));
    assert.match(english[0]?.clauses[1]?.text ?? '', /English prevails/);
  });

  test('P20: binds whoever takes Easel over, in both languages', () => {
    for (const [language, words] of [
      ['en', /Whoever takes this bot over is bound by this notice/],
      ['zh-CN', /接手本机器人的一方受本声明约束/],
    ] as const)
      assert.ok(
        privacyNotice(language).some(({ clauses }) => clauses.some(({ text }) => words.test(text))),
        language,
      );
  });

  test('P51: the last version in the list, with its date, is that of the text', () => {
    const last = currentNotice();
    assert.equal(last.version, noticeVersion(), 'the notice has changed: npm run privacy:record');
    assert.deepEqual({ ...last, ...promisesOf(DATA_CATALOGUE) }, last);
    const dates = NOTICE_VERSIONS.map(({ date }) => date);
    assert.deepEqual(dates, [...new Set(dates)].toSorted());
  });

  test('P51: changing how long any table is kept changes the version', () => {
    for (const [name, { keep }] of Object.entries(DATA_CATALOGUE.tables) as [string, { keep: object }][]) {
      const other = changed(({ tables }) => {
        Object.assign(tables[name] ?? {}, {
          keep: 'amount' in keep ? { ...keep, amount: 9_999 } : days(1, 'created_at'),
        });
      });
      assert.notEqual(noticeVersion(other), noticeVersion(), name);
    }
  });
});

describe('a change of the notice', () => {
  const before = version('before', DATA_CATALOGUE);
  const since = (source: NoticeSource) => changesSinceVersion('before', [before, version('after', source)]);

  test('P52: is material for a new category, purpose or recipient and for a longer period', () => {
    const mood = table({
      about: { en: 'Your mood', 'zh-CN': '您的心情' },
      purpose: 'sell',
      basis: 'contract',
      owner: owned,
      keep: days(30, 'created_at'),
      export: 'yes',
      erase: { rule: 'delete' },
      columns: { account_id: settings, created_at: settings },
    });
    assert.deepEqual(since(changed(({ tables }) => void (tables['mood'] = mood as never))), [
      { kind: 'use', category: 'settings', purpose: 'sell' },
    ]);
    const adverts = { ...DATA_CATALOGUE.recipients.stripe, name: 'Adverts' };
    assert.deepEqual(since(changed(({ recipients }) => void (recipients['adverts'] = adverts as never))), [
      { kind: 'recipient', recipient: 'adverts' },
    ]);
    const longer = changed(({ tables: { ticket } }) => void Object.assign(ticket?.keep ?? {}, { amount: 3 }));
    assert.deepEqual(since(longer), [{ kind: 'longer', table: 'ticket' }]);
    assert.deepEqual(coveringVersions([before, version('after', longer)]), ['after']);
  });

  test('P52: is not material for other words, a shorter period, or a recipient that is gone', () => {
    const smaller = changed(({ tables: { ticket }, recipients }) => {
      Object.assign(ticket?.keep ?? {}, { amount: 1 });
      if (ticket) ticket.about.en = 'Letters';
      delete recipients['stripe'];
    });
    assert.notEqual(noticeVersion(smaller), noticeVersion());
    assert.deepEqual(since(smaller), []);
    assert.deepEqual(coveringVersions([before, version('after', smaller)]), ['before', 'after']);
  });

  test('P52: since a version that nobody knows, everything is new', () => {
    assert.equal(changesSinceVersion('0123456789ab'), null);
  });
});
