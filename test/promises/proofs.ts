// Finds the tests that prove a promise: those whose title, or whose describe's, begins with its number.

import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { PROMISES, type Promised } from './promises.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

export type Proof = { readonly file: string; readonly title: string };

export type Coverage = {
  readonly rows: readonly (Promised & { readonly number: string; readonly proofs: readonly Proof[] })[];
  /** Promises that neither a test nor a person looks after. */
  readonly unproved: readonly string[];
  /** Tests of a promise that nobody made. */
  readonly unknown: readonly Proof[];
};

/** A call of the test runner with its title; one that is skipped, or that its author still owes, has another name. */
const TITLE =
  /^[ \t]*(?:for \([^\n]*\) )?(?:await )?(?:test|it|describe|t\.test)\(\s*(['"`])((?:\\.|(?!\1)[^\\])*)\1/gm;
/** `P43, P46: …`, and a number further on in `…; P24: …`. */
const NUMBERS = /(?:^|; )((?:P\d{2}, )*P\d{2}):/g;

/** The numbers a title claims. */
export function numbersIn(title: string): string[] {
  return [...title.matchAll(NUMBERS)].flatMap(([, numbers = '']) => numbers.split(', '));
}

/** Titles of tests in a file, outside comments. */
export function titlesIn(text: string): string[] {
  return [...text.matchAll(TITLE)].map(([, , title = '']) => title.replaceAll(/\\(.)/g, '$1'));
}

/** Every title in the tests that begins with a promise's number. */
export function findProofs(): ReadonlyMap<string, readonly Proof[]> {
  const found = new Map<string, Proof[]>();
  for (const file of globSync('test/**/*.test.ts', { cwd: ROOT }).toSorted())
    for (const title of titlesIn(readFileSync(`${ROOT}${file}`, 'utf8')))
      for (const number of numbersIn(title)) found.set(number, [...(found.get(number) ?? []), { file, title }]);
  return found;
}

/** @param proofs by number */
export function coverage(
  promises: Readonly<Record<string, Promised>>,
  proofs: ReadonlyMap<string, readonly Proof[]>,
): Coverage {
  const rows = Object.entries(promises).map(([number, promised]) => ({
    number,
    ...promised,
    proofs: proofs.get(number) ?? [],
  }));
  return {
    rows,
    unproved: rows
      .filter(({ proofs, person }) => proofs.length === 0 && person === undefined)
      .map(({ number }) => number),
    unknown: [...proofs].flatMap(([number, tests]) => (Object.hasOwn(promises, number) ? [] : tests)),
  };
}

/** What is printed. */
export function coverageLines({ rows, unproved, unknown }: Coverage): string[] {
  const tests = rows.reduce((sum, { proofs }) => sum + proofs.length, 0);
  return [
    ...rows.flatMap(({ number, says, proofs, person }) => [
      `${number}  ${says}`,
      ...proofs.map(({ file, title }) => `       ${file}: ${title}`),
      ...(person === undefined ? [] : [`       a person: ${person}`]),
      ...(proofs.length === 0 && person === undefined ? ['       NOTHING SHOWS THIS'] : []),
    ]),
    '',
    `${rows.length} promises, ${tests} tests; ${rows.filter(({ person }) => person !== undefined).length} need a person as well or instead.`,
    ...(unproved.length > 0 ? [`Without a test: ${unproved.join(', ')}`] : []),
    ...unknown.map(({ file, title }) => `No such promise: ${file}: ${title}`),
  ];
}

/** docs/promises.md: only what changes when a promise does, not when a test gets another title. */
export function promisesDocument(): string {
  const rows = Object.entries(PROMISES).map(
    ([number, { says, person }]) =>
      `- **${number}** ${says}.${person === undefined ? '' : ` _By a person:_ ${person}.`}`,
  );
  return `# What Easel promises about people's data

Each promise has tests whose titles begin with its number; \`npm run promises\` lists them and fails when one has none. What a
test cannot show is marked, with who looks at it. How each is kept: [privacy.md](privacy.md), which is made from the data
catalogue, and [architecture.md](architecture.md). This page is written by \`npm run promises -- --write\`.

${rows.join('\n')}
`;
}
