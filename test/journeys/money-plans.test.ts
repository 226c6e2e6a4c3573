// Plans over the wire on both platforms: subscribed, renewed by Stripe's clock, changed and ended in the portal, and told.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Portal } from '../../sim/stripe/portal.ts';
import type { Seat } from '../../sim/demo/seat.ts';
import { isSettled } from '../../sim/demo/reading.ts';
import { balanceOf, choose, payAt, repeatEverything, told } from '../support/buying.ts';
import { PLATFORMS, startShop, type Shop } from '../support/product.ts';

const DAY_MS = 86_400_000;
const BASIC = /^Basic plan · €9\.90 a month$/;

test('plans over the wire', async (t) => {
  const shop = await startShop(t);
  const { stripe } = shop;
  const people = new Map<Seat['platform'], { seat: Seat; portal: Portal }>();
  const of = (platform: Seat['platform']) => people.get(platform) ?? assert.fail();

  for (const platform of PLATFORMS)
    await t.test(`${platform}: a plan is taken by the link, and its first month comes at once`, async () => {
      const seat = shop.seat(platform);
      assert.match((await seat.type('/billing')).look().text, /You have not bought anything yet/);
      const purchase = await choose(seat, BASIC);
      assert.match(purchase.look().text, /^Basic plan · €9\.90 a month\n/);
      await payAt(purchase);
      assert.match((await told(seat, /arrived/)).look().text, /^300 credits from your Basic plan have arrived\./);
      await purchase.until(({ text }) => text.includes('Paid'));
      const { text } = (await seat.type('/balance')).look();
      assert.match(text, /^You have 1,300 credits\.\nYour Basic plan renews on [^\n]+\.\n300 credits end on /);

      // What ends first is used first.
      await (await seat.type('/imagine a fox --count 4')).until(isSettled);
      assert.match((await seat.type('/balance')).look().text, /^You have 1,296 credits\.[^]*\n296 credits end on /);

      const shelf = (await seat.type('/buy')).look();
      assert.match(shelf.text, /To change or end your plan, use \/billing\./);
      assert.ok(!shelf.buttons.some((label) => label.includes('plan')));
      people.set(platform, { seat, portal: await portalOf(shop, seat) });
    });

  for (const platform of PLATFORMS)
    await t.test(`${platform}: a second plan is refused to a button that was there before`, async () => {
      const ben = shop.seat(platform, { name: 'Ben' });
      const shelf = await ben.type('/buy');
      await payAt(await choose(ben, BASIC));
      await told(ben, /arrived/);
      const { bubble, words } = await ben.press(shelf, 'Pro plan · €34.90 a month');
      assert.match(words ?? bubble?.look().text ?? '', /You have a plan already\. With \/billing/);
    });

  for (const platform of PLATFORMS)
    await t.test(`${platform}: a plan is changed in the portal, and the chat says so`, async () => {
      const { seat, portal } = of(platform);
      const before = await balanceOf(seat);
      const pro = portal.plans.find(({ lookup_key: name }) => name === 'plan-pro') ?? assert.fail();
      portal.changePlan(pro.id);
      await told(seat, /Your plan has changed: it is the Pro plan now\./);
      await repeatEverything(shop);
      // A change is paid for between two months: its credits come with the next one.
      const { text } = (await seat.type('/balance')).look();
      assert.match(text, /Your Pro plan renews on /);
      assert.equal(await balanceOf(seat), before);
    });

  await t.test('both: a month later the plan renews by itself', async () => {
    const before = await Promise.all(PLATFORMS.map((platform) => balanceOf(of(platform).seat)));
    stripe.clock.advance(32 * DAY_MS);
    for (const [n, platform] of PLATFORMS.entries()) {
      const { seat } = of(platform);
      await told(seat, /1,500 credits from your Pro plan have arrived\./);
      assert.equal(await balanceOf(seat), (before[n] ?? 0) + 1_500);
    }
    await repeatEverything(shop);
    for (const [n, platform] of PLATFORMS.entries())
      assert.equal(await balanceOf(of(platform).seat), (before[n] ?? 0) + 1_500);
  });

  for (const platform of PLATFORMS)
    await t.test(`${platform}: a renewal that is refused is said, and its credits do not come`, async () => {
      const { seat, portal } = of(platform);
      const before = await balanceOf(seat);
      const [subscription] = portal.subscriptions;
      const customer = String(subscription?.customer);
      stripe.breakCard(customer);
      const ends = subscription?.items.data[0]?.current_period_end ?? assert.fail();
      stripe.clock.advanceTo(ends + 2 * 3_600);
      await told(seat, /Your Pro plan could not be renewed, because the payment was refused\. With \/billing/);
      assert.equal(await balanceOf(seat), before);
      assert.match((await seat.type('/balance')).look().text, /Your Pro plan has not been paid\. With \/billing/);
      stripe.breakCard(customer, false);
    });

  for (const platform of PLATFORMS)
    await t.test(
      `${platform}: a plan that is ended in the portal runs to its day, and the chat says both`,
      async () => {
        const { seat, portal } = of(platform);
        portal.cancel();
        const ends = await told(seat, /Your Pro plan ends on /);
        assert.match(ends.look().text, /Until then nothing changes, and after that you are not charged any more\./);
        const [subscription] = portal.subscriptions;
        stripe.clock.advanceTo((subscription?.items.data[0]?.current_period_end ?? assert.fail()) + 3_600);
        const ended = await told(seat, /Your Pro plan has ended\./);
        assert.deepEqual(ended.look().buttons, ['Buy credits']);
        await repeatEverything(shop);
        assert.doesNotMatch((await seat.type('/balance')).look().text, /plan renews|plan ends/);
        const { bubble } = await seat.press(ended, 'Buy credits');
        assert.ok(bubble?.look().buttons.some((label) => BASIC.test(label)));
      },
    );

  assert.deepEqual(shop.faults(), []);
});

/** The portal behind the link of `/billing`. */
async function portalOf({ stripe }: Shop, seat: Seat): Promise<Portal> {
  const billing = await seat.type('/billing');
  assert.ok(billing.isPrivate || seat.platform === 'telegram');
  const url = billing.look().links.get('Open billing') ?? assert.fail(billing.look().text);
  assert.equal((await fetch(url)).status, 200);
  return stripe.portal(url);
}
