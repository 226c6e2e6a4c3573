// What moved money since a moment, by objects: nothing is missed that came late, and nothing is looked at twice.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { MoneyRef } from '../../src/core/domain/payment.ts';
import { collect, DAY_MS, openTill, type Till } from './payments-rig.ts';

/** As of the clock of the world, `days` ago. */
async function since(till: Till, days: number): Promise<MoneyRef[]> {
  return collect(till.payments.changedSince(new Date(till.world.clock.now() - days * DAY_MS), till.signal));
}

const idsOf = (refs: readonly MoneyRef[], kind: MoneyRef['kind']): string[] =>
  refs.filter((ref) => ref.kind === kind).map(({ id }) => id);

describe('Since a moment', () => {
  test('sessions and invoices come first, then what takes their money back, each the oldest first', async (t) => {
    const till = await openTill(t);
    const paid = [];
    for (let time = 0; time < 3; time += 1) {
      const pressed = await till.press('pack-100');
      till.world.pay(pressed);
      paid.push(pressed.id);
      till.world.clock.advance(60_000);
    }
    await till.press('pack-500');
    const plan = till.world.pay(await till.press('plan-basic'));
    const charges = paid.map((id) => till.world.chargeOf({ id }).id);
    till.world.refund(charges[0] ?? '', 10);
    till.world.refund(charges[0] ?? '', 10);
    const dispute = till.world.dispute(charges[1] ?? '');
    const warning = till.world.warnOfFraud(charges[2] ?? '');
    assert.deepEqual(
      (await since(till, 2)).map(({ kind, id }) => [kind, id]),
      [
        ...paid.map((id) => ['session', id]),
        ['session', plan.id],
        ['invoice', plan.invoice],
        ['subscription', plan.subscription],
        ['charge', charges[0]],
        ['dispute', dispute.id],
        ['warning', warning.id],
      ],
    );
  });

  test('what is older and has not changed is left out', async (t) => {
    const till = await openTill(t);
    till.world.pay(await till.press('pack-100'));
    till.world.pay(await till.press('plan-basic'));
    till.world.clock.advance(5 * DAY_MS);
    assert.deepEqual(await since(till, 2), []);
    assert.equal((await since(till, 6)).length, 4);
  });

  test('a debit that the bank settled days later is found', async (t) => {
    const till = await openTill(t);
    const session = till.world.pay(await till.press('pack-100'), { method: 'sepa' });
    till.world.clock.advance(9 * DAY_MS);
    till.world.settleBank(session, true);
    assert.deepEqual(idsOf(await since(till, 2), 'session'), [session.id]);
  });

  test('a renewal that was paid at the third try is found, and its plan', async (t) => {
    const till = await openTill(t);
    const { customerId, ...pressed } = await till.press('plan-basic');
    const { subscription } = till.world.pay(pressed);
    till.world.breakCard(customerId);
    till.world.clock.advance(33 * DAY_MS);
    const broken = await since(till, 1);
    assert.deepEqual([idsOf(broken, 'invoice'), idsOf(broken, 'subscription')], [[], [subscription]]);
    till.world.breakCard(customerId, false);
    till.world.clock.advance(10 * DAY_MS);
    const [, renewal] = [...till.world.state.invoices.values()];
    assert.equal(renewal?.status, 'paid');
    const paidAt = renewal.status_transitions.paid_at ?? 0;
    const daysAgo = (till.world.clock.nowS() - paidAt) / 86_400 + 0.1;
    assert.deepEqual(idsOf(await since(till, daysAgo), 'invoice'), [renewal.id]);
  });

  test('a dispute that was opened long ago and is decided now is found', async (t) => {
    const till = await openTill(t);
    const session = till.world.pay(await till.press('pack-100'));
    const dispute = till.world.dispute(till.world.chargeOf(session).id);
    till.world.clock.advance(70 * DAY_MS);
    till.world.closeDispute(dispute, 'won');
    assert.deepEqual(idsOf(await since(till, 2), 'dispute'), [dispute.id]);
  });

  test('more than one page of them is read to its end', async (t) => {
    const till = await openTill(t);
    const { customerId } = await till.press('pack-100');
    const ids: string[] = [];
    for (let time = 0; time < 105; time += 1) {
      const pressed = await till.press('pack-100', customerId);
      till.world.pay(pressed);
      ids.push(pressed.id);
    }
    assert.deepEqual(idsOf(await since(till, 1), 'session'), ids);
  });
});
