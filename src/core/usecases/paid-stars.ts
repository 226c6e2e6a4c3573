// Stars that came and Stars that went back: booked by their charge, like any other money.

import type { Asking } from '../answers.ts';
import type { ChatAddress, Person } from '../domain/chat.ts';
import { fromTextForm } from '../domain/ids.ts';
import { GRANT_PRIORITY } from '../domain/products.ts';
import type { Needs } from '../needs.ts';
import type { Purchase } from '../payment-rows.ts';
import { bookPayment, type Bought } from './book-payment.ts';
import { isGoing } from './going.ts';
import { afterSettling, movePurchase, settling, type Settling } from './settling.ts';
import { bookRefund } from './sync-charge.ts';

const CURRENCY = 'XTR';

export function paidStars(needs: Needs) {
  return async (
    ask: Asking,
    { payload, chargeId, stars }: { payload: string; chargeId: string; stars: number },
  ): Promise<void> => {
    const { person, address } = ask;
    const at = needs.clock.now();
    await settled(needs, (settled) => bookStars(settled, { person, payload, chargeId, stars, address, at }));
  };
}

export function refundedStars(needs: Needs) {
  return async (_ask: Asking, chargeId: string): Promise<void> => {
    await settled(needs, (settled) => bookStarRefund(settled, chargeId));
  };
}

/** One transaction over Stars, and what follows it. */
export async function settled(needs: Needs, work: (settled: Settling) => Promise<void>): Promise<Settling> {
  const attempt = (): Promise<Settling> =>
    needs.store.transaction(async (rows) => {
      const settled = settling(needs, rows);
      await work(settled);
      return settled;
    });
  const done = await attempt().catch(async (error: unknown) => {
    // Whose money it is has begun to go meanwhile: it is booked all the same, and nobody is told.
    if (await isGoing(needs, error)) return attempt();
    throw error;
  });
  afterSettling(done);
  return done;
}

type StarsPaid = {
  readonly person: Pick<Person, 'platform' | 'userId'>;
  readonly payload: string;
  readonly chargeId: string;
  readonly stars: number;
  readonly address: ChatAddress | null;
  readonly at: Date;
};

/** Who paid is who gets them, whatever the purchase says: an invoice may have been passed on. */
export async function bookStars(settled: Settling, paid: StarsPaid): Promise<void> {
  const { rows } = settled;
  const { person, payload, chargeId, stars, address, at } = paid;
  const id = fromTextForm('pur', payload);
  const purchase = id && (await rows.purchases.find(id, 'lock'));
  const payer = await rows.accounts.find(person);
  const account = payer && (await rows.accounts.get(payer));
  if (purchase) await movePurchase(settled, purchase.id, 'paid');
  await bookPayment(
    settled,
    {
      ref: refOf(chargeId),
      accountId: account?.state === 'active' ? account.id : null,
      purchaseId: purchase?.id ?? null,
      product: purchase?.product ?? null,
      owesCredits: true,
      money: { amount: stars, currency: CURRENCY },
      taxCountry: null,
      intentId: null,
      address: address ?? purchase?.address ?? null,
      paidAt: at,
    },
    packOf(purchase, chargeId, stars),
  );
}

/** A charge we never heard of gave nothing that could be taken back. */
export async function bookStarRefund(settled: Settling, chargeId: string): Promise<void> {
  const payment = await settled.rows.payments.lock({ ref: refOf(chargeId) });
  if (payment) await bookRefund(settled, payment, payment.money.amount);
}

export function refOf(chargeId: string): string {
  return `stars:${chargeId}`;
}

function packOf(purchase: Purchase | null, chargeId: string, stars: number): readonly Bought[] {
  if (purchase?.rail !== 'stars' || stars < purchase.money.amount) return [];
  const { credits, product } = purchase;
  const sourceRef = refOf(chargeId);
  return [{ sourceRef, credits, product, source: 'stars', priority: GRANT_PRIORITY.pack, expiresAt: null }];
}
