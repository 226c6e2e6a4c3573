// JSON objects whose values are sealed one by one: their keys stay in clear, so that SQL sets or removes one of them at a time.

import type { AccountSeal, Sealed, SealedPlace } from './seals.ts';

/** Each value is a box in base64, or null as it was. */
export type Boxes = Readonly<Record<string, string | null>>;

export function sealValue(seal: AccountSeal, place: SealedPlace, text: string): string {
  return seal.seal(place, text).toString('base64');
}

/** @throws SealBroken */
export function openValue<P extends SealedPlace>(seal: AccountSeal, place: P, box: string): string {
  return seal.open(place, Buffer.from(box, 'base64') as Sealed<P>);
}

export function sealValues(seal: AccountSeal, place: SealedPlace, values: Boxes): Boxes {
  return each(values, (text) => sealValue(seal, place, text));
}

/** @throws SealBroken */
export function openValues(seal: AccountSeal, place: SealedPlace, boxes: Boxes): Boxes {
  return each(boxes, (box) => openValue(seal, place, box));
}

function each(values: Boxes, change: (value: string) => string): Boxes {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, value === null ? null : change(value)]));
}
