// The errand that looks for what is left of somebody.

import type { Errand } from './done.ts';

const FLAG = /^--(needles|file)(?:=(.+))?$/;

/** `ACCOUNT`, `ACCOUNT --needles FILE` or `--needles FILE`, each but the second with any number of `--file PATH`. */
export function readResidue(words: readonly string[]): Errand | null {
  const given: { who: string[]; needles: string[]; file: string[] } = { who: [], needles: [], file: [] };
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    const [, flag, value = words[at + 1] ?? ''] = FLAG.exec(word) ?? [];
    if (flag === undefined) given.who.push(word);
    else given[flag as 'needles' | 'file'].push(value);
    if (flag !== undefined && !word.includes('=')) at += 1;
  }
  const all = [...given.who, ...given.needles, ...given.file];
  if (all.some((word) => word === '' || word.startsWith('--'))) return null;
  const [[who, ...whos], [needles, ...more]] = [given.who, given.needles];
  if (whos.length > 0 || more.length > 0) return null;
  if (who !== undefined && needles !== undefined)
    return given.file.length > 0 ? null : (_core, _settings, { residue }) => residue().writeDown(who, needles);
  if (who !== undefined) return (_core, _settings, { residue }) => residue().lookFor({ who }, given.file);
  return needles === undefined ? null : (_core, _settings, { residue }) => residue().lookFor({ needles }, given.file);
}
