// What an object of Stripe's is in our words, read by the real client from a world in which people really paid.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { refundTarget } from '../../src/core/domain/payment.ts';
import { openTill, paidPack, paidPlan } from './payments-rig.ts';

describe('A session', () => {
  test('that is open tells whose purchase it is and what it sells', async (t) => {
    const till = await openTill(t);
    const { id, purchaseId, customerId } = await till.press('pack-100');
    const facts = await till.look('session', id);
    assert.deepEqual(facts, {
      kind: 'session',
      id,
      purchaseId,
      customerId,
      mode: 'payment',
      status: 'open',
      paid: 'not-yet',
      product: 'pack-100',
      total: { amount: 490, currency: 'eur' },
      intentId: null,
      taxCountry: null,
      createdAt: new Date(till.world.clock.nowS() * 1000),
    });
  });

  test('paid by card is paid, with its intent and a country for tax and nothing else of the payer', async (t) => {
    const till = await openTill(t);
    const { session } = await paidPack(till);
    const facts = await till.look('session', session.id);
    assert.deepEqual([facts?.status, facts?.paid, facts?.taxCountry], ['complete', 'paid', 'GB']);
    assert.equal(facts?.intentId, session.payment_intent);
    for (const secret of ['Lovelace', 'ada@', 'James', '4242', 'SW1Y'])
      assert.ok(!JSON.stringify(facts).includes(secret), secret);
  });

  test('with a code for everything is free, and no money can ever come back', async (t) => {
    const till = await openTill(t);
    till.world.offer({ code: 'WELCOME', percentOff: 100 });
    const { session } = await paidPack(till, { code: 'WELCOME' });
    const facts = await till.look('session', session.id);
    assert.deepEqual([facts?.paid, facts?.total.amount, facts?.intentId], ['free', 0, null]);
    assert.equal(refundTarget(100, 0, 0), 0);
  });

  test('with a code for half is paid, at half the price', async (t) => {
    const till = await openTill(t);
    till.world.offer({ code: 'HALF', percentOff: 50 });
    const { session } = await paidPack(till, { code: 'HALF' });
    const facts = await till.look('session', session.id);
    assert.deepEqual([facts?.paid, facts?.total.amount], ['paid', 245]);
  });

  test('paid by a debit waits for the bank, and then it is paid', async (t) => {
    const till = await openTill(t);
    const { session } = await paidPack(till, { method: 'sepa' });
    assert.deepEqual((await till.look('session', session.id))?.paid, 'waiting');
    till.world.settleBank(session, true);
    assert.equal((await till.look('session', session.id))?.paid, 'paid');
  });

  test('whose bank says no is refused', async (t) => {
    const till = await openTill(t);
    const { session } = await paidPack(till, { method: 'sepa' });
    till.world.settleBank(session, false);
    const facts = await till.look('session', session.id);
    assert.deepEqual([facts?.status, facts?.paid], ['complete', 'refused']);
  });

  test('for a plan tells the same of its bank, which only the first invoice knows', async (t) => {
    const till = await openTill(t);
    const [yes, no] = [await paidPlan(till, { method: 'sepa' }), await paidPlan(till, { method: 'sepa' })];
    assert.equal((await till.look('session', yes.id))?.paid, 'waiting');
    till.world.settleBank(yes, true);
    till.world.settleBank(no, false);
    const facts = await till.look('session', yes.id);
    assert.deepEqual([facts?.mode, facts?.paid, facts?.product], ['subscription', 'paid', 'plan-basic']);
    assert.equal((await till.look('session', no.id))?.paid, 'refused');
  });

  test('that nobody paid in time is expired', async (t) => {
    const till = await openTill(t);
    const { id } = await till.press('pack-100');
    till.world.clock.advance(2 * 3_600_000);
    const facts = await till.look('session', id);
    assert.deepEqual([facts?.status, facts?.paid], ['expired', 'not-yet']);
  });

  test('of which the card was refused is still open', async (t) => {
    const till = await openTill(t);
    const { id } = await till.press('pack-100');
    assert.throws(() => till.world.pay({ id }, { declined: true }));
    const facts = await till.look('session', id);
    assert.deepEqual([facts?.status, facts?.paid], ['open', 'not-yet']);
  });
});

