// What journeys look at beside the chat: what a press brings, how many rows there are, and whether anything went wrong.

import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { Bubble, Seat } from '../../sim/demo/seat.ts';
import type { Product } from './product.ts';

/** Presses, and looks at what has taken the message's place, or come below it. */
export async function pressed(seat: Seat, bubble: Bubble, label: string): Promise<Bubble> {
  const { bubble: answer, words } = await seat.press(bubble, label);
  assert.ok(answer, `${label}: ${words}`);
  return answer;
}

/** How many rows of a table there are, or of those that are meant. */
export async function count({ database }: Product, rowsOf: string): Promise<number> {
  const { rows } = await database.query<{ count: number }>(`select count(*)::int as count from ${rowsOf}`);
  return rows[0]?.count ?? -1;
}

/** Last in a journey: nothing has gone wrong behind what people saw. */
export function leavesNoFault(t: TestContext, product: Product): Promise<void> {
  return t.test('leaves no fault', () => assert.deepEqual(product.faults(), []));
}
