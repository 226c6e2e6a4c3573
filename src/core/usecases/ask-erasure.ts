// `/deleteme`: what will go, what stays and why, and a button for the second step; and what became of an erasure, by its number.

import { randomBytes } from 'node:crypto';
import type { Asking, ErasureReceipt, Repeated } from '../answers.ts';
import type { ErasureId } from '../domain/ids.ts';
import { refuse } from '../domain/refusal.ts';
import type { AccountSummary, Erasure } from '../erasure-rows.ts';
import type { Needs } from '../needs.ts';

const MINUTE_MS = 60_000;
/** For so long the button works. */
export const CONFIRM_MS = 10 * MINUTE_MS;

/** Open to everybody who has an account, frozen or not; nobody gets one by asking. */
export function askErasure(needs: Needs) {
  return async (
    ask: Asking,
  ): Promise<Repeated | { kind: 'erasure-asked'; id: ErasureId; summary: AccountSummary; until: Date }> => {
    const asked = await needs.store.transaction(async (rows) => {
      if (!(await rows.events.record(ask.event))) return null;
      const found = await rows.accounts.find(ask.person);
      const account = found && (await rows.accounts.lock(found));
      if (!account) return refuse('nothing-to-erase', {});
      if (account.state !== 'active') return refuse('being-erased', {});
      if (await rows.erasures.isOnLegalHold(account.id)) return refuse('erasure-held', {});
      const id = needs.newId<ErasureId>();
      const askedAt = needs.clock.now();
      await rows.erasures.ask({ id, number: newNumber(), accountId: account.id, askedAt });
      return { id, summary: await rows.erasures.summary(account.id), until: new Date(askedAt.getTime() + CONFIRM_MS) };
    });
    return asked ? { kind: 'erasure-asked', ...asked } : { kind: 'repeated' };
  };
}

/** Asked by whoever knows the number, with or without an account. @throws Refusal receipt-unknown */
export function erasureStatus(needs: Needs) {
  return async (
    ask: Pick<Asking, 'event'>,
    number: string,
  ): Promise<Repeated | ({ kind: 'receipt' } & ErasureReceipt)> => {
    if (!(await needs.store.events.record(ask.event))) return { kind: 'repeated' };
    const erasure = await needs.store.erasures.byNumber(asTyped(number));
    // One that was only asked for is nobody's receipt yet.
    if (!erasure?.confirmedAt) return refuse('receipt-unknown', {});
    return { kind: 'receipt', ...receiptOf(erasure, erasure.confirmedAt) };
  };
}

export function receiptOf(erasure: Erasure, confirmedAt: Date): ErasureReceipt {
  const { number, erasedAt, doneAt, counts, atProvider } = erasure;
  return { number, confirmedAt, erasedAt, doneAt, counts, waitsForProvider: atProvider !== null };
}

/** Without those that are mistaken for others: 80 bits in four groups of four. */
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const GROUP = 4;

/** The number of a receipt, which nobody guesses. */
export function newNumber(): string {
  const letters = Array.from(randomBytes(16), (byte) => LETTERS[byte % LETTERS.length]).join('');
  return (letters.match(new RegExp(`.{${GROUP}}`, 'g')) ?? []).join('-');
}

/** A number as people write it down again: small letters, o for 0, i and l for 1, with or without dashes. */
function asTyped(text: string): string {
  const letters = text
    .toUpperCase()
    .replaceAll(/[^0-9A-Z]/g, '')
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1');
  return (letters.slice(0, 64).match(/.{1,4}/g) ?? []).join('-');
}
