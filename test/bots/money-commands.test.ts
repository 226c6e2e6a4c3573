// What people read and press around money: the shop, what a press there does, and what is said when it cannot be, in both languages.

import { describe, test } from 'node:test';
import assert from 'node:assert/strict';
import type { Shop } from '../../src/core/answers.ts';
import type { Rail } from '../../src/core/payment-ports.ts';
import { CURRENCY, PRODUCTS } from '../../src/core/domain/products.ts';
import { catalogueFor } from '../../src/core/domain/models.ts';
import { Refusal } from '../../src/core/domain/refusal.ts';
import { encodeButton, isLink } from '../../src/bots/conversation.ts';
import { commandsFor, dispatch, isPrivate } from '../../src/bots/commands/index.ts';
import { toMessage } from '../../src/bots/discord/render.ts';
import { TELEGRAM_LIMITS, toKeyboard, toText } from '../../src/bots/telegram/render.ts';
import { command, coreWith, IN_GROUP, LOCALES, person, press } from './calls.ts';
import { BOTH, plan, renewsAt, shop, statement } from './money-views.ts';
import { labels, said, verbs } from './status-views.ts';

const signal = AbortSignal.timeout(60_000);
const discord = { ...person, platform: 'discord' } as const;

async function buy(rest: Partial<Shop> = {}, call = command('buy'), catalogue?: Parameters<typeof coreWith>[1]) {
  const here = coreWith({ shop: () => Promise.resolve(shop(rest)), rails: () => rest.rails ?? BOTH }, catalogue);
  return (await dispatch(call, here, signal)) ?? assert.fail('no answer');
}

describe('/buy', () => {
  test('says what each product costs and is good for, and what the account has', async () => {
    const text = said(await buy());
    assert.match(text, /^Credits\nYou have 25 credits\.\n/);
    assert.match(text, /^100 credits · €4\.90 or 390 ⭐ · about 100 pictures with GPT Image 1 Mini$/m);
    assert.match(text, /^2,000 credits · €59\.90 or 4,790 ⭐ · about 2,000 pictures with /m);
    assert.match(text, /^Basic plan: 300 credits a month · €9\.90 a month · about 300 pictures with /m);
    assert.match(text, /stay 3 days longer\. A pack’s credits stay until you use them\./);
  });

  test('speaks Chinese with the same prices', async () => {
    const text = said(await buy({}, command('buy', { person: { ...person, locale: 'zh-CN' } })));
    assert.match(text, /^100 积分 · €4\.90或390 ⭐ · 用 GPT Image 1 Mini 大约能画 100 张图片$/m);
    assert.match(text, /^Basic 套餐：每月 300 积分 · 每月 €9\.90/m);
  });

  test('has a button for each way to pay for each product, side by side on Telegram', async () => {
    assert.deepEqual(labels(await buy()), [
      '100 credits · 390 ⭐ | 100 credits · €4.90',
      '500 credits · 1,590 ⭐ | 500 credits · €19.90',
      '2,000 credits · 4,790 ⭐ | 2,000 credits · €59.90',
      'Basic plan · €9.90 a month',
      'Pro plan · €34.90 a month',
    ]);
    const [first] = (await buy()).buttons ?? [];
    assert.deepEqual(
      first?.map((button) => !isLink(button) && encodeButton(button)),
      ['v1:stars:pack-100', 'v1:buy:pack-100'],
    );
  });

  test('has one row for packs and one for plans on Discord', async () => {
    const reply = await buy({ rails: ['stripe'] }, command('buy', { person: discord }));
    assert.deepEqual(labels(reply), [
      '100 credits · €4.90 | 500 credits · €19.90 | 2,000 credits · €59.90',
      'Basic plan · €9.90 a month | Pro plan · €34.90 a month',
    ]);
    assert.ok(isPrivate(command('buy', { person: discord })));
  });

  test('sells packs alone where only Stars are taken', async () => {
    const reply = await buy({ rails: ['stars'] });
    assert.deepEqual(new Set(verbs(reply)), new Set(['stars']));
    assert.doesNotMatch(said(reply), /€|plan/);
  });

  test('offers no second plan to who has one, and says how to change it', async () => {
    const reply = await buy({ plan });
    assert.match(said(reply), /Your Basic plan renews on Dec 28, 2026\. To change or end your plan, use \/billing\./);
    assert.ok(labels(reply).every((row) => !row.includes('plan')));
  });

  test('says so where pictures are free', async () => {
    const free = catalogueFor(new Set(['sketch']), 0);
    const reply = await buy({}, command('buy'), free);
    assert.match(said(reply), /All pictures are free here/);
    assert.doesNotMatch(said(reply), /about/);
  });

  test('fits into one message and one keyboard on both platforms, and its buttons into 64 bytes', async () => {
    for (const locale of LOCALES) {
      const reply = await buy({}, command('buy', { person: { ...person, locale } }));
      assert.equal(toText(reply.blocks, TELEGRAM_LIMITS.text).lost, false);
      assert.ok(toKeyboard(reply.buttons));
      const message = toMessage(await buy({ rails: ['stripe'] }, command('buy', { person: { ...discord, locale } })));
      assert.equal(message.files.length, 0);
      assert.ok(message.body.content?.includes('€4.90'));
    }
    assert.match(CURRENCY, /^[a-z]{3}$/);
  });

  test('says where nothing is sold, and is not listed there', async () => {
    const refusing = coreWith({ shop: () => Promise.reject(new Refusal({ code: 'payments-off', facts: {} })) });
    const reply = await dispatch(command('buy'), refusing, signal);
    assert.equal(reply && said(reply), 'Nothing is sold here.');
    const names = (rails: readonly Rail[]) => commandsFor(rails).map(({ name }) => name);
    assert.ok(!names([]).some((name) => ['buy', 'billing'].includes(name)));
    assert.ok(names(['stars']).includes('buy'));
    assert.ok(!names(['stars']).includes('billing'));
    assert.ok(names(['stripe']).includes('billing'));
  });
});

