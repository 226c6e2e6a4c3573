// Invoices in the simulated Telegram: what is refused, where the Pay button stands, and buttons that open an address.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InlineKeyboard } from 'grammy';
import { refusal, setTheStage } from './telegram-setup.ts';
import { order, payFor, sendInvoice, setTheTable, type Order } from './telegram-table.ts';

test('an invoice that breaks the rules is refused', async (t) => {
  const { api, ada, message } = await setTheTable(t);
  const price = { label: '100 credits', amount: 50 };
  const tries: [Partial<Record<keyof Order, unknown>>, string][] = [
    [{ title: '' }, 'parameter "title" is required'],
    [{ description: undefined }, 'parameter "description" is required'],
    [{ payload: '' }, 'parameter "payload" is required'],
    [{ currency: '' }, 'parameter "currency" is required'],
    [{ prices: undefined }, 'parameter "prices" is required'],
    [{ prices: [] }, 'there must be at least one price'],
    [{ prices: price }, 'expected an Array of labeled prices'],
    [{ prices: [{ amount: 1 }] }, 'can\'t parse labeled price: Can\'t find field "label"'],
    [{ prices: [{ ...price, label: '' }] }, "can't parse labeled price: LabeledPrice label must be non-empty"],
    [{ prices: [{ ...price, amount: 1.5 }] }, 'can\'t parse labeled price: Field "amount" must be a valid Number'],
    [{ prices: [{ ...price, amount: 0 }] }, 'CURRENCY_TOTAL_AMOUNT_INVALID'],
    [{ prices: [price, price] }, 'STARS_INVOICE_INVALID'],
    [{ title: 'x'.repeat(33) }, 'STARS_INVOICE_INVALID'],
    [{ description: 'x'.repeat(256) }, 'STARS_INVOICE_INVALID'],
    [{ max_tip_amount: 5 }, 'STARS_INVOICE_INVALID'],
    [{ payload: '图'.repeat(43) }, 'INVOICE_PAYLOAD_INVALID'],
    [{ currency: 'EUR' }, 'PAYMENT_PROVIDER_INVALID'],
    [{ provider_token: '1234:TEST:abc' }, 'PAYMENT_PROVIDER_INVALID'],
  ];
  for (const [other, why] of tries) {
    const wrong = Object.assign(order(), other);
    await assert.rejects(sendInvoice(api, ada, wrong), refusal(400, `Bad Request: ${why}`));
    await assert.rejects(api.raw.createInvoiceLink(wrong), refusal(400, `Bad Request: ${why}`));
  }
  assert.equal(ada.chat.messages.at(-1), message);
  const longest = {
    title: '图'.repeat(32),
    description: 'x'.repeat(255),
    payload: 'x'.repeat(128),
    provider_token: '',
  };
  await sendInvoice(api, ada, order(longest));
});

test('a Pay button stands first under an invoice, and nowhere else', async (t) => {
  const { api, ada } = await setTheTable(t);
  const keyboard = () => new InlineKeyboard();
  const send = (reply_markup: InlineKeyboard) => sendInvoice(api, ada, order(), reply_markup);
  await assert.rejects(send(keyboard().text('Later', 'x')), refusal(400, 'Bad Request: REPLY_MARKUP_BUY_EMPTY'));
  await assert.rejects(send(keyboard().text('Later', 'x').pay('Pay')), refusal(400, 'Bad Request: BUTTON_POS_INVALID'));
  await assert.rejects(
    api.sendMessage(ada.id, 'Pay', { reply_markup: keyboard().pay('Pay') }),
    refusal(400, 'Bad Request: BUTTON_TYPE_INVALID'),
  );
  await send(keyboard().pay('Pay 50 XTR').row().text('Later', 'v1:later:1'));
  const message = await ada.chat.nextMessage();
  assert.deepEqual(
    message.buttons.map(({ label, pay, data }) => [label, pay, data]),
    [
      ['Pay 50 XTR', true, undefined],
      ['Later', false, 'v1:later:1'],
    ],
  );
  assert.throws(() => ada.press(message, { label: 'Pay 50 XTR' }), /does not call the bot/);
  assert.equal(ada.press(message, { label: 'Later' }).query.data, 'v1:later:1');
});

test('an invoice keeps its Pay button when its keyboard is edited, and cannot become something else', async (t) => {
  const { api, ada, message } = await setTheTable(t);
  await api.editMessageReplyMarkup(ada.id, message.id, { reply_markup: new InlineKeyboard().pay('Buy') });
  assert.ok(message.button('Buy').pay);
  await api.editMessageReplyMarkup(ada.id, message.id);
  assert.ok(message.button('Pay ⭐️50').pay);
  await assert.rejects(
    api.editMessageText(ada.id, message.id, 'Sold'),
    refusal(400, 'Bad Request: there is no text in the message to edit'),
  );
  await payFor(api, ada, message);
  await api.deleteMessage(ada.id, message.id);
  assert.throws(() => ada.pay(message), /Nothing to pay at/);
});

test('a button with an address can be found and followed', async (t) => {
  const { api, ada } = await setTheStage(t);
  const link = 'https://pay.example/session?id=1';
  await api.sendMessage(ada.id, 'Pay by card', { reply_markup: new InlineKeyboard().url('Open', link) });
  const message = await ada.chat.nextMessage();
  assert.deepEqual(message.button('Open'), { label: 'Open', row: 0, data: undefined, url: link, pay: false });
  assert.throws(() => message.button('Close'), /No button "Close" on #2 bot: "Pay by card"/);
  await assert.rejects(
    api.sendMessage(ada.id, 'x', { reply_markup: new InlineKeyboard().url('Open', 'javascript:alert(1)') }),
    refusal(400, "Bad Request: inline keyboard button URL 'javascript:alert(1)' is invalid: Wrong HTTP URL"),
  );
});
