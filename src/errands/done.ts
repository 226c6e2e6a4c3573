// What errands say in the end, and what they say it with.

import type { Core } from '../core/core.ts';

/** What is said in the end, and whether it went well. */
type Done = { readonly lines: readonly string[]; readonly ok: boolean };

/** The part of the configuration that errands look at. */
type Settings = { readonly publicUrl: string | null };

/** What an errand may need beside the core. */
type Beside = { readonly residue: () => Residue };

/** Looking for what is left of somebody, which is done past the core: it must not believe what that says. */
type Residue = {
  writeDown(who: string, file: string): Promise<Done>;
  lookFor(
    what: { readonly who: string } | { readonly needles: string },
    files: readonly string[],
    how: { readonly anew: boolean },
  ): Promise<Done>;
};

export type Errand = (core: Core, settings: Settings, beside: Beside) => Promise<Done>;

export function well(...lines: readonly string[]): Done {
  return { lines, ok: true };
}

export function failed(...lines: readonly string[]): Done {
  return { lines, ok: false };
}

export function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}

export function times(number: number): string {
  return number === 1 ? 'once' : `${number} times`;
}

export function timeOf(date: Date): string {
  return `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

export function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10);
}

/** What somebody wrote must not move an operator's cursor or colour their terminal. */
export function harmless(text: string): string[] {
  return text.split('\n').map((line) => line.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '·'));
}
