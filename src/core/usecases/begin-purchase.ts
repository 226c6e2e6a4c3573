// The beginning of every purchase: who may buy, how often, and one link at a time.

import type { Asking } from '../answers.ts';
import type { ChatAddress } from '../domain/chat.ts';
import type { AccountId, PurchaseId } from '../domain/ids.ts';
import { CURRENCY, type Product } from '../domain/products.ts';
import { refuse } from '../domain/refusal.ts';
import type { Needs } from '../needs.ts';
import type { Rail } from '../payment-ports.ts';
import type { Purchase } from '../payment-rows.ts';
import type { Account } from '../account-rows.ts';
import type { Rows } from '../store.ts';
import { agreed } from './agreement.ts';
import { movePurchase, settling } from './settling.ts';
import { PACKS } from './shop.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Stripe closes a checkout after thirty minutes at the earliest. */
const OPEN_MS = 45 * MINUTE_MS;
/** A link with less time than this would run out under the person's hands. */
const WORTH_SHOWING_MS = 2 * MINUTE_MS;
/** One that is still being asked for has to have its thirty minutes when it is asked for again. */
const WORTH_ASKING_MS = 31 * MINUTE_MS;
const CHECKOUTS_AN_HOUR = 10;
const PACKS_A_DAY = 5;

/**
 * The purchase a press stands for: one that is open, or a new one. Of two presses at once the second finds the first one's.
 * @throws Refusal account-frozen, plan-active, buy-too-often, paused, notice-first
 */
export async function beginPurchase(
  needs: Needs,
  rows: Rows,
  account: Account,
  ask: Pick<Asking, 'address'>,
  { product, rail }: { product: Product; rail: Rail },
): Promise<Purchase> {
  const known = await rows.accounts.lock(account.id);
  if (known?.state !== 'active') return refuse('payments-off', {});
  await agreed(needs, rows, account);
  const [reason] = await rows.credits.frozenFor(account.id);
  if (reason) return refuse('account-frozen', { reason });
  if (product.kind === 'plan' && (await rows.subscriptions.current(account.id))) return refuse('plan-active', {});
  const now = needs.clock.now();
  const open = await rows.purchases.openFor(account.id, product.name, rail);
  const purchase = newPurchase(needs, account.id, ask, { product, rail }, now);
  if (open && isWorthMore(open, now) && isSameOffer(open, purchase)) {
    await rows.purchases.readdress(open, ask.address);
    return { ...open, address: ask.address };
  }
  if (open) await movePurchase(settling(needs, rows), open.id, 'expired');
  await checkPace(rows, account.id, product, now);
  if (!(await rows.purchases.add(purchase))) throw new Error('two purchases at once, although the account was locked');
  return purchase;
}

function isWorthMore({ state, expiresAt }: Purchase, now: Date): boolean {
  return expiresAt.getTime() - now.getTime() > (state === 'creating' ? WORTH_ASKING_MS : WORTH_SHOWING_MS);
}

/** After a change of prices the shop says one thing and an older link another. */
function isSameOffer(a: Purchase, b: Purchase): boolean {
  return a.credits === b.credits && a.money.amount === b.money.amount && a.money.currency === b.money.currency;
}

/** A stolen card is tried often and in a hurry; a person is not held up by these. */
async function checkPace(rows: Rows, accountId: AccountId, product: Product, now: Date): Promise<void> {
  const begun = await rows.purchases.begunSince(accountId, new Date(now.getTime() - HOUR_MS));
  if (begun.length >= CHECKOUTS_AN_HOUR) refuseUntil(begun, CHECKOUTS_AN_HOUR, HOUR_MS, now);
  if (product.kind !== 'pack') return;
  const names = PACKS.map(({ name }) => name);
  const paid = await rows.purchases.packsPaidSince(accountId, names, new Date(now.getTime() - DAY_MS));
  if (paid.length >= PACKS_A_DAY) refuseUntil(paid, PACKS_A_DAY, DAY_MS, now);
}

/** @param times oldest first; room is again when the oldest that counts is out of the window */
function refuseUntil(times: readonly Date[], max: number, windowMs: number, now: Date): never {
  const freeAt = (times.at(-max) ?? now).getTime() + windowMs;
  return refuse('buy-too-often', { max, afterMinutes: Math.max(1, Math.ceil((freeAt - now.getTime()) / MINUTE_MS)) });
}

function newPurchase(
  { newId }: Needs,
  accountId: AccountId,
  { address }: Pick<Asking, 'address'>,
  { product, rail }: { product: Product; rail: Rail },
  now: Date,
): Purchase & { readonly address: ChatAddress } {
  const money =
    rail === 'stars' && product.kind === 'pack'
      ? { amount: product.stars, currency: 'XTR' }
      : { amount: product.price, currency: CURRENCY };
  return {
    id: newId<PurchaseId>(),
    accountId,
    product: product.name,
    rail,
    credits: product.credits,
    money,
    // An invoice in Stars is asked of nobody: it is open when it is written.
    state: rail === 'stars' ? 'open' : 'creating',
    sessionId: null,
    url: null,
    // A provider counts whole seconds, and the same key has to ask for the same.
    expiresAt: new Date(Math.floor((now.getTime() + OPEN_MS) / 1000) * 1000),
    address,
    createdAt: now,
  };
}
