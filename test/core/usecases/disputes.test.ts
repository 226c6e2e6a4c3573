// Disputes and warnings: who waits, what is taken along, and what comes back.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { catalogueFor } from '../../../src/core/domain/models.ts';
import { PRICED } from '../../support/core.ts';
import { accountOf, asking, creditsOf, imagine, propose, pressing, refusedWith, shown } from '../../support/people.ts';
import { bought, grantsOf, noticesOf, openShop, press, told, type Shop } from '../../support/shop.ts';

async function sold(shop: Shop, product = 'pack-100'): Promise<string> {
  return shop.world.chargeOf({ id: await bought(shop, product) }).id;
}

async function statement(shop: Shop) {
  const answer = await shop.core.chat.balance(asking());
  assert.ok(answer.kind === 'balance');
  return answer;
}

describe('a dispute', () => {
  test('that is open freezes, takes the credits along, and cancels what waits on them', async (t) => {
    const shop = await openShop(t, { catalogue: PRICED });
    const charge = await sold(shop);
    const { view } = await imagine(shop, 'a fox', 4);
    const { view: run } = await propose(shop, ['prompt', 'a', 'b', 'c']);
    await shown(shop, shop.core.chat.startRun(pressing(), run.id, 'all'));
    assert.deepEqual(await creditsOf(shop), { available: 93, held: 7 });
    const { id } = shop.world.dispute(charge);
    await told(shop, 'dispute', id);
    const generation = await shop.store.generations.find(view.id);
    assert.ok(generation?.images.every(({ state }) => state === 'cancelled'));
    assert.equal((await shop.store.runs.find(run.id))?.stopped, true);
    await shop.core.tendRun(run.id);
    const { frozen, available, held, debt } = await statement(shop);
    // What was held came back to pay the debt, so nothing is owed: nothing had been spent.
    assert.deepEqual({ frozen, available, held, debt }, { frozen: ['dispute'], available: 0, held: 0, debt: 0 });
    await assert.rejects(imagine(shop, 'a fox'), refusedWith('account-frozen'));
    assert.deepEqual((await noticesOf(shop)).at(-1), { about: 'disputed' });
    assert.deepEqual(await shop.core.verifyLedger(), []);
  });

  test('leaves what costs nothing alone, also when it is heard of again', async (t) => {
    const shop = await openShop(t, { catalogue: catalogueFor(new Set(['sketch']), 0) });
    const charge = await sold(shop);
    const { view } = await imagine(shop, 'a free fox', 2);
    const { id } = shop.world.dispute(charge);
    for (let again = 0; again < 2; again++) await told(shop, 'dispute', id);
    assert.ok((await shop.store.generations.find(view.id))?.images.every(({ state }) => state === 'owed'));
  });

  test('that is won gives all of it back, less what was refunded, and thaws', async (t) => {
    const shop = await openShop(t);
    const charge = await sold(shop);
    shop.world.refund(charge, 49);
    await told(shop, 'charge', charge);
    const dispute = shop.world.dispute(charge);
    await told(shop, 'dispute', dispute.id);
    shop.world.closeDispute(dispute, 'won');
    for (let again = 0; again < 2; again++) await told(shop, 'dispute', dispute.id);
    const { available, frozen, debt } = await statement(shop);
    assert.deepEqual({ available, frozen, debt }, { available: 90, frozen: [], debt: 0 });
    assert.deepEqual((await noticesOf(shop)).at(-1), { about: 'dispute-won', credits: 100 });
    shop.world.refund(charge);
    await told(shop, 'charge', charge);
    assert.equal((await statement(shop)).available, 0);
    assert.deepEqual(await shop.core.verifyLedger(), []);
  });

  test('that is lost and then won by an appeal gives all of it back, and thaws', async (t) => {
    const shop = await openShop(t);
    const dispute = shop.world.dispute(await sold(shop));
    for (const status of ['lost', 'appeal_under_review'] as const) {
      dispute.status = status;
      await told(shop, 'dispute', dispute.id);
      assert.deepEqual((await statement(shop)).frozen, ['dispute'], status);
      assert.equal((await statement(shop)).available, 0, status);
    }
    dispute.status = 'won';
    await told(shop, 'dispute', dispute.id);
    const { available, frozen } = await statement(shop);
    assert.deepEqual({ available, frozen }, { available: 100, frozen: [] });
    dispute.status = 'appeal_under_review';
    await told(shop, 'dispute', dispute.id);
    assert.equal((await statement(shop)).available, 100);
  });

  test('that is first heard of when it is won ends the same', async (t) => {
    const shop = await openShop(t);
    const charge = await sold(shop);
    const dispute = shop.world.dispute(charge);
    shop.world.closeDispute(dispute, 'won');
    await told(shop, 'dispute', dispute.id);
    const grants = Object.values(await grantsOf(shop, await accountOf(shop)));
    assert.deepEqual(grants, [
      { amount: 100, available: 0, clawed: 100 },
      { amount: 100, available: 100, clawed: 0 },
    ]);
    assert.deepEqual((await statement(shop)).frozen, []);
  });

  test('that is lost stays taken and frozen until an operator thaws it, and then for good', async (t) => {
    const shop = await openShop(t);
    const charge = await sold(shop);
    const dispute = shop.world.dispute(charge);
    shop.world.closeDispute(dispute, 'lost');
    await told(shop, 'dispute', dispute.id);
    const { available, frozen } = await statement(shop);
    assert.deepEqual({ available, frozen }, { available: 0, frozen: ['dispute'] });
    const account = await accountOf(shop);
    assert.deepEqual(await shop.core.thaw(`stripe:${dispute.id}`), [
      { accountId: account, ref: `stripe:${dispute.id}` },
    ]);
    await told(shop, 'dispute', dispute.id);
    assert.deepEqual((await statement(shop)).frozen, []);
    assert.deepEqual(await shop.core.thaw(account), []);
  });

  test('that takes no money takes no credits', async (t) => {
    const shop = await openShop(t);
    const charge = await sold(shop);
    const dispute = shop.world.dispute(charge, { withdraw: false });
    await told(shop, 'dispute', dispute.id);
    assert.deepEqual([(await statement(shop)).available, (await statement(shop)).frozen], [100, ['dispute']]);
    shop.world.closeDispute(dispute, 'won');
    await told(shop, 'dispute', dispute.id);
    assert.deepEqual([(await statement(shop)).available, (await statement(shop)).frozen], [100, []]);
  });

  test('of a payment that was never heard of settles the payment first', async (t) => {
    const shop = await openShop(t);
    const { sessionId } = await press(shop, 'pack-100');
    shop.world.pay({ id: sessionId });
    const dispute = shop.world.dispute(shop.world.chargeOf({ id: sessionId }).id);
    await told(shop, 'dispute', dispute.id);
    const grants = Object.values(await grantsOf(shop, await accountOf(shop)));
    assert.deepEqual(grants, [{ amount: 100, available: 0, clawed: 100 }]);
  });
});

test('an early fraud warning freezes and takes nothing', async (t) => {
  const shop = await openShop(t);
  const warning = shop.world.warnOfFraud(await sold(shop));
  for (let again = 0; again < 2; again++) await told(shop, 'warning', warning.id);
  const { available, frozen } = await statement(shop);
  assert.deepEqual({ available, frozen }, { available: 100, frozen: ['fraud-warning'] });
  assert.deepEqual(
    (await noticesOf(shop)).map(({ about }) => about),
    ['credits-arrived', 'fraud-warned'],
  );
});
