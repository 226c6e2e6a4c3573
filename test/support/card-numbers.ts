// Numbers of payment cards, wherever they stand as digits: right in length, in who issues them, and in their last digit.

import type { Matcher } from '../../src/residue/matcher.ts';

const DIGITS = /(?<![\w.+/=-])(?:\d{15,16}|\d{4}([ -])\d{4}\1\d{4}\1\d{4}|\d{4}([ -])\d{6}\2\d{5})(?![\w.+/=-])/g;
/** Visa, Mastercard, American Express, Discover, UnionPay: beginnings and lengths. */
const ISSUED =
  /^(?:4\d{15}|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|3[47]\d{13}|6(?:011|5\d\d)\d{12}|62\d{14})$/;

/** Looks for any card number instead of for known values. */
export const cardNumbers: Matcher = {
  longest: 40,
  match(bytes, found) {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
    for (const { 0: digits, index } of text.matchAll(DIGITS))
      if (isCard(digits.replaceAll(/[ -]/g, ''))) found(0, index, index + digits.length);
  },
};

export function isCard(digits: string): boolean {
  if (!ISSUED.test(digits)) return false;
  const sum = Array.from(digits)
    .toReversed()
    .map((digit, at) => Number(digit) * (at % 2 === 0 ? 1 : 2))
    .reduce((total, value) => total + (value > 9 ? value - 9 : value), 0);
  return sum % 10 === 0;
}
