// A press of Buy: a checkout at the provider's, its link in the chat, and everything asked for under keys that are stored first.

import type { Accepted, Asking, Repeated } from '../answers.ts';
import type { AccountId } from '../domain/ids.ts';
import { productNamed, PRODUCTS, type Product } from '../domain/products.ts';
import { refuse, refuseLate } from '../domain/refusal.ts';
import { isOver, type PurchaseView } from '../domain/view.ts';
import type { Needs } from '../needs.ts';
import { PaymentsError, type Payments } from '../payment-ports.ts';
import type { Purchase } from '../payment-rows.ts';
import type { Account } from '../account-rows.ts';
import { viewPurchase } from '../views.ts';
import { beginPurchase } from './begin-purchase.ts';
import { openDelivery, oweDelivery } from './open-delivery.ts';
import { settleObject } from './settle-money.ts';
import { afterSettling, movePurchase, settling } from './settling.ts';
import { sight } from './sight.ts';

/** A person waits for this. */
const DEADLINE_MS = 20_000;
/** Of two presses at once the second is told that the first one's request is under way. */
const PATIENCE_MS = [250, 750, 1_500] as const;
/** Told to wait longer than this, we tell the person so. */
const WAIT_MAX_MS = 2_000;

/** @param settles looks at what the provider says of a purchase, which is no person's to write down */
export function buy(needs: Needs, settles: Needs) {
  return async (ask: Asking, name: string): Promise<Repeated | Accepted<PurchaseView>> => {
    const { payments } = needs;
    if (!payments || !needs.rails[ask.address.platform].includes('stripe')) return refuse('payments-off', {});
    const product = productNamed(name);
    if (!product) return refuse('product-unknown', { product: name, allowed: PRODUCTS.map((each) => each.name) });
    const begun = await needs.store.transaction(async (rows) => {
      const account = await sight(needs, rows, ask);
      if (!account) return null;
      return { account, purchase: await beginPurchase(needs, rows, account, ask, { product, rail: 'stripe' }) };
    });
    if (!begun) return { kind: 'repeated' };
    // A purchase whose time was up may have been closed with it.
    needs.doorbell.work();
    const { account, purchase } = begun;
    const session =
      purchase.state === 'open' ? null : await openCheckout({ needs, settles, payments }, account, purchase, product);
    return shown(needs, account, ask, purchase, session);
  };
}

type Till = { readonly needs: Needs; readonly settles: Needs; readonly payments: Payments };
type Session = { readonly sessionId: string; readonly url: string };

/** The link is out from now on, and the message that is about to show it is known as one of the purchase. */
async function shown(
  needs: Needs,
  account: Account,
  ask: Asking,
  { id, accountId }: Purchase,
  session: Session | null,
): Promise<Accepted<PurchaseView>> {
  return needs.store.transaction(async (rows) => {
    if (session) await rows.purchases.opened({ id, accountId }, session);
    const purchase = await rows.purchases.find(id, 'lock');
    if (!purchase) throw new Error('a purchase that was just begun is gone');
    const deliveryId = await openDelivery(needs, rows, account, ask.address, { kind: 'purchase', id });
    // Paid or closed in the meantime: its message has nothing more to wait for.
    if (isOver(purchase.state)) await oweDelivery(needs, rows, { id: deliveryId, accountId: account.id });
    return { kind: 'accepted', view: viewPurchase(purchase), deliveryId };
  });
}

/** @throws Refusal payments-unavailable; where the fate is unknown, the next press asks again under the same key */
async function openCheckout(till: Till, account: Account, purchase: Purchase, product: Product): Promise<Session> {
  const { needs, payments } = till;
  const { id, expiresAt } = purchase;
  const signal = AbortSignal.timeout(DEADLINE_MS);
  const { id: accountId, locale } = account;
  try {
    const customerId = await patiently(async () => {
      const known = await needs.store.customers.claim(accountId);
      if (known !== null) return known;
      const made = await payments.customer(accountId, locale, signal);
      await needs.store.customers.made(accountId, made);
      return made;
    });
    if (product.kind === 'plan') await closeOtherPlans(till, purchase, signal);
    return await patiently(() =>
      payments
        .openSession({ id, accountId, customerId, product, locale, expiresAt }, signal)
        .catch((error: unknown) => forgetLost(needs, accountId, customerId, error)),
    );
  } catch (error) {
    if (!(error instanceof PaymentsError) && !signal.aborted) throw error;
    if (error instanceof PaymentsError && error.retry.kind === 'refused') await giveUp(needs, purchase);
    return refuseLate('payments-unavailable', {});
  }
}

/**
 * Of two links to plans both could be paid, and then both would be charged every month.
 * @throws Refusal plan-active when one of them has been paid a moment ago
 */
async function closeOtherPlans(till: Till, ours: Purchase, signal: AbortSignal): Promise<void> {
  const { needs, settles, payments } = till;
  for (const other of await needs.store.purchases.unfinished(ours.accountId)) {
    if (other.id === ours.id || productNamed(other.product)?.kind !== 'plan') continue;
    if (other.sessionId === null) await close(needs, other);
    else {
      await payments.expireSession(other.sessionId, signal);
      // Closed by that, or paid before it: the session says which, and nobody may have told us yet.
      await settleObject(settles, payments, { kind: 'session', id: other.sessionId }, signal);
    }
    const state = (await needs.store.purchases.find(other.id))?.state;
    if (state !== 'paid' && state !== 'waiting') continue;
    await close(needs, ours);
    refuseLate('plan-active', {});
  }
}

async function close(needs: Needs, { id }: Pick<Purchase, 'id'>): Promise<void> {
  const closed = await needs.store.transaction(async (rows) => {
    const settled = settling(needs, rows);
    await movePurchase(settled, id, 'expired');
    return settled;
  });
  afterSettling(closed);
}

/** Somebody has deleted the customer at the provider's: the next press makes a new one. */
async function forgetLost(needs: Needs, accountId: AccountId, customerId: string, error: unknown): Promise<never> {
  if (error instanceof PaymentsError && error.retry.kind === 'refused' && error.retry.code === 'customer-missing')
    await needs.store.customers.lost(accountId, customerId);
  throw error;
}

async function giveUp(needs: Needs, { id }: Purchase): Promise<void> {
  needs.log({ event: 'money-alarm', about: 'provider-refused', object: id });
  await needs.store.transaction((rows) => movePurchase(settling(needs, rows), id, 'failed'));
}

async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  for (const pause of PATIENCE_MS) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof PaymentsError) || error.retry.kind === 'refused') throw error;
      if (error.retry.kind === 'wait' && error.retry.afterMs > WAIT_MAX_MS) throw error;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
  return ask();
}
