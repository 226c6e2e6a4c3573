// `/buy` and `/balance`: what can be bought, what is there, and the plan that renews it.

import type { ActivePlan, Asking, CreditStatement, Repeated, Shop } from '../answers.ts';
import type { AccountId } from '../domain/ids.ts';
import { PRODUCTS, type CreditPack, type Plan } from '../domain/products.ts';
import { refuse } from '../domain/refusal.ts';
import type { Needs } from '../needs.ts';
import type { Subscription } from '../payment-rows.ts';
import type { Rows } from '../store.ts';
import { sight } from './sight.ts';

/** A chat folds alike ones into one line: of a hundred pictures and a payment before them both are seen. */
const MOVEMENTS = 120;

export const PACKS = PRODUCTS.filter((product): product is CreditPack => product.kind === 'pack');
const PLANS = PRODUCTS.filter((product): product is Plan => product.kind === 'plan');

export function shop(needs: Needs) {
  return async (ask: Asking): Promise<Repeated | ({ kind: 'shop' } & Shop)> => {
    const rails = needs.rails[ask.address.platform];
    if (rails.length === 0) return refuse('payments-off', {});
    const answer = await needs.store.transaction(async (rows) => {
      const account = await sight(needs, rows, ask);
      if (!account) return null;
      const { available } = await rows.ledger.read(account.id);
      return { available, plan: await planOf(rows, account.id) };
    });
    if (!answer) return { kind: 'repeated' };
    return { kind: 'shop', rails, packs: PACKS, plans: rails.includes('stripe') ? PLANS : [], ...answer };
  };
}

export function balance(needs: Needs) {
  return async (ask: Asking): Promise<Repeated | ({ kind: 'balance' } & CreditStatement)> => {
    const answer = await needs.store.transaction(async (rows) => {
      const account = await sight(needs, rows, ask);
      return account && statementOf(needs, rows, account.id);
    });
    return answer ? { kind: 'balance', ...answer } : { kind: 'repeated' };
  };
}

async function statementOf(needs: Needs, rows: Rows, id: AccountId): Promise<CreditStatement> {
  const { available, held, debt } = await rows.ledger.read(id);
  return {
    available,
    held,
    debt,
    frozen: await rows.credits.frozenFor(id),
    expiring: await rows.credits.expiring(id, needs.clock.now()),
    movements: await rows.credits.movements(id, MOVEMENTS),
    plan: await planOf(rows, id),
  };
}

async function planOf(rows: Rows, id: AccountId): Promise<ActivePlan | null> {
  const current = await rows.subscriptions.current(id);
  return current && asPlan(current);
}

function asPlan({ product, quantity, status, currentPeriodEnd, cancelsAt }: Subscription): ActivePlan {
  return {
    product,
    quantity,
    renewsAt: cancelsAt === null ? currentPeriodEnd : null,
    endsAt: cancelsAt,
    pastDue: status === 'past_due',
  };
}
