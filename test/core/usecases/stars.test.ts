// Stars: a second way to pay on Telegram, by charges that grant once and are taken back once.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { TestContext } from 'node:test';
import type { Asking } from '../../../src/core/answers.ts';
import type { Stars, StarTransaction } from '../../../src/core/payment-ports.ts';
import { coreRig, type CoreRig } from '../../support/core.ts';
import { refusedWith } from '../../support/people.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

let events = 0;

function onTelegram(userId = '7'): Asking {
  return {
    event: { platform: 'telegram', id: `s${(events += 1)}` },
    person: { platform: 'telegram', userId, locale: 'en' },
    address: { platform: 'telegram', chatId: userId, threadId: null, replyTo: null, group: false },
  };
}

/** Telegram's own list of Stars, as a test fills it. */
type Till = { readonly moved: StarTransaction[]; readonly returned: string[] };

async function starShop(t: TestContext): Promise<CoreRig & Till> {
  const till: Till = { moved: [], returned: [] };
  const stars: Stars = {
    async refund(user, chargeId) {
      const back = `${chargeId} to ${user}`;
      if (till.returned.includes(back)) return 'refunded-before';
      till.returned.push(back);
      return 'refunded';
    },
    async *transactionsSince(since) {
      yield* till.moved.filter(({ at }) => at >= since);
    },
  };
  const rig = await coreRig(t, { starterCredits: 0, stars, rails: { discord: [], telegram: ['stars'] } });
  return { ...rig, ...till };
}

async function invoice({ core }: CoreRig, ask = onTelegram(), pack = 'pack-100'): Promise<string> {
  const answer = await core.chat.invoiceStars(ask, pack);
  assert.ok(answer.kind === 'invoice');
  return answer.payload;
}

async function available({ core }: CoreRig, ask = onTelegram()): Promise<number> {
  const answer = await core.chat.balance(ask);
  assert.ok(answer.kind === 'balance');
  return answer.available;
}

