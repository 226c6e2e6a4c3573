// Numbers of payment cards, wherever they stand as digits: right in length, in who issues them, and in their last digit.

import type { Matcher } from '../../src/residue/matcher.ts';
import type { Tally } from '../../src/residue/report.ts';

const DIGITS = /(?<![\w.+/=-])(?:\d{15,16}|\d{4}([ -])\d{4}\1\d{4}\1\d{4}|\d{4}([ -])\d{6}\2\d{5})(?![\w.+/=-])/g;
/** Visa, Mastercard, American Express, Discover, UnionPay: beginnings and lengths. */
const ISSUED =
  /^(?:4\d{15}|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|3[47]\d{13}|6(?:011|5\d\d)\d{12}|62\d{14})$/;

/** Looks for any card number instead of for known values. */
const cardNumbers: Matcher = {
  longest: 40,
  match(bytes, found) {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
    for (const { 0: digits, index } of text.matchAll(DIGITS))
      if (isCard(digits.replaceAll(/[ -]/g, ''))) found(0, index, index + digits.length);
  },
};

const CARD = -1;

/** A tally that looks for cards on the way, and tells where there is one. */
export function alsoCards(tally: Tally, card: (place: string) => void): Tally {
  const { matcher } = tally;
  return {
    ...tally,
    matcher: {
      longest: Math.max(matcher.longest, cardNumbers.longest),
      match(bytes, found) {
        matcher.match(bytes, found);
        cardNumbers.match(bytes, (_, from, to) => found(CARD, from, to));
      },
    },
    at(store, place) {
      const own = tally.at(store, place);
      return {
        ...own,
        found: (pattern, at, inside) =>
          pattern === CARD ? card(`${store}: ${place}`) : own.found(pattern, at, inside),
      };
    },
  };
}

export function isCard(digits: string): boolean {
  if (!ISSUED.test(digits)) return false;
  const sum = Array.from(digits)
    .toReversed()
    .map((digit, at) => Number(digit) * (at % 2 === 0 ? 1 : 2))
    .reduce((total, value) => total + (value > 9 ? value - 9 : value), 0);
  return sum % 10 === 0;
}
