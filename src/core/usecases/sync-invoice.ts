// An invoice of a plan as it is now: each month it has paid for is granted once, named by the subscription and the month's start.

import type { AccountId } from '../domain/ids.ts';
import type { InvoiceFacts } from '../domain/payment.ts';
import { ALLOWANCE_GRACE_MS, GRANT_PRIORITY, productNamed } from '../domain/products.ts';
import { bookPayment, type Bought } from './book-payment.ts';
import { ownerOf, tell, type Settling } from './settling.ts';

/** A plan's first month begins with the plan; one that begins later than this is a renewal. */
const FIRST_MONTH_MS = 86_400_000;

export async function syncInvoice(settled: Settling, facts: InvoiceFacts): Promise<void> {
  if (!facts.ofPlan) return;
  const accountId = await ownerOf(settled, null, facts.customerId);
  const product = facts.periods.find((period) => period.product !== null)?.product ?? null;
  // Whoever shares this Stripe account may sell other things to other people.
  if (accountId === null && product === null) return;
  if (!facts.paid) {
    if (accountId) await sayTrouble(settled, accountId, facts, product);
    return;
  }
  await bookPayment(
    settled,
    {
      ref: `stripe:${facts.id}`,
      accountId,
      purchaseId: null,
      product,
      // A change of seats is paid for between two months; the next month brings their credits.
      owesCredits: facts.periods.length > 0,
      money: facts.total,
      taxCountry: facts.taxCountry,
      intentId: facts.intentId,
      address: null,
      paidAt: facts.paidAt ?? facts.createdAt,
    },
    monthsOf(facts),
  );
}

function monthsOf({ periods, paidAt }: InvoiceFacts): readonly Bought[] {
  const months = new Map<string, Bought>();
  for (const { subscriptionId, product, quantity, start, end } of periods) {
    const plan = product === null ? null : productNamed(product);
    const sourceRef = `stripe:plan:${subscriptionId}:${start.getTime() / 1000}`;
    const credits = plan?.kind === 'plan' ? plan.credits * quantity : 0;
    months.set(sourceRef, {
      sourceRef,
      credits: credits + (months.get(sourceRef)?.credits ?? 0),
      product: product ?? '',
      source: 'plan',
      priority: GRANT_PRIORITY.plan,
      expiresAt: endOf(start, end, paidAt ?? start),
    });
  }
  return [...months.values()];
}

/** A month that was paid for late, maybe when it was over, lasts a month from then. */
function endOf(start: Date, end: Date, paidAt: Date): Date {
  const lengthMs = end.getTime() - start.getTime();
  return new Date(Math.max(end.getTime() + ALLOWANCE_GRACE_MS, paidAt.getTime() + lengthMs));
}

/** The first month is a matter of the checkout, which says so itself. */
async function sayTrouble(
  settled: Settling,
  accountId: AccountId,
  { id, trouble, periods }: InvoiceFacts,
  product: string | null,
): Promise<void> {
  const { rows } = settled;
  if (trouble === null) return;
  const [period] = periods;
  const plan = period && (await rows.subscriptions.lock(period.subscriptionId));
  if (period && (!plan || period.start.getTime() < plan.createdAt.getTime() + FIRST_MONTH_MS)) return;
  const address = await rows.purchases.latestAddress(accountId);
  if (trouble === 'refused')
    return tell(settled, accountId, address, `stripe:${id}:renewal-failed`, { about: 'renewal-failed', product });
  if (product !== null)
    return tell(settled, accountId, address, `stripe:${id}:payment-waits`, { about: 'payment-waits', product });
}