describe('In a group on Telegram', () => {
  test('/buy, /billing, /support and /paysupport point to the private chat, once an event', async () => {
    for (const name of ['buy', 'billing', 'support', 'paysupport']) {
      const here = coreWith({ rails: () => BOTH });
      const reply = await dispatch(command(name, { ...IN_GROUP, text: 'my card is 1' }), here, signal);
      assert.equal(reply && said(reply), 'That is between you and me, so I answer it in our private chat.');
      assert.deepEqual(reply?.buttons, [
        [{ url: `https://t.me/easel_bot?start=${name}`, label: 'Open our private chat' }],
      ]);
      assert.equal(await dispatch(command(name, IN_GROUP), here, signal), null);
    }
  });

  test('that link opens the shop', async () => {
    const reply = await buy({}, command('start', { text: 'buy' }));
    assert.match(said(reply), /^Credits\n/);
  });

  test('/balance says the sums and leaves the rest to the private chat', async () => {
    const full = statement({ held: 4, plan, debt: 0, movements: [{ at: renewsAt, what: 'pack', credits: 100 }] });
    const here = coreWith({ balance: () => Promise.resolve(full), rails: () => BOTH });
    const reply = (await dispatch(command('balance', IN_GROUP), here, signal)) ?? assert.fail();
    assert.match(
      said(reply),
      /You have 120 credits\.\nAnd 4 credits set aside[^\n]*\nIn our private chat I say more\.$/,
    );
    assert.deepEqual(verbs(reply), ['link']);
  });

  test('who is short of credits finds a link to the shop, and who pressed a button an alert without one', async () => {
    const says = { code: 'credits-short', facts: { needed: 4, available: 1 } } as const;
    const here = coreWith({
      rails: () => BOTH,
      requestGeneration: () => Promise.reject(new Refusal(says)),
      reroll: () => Promise.reject(new Refusal(says)),
    });
    const asked = await dispatch(command('imagine', { ...IN_GROUP, text: 'a fox' }), here, signal);
    assert.deepEqual(asked?.buttons, [[{ url: 'https://t.me/easel_bot?start=buy', label: 'Buy credits' }]]);
    const event = { platform: 'telegram', id: '8' } as const;
    const again = press('reroll', 'gen_AAAAAAAAAAAAAAAAAAAAAA', { ...IN_GROUP, event });
    assert.deepEqual((await dispatch(again, here, signal))?.buttons, []);
  });

  test('a shop button that came there all the same is refused', async () => {
    for (const [verb, subject] of [
      ['shop', 'all'],
      ['buy', 'pack-100'],
      ['stars', 'pack-100'],
    ] as const) {
      const reply = await dispatch(press(verb, subject, IN_GROUP), coreWith({ rails: () => BOTH }), signal);
      assert.match(reply ? said(reply) : '', /between you and me/);
    }
  });
});

