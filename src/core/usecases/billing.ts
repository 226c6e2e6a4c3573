// `/billing`: the provider's page with invoices, card and plan, for whoever has bought something.

import type { Asking, Repeated } from '../answers.ts';
import { refuse, refuseLate } from '../domain/refusal.ts';
import type { Needs } from '../needs.ts';
import { PaymentsError } from '../payment-ports.ts';
import { sight } from './sight.ts';

const DEADLINE_MS = 15_000;

export function billing(needs: Needs) {
  return async (ask: Asking): Promise<Repeated | { kind: 'billing'; url: string }> => {
    const { payments } = needs;
    if (!payments) return refuse('payments-off', {});
    const known = await needs.store.transaction(async (rows) => {
      const account = await sight(needs, rows, ask);
      return account && { locale: account.locale, customerId: await rows.customers.find(account.id) };
    });
    if (!known) return { kind: 'repeated' };
    if (known.customerId === null) return refuseLate('nothing-bought', {});
    const signal = AbortSignal.timeout(DEADLINE_MS);
    try {
      const url = await payments.portal(known.customerId, known.locale, signal);
      return { kind: 'billing', url };
    } catch (error) {
      if (!(error instanceof PaymentsError) && !signal.aborted) throw error;
      if (error instanceof PaymentsError && error.retry.kind === 'refused')
        needs.log({ event: 'money-alarm', about: 'provider-refused', object: known.customerId });
      return refuseLate('payments-unavailable', {});
    }
  };
}