describe('A charge', () => {
  test('of a pack names its session, one of a plan its invoice', async (t) => {
    const till = await openTill(t);
    const pack = await paidPack(till);
    const plan = await paidPlan(till);
    const charges = [till.world.chargeOf(pack.session), till.world.chargeOf({ id: plan.invoice })];
    const [first, second] = await Promise.all(charges.map(({ id }) => till.look('charge', id)));
    assert.deepEqual(first?.paidFor, { kind: 'session', id: pack.id });
    assert.deepEqual(second?.paidFor, { kind: 'invoice', id: plan.invoice });
    assert.equal(first?.intentId, pack.session.payment_intent);
  });

  test('tells how much went back so far', async (t) => {
    const till = await openTill(t);
    const { session } = await paidPack(till);
    const { id } = till.world.chargeOf(session);
    till.world.refund(id, 100);
    till.world.refund(id, 90);
    const facts = await till.look('charge', id);
    assert.deepEqual([facts?.total.amount, facts?.refunded], [490, 190]);
  });

  test('that paid for nothing of ours says so', async (t) => {
    const till = await openTill(t);
    const { session } = await paidPack(till);
    const { id } = till.world.chargeOf(session);
    till.world.state.sessions.delete(session.id);
    assert.equal((await till.look('charge', id))?.paidFor, null);
  });
});

describe('A dispute', () => {
  test('is open, has taken the money, and is won or lost', async (t) => {
    const till = await openTill(t);
    const { session } = await paidPack(till);
    const charge = till.world.chargeOf(session);
    const dispute = till.world.dispute(charge.id, { withdraw: false });
    const states = async () => {
      const facts = await till.look('dispute', dispute.id);
      return [facts?.status, facts?.withdrawn, facts?.charge.id, facts?.charge.paidFor?.id];
    };
    assert.deepEqual(await states(), ['open', false, charge.id, session.id]);
    till.world.withdrawFunds(dispute);
    assert.deepEqual(await states(), ['open', true, charge.id, session.id]);
    till.world.closeDispute(dispute, 'won');
    assert.deepEqual(await states(), ['won', true, charge.id, session.id]);
    const lost = till.world.dispute(till.world.chargeOf((await paidPack(till)).session).id);
    till.world.closeDispute(lost, 'lost');
    assert.equal((await till.look('dispute', lost.id))?.status, 'lost');
  });

  test('that was only an inquiry ends as won, and one that is appealed is open again', async (t) => {
    const till = await openTill(t);
    const { session } = await paidPack(till);
    const dispute = till.world.dispute(till.world.chargeOf(session).id, { withdraw: false });
    for (const [status, said] of [
      ['warning_needs_response', 'open'],
      ['warning_closed', 'won'],
      ['prevented', 'won'],
      ['appeal_under_review', 'open'],
      ['something_new', 'open'],
    ] as const) {
      dispute.status = status as typeof dispute.status;
      assert.equal((await till.look('dispute', dispute.id))?.status, said, status);
    }
  });

  test('and an early fraud warning name the charge they are about', async (t) => {
    const till = await openTill(t);
    const { session } = await paidPack(till);
    const charge = till.world.chargeOf(session);
    const warning = till.world.warnOfFraud(charge.id);
    const facts = await till.look('warning', warning.id);
    assert.deepEqual([facts?.charge.id, facts?.charge.paidFor], [charge.id, { kind: 'session', id: session.id }]);
  });
});

describe('Nothing is there to see', () => {
  test('of an object that does not exist', async (t) => {
    const till = await openTill(t);
    for (const kind of ['session', 'invoice', 'subscription', 'charge', 'dispute', 'warning'] as const)
      assert.equal(await till.look(kind, 'xx_unknown'), null, kind);
  });

  test('of an object of the other mode than our key is of', async (t) => {
    const till = await openTill(t);
    const { session } = await paidPack(till);
    const { id } = till.world.chargeOf(session);
    for (const object of [till.world.state.sessions.get(session.id), till.world.state.charges.get(id)])
      Object.assign(object ?? {}, { livemode: true });
    assert.equal(await till.look('session', session.id), null);
    assert.equal(await till.look('charge', id), null);
  });

  test('with a live key there is', async (t) => {
    const till = await openTill(t, { secretKey: 'sk_live_51EaselSimulatorKeyForTestsOnly' });
    const { session } = await paidPack(till);
    assert.equal((await till.look('session', session.id))?.paid, 'paid');
  });
});
