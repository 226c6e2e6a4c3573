// Paying in Telegram's Stars: the invoice, and the word that Telegram asks for right before it charges.

import type { Asking, Repeated } from '../answers.ts';
import type { Person } from '../domain/chat.ts';
import { fromTextForm, textForm } from '../domain/ids.ts';
import { productNamed, type CreditPack } from '../domain/products.ts';
import { refuse, type RefusalFacts } from '../domain/refusal.ts';
import type { Needs } from '../needs.ts';
import { beginPurchase } from './begin-purchase.ts';
import { PACKS } from './shop.ts';
import { sight } from './sight.ts';

export function invoiceStars(needs: Needs) {
  return async (
    ask: Asking,
    name: string,
  ): Promise<Repeated | { kind: 'invoice'; payload: string; pack: CreditPack }> => {
    if (!needs.rails[ask.address.platform].includes('stars')) return refuse('payments-off', {});
    const pack = productNamed(name);
    if (pack?.kind !== 'pack')
      return refuse('product-unknown', { product: name, allowed: PACKS.map((each) => each.name) });
    const purchase = await needs.store.transaction(async (rows) => {
      const account = await sight(needs, rows, ask);
      return account && beginPurchase(needs, rows, account, ask, { product: pack, rail: 'stars' });
    });
    return purchase ? { kind: 'invoice', payload: textForm('pur', purchase.id), pack } : { kind: 'repeated' };
  };
}

/** Telegram waits ten seconds for this and then gives up; what is decided here is looked at once more by nobody. */
export function mayPayStars({ store, clock, covers }: Needs) {
  return async (person: Person, payload: string, stars: number): Promise<RefusalFacts | null> => {
    const id = fromTextForm('pur', payload);
    // Before the purchase: only then it is known whose purchases are looked at.
    const accountId = await store.accounts.find(person);
    const purchase = id && (await store.purchases.find(id));
    if (!purchase || purchase.rail !== 'stars') {
      const isAnothers = id !== null && !purchase && (await store.owners.isAnothers('purchase', id));
      return { code: isAnothers ? 'not-yours' : 'not-found', facts: {} };
    }
    if (purchase.accountId !== accountId) return { code: 'not-yours', facts: {} };
    const isOpen = purchase.state === 'open' && purchase.expiresAt > clock.now();
    if (!isOpen || purchase.money.amount !== stars) return { code: 'purchase-over', facts: {} };
    const chosen = await store.choices.find(accountId);
    if (chosen?.pausedAt) return { code: 'paused', facts: {} };
    if (!(await store.consents.covers(accountId, covers))) return { code: 'notice-first', facts: {} };
    const account = await store.accounts.get(accountId);
    if (account?.state !== 'active') return { code: 'being-erased', facts: {} };
    const [reason] = await store.credits.frozenFor(accountId);
    return reason ? { code: 'account-frozen', facts: { reason } } : null;
  };
}
