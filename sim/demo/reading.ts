// Reading what the bot wrote, as a person would: is it done, what did it cost, what is left.

import type { Look } from './seat.ts';

/** A request whose pictures have come, or which ended without any. */
export function isSettled({ buttons }: Look): boolean {
  return buttons.some((label) => label === 'Re-roll' || label === '重画');
}

/** A run whose ZIP has come. */
export function hasZip({ files }: Look): boolean {
  return files.some(({ name }) => name.endsWith('.zip'));
}

/** `4 credits used` in a result; 0 when it says nothing of the kind. */
export function creditsUsed({ text }: Look): number {
  return numberIn(text, /([\d,]+) credits? used/) ?? numberIn(text, /([\d,]+) 积分/) ?? 0;
}

/** `You have 95 credits.` */
export function balanceIn({ text }: Look): number {
  return numberIn(text, /have ([\d,]+) credit/) ?? Number.NaN;
}

/** The words of every message that reports something left standing: queued, drawing, packing. */
export function numberIn(text: string, pattern: RegExp): number | null {
  const [, digits] = pattern.exec(text) ?? [];
  return digits === undefined ? null : Number(digits.replaceAll(',', ''));
}
