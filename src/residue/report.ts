// What was found where: counted by store, kind of value and way it was written; the values themselves are never told.

import { createMatcher, type Matcher } from './matcher.ts';
import { unfit, waysOf, type Needle } from './needles.ts';
import type { Findings } from './scan.ts';

/** One place with one kind of value in it. */
export type Finding = {
  /** `dump`, `data files`, `write-ahead log`, `redis`, `bucket`, `files`. */
  readonly store: string;
  /** A table and column, a file, a key. */
  readonly place: string;
  readonly kind: string;
  /** How it was written, and in what: `UTF-8, hex`, `JSON in gzip`. */
  readonly written: string;
  readonly times: number;
};

/** What is still there by a rule that says until when, counted where it may be. */
type Kept = { readonly until: Date; readonly places: ReadonlyMap<string, number> };

export type Report = {
  readonly findings: readonly Finding[];
  readonly kept: readonly Kept[];
  /** Bytes looked through, by store; a store that is not in it was not looked at. */
  readonly looked: ReadonlyMap<string, number>;
  readonly needles: number;
  /** Not looked for, by why. */
  readonly unfit: Readonly<Record<'short' | 'common', number>>;
  /** Where something was so large when unpacked that the rest of it was not looked at. */
  readonly refused: readonly string[];
  /** Where a value was from that was found so often that it may be nobody's in particular. */
  readonly everywhere: readonly string[];
  /** What could not be looked at, and why. */
  readonly closed: readonly string[];
};

/** A value that is kept for a while. */
export type KeptRule = {
  readonly text: string;
  readonly until: Date;
  isAt(store: string, place: string): boolean;
};

/** More places than this say that a value is too common to prove anything. */
const EVERYWHERE = 1_000;

export interface Tally {
  readonly matcher: Matcher;
  /** Counts what is found in one place. */
  at(store: string, place: string): Findings;
  looked(store: string, bytes: number): void;
  closed(what: string): void;
  report(): Report;
}

/**
 * @param needles of which those that would be found everywhere are left out, and counted
 * @param rules which values are kept in a place of a store by rule, and until when: no findings there
 */
export function createTally(needles: readonly Needle[], rules: readonly KeptRule[] = []): Tally {
  const left = { short: 0, common: 0 };
  const fit = needles.filter((needle) => {
    const why = unfit(needle);
    if (why) left[why] += 1;
    return why === null;
  });
  const patterns: { readonly needle: number; readonly as: string; readonly bytes: Buffer }[] = [];
  fit.forEach((needle, index) => {
    for (const { as, bytes } of waysOf(needle)) patterns.push({ needle: index, as, bytes });
  });
  const findings = new Map<string, Finding>();
  const looked = new Map<string, number>();
  const refused: string[] = [];
  const closed: string[] = [];
  const times = fit.map(() => 0);

  const keptUntil = new Map<number, Map<string, number>>();
  const isKept = (needle: Needle | undefined, store: string, place: string): boolean => {
    const rule = rules.find((each) => needle && 'text' in needle && needle.text === each.text);
    if (!rule?.isAt(store, place)) return false;
    const places = keptUntil.get(rule.until.getTime()) ?? new Map<string, number>();
    keptUntil.set(rule.until.getTime(), places.set(`${store}: ${place}`, (places.get(`${store}: ${place}`) ?? 0) + 1));
    return true;
  };

  const count = (finding: Omit<Finding, 'times'>): void => {
    const key = JSON.stringify([finding.store, finding.place, finding.kind, finding.written]);
    findings.set(key, { ...finding, times: (findings.get(key)?.times ?? 0) + 1 });
  };
  return {
    matcher: createMatcher(patterns.map(({ bytes }) => bytes)),
    at: (store, place) => ({
      found(pattern, _at, inside) {
        const { needle = 0, as = '' } = patterns[pattern] ?? {};
        times[needle] = (times[needle] ?? 0) + 1;
        const kind = fit[needle]?.kind ?? '';
        if (!isKept(fit[needle], store, place))
          count({ store, place, kind, written: inside === '' ? as : `${as} in ${inside}` });
      },
      refused: (inside) => void refused.push(`${store}: ${place} (${inside})`),
    }),
    looked: (store, bytes) => void looked.set(store, (looked.get(store) ?? 0) + bytes),
    closed: (what) => void closed.push(what),
    report: () => ({
      findings: [...findings.values()].map((each) => ({ ...each, place: withoutValues(each.place, fit) })),
      kept: [...keptUntil].map(([until, places]) => ({ until: new Date(until), places })),
      looked,
      needles: fit.length,
      unfit: left,
      refused,
      everywhere: [...new Set(fit.flatMap(({ from }, index) => ((times[index] ?? 0) > EVERYWHERE ? [from] : [])))],
      closed,
    }),
  };
}

/** Keys and file names may be made of ids. */
function withoutValues(place: string, needles: readonly Needle[]): string {
  return needles.reduce((told, needle) => ('text' in needle ? told.replaceAll(needle.text, '…') : told), place);
}

/** Whether everything was looked at and nothing found. */
export function isClean({ findings, refused, closed, needles }: Report): boolean {
  return findings.length === 0 && refused.length === 0 && closed.length === 0 && needles > 0;
}
