// The errand that looks for what is left of somebody.

import type { Errand } from './done.ts';

const FLAG = /^--(needles|file)(?:=(.+))?$/;

const ANEW = '--anew';

/** `ACCOUNT`, `ACCOUNT --needles FILE` or `--needles FILE`, each but the second with any number of `--file PATH`, and `--anew`. */
export function readResidue(given: readonly string[]): Errand | null {
  const words = given.filter((word) => word !== ANEW);
  const how = { anew: words.length < given.length };
  const read: { who: string[]; needles: string[]; file: string[] } = { who: [], needles: [], file: [] };
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    const [, flag, value = words[at + 1] ?? ''] = FLAG.exec(word) ?? [];
    if (flag === undefined) read.who.push(word);
    else read[flag as 'needles' | 'file'].push(value);
    if (flag !== undefined && !word.includes('=')) at += 1;
  }
  const all = [...read.who, ...read.needles, ...read.file];
  if (all.some((word) => word === '' || word.startsWith('--'))) return null;
  const [[who, ...whos], [needles, ...more]] = [read.who, read.needles];
  if (whos.length > 0 || more.length > 0) return null;
  if (who !== undefined && needles !== undefined)
    return read.file.length > 0 || how.anew
      ? null
      : (_core, _settings, { residue }) => residue().writeDown(who, needles);
  if (who !== undefined) return (_core, _settings, { residue }) => residue().lookFor({ who }, read.file, how);
  return needles === undefined
    ? null
    : (_core, _settings, { residue }) => residue().lookFor({ needles }, read.file, how);
}