describe('Who is short of credits', () => {
  const says = { code: 'credits-short', facts: { needed: 4, available: 1 } } as const;
  const refusing = { requestGeneration: () => Promise.reject(new Refusal(says)) };

  test('finds a button to the shop', async () => {
    const here = coreWith({ ...refusing, rails: () => BOTH });
    const reply = (await dispatch(command('imagine', { text: 'a fox' }), here, signal)) ?? assert.fail();
    assert.match(said(reply), /That needs 4 credits, and you have 1 credit\.\nNothing was charged\./);
    assert.deepEqual(labels(reply), ['Buy credits']);
  });

  test('finds none where nothing is sold', async () => {
    const reply = await dispatch(command('imagine', { text: 'a fox' }), coreWith(refusing), signal);
    assert.deepEqual(reply?.buttons, []);
  });
});

describe('A press on', () => {
  test('Stars answers with an invoice that Telegram takes', async () => {
    const [pack] = PRODUCTS;
    assert.ok(pack?.kind === 'pack');
    const here = coreWith({
      rails: () => BOTH,
      invoiceStars: () => Promise.resolve({ kind: 'invoice', payload: 'pur_1', pack }),
    });
    for (const locale of LOCALES) {
      const reply = await dispatch(press('stars', pack.name, { person: { ...person, locale } }), here, signal);
      const { title = '', description = '', ...rest } = reply?.invoice ?? {};
      assert.deepEqual(rest, { payload: 'pur_1', stars: 390 });
      assert.ok(title.length <= TELEGRAM_LIMITS.invoiceTitle && description.length <= TELEGRAM_LIMITS.invoiceAbout);
    }
  });

  test('Stars is refused where none are taken', async () => {
    const reply = await dispatch(press('stars', 'pack-100'), coreWith({ rails: () => ['stripe'] }), signal);
    assert.equal(reply && said(reply), 'Nothing is sold here.');
  });
});

test('A refusal that came after its event was recorded is said all the same', async () => {
  const says = { code: 'payments-unavailable', facts: {} } as const;
  const here = coreWith({
    rails: () => BOTH,
    firstSight: () => Promise.resolve(false),
    buy: () => Promise.reject(new Refusal(says, { isLate: true })),
  });
  const reply = await dispatch(press('buy', 'pack-100'), here, signal);
  assert.match(reply ? said(reply) : '', /cannot be reached right now, and nothing was charged/);
});

test('Every refusal about money has words in both languages', async () => {
  const refusals = [
    { code: 'payments-off', facts: {} },
    { code: 'payments-unavailable', facts: {} },
    { code: 'product-unknown', facts: { product: 'x', allowed: ['pack-100', 'plan-basic'] } },
    { code: 'plan-active', facts: {} },
    { code: 'buy-too-often', facts: { max: 5, afterMinutes: 12 } },
    { code: 'purchase-over', facts: {} },
    { code: 'nothing-bought', facts: {} },
    { code: 'private-only', facts: {} },
    { code: 'ticket-empty', facts: { max: 4000 } },
    { code: 'ticket-too-many', facts: { max: 3 } },
  ] as const;
  const words: string[] = [];
  for (const says of refusals)
    for (const locale of LOCALES) {
      const here = coreWith({ buy: () => Promise.reject(new Refusal(says)), rails: () => BOTH });
      const call = press('buy', 'pack-100', { person: { ...person, locale } });
      words.push(said((await dispatch(call, here, signal)) ?? assert.fail()));
    }
  assert.equal(new Set(words).size, refusals.length * 2);
  assert.ok(words.includes('That is not sold here any more. There is 100 credits and Basic plan.'));
  assert.ok(words.some((each) => each.includes('in 12 minutes.')));
});
