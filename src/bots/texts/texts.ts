// Every word a person reads, by id and language; a missing or unreadable message stops the program at its first use.

import { readFileSync } from 'node:fs';
import { FluentBundle, FluentDateTime, FluentNumber, FluentResource, type FluentVariable } from '@fluent/bundle';
import { negotiateLanguages } from '@fluent/langneg';
import type { Locale } from '../../core/domain/chat.ts';
import type { Money } from '../../core/domain/payment.ts';
import { MESSAGES, type FactKind, type TextFacts, type TextId } from './messages.ts';

export type { PlainTextId } from './messages.ts';

export const LOCALES = ['en', 'zh-CN'] as const satisfies readonly Locale[];

/** The words of one language. */
export type Texts = {
  readonly locale: Locale;
  /** The message with its facts filled in. Facts are never read as markup or as Fluent. */
  readonly say: <I extends TextId>(id: I, ...facts: keyof TextFacts<I> extends never ? [] : [TextFacts<I>]) => string;
  /** `a, b or c` */
  readonly anyOf: (words: readonly string[]) => string;
  /** `a, b and c` */
  readonly allOf: (words: readonly string[]) => string;
  /** A size in the unit that reads best, decimal as the limits are: `5 MB`. */
  readonly bytes: (count: number) => string;
  /** A price: `€4.90`, or `390 ⭐` in Telegram's Stars. */
  readonly money: (money: Money) => string;
  /** What something did to a number: `+100`, `-4`. */
  readonly change: (count: number) => string;
};

const loaded = new Map<Locale, Texts>();

/** The texts of a language; read once. */
export function textsFor(locale: Locale): Texts {
  const known = loaded.get(locale);
  if (known) return known;
  const texts = load(locale);
  loaded.set(locale, texts);
  return texts;
}

/** The language we have that is closest to what a platform says of a person: any Chinese reads Chinese, everybody else English. */
export function localeFrom(platformLocale: string | undefined): Locale {
  const [found] = negotiateLanguages(platformLocale ? [platformLocale] : [], LOCALES, {
    strategy: 'lookup',
    defaultLocale: 'en',
  });
  return found === 'zh-CN' ? 'zh-CN' : 'en';
}

function load(locale: Locale): Texts {
  const bundle = new FluentBundle(locale, { useIsolating: false });
  const source = readFileSync(new URL(`./${locale}.ftl`, import.meta.url), 'utf8');
  const errors = bundle.addResource(new FluentResource(source));
  // The parser skips what it cannot read, so an unreadable message shows as a missing one.
  const missing = Object.keys(MESSAGES).filter((id) => !bundle.getMessage(id)?.value);
  if (errors.length > 0 || missing.length > 0)
    throw new AggregateError(errors, `texts/${locale}.ftl lacks: ${missing.join(', ')}`);
  const any = new Intl.ListFormat(locale, { type: 'disjunction' });
  const all = new Intl.ListFormat(locale, { type: 'conjunction' });
  const signed = new Intl.NumberFormat(locale, { signDisplay: 'exceptZero' });
  const say: Texts['say'] = (id, ...[facts]) => format(bundle, id, facts ?? {});
  return {
    locale,
    say,
    anyOf: (words) => any.format(words),
    allOf: (words) => all.format(words),
    bytes: (count) => inBytes(locale, count),
    money: ({ amount, currency }) =>
      currency.toUpperCase() === STARS ? say('price-stars', { count: amount }) : inCurrency(locale, amount, currency),
    change: (count) => signed.format(count),
  };
}

function format(bundle: FluentBundle, id: TextId, facts: Readonly<Record<string, string | number | Date>>): string {
  const kinds: Readonly<Record<string, FactKind>> = MESSAGES[id];
  const args = Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, fluent(value, kinds[name])]));
  // Without an errors array the bundle throws: a wrong message is a bug and flies.
  return bundle.formatPattern(bundle.getMessage(id)?.value ?? '', args);
}

function fluent(value: string | number | Date, kind: FactKind | undefined): FluentVariable {
  if (value instanceof Date) return new FluentDateTime(value, kind === 'time' ? TIME : DAY);
  // The options reach Intl.PluralRules, where `type` makes "1st, 2nd, 3rd" of the plural categories.
  if (kind === 'rank') return new FluentNumber(Number(value), ORDINAL);
  return typeof value === 'string' ? value.replace(DIRECTIONS, '') : value;
}

const DAY: Intl.DateTimeFormatOptions = { dateStyle: 'medium', timeZone: 'UTC' };
const TIME: Intl.DateTimeFormatOptions = {
  hour: 'numeric',
  minute: '2-digit',
  hourCycle: 'h23',
  timeZone: 'UTC',
  timeZoneName: 'short',
};

/** Marks that turn the direction of writing: in somebody's prompt they would turn our own words around as well. */
const DIRECTIONS = /[\u202A-\u202E\u2066-\u2069]/g;

const ORDINAL: Intl.NumberFormatOptions & Intl.PluralRulesOptions = { type: 'ordinal' };

function inBytes(locale: Locale, count: number): string {
  const [unit, bytes] = count >= 1_000_000 ? ['megabyte', 1_000_000] : ['kilobyte', 1_000];
  // Rounded up, so that a file a byte too large never reads as exactly the limit.
  const shape = { style: 'unit', unit, maximumFractionDigits: 1, roundingMode: 'ceil' } as const;
  return new Intl.NumberFormat(locale, shape).format(count / bytes);
}

/** The currency code of Telegram Stars, which no Intl knows. */
const STARS = 'XTR';

/** Amounts are in the smallest unit, of which a currency has as many as it says. */
function inCurrency(locale: Locale, amount: number, currency: string): string {
  const shape = new Intl.NumberFormat(locale, { style: 'currency', currency });
  return shape.format(amount / 10 ** (shape.resolvedOptions().maximumFractionDigits ?? 2));
}
