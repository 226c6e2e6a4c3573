// The ledger's rules by themselves: which grant burns first, what a hold takes, and what settling it gives back.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { GrantId, HoldId } from '../../src/core/domain/ids.ts';
import {
  burnOrder,
  planClawback,
  planExpiry,
  planGrant,
  planHold,
  planRelease,
  planSettle,
  spendable,
  type GrantBalance,
  type Transfer,
} from '../../src/core/domain/ledger.ts';

const now = new Date('2026-01-15T12:00:00Z');
const hold = 'hold' as HoldId;
const days = (count: number): Date => new Date(now.getTime() + count * 86_400_000);
const grant = (id: string, available: number, more: Partial<GrantBalance> = {}): GrantBalance => ({
  id: id as GrantId,
  priority: 10,
  expiresAt: null,
  available,
  ...more,
});
const taken = (transfers: readonly { grantId: GrantId | null; amount: number }[] | null) =>
  transfers?.map(({ grantId, amount }) => [grantId, amount]);

const grants = fc.array(
  fc.record({
    id: fc.uuid({ version: 7 }).map((id) => id as GrantId),
    priority: fc.integer({ min: 0, max: 2 }),
    expiresAt: fc.option(fc.constantFrom(days(-1), now, days(1), days(2))),
    available: fc.integer({ min: 0, max: 20 }),
  }),
  { maxLength: 6 },
);

describe('burn order', () => {
  test('is priority, then what expires first, then the older grant', () => {
    const late = grant('b', 1, { expiresAt: days(9) });
    const soon = grant('c', 1, { expiresAt: days(1) });
    const plan = grant('z', 1, { priority: 5 });
    const order = burnOrder([grant('e', 1), late, grant('d', 1), soon, plan]);
    assert.deepEqual(
      order.map(({ id }) => id),
      ['z', 'c', 'b', 'd', 'e'],
    );
  });
});

describe('a hold', () => {
  test('takes from several grants in that order', () => {
    const transfers = planHold([grant('a', 3), grant('b', 3, { priority: 1 })], 5, hold, now);
    assert.deepEqual(taken(transfers), [
      ['b', 3],
      ['a', 2],
    ]);
  });

  test('never takes what has expired, not even at the very moment', () => {
    const old = [grant('a', 3, { expiresAt: now }), grant('b', 3, { expiresAt: days(-1) })];
    assert.equal(planHold(old, 1, hold, now), null);
    assert.equal(spendable(old, now), 0);
    assert.deepEqual(taken(planExpiry(old, now)), [
      ['a', 3],
      ['b', 3],
    ]);
  });

  test('takes exactly its amount, or nothing when that is not there', () => {
    fc.assert(
      fc.property(grants, fc.integer({ min: 1, max: 60 }), (given, amount) => {
        const transfers = planHold(given, amount, hold, now);
        if (amount > spendable(given, now)) return assert.equal(transfers, null);
        assert.equal(
          transfers?.reduce((sum, each) => sum + each.amount, 0),
          amount,
        );
        for (const each of transfers) {
          const from = given.find(({ id }) => id === each.grantId);
          assert.ok(from && each.amount > 0 && each.amount <= from.available);
          assert.ok(from.expiresAt === null || from.expiresAt > now);
        }
      }),
    );
  });
});

describe('settling', () => {
  const parts = [
    { grantId: 'a' as GrantId, amount: 3, captured: 1, released: 0 },
    { grantId: 'b' as GrantId, amount: 2, captured: 0, released: 1 },
  ];

  test('spends what was lent first and gives back what was lent last', () => {
    assert.deepEqual(taken(planSettle(parts, 3, hold, 'spent')), [
      ['a', 2],
      ['b', 1],
    ]);
    assert.deepEqual(taken(planSettle(parts, 2, hold, 'available')), [
      ['b', 1],
      ['a', 1],
    ]);
  });

  test('is refused for more than is open', () => {
    assert.equal(planSettle(parts, 4, hold, 'spent'), null);
    assert.equal(planSettle([], 1, hold, 'available'), null);
  });
});

describe('a grant', () => {
  test('repays a debt first', () => {
    const kinds = (debt: number) =>
      planGrant('g' as GrantId, 5, debt).map(({ from, to, amount }) => [from, to, amount]);
    assert.deepEqual(kinds(0), [['issued', 'available', 5]]);
    assert.deepEqual(kinds(2), [
      ['issued', 'available', 5],
      ['available', 'debt', 2],
    ]);
    assert.deepEqual(kinds(9), [
      ['issued', 'available', 5],
      ['available', 'debt', 5],
    ]);
  });
});

const moves = (transfers: readonly Transfer[] | null) =>
  transfers?.map(({ from, to, amount, grantId }) => `${from} > ${to} ${amount} ${grantId}`);

describe('a release', () => {
  const parts = [
    { grantId: 'a' as GrantId, amount: 3, captured: 0, released: 0 },
    { grantId: 'b' as GrantId, amount: 2, captured: 0, released: 0 },
  ];

  test('repays a debt first, from what burns first', () => {
    assert.deepEqual(moves(planRelease(parts, 4, hold, 3)), [
      'held > available 2 b',
      'held > available 2 a',
      'available > debt 2 a',
      'available > debt 1 b',
    ]);
    assert.deepEqual(moves(planRelease(parts, 1, hold, 0)), ['held > available 1 b']);
    assert.equal(planRelease(parts, 6, hold, 3), null);
  });
});

describe('a clawback', () => {
  const clawed = { id: 'g' as GrantId, amount: 10, available: 3, expired: 2, clawed: 1 };
  const others = [
    grant('late', 2, { expiresAt: days(9) }),
    grant('g', 3),
    grant('soon', 2, { expiresAt: days(1) }),
    grant('gone', 9, { expiresAt: now }),
  ];
  const plan = (target: number) => moves(planClawback(clawed, target, others, now));

  test('takes what is there, then what lapsed, then what others can pay, and owes the rest', () => {
    assert.deepEqual(plan(3), ['available > clawed 2 g']);
    assert.deepEqual(plan(6), ['available > clawed 3 g', 'expired > clawed 2 g']);
    assert.deepEqual(plan(9), [
      'available > clawed 3 g',
      'expired > clawed 2 g',
      'debt > clawed 3 g',
      'available > debt 2 soon',
      'available > debt 1 late',
    ]);
  });

  test('stops at the whole grant, and moves nothing for a target that was reached', () => {
    assert.deepEqual(plan(11), plan(10));
    for (const target of [0, 1]) assert.deepEqual(plan(target), []);
  });

  test('has a whole target', () => {
    for (const target of [-1, 1.5, Number.NaN, 2 ** 53]) assert.throws(() => plan(target), RangeError);
  });
});

for (const amount of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])
  test(`${amount} credits are never moved`, () => {
    assert.throws(() => planHold([grant('a', 5)], amount, hold, now), RangeError);
    assert.throws(() => planSettle([], amount, hold, 'spent'), RangeError);
    assert.throws(() => planGrant('g' as GrantId, amount, 0), RangeError);
  });