describe('Stars', () => {
  test('are asked for, allowed, and granted once a charge', async (t) => {
    const shop = await starShop(t);
    const payload = await invoice(shop);
    assert.equal(await shop.core.chat.mayPayStars(onTelegram().person, payload, 390), null);
    for (let again = 0; again < 3; again++)
      await shop.core.chat.paidStars(onTelegram(), { payload, chargeId: 'c1', stars: 390 });
    assert.equal(await available(shop), 100);
    const { rows } = await shop.database.pool.query('select ref, currency, amount::int, credits::int from payment');
    assert.deepEqual(rows, [{ ref: 'stars:c1', currency: 'XTR', amount: 390, credits: 100 }]);
    assert.deepEqual(await shop.core.chat.mayPayStars(onTelegram().person, payload, 390), {
      code: 'purchase-over',
      facts: {},
    });
    assert.equal((await shop.core.moneyHealth()).driftRows, 0);
  });

  test('P13: paid by whom an invoice was passed on to are theirs, and their payment leads to nobody’s purchase', async (t) => {
    const shop = await starShop(t);
    const payload = await invoice(shop);
    await shop.core.chat.welcome(onTelegram('8'));
    await shop.core.chat.paidStars(onTelegram('8'), { payload, chargeId: 'c1', stars: 390 });
    assert.deepEqual([await available(shop), await available(shop, onTelegram('8'))], [0, 100]);
    const { rows } = await shop.database.pool.query(
      `select p.purchase_id, b.state from payment p cross join purchase b where p.account_id <> b.account_id`,
    );
    assert.deepEqual(rows, [{ purchase_id: null, state: 'paid' }]);
    await shop.core.chat.paidStars(onTelegram(), { payload: await invoice(shop), chargeId: 'c2', stars: 390 });
    const own = await shop.database.pool.query(
      `select from payment p join purchase b on b.id = p.purchase_id and b.account_id = p.account_id`,
    );
    assert.equal(own.rows.length, 1);
  });

  test('are not taken for what is over, costs something else, is somebody else’s or nobody’s', async (t) => {
    const shop = await starShop(t);
    const payload = await invoice(shop);
    await shop.core.chat.welcome(onTelegram('8'));
    const why = async (payload: string, stars: number, userId = '7') =>
      (await shop.core.chat.mayPayStars(onTelegram(userId).person, payload, stars))?.code;
    assert.equal(await why(payload, 389), 'purchase-over');
    assert.equal(await why(payload, 390, '8'), 'not-yours');
    assert.equal(await why('pur_forged', 390), 'not-found');
    shop.clock.advance(46 * 60_000);
    assert.equal(await why(payload, 390), 'purchase-over');
    await assert.rejects(shop.core.chat.invoiceStars(onTelegram(), 'plan-basic'), refusedWith('product-unknown'));
  });

  test('are asked for anew when the price has changed since, so that what the invoice says is what is taken', async (t) => {
    const shop = await starShop(t);
    const dear = await invoice(shop);
    await shop.database.pool.query('update purchase set amount = 400, credits = 90');
    const payload = await invoice(shop);
    assert.notEqual(payload, dear);
    assert.equal(await shop.core.chat.mayPayStars(onTelegram().person, payload, 390), null);
    assert.equal((await shop.core.chat.mayPayStars(onTelegram().person, dear, 400))?.code, 'purchase-over');
  });

  test('go back once, by the operator or by Telegram, and take their credits along', async (t) => {
    const shop = await starShop(t);
    const payload = await invoice(shop);
    await shop.core.chat.paidStars(onTelegram(), { payload, chargeId: 'c1', stars: 390 });
    assert.equal(await shop.core.refundStars('c1'), 'refunded');
    assert.equal(await shop.core.refundStars('c1'), 'refunded-before');
    await shop.core.chat.refundedStars(onTelegram(), 'c1');
    assert.equal(await available(shop), 0);
    assert.equal(await shop.core.refundStars('c2'), 'unknown-charge');
    const { rows } = await shop.database.pool.query(`select key from ledger_op where kind = 'clawback'`);
    assert.deepEqual(rows, [{ key: 'claw:stars:c1:100' }]);
  });

  test('P28: of somebody who is gone are booked without saying whose they are, and can be given back all the same', async (t) => {
    const shop = await starShop(t);
    // Paid by somebody of whom nothing is known here, or no longer.
    const [payload, at] = ['pur_gone', shop.clock.now()];
    shop.moved.push({ chargeId: 'c1', userId: '70', stars: 390, payload, at, kind: 'payment' });
    await shop.core.chat.paidStars(onTelegram('70'), { payload, chargeId: 'c1', stars: 390 });
    assert.equal(await shop.core.refundStars('c1'), 'refunded');
    assert.deepEqual(shop.returned, ['c1 to 70']);
    const { rows } = await shop.database.pool.query('select account_id, address, refunded::int from payment');
    assert.deepEqual(rows, [{ account_id: null, address: null, refunded: 390 }]);
  });

  test('that were never heard of are found, granted and said aloud; and those without a charge are frozen', async (t) => {
    const shop = await starShop(t);
    const payload = await invoice(shop);
    const at = shop.clock.now();
    shop.moved.push({ chargeId: 'c1', userId: '7', stars: 390, payload, at, kind: 'payment' });
    const since = new Date(at.getTime() - 2 * DAY_MS);
    const { mended, paidWithoutGrant } = await shop.core.reconcile({ since });
    assert.deepEqual([mended.map(({ what }) => what), paidWithoutGrant], [['purchase', 'booked', 'granted'], 1]);
    assert.equal(await available(shop), 100);
    // Somebody wrote themselves a charge.
    const forged = await invoice(shop, onTelegram('9'));
    await shop.core.chat.paidStars(onTelegram('9'), { payload: forged, chargeId: 'forged', stars: 390 });
    const second = await shop.core.reconcile({ since });
    assert.equal(second.grantWithoutPayment, 1);
    const answer = await shop.core.chat.balance(onTelegram('9'));
    assert.deepEqual(answer.kind === 'balance' && answer.frozen, ['payment-missing']);
    shop.moved.push({ chargeId: 'c1', userId: '7', stars: 390, payload, at, kind: 'refund' });
    assert.deepEqual(
      (await shop.core.reconcile({ since })).mended.map(({ what }) => what),
      ['refund'],
    );
    assert.deepEqual((await shop.core.reconcile({ since })).mended, []);
    assert.equal(await available(shop), 0);
  });

  test('that were found long after they were paid freeze nobody once the list begins after them', async (t) => {
    const shop = await starShop(t);
    const payload = await invoice(shop);
    const at = new Date(shop.clock.now().getTime() - 20 * DAY_MS);
    shop.moved.push({ chargeId: 'c1', userId: '7', stars: 390, payload, at, kind: 'payment' });
    assert.equal((await shop.core.reconcile({ since: null })).paidWithoutGrant, 1);
    assert.equal((await shop.core.reconcile({ since: null })).grantWithoutPayment, 0);
  });

  test('that Telegram told of hours late freeze nobody either', async (t) => {
    const shop = await starShop(t);
    const payload = await invoice(shop);
    const before = (hours: number): Date => new Date(shop.clock.now().getTime() - hours * HOUR_MS);
    shop.moved.push({ chargeId: 'c1', userId: '7', stars: 390, payload, at: before(20), kind: 'payment' });
    await shop.core.chat.paidStars(onTelegram(), { payload, chargeId: 'c1', stars: 390 });
    assert.equal((await shop.core.reconcile({ since: before(10) })).grantWithoutPayment, 0);
  });
});
