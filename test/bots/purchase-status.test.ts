// What a purchase's message says from the link to the end, and what people are told about their money.

import { describe, test } from 'node:test';
import assert from 'node:assert/strict';
import type { Notice } from '../../src/core/domain/notice.ts';
import type { PurchaseView } from '../../src/core/domain/view.ts';
import { toMessage } from '../../src/bots/discord/render.ts';
import { renderStatus } from '../../src/bots/status.ts';
import { textsFor } from '../../src/bots/texts/texts.ts';
import { LOCALES } from './calls.ts';
import { NOTICES, noticeView, purchaseView } from './purchase-views.ts';
import { said, verbs } from './status-views.ts';

const en = textsFor('en');
const shown = (rest: Partial<PurchaseView> = {}) => renderStatus(purchaseView(rest), en);
const told = (notice: Notice) => renderStatus(noticeView(notice), en);

describe('a purchase', () => {
  test('says what it is, what it costs and until when the link works', () => {
    const reply = shown();
    assert.equal(
      said(reply),
      '100 credits · €4.90\nPay on Stripe’s page. The link works until 14:35 UTC.\nWhen the payment is through, I will tell you.',
    );
    assert.deepEqual(reply.buttons, [[{ url: 'https://checkout.stripe.com/c/pay/cs_1', label: 'Pay at Stripe' }]]);
  });

  test('of a plan says its price a month', () => {
    const reply = shown({ product: 'plan-pro', credits: 1500, money: { amount: 3490, currency: 'eur' } });
    assert.match(said(reply), /^Pro plan · €34\.90 a month\n/);
  });

  test('of a product that is not sold any more still has a name and its price then', () => {
    assert.match(said(shown({ product: 'pack-50', money: { amount: 300, currency: 'jpy' } })), /^pack-50 · ¥300\n/);
  });

  test('that expired or failed says so and offers the same again', () => {
    for (const [state, words] of [
      ['expired', /expired, and nothing was charged/],
      ['failed', /did not go through/],
    ] as const) {
      const reply = shown({ state, url: null });
      assert.match(said(reply), words);
      assert.deepEqual(reply.buttons, [[{ verb: 'buy', subject: 'pack-100', label: 'Buy again', style: 'primary' }]]);
    }
  });

  test('that waits for the bank, or is paid, leaves nothing to press', () => {
    assert.match(said(shown({ state: 'waiting', url: null })), /bank has not confirmed the payment yet/);
    assert.match(said(shown({ state: 'paid', url: null })), /Paid/);
    for (const state of ['waiting', 'paid'] as const) assert.deepEqual(verbs(shown({ state, url: null })), []);
  });

  test('whose page is still being made can be asked for again', () => {
    assert.deepEqual(verbs(shown({ state: 'creating', url: null, expiresAt: null })), ['buy']);
  });

  test('has words for every state in Chinese', () => {
    for (const state of ['creating', 'open', 'waiting', 'paid', 'expired', 'failed'] as const)
      assert.match(said(renderStatus(purchaseView({ state }), textsFor('zh-CN'))), /^100 积分 · €4\.90\n.*\p{sc=Han}/u);
  });

  test('whose link is longer than a Discord button may carry has it in its text', () => {
    const url = `https://checkout.stripe.com/c/pay/cs_1#${'x'.repeat(500)}`;
    const { body } = toMessage(shown({ url }));
    assert.ok(body.content?.endsWith(`\n[Pay at Stripe](<${url}>)`));
    assert.deepEqual(body.components, []);
  });
});

describe('a notice', () => {
  test('has words of its own in both languages', () => {
    for (const locale of LOCALES) {
      const words = NOTICES.map((notice) => said(renderStatus(noticeView(notice), textsFor(locale))));
      assert.equal(new Set(words).size, NOTICES.length);
      assert.ok(words.every((each) => each.length > 5 && !/undefined|null|\{/.test(each)));
    }
  });

  test('of credits says how many came and how many there are, and which plan they are from', () => {
    const about = 'credits-arrived';
    assert.equal(
      said(told({ about, credits: 100, product: 'pack-100', available: 125 })),
      'Thank you! 100 credits have arrived.\nYou have 125 credits.',
    );
    assert.match(
      said(told({ about, credits: 300, product: 'plan-basic', available: 300 })),
      /^300 credits from your Basic plan have arrived\./,
    );
  });

  test('of a refund says what went back on both sides, and what is owed after that', () => {
    const refunded = { about: 'refunded', money: { amount: 390, currency: 'XTR' } } as const;
    assert.equal(said(told({ ...refunded, credits: 0, debt: 0 })), '390 ⭐ went back to you.');
    assert.match(
      said(told({ ...refunded, credits: 100, debt: 40 })),
      /^390 ⭐ went back to you, and 100 credits were taken back with it\.\nYou owe 40 credits/,
    );
  });

  test('of a dispute says why nothing new starts, and how to ask a human', () => {
    for (const about of ['disputed', 'fraud-warned'] as const)
      assert.match(said(told({ about })), /I cannot start anything new[^]*\/paysupport/);
  });

  test('of a dispute that took no credits says only that it is over', () => {
    assert.equal(
      said(told({ about: 'dispute-won', credits: 0 })),
      'The dispute about your payment is over. You can go on as before.',
    );
  });

  test('of a payment that failed, or of a plan that ended, offers to buy', () => {
    for (const notice of NOTICES) {
      const offers = notice.about === 'payment-failed' || notice.about === 'plan-ended';
      assert.deepEqual(verbs(told(notice)), offers ? ['shop'] : [], notice.about);
    }
  });

  test('with a long answer of a human keeps all of it, in a file where the message is too small', () => {
    const answer = 'word '.repeat(700);
    const { files } = toMessage(told({ about: 'ticket-answered', number: 1234, answer }));
    assert.match(Buffer.from(files[0]?.data as Uint8Array).toString(), /#1234\n(word ){700}/);
  });
});
