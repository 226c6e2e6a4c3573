// The groups of rows of one place: all of them at once, or each when it is first asked for.

import type { Place } from './transactions.ts';

type Makers<Groups> = { readonly [Name in keyof Groups]: (place: Place) => Groups[Name] };

/** What makes the groups for a place. */
export type RowGroups<Groups> = {
  /** Every group, for a place that lasts. */
  whole(place: Place): Groups;
  /** For a transaction: most use three of thirty. They are read from a prototype, so that a spread does not see them. */
  lazy(place: Place): Groups;
};

export function rowGroups<Groups extends object>(makers: Makers<Groups>): RowGroups<Groups> {
  const names = Object.keys(makers) as (keyof Groups)[];
  class Lazy {
    readonly place: Place;
    constructor(place: Place) {
      this.place = place;
    }
  }
  for (const name of names)
    Object.defineProperty(Lazy.prototype, name, {
      get(this: Lazy) {
        const value = makers[name](this.place);
        Object.defineProperty(this, name, { value, enumerable: true, configurable: true });
        return value;
      },
    });
  return {
    whole: (place) => Object.fromEntries(names.map((name) => [name, makers[name](place)])) as unknown as Groups,
    lazy: (place) => new Lazy(place) as unknown as Groups,
  };
}
