// A checkout as it is now: its purchase moves on, and a pack that is paid is granted.

import { asId, type PurchaseId } from '../domain/ids.ts';
import type { SessionFacts } from '../domain/payment.ts';
import { GRANT_PRIORITY, productNamed } from '../domain/products.ts';
import type { Purchase } from '../payment-rows.ts';
import { bookPayment, type Bought } from './book-payment.ts';
import { movePurchase, ownerOf, tell, type Settling } from './settling.ts';

export async function syncSession(settled: Settling, facts: SessionFacts): Promise<void> {
  const purchaseId = asId<PurchaseId>(facts.purchaseId);
  const purchase = purchaseId && (await settled.rows.purchases.find(purchaseId, 'lock'));
  const accountId = await ownerOf(settled, purchase, facts.customerId);
  // Whoever shares this Stripe account may sell other things to other people.
  if (facts.purchaseId === null && accountId === null && facts.product === null) return;
  if (facts.status === 'expired' && purchase) await movePurchase(settled, purchase.id, 'expired', facts.id);
  if (facts.status !== 'complete') return;
  const about = purchase && accountId ? { purchase, accountId } : null;
  switch (facts.paid) {
    case 'waiting':
      if (about && (await movePurchase(settled, about.purchase.id, 'waiting', facts.id)))
        await say(settled, about, facts, 'payment-waits');
      return;
    case 'refused':
      if (about && (await movePurchase(settled, about.purchase.id, 'failed', facts.id)))
        await say(settled, about, facts, 'payment-failed');
      return;
    case 'paid':
    case 'free':
      if (purchase && purchase.state !== 'paid') await movePurchase(settled, purchase.id, 'paid', facts.id);
      // A plan is granted by its invoices, month by month; its first one is no exception.
      if (facts.mode === 'subscription') return;
      return bookPayment(
        settled,
        {
          ref: `stripe:${facts.id}`,
          accountId,
          purchaseId: purchase?.id ?? null,
          product: facts.product,
          owesCredits: true,
          money: facts.total,
          taxCountry: facts.taxCountry,
          intentId: facts.intentId,
          address: purchase?.address ?? null,
          paidAt: facts.createdAt,
        },
        packOf(facts, purchase),
      );
    case 'not-yet':
      return;
  }
}

/** What the purchase promised when it was opened, if this is still about the same thing; else what it is today. */
function packOf({ id, product }: SessionFacts, purchase: Purchase | null): readonly Bought[] {
  if (product === null) return [];
  const known = productNamed(product);
  const credits = purchase?.product === product ? purchase.credits : known?.kind === 'pack' ? known.credits : 0;
  const sourceRef = `stripe:${id}`;
  return [{ sourceRef, credits, product, source: 'pack', priority: GRANT_PRIORITY.pack, expiresAt: null }];
}

function say(
  settled: Settling,
  { purchase, accountId }: { purchase: Purchase; accountId: Purchase['accountId'] },
  { id }: SessionFacts,
  about: 'payment-waits' | 'payment-failed',
): Promise<void> {
  return tell(settled, accountId, purchase.address, `stripe:${id}:${about}`, { about, product: purchase.product });
}
