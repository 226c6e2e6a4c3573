// Invoices in Stars: what a bot may ask for, as a message with a Pay button or as a link.

import { randomBytes } from 'node:crypto';
import type { Invoice, Message } from '@grammyjs/types';
import { countCharacters } from './entities.ts';
import { isRecord, type MethodCall } from './params.ts';
import type { Realm } from './realm.ts';
import { badRequest } from './refusals.ts';
import { send } from './sending.ts';

/** An invoice with what only the bot knows of it. */
export type Offer = { invoice: Invoice; payload: string };

type Params = MethodCall['params'];

export function sendInvoice(realm: Realm, { params }: MethodCall): Message {
  const chat = realm.writableChat(params['chat_id']);
  const offer = readOffer(params);
  const message = send(realm, chat, params, { invoice: offer.invoice });
  realm.stars.offers.set(message, offer);
  return message.wire;
}

/** The link can be paid by anybody it is given to, as often as they like. */
export function createInvoiceLink(realm: Realm, { params }: MethodCall): string {
  if (params['subscription_period'] !== undefined) throw badRequest('this simulator plays no Star subscriptions');
  const offer = readOffer(params);
  const link = `https://t.me/$${randomBytes(12).toString('base64url')}`;
  realm.stars.links.set(link, offer);
  return link;
}

/**
 * The wording follows the Bot API server (tdlib/telegram-bot-api, Client.cpp) and the errors listed for the methods behind
 * it (core.telegram.org/method/messages.sendMedia). For titles and descriptions that are too long no wording is published,
 * so they get that of an invoice which is wrong somewhere.
 */
function readOffer(params: Params): Offer {
  const title = required(params, 'title');
  const description = required(params, 'description');
  const payload = required(params, 'payload');
  const currency = required(params, 'currency');
  const prices = readPrices(params['prices']);
  const [price] = prices;
  if (!price) throw badRequest('there must be at least one price');
  // Anything but Stars needs a provider, and this world has none.
  const providerToken = params['provider_token'] ?? '';
  if (currency !== 'XTR' || providerToken !== '') throw badRequest('PAYMENT_PROVIDER_INVALID');
  if (Buffer.byteLength(payload) > 128) throw badRequest('INVOICE_PAYLOAD_INVALID');
  if (prices.length > 1 || countCharacters(title) > 32 || countCharacters(description) > 255 || wantsTips(params))
    throw badRequest('STARS_INVOICE_INVALID');
  if (price.amount < 1) throw badRequest('CURRENCY_TOTAL_AMOUNT_INVALID');
  const start = params['start_parameter'];
  return {
    invoice: {
      title,
      description,
      start_parameter: typeof start === 'string' ? start : '',
      currency,
      total_amount: price.amount,
    },
    payload,
  };
}

export function required(params: Params, name: string): string {
  const value = params[name];
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string' || text === '') throw badRequest(`parameter "${name}" is required`);
  return text;
}

/** "Not supported for payments in Telegram Stars", says the Bot API of tips; what it calls ignored is ignored. */
function wantsTips(params: Params): boolean {
  const suggested = params['suggested_tip_amounts'];
  return Number(params['max_tip_amount'] ?? 0) > 0 || (Array.isArray(suggested) && suggested.length > 0);
}

function readPrices(value: unknown): { label: string; amount: number }[] {
  if (value === undefined) throw badRequest('parameter "prices" is required');
  if (!Array.isArray(value)) throw badRequest('expected an Array of labeled prices');
  return value.map((entry: unknown) => {
    const wrong = (why: string) => badRequest(`can't parse labeled price: ${why}`);
    if (!isRecord(entry)) throw wrong('LabeledPrice must be an Object');
    const { label, amount } = entry;
    if (label === undefined) throw wrong('Can\'t find field "label"');
    if (typeof label !== 'string' || label === '') throw wrong('LabeledPrice label must be non-empty');
    if (amount === undefined) throw wrong('Can\'t find field "amount"');
    if (typeof amount !== 'number' || !Number.isSafeInteger(amount))
      throw wrong('Field "amount" must be a valid Number');
    return { label, amount };
  });
}
