// Random histories of one account: what can happen, and how much of it.

import fc from 'fast-check';

export type Amount = 'one' | 'half' | 'all' | 'all + 1';
export type Step =
  | { do: 'grant'; amount: number; priority: number; days: number | null }
  | { do: 'hold'; amount: Amount }
  | { do: 'capture' | 'release' | 'clawback'; which: number; amount: Amount }
  | { do: 'release rest' | 'freeze' | 'unfreeze' | 'replay' | 'reuse a key'; which: number }
  | { do: 'expire' | 'a day passes' };

const amount = fc.constantFrom<Amount>('one', 'half', 'all', 'all + 1');
const which = fc.nat(9);

const grant = fc.record({
  do: fc.constant('grant'),
  amount: fc.integer({ min: 1, max: 12 }),
  priority: fc.nat(1),
  days: fc.option(fc.integer({ min: 1, max: 2 })),
});

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: grant },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('hold'), amount }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constantFrom('capture', 'release'), which, amount }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('clawback'), which, amount }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('release rest'), which }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('freeze'), which }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('unfreeze'), which }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('expire', 'a day passes') }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('replay', 'reuse a key'), which }) },
);

/** Something is granted first, or most of what follows would be refused. */
export const history: fc.Arbitrary<readonly Step[]> = fc
  .tuple(grant, fc.array(step, { minLength: 4, maxLength: 16, size: 'max' }))
  .map(([first, rest]) => [first as Step, ...rest]);

export function countOf(wanted: Amount, all: number): number {
  return { one: 1, half: Math.max(1, Math.floor(all / 2)), all: Math.max(1, all), 'all + 1': all + 1 }[wanted];
}
