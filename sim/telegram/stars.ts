// Stars on their way: the till where a person pays, the bot's word before anything is charged, refunds and the account.

import { randomBytes, randomInt } from 'node:crypto';
import type { PreCheckoutQuery, StarAmount, StarTransaction, StarTransactions, Update } from '@grammyjs/types';
import type { WaitOptions } from '../wire/changes.ts';
import type { ChatPart, SimChat } from './chats.ts';
import { required, type Offer } from './invoices.ts';
import type { SimMessage } from './messages.ts';
import type { MethodCall } from './params.ts';
import type { Person } from './people.ts';
import type { Realm } from './realm.ts';
import { badRequest } from './refusals.ts';

/** The bot has so long to answer a `pre_checkout_query`. */
const ANSWER_WITHIN_MS = 10_000;

/** Stars that were charged. `receipt` is the message with `successful_payment`, in the chat where they were paid. */
export type Payment = {
  readonly payer: Person;
  readonly chat: SimChat;
  readonly amount: number;
  readonly payload: string;
  /** `telegram_payment_charge_id`, by which the payment is refunded. */
  readonly chargeId: string;
  readonly providerChargeId: string;
  readonly atS: number;
  readonly receipt: SimMessage;
  /** The message with `refunded_payment`, once the bot gave the stars back. */
  refund: SimMessage | undefined;
};

/**
 * How a press on Pay ended. `error` is what the person reads: the bot's words when it refused, Telegram's when it did not
 * answer in time (BOT_PRECHECKOUT_TIMEOUT) or the stars were spent meanwhile (BALANCE_TOO_LOW).
 */
type Outcome = { state: 'paid'; payment: Payment } | { state: 'refused' | 'cancelled'; error: string };

/** A press on Pay. */
export type Checkout = {
  readonly query: PreCheckoutQuery;
  /** Undefined when the bot did not ask for `pre_checkout_query`: nobody will answer then. */
  readonly update: Update | undefined;
  /** Undefined while the bot may still answer. Ten seconds of the world's clock end it. */
  readonly outcome: Outcome | undefined;
  /** Waits for the outcome, at most 15 s unless asked otherwise. */
  ended(wait?: WaitOptions): Promise<Outcome>;
};

type Till = { readonly checkout: Checkout; settle(error: string | undefined): void };

export type Stars = {
  /** What the bot offered, by the message or the link that offers it. */
  readonly offers: Map<SimMessage, Offer>;
  readonly links: Map<string, Offer>;
  /** By the id of the query, whatever became of it. */
  readonly tills: Map<string, Till>;
  readonly payments: Payment[];
  /** The bot's account, oldest first. */
  readonly transactions: StarTransaction[];
};

export function createStars(): Stars {
  return { offers: new Map(), links: new Map(), tills: new Map(), payments: [], transactions: [] };
}

/** Asks the bot whether `payer` may pay. Whether they can is looked at before and again when the bot has agreed. */
export function openTill(realm: Realm, payer: Person, offer: Offer, chat: SimChat): Checkout {
  const { stars, clock, changes } = realm;
  const { currency, total_amount: amount } = offer.invoice;
  const askedAtMs = clock.now();
  const query: PreCheckoutQuery = {
    id: `${payer.id}${String(stars.tills.size + 1).padStart(10, '0')}`,
    from: payer.user,
    currency,
    total_amount: amount,
    invoice_payload: offer.payload,
  };
  let outcome: Outcome | undefined;
  const update = realm.feed.push({ pre_checkout_query: query });
  const checkout: Checkout = {
    query,
    update,
    get outcome() {
      if (clock.now() - askedAtMs > ANSWER_WITHIN_MS)
        outcome ??= { state: 'cancelled', error: 'BOT_PRECHECKOUT_TIMEOUT' };
      return outcome;
    },
    async ended(wait: WaitOptions = { timeoutMs: 15_000 }) {
      // Nothing else happens when a bot stays silent, so the waiter has to be told to look.
      const left = Math.max(0, askedAtMs + ANSWER_WITHIN_MS - clock.now());
      const timer = setTimeout(() => changes.announce(), left + 20);
      try {
        return await changes.until(
          () => checkout.outcome,
          () => `The bot has not said whether ${payer.name} may pay.\n${chat.describe()}`,
          wait,
        );
      } finally {
        clearTimeout(timer);
      }
    },
  };
  stars.tills.set(query.id, {
    checkout,
    settle(error) {
      if (error !== undefined) outcome = { state: 'refused', error };
      else if (payer.stars < amount) outcome = { state: 'cancelled', error: 'BALANCE_TOO_LOW' };
      else outcome = { state: 'paid', payment: charge(realm, payer, offer, chat) };
    },
  });
  return checkout;
}

