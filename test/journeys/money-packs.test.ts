// Packs over the wire on both platforms: bought by the link, told, spent, refunded, disputed, and seen in the chat.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Locale } from 'discord-api-types/v10';
import { isSettled } from '../../sim/demo/reading.ts';
import { balanceOf, choose, labelIn, linkOf, payAt, repeatEverything, told } from '../support/buying.ts';
import { PLATFORMS, STARTER_CREDITS, startShop, SUPPORT_CONTACT } from '../support/product.ts';

const HOUR_MS = 3_600_000;
const PACK = /^100 credits · €4\.90$/;

test('packs over the wire', async (t) => {
  const shop = await startShop(t);
  const { stripe, seat } = shop;

  for (const platform of PLATFORMS) {
    await t.test(`${platform}: a pack is bought, told, spent, refunded, and all of it is in /balance`, async () => {
      const ada = seat(platform);
      const purchase = await choose(ada, PACK);
      assert.match(
        purchase.look().text,
        /^100 credits · €4\.90\nPay on Stripe’s page\. The link works until \d\d:\d\d UTC\./,
      );
      assert.ok(purchase.isPrivate || platform === 'telegram');
      const session = await payAt(purchase);
      const arrived = await told(ada, /100 credits have arrived/);
      assert.match(arrived.look().text, /You have 1,100 credits\./);
      assert.ok(arrived.isPrivate || platform === 'telegram');
      const paid = await purchase.until(({ text }) => text.includes('Paid'));
      assert.deepEqual(paid.buttons, []);

      await (await ada.type('/imagine a fox in snow --count 4')).until(isSettled);
      assert.equal(await balanceOf(ada), STARTER_CREDITS + 96);

      stripe.refund(stripe.chargeOf(session).id);
      const refunded = await told(ada, /went back/);
      assert.match(refunded.look().text, /€4\.90 went back to you, and 100 credits were taken back with it\./);
      await repeatEverything(shop);
      const { text } = (await ada.type('/balance')).look();
      assert.match(text, /^You have 996 credits\./);
      assert.match(text, /-100 · taken back/);
      assert.match(text, /\+100 · bought/);
      assert.equal(ada.bubbles().filter((bubble) => /arrived|went back/.test(bubble.look().text)).length, 2);
    });

    await t.test(`${platform}: half the money back is half the credits back, and what was spent is owed`, async () => {
      const ada = seat(platform);
      const session = await payAt(await choose(ada, /^2,000 credits · €/));
      await told(ada, /2,000 credits have arrived/);
      const { amount, id } = stripe.chargeOf(session);
      stripe.refund(id, amount / 2);
      assert.match((await told(ada, /went back/)).look().text, /€29\.95 went back to you, and 1,000 credits/);
      assert.equal(await balanceOf(ada), STARTER_CREDITS + 1_000);
      await repeatEverything(shop);
      assert.equal(await balanceOf(ada), STARTER_CREDITS + 1_000);
    });

    await t.test(`${platform}: two presses of the same button at once give the same link`, async () => {
      const ada = seat(platform);
      const shelf = await ada.type('/buy');
      const before = stripe.state.sessions.size;
      const press = () => ada.press(shelf, labelIn(shelf, PACK));
      const [one, other] = await Promise.all([press(), press()]);
      const shows = [one, other].map(({ bubble }) => bubble ?? assert.fail());
      for (const bubble of shows) await bubble.until(({ links }) => links.has('Pay at Stripe'));
      assert.equal(new Set(shows.map((bubble) => linkOf(bubble).url)).size, 1);
      assert.equal(stripe.state.sessions.size, before + 1);
    });

    await t.test(
      `${platform}: a second /buy gives the same link while it is open, and a new one when it is paid`,
      async () => {
        const ada = seat(platform);
        const [first, second] = [await choose(ada, PACK), await choose(ada, PACK)];
        const { url: linkUrl } = linkOf(first);
        assert.equal(linkUrl, linkOf(second).url);
        await payAt(second);
        await told(ada, /arrived/);
        // Both messages know that it is paid.
        for (const purchase of [first, second]) await purchase.until(({ text }) => text.includes('Paid'));
        assert.notEqual(linkOf(await choose(ada, PACK)).url, linkUrl);
      },
    );

    await t.test(`${platform}: a card that is refused costs nothing, and the link still works`, async () => {
      const ada = seat(platform);
      const purchase = await choose(ada, PACK);
      const { url } = linkOf(purchase);
      const response = await fetch(url, { method: 'POST', body: new URLSearchParams({ declined: 'yes' }) });
      assert.equal(response.status, 402);
      assert.equal(await balanceOf(ada), STARTER_CREDITS);
      await payAt(purchase);
      await told(ada, /arrived/);
      assert.equal(await balanceOf(ada), STARTER_CREDITS + 100);
    });

    await t.test(`${platform}: while Stripe is away a press says so, and the next one works`, async () => {
      const ada = seat(platform);
      const shelf = await ada.type('/buy');
      const away = { path: /checkout\/sessions$/, times: 100, fault: { kind: 'status', status: 503 } } as const;
      const back = stripe.faults.add(away);
      const { bubble, words } = await ada.press(shelf, labelIn(shelf, PACK));
      assert.match(words ?? bubble?.look().text ?? '', /cannot be reached right now, and nothing was charged/);
      back();
      const again = await ada.press(shelf, labelIn(shelf, PACK));
      await payAt(again.bubble ?? assert.fail());
      await told(ada, /arrived/);
      assert.equal(await balanceOf(ada), STARTER_CREDITS + 100);
    });

    await t.test(`${platform}: a bank debit is waited for, and told both when it is and when it comes`, async () => {
      const ada = seat(platform);
      const purchase = await choose(ada, PACK);
      const session = await payAt(purchase, 'sepa');
      await told(ada, /is waiting for your bank/);
      await purchase.until(({ text }) => text.includes('bank has not confirmed'));
      assert.equal(await balanceOf(ada), STARTER_CREDITS);
      stripe.settleBank(session, true);
      await told(ada, /arrived/);
      await purchase.until(({ text }) => text.includes('Paid'));
      assert.equal(await balanceOf(ada), STARTER_CREDITS + 100);
    });

    await t.test(`${platform}: a bank debit that is refused brings nothing, and says so`, async () => {
      const ada = seat(platform);
      const session = await payAt(await choose(ada, PACK), 'sepa');
      await told(ada, /is waiting for your bank/);
      stripe.settleBank(session, false);
      const failed = await told(ada, /did not go through/);
      assert.deepEqual(failed.look().buttons, ['Buy credits']);
      assert.equal(await balanceOf(ada), STARTER_CREDITS);
    });

    await t.test(`${platform}: a dispute freezes and says why, and a human answers`, async () => {
      const ada = seat(platform);
      const session = await payAt(await choose(ada, PACK));
      await told(ada, /arrived/);
      const dispute = stripe.dispute(stripe.chargeOf(session).id);
      const frozen = await told(ada, /disputed/);
      assert.match(frozen.look().text, /cannot start anything new until that is settled[^]*\/paysupport/);

      const refused = await ada.type('/imagine a fox');
      assert.match(refused.look().text, /being disputed with your bank[^]*\/paysupport/);
      assert.ok(refused.look().text.includes(SUPPORT_CONTACT));
      const look = (await ada.type('/balance')).look();
      assert.match(look.text, /^You have 1,000 credits\.[^]*disputed[^]*\/paysupport/);

      assert.match((await ada.type('/paysupport')).look().text, /Write after \/paysupport what happened/);
      const ticket = await ada.type('/paysupport My bank did this by itself');
      const [, number] = /ticket #(\d+)/.exec(ticket.look().text) ?? assert.fail(ticket.look().text);
      assert.ok(await shop.app.core().answerTicket(Number(number), 'We have asked your bank.'));
      const answer = await told(ada, /An answer to your ticket/);
      assert.match(answer.look().text, new RegExp(`#${number}\nWe have asked your bank\\.`));

      stripe.closeDispute(dispute, 'won');
      await told(ada, /100 credits are yours again/);
      await repeatEverything(shop);
      assert.equal(await balanceOf(ada), STARTER_CREDITS + 100);
      await (await ada.type('/imagine a fox again')).until(isSettled);
    });

    await t.test(`${platform}: a reported card freezes before anything is disputed`, async () => {
      const ada = seat(platform);
      const session = await payAt(await choose(ada, PACK));
      await told(ada, /arrived/);
      stripe.warnOfFraud(stripe.chargeOf(session).id);
      await told(ada, /A payment was reported/);
      assert.match((await ada.type('/imagine a fox')).look().text, /bank has reported[^]*\/paysupport/);
    });

    await t.test(`${platform}: in Chinese from the shop to the credits`, async () => {
      const mei = seat(platform, { name: '小美', locale: Locale.ChineseCN });
      const purchase = await choose(mei, /^100 积分 · €4\.90$/);
      assert.match(purchase.look().text, /请在 Stripe 页面付款。链接在 UTC \d\d:\d\d 前有效。/);
      await payAt(purchase);
      await told(mei, /100 积分 已到账/);
      await purchase.until(({ text }) => text.includes('已付款'));
    });
  }

  await t.test('discord: nothing of a purchase is seen by others in the channel', async () => {
    const [ada, ben] = shop.pair('discord');
    await payAt(await choose(ada, PACK));
    await told(ada, /arrived/);
    assert.deepEqual(ben.bubbles(), []);
  });

  await t.test('telegram: in a group the shop points to the private chat, where it opens', async () => {
    const ada = shop.telegram.person({ name: 'Ada' });
    const group = shop.telegram.group({ title: 'Painters' }, ada);
    for (const name of ['buy', 'billing', 'support', 'paysupport']) {
      const asked = ada.send(`/${name}`, { chat: group });
      const answer = await group.nextMessage((message) => message.replyTo === asked);
      const { url } = answer.button('Open our private chat');
      assert.equal(url, `https://t.me/${shop.telegram.bot.username}?start=${name}`);
    }
    ada.send('/start buy');
    const opened = await ada.chat.nextMessage();
    assert.match(opened.text ?? '', /^Credits\n/);
    assert.equal(group.messages.filter(({ fromBot, text }) => fromBot && text?.includes('€')).length, 0);
  });

  // Last, because Stripe's time moves on and ours does not: what is bought after it would have expired already.
  await t.test('both: a link that has expired says so, and offers the same again', async () => {
    const purchases = [await choose(seat('discord'), PACK), await choose(seat('telegram'), PACK)];
    stripe.clock.advance(HOUR_MS);
    for (const purchase of purchases) {
      const { text, buttons } = await purchase.until((look) => look.text.includes('expired'));
      assert.match(text, /This link has expired, and nothing was charged\./);
      assert.deepEqual(buttons, ['Buy again']);
    }
  });

  assert.deepEqual(shop.faults(), []);
});
