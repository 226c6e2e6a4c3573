// Telegram's Stars, as far as they move without a chat: given back, and listed.

import type { Api } from 'grammy';
import type { StarTransaction as Entry } from 'grammy/types';
import type { Stars, StarTransaction } from '../../core/payment-ports.ts';
import { createTelegramApi, toApiSignal, type TelegramAccess } from './chat.ts';
import { editError, isRefusedAs } from './errors.ts';

/** The most that Telegram lists at once. */
const PAGE = 100;

export function telegramStars(access: TelegramAccess): Stars {
  const api = createTelegramApi(access);
  return {
    async refund(userId, chargeId, signal) {
      try {
        await api.refundStarPayment(Number(userId), chargeId, toApiSignal(signal));
        return 'refunded';
      } catch (error) {
        if (isRefusedAs(error, 'refunded-before')) return 'refunded-before';
        if (isRefusedAs(error, 'charge-unknown')) return 'unknown-charge';
        // Telegram gives a payment back once, so asking again is harmless.
        throw editError(error, null);
      }
    },

    async *transactionsSince(since, signal) {
      const sinceS = Math.floor(since.getTime() / 1000);
      let offset = await firstPageSince(api, sinceS, signal);
      for (let page = await list(api, offset, signal); page.length > 0; page = await list(api, offset, signal)) {
        for (const entry of page) {
          const transaction = toTransaction(entry);
          if (transaction && entry.date >= sinceS) yield transaction;
        }
        offset += page.length;
      }
    },
  };
}

/** The offset of a page before which everything is older. The whole account is listed oldest first, and may be long by now. */
async function firstPageSince(api: Api, sinceS: number, signal: AbortSignal): Promise<number> {
  const isOld = async (page: number): Promise<boolean> => {
    const [first] = await list(api, page * PAGE, signal, 1);
    return first !== undefined && first.date < sinceS;
  };
  let [old, recent] = [0, 1];
  while (await isOld(recent)) [old, recent] = [recent, recent * 2];
  while (recent - old > 1) {
    const middle = Math.floor((old + recent) / 2);
    if (await isOld(middle)) old = middle;
    else recent = middle;
  }
  return old * PAGE;
}

async function list(api: Api, offset: number, signal: AbortSignal, limit = PAGE): Promise<Entry[]> {
  try {
    return (await api.getStarTransactions({ offset, limit }, toApiSignal(signal))).transactions;
  } catch (error) {
    throw editError(error, null);
  }
}

/** What a person paid for an invoice of ours or got back for it; null for gifts, withdrawals and whatever else moves Stars. */
function toTransaction({ id, amount, date, source, receiver }: Entry): StarTransaction | null {
  const partner = source ?? receiver;
  if (partner?.type !== 'user' || partner.transaction_type !== 'invoice_payment') return null;
  return {
    // A refund is listed under the id of the payment it undoes.
    chargeId: id,
    userId: String(partner.user.id),
    stars: amount,
    payload: partner.invoice_payload ?? '',
    at: new Date(date * 1000),
    kind: source ? 'payment' : 'refund',
  };
}