function charge(realm: Realm, payer: Person, { invoice, payload }: Offer, chat: SimChat): Payment {
  const { stars, clock } = realm;
  const ids = {
    telegram_payment_charge_id: `stx${randomBytes(48).toString('base64url')}`,
    provider_payment_charge_id: `${payer.id}_${randomInt(2 ** 31)}_${stars.payments.length + 1}`,
  };
  const { currency, total_amount } = invoice;
  payer.stars -= total_amount;
  const payment: Payment = {
    payer,
    chat,
    amount: total_amount,
    payload,
    chargeId: ids.telegram_payment_charge_id,
    providerChargeId: ids.provider_payment_charge_id,
    atS: clock.nowS(),
    receipt: tell(realm, payer, chat, {
      successful_payment: { currency, total_amount, invoice_payload: payload, ...ids },
    }),
    refund: undefined,
  };
  stars.payments.push(payment);
  enter(realm, payment, 'source');
  return payment;
}

/** `true` or Telegram's refusal: an id is good for one answer, within ten seconds. */
export function answerPreCheckoutQuery(realm: Realm, { params }: MethodCall): true {
  const agreed = params['ok'] === true;
  const error = agreed ? undefined : required(params, 'error_message');
  const till = realm.stars.tills.get(String(params['pre_checkout_query_id']));
  if (!till || till.checkout.outcome !== undefined)
    throw badRequest('query is too old and response timeout expired or query ID is invalid');
  till.settle(error);
  realm.changes.announce();
  return true;
}

/** The whole payment, once. Wording: core.telegram.org/method/payments.refundStarsCharge. */
export function refundStarPayment(realm: Realm, { params }: MethodCall): true {
  const userId = Number(params['user_id']);
  if (!Number.isSafeInteger(userId) || userId <= 0) throw badRequest('invalid user_id specified');
  const chargeId = required(params, 'telegram_payment_charge_id');
  const payment = realm.stars.payments.find((one) => one.chargeId === chargeId && one.payer.id === userId);
  if (!payment) throw badRequest('CHARGE_NOT_FOUND');
  if (payment.refund) throw badRequest('CHARGE_ALREADY_REFUNDED');
  const { payer, chat, amount, payload, providerChargeId } = payment;
  payer.stars += amount;
  payment.refund = tell(realm, payer, chat, {
    refunded_payment: {
      currency: 'XTR',
      total_amount: amount,
      invoice_payload: payload,
      telegram_payment_charge_id: chargeId,
      provider_payment_charge_id: providerChargeId,
    },
  });
  enter(realm, payment, 'receiver');
  return true;
}

/** Oldest first; limits outside 1-100 are moved inside, as the Bot API server does. */
export function getStarTransactions(realm: Realm, { params }: MethodCall): StarTransactions {
  const offset = Math.max(0, whole(params['offset'], 0));
  const limit = Math.min(100, Math.max(1, whole(params['limit'], 100)));
  return { transactions: realm.stars.transactions.slice(offset, offset + limit) };
}

export function getMyStarBalance(realm: Realm): StarAmount {
  return {
    amount: realm.stars.transactions.reduce((sum, { amount, source }) => sum + (source ? amount : -amount), 0),
  };
}

/** A refund carries the id of the payment it undoes. */
function enter({ stars, clock }: Realm, { payer, amount, payload, chargeId }: Payment, side: 'source' | 'receiver') {
  stars.transactions.push({
    id: chargeId,
    amount,
    date: clock.nowS(),
    [side]: { type: 'user', transaction_type: 'invoice_payment', user: payer.user, invoice_payload: payload },
  });
}

/** Service messages reach the bot whatever its privacy mode, though not in a group that removed it. */
function tell(realm: Realm, payer: Person, chat: SimChat, part: ChatPart): SimMessage {
  const message = chat.write({ from: payer.user, ...part }, false);
  if (chat.standing !== 'kicked') message.update = realm.deliver(message);
  return message;
}

function whole(value: unknown, otherwise: number): number {
  return typeof value === 'number' && Number.isInteger(value) ? value : otherwise;
}
