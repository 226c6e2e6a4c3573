// Reading what the bot wrote, as a person would: is it done, what did it cost, what is left. English and Chinese.

import type { Bubble, Look } from './seat.ts';

/** A request whose pictures have come, or which ended without any. */
export function isSettled({ buttons }: Look): boolean {
  return buttons.some((label) => label === 'Re-roll' || label === '重画');
}

/** A request that waits or is being drawn. */
export function isUnderWay({ buttons }: Look): boolean {
  return buttons.some((label) => label === 'Cancel' || label === '取消');
}

/** A run whose ZIP has come. */
export function hasZip({ files }: Look): boolean {
  return files.some(({ name }) => name.endsWith('.zip'));
}

/** Messages with words; pictures that come beside a result have none. */
export function worded(bubbles: readonly Bubble[]): readonly Bubble[] {
  return bubbles.filter((bubble) => bubble.look().text !== '');
}

/** `4 credits used` in a result; 0 when it says nothing of the kind. */
export function creditsUsed({ text }: Pick<Look, 'text'>): number {
  return numberIn(text, /([\d,]+) credits? used/) ?? numberIn(text, /已用 ([\d,]+) 积分/) ?? 0;
}

/** `You have 95 credits.` */
export function balanceIn({ text }: Pick<Look, 'text'>): number {
  return numberIn(text, /have ([\d,]+) credit/) ?? numberIn(text, /你有 ([\d,]+) 积分/) ?? Number.NaN;
}

function numberIn(text: string, pattern: RegExp): number | null {
  // Fluent wraps what it puts into a sentence in invisible marks, so that a name written right to left does no harm.
  const [, digits] = pattern.exec(text.replaceAll(/[\u2066-\u2069]/g, '')) ?? [];
  return digits === undefined ? null : Number(digits.replaceAll(',', ''));
}
