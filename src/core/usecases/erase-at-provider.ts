// The payment provider's part of an erasure: plans ended and links closed first, the customer deleted at the end, asked for until done.

import type { AccountId } from '../domain/ids.ts';
import type { AtProvider, Erasure } from '../erasure-rows.ts';
import type { Needs } from '../needs.ts';
import { PaymentsError, type Payments } from '../payment-ports.ts';
import { endBilling } from './end-billing.ts';

const DEADLINE_MS = 30_000;

/** So that nothing is charged any more. What cannot be done now is done with the customer, who takes their plans along. */
export async function stopPaying(needs: Needs, accountId: AccountId, signal: AbortSignal): Promise<void> {
  await unlessDown(needs, () =>
    endBilling(needs)(accountId, AbortSignal.any([signal, AbortSignal.timeout(DEADLINE_MS)])),
  );
}

/** Whether anything is left to do there. */
export async function eraseAtProvider(needs: Needs, erasure: Erasure, signal: AbortSignal): Promise<'done' | 'later'> {
  const { id, atProvider, oldId } = erasure;
  if (!atProvider) return 'done';
  const { payments, store } = needs;
  if (!payments || !oldId) return 'later';
  const deadline = AbortSignal.any([signal, AbortSignal.timeout(DEADLINE_MS)]);
  const done = await unlessDown(needs, () => erase(payments, oldId, atProvider, deadline));
  if (done) await store.erasures.leaveAtProvider(id, null);
  return done ? 'done' : 'later';
}

async function erase(
  payments: Payments,
  accountId: AccountId,
  { customer, sessions }: AtProvider,
  signal: AbortSignal,
): Promise<void> {
  for (const session of sessions) await payments.expireSession(session, signal);
  if (!customer) return;
  // One that was just being made is found by its key.
  await payments.deleteCustomer(customer.id ?? (await payments.customer(accountId, 'en', signal)), signal);
}

async function unlessDown({ log }: Needs, ask: () => Promise<unknown>): Promise<boolean> {
  try {
    await ask();
    return true;
  } catch (error) {
    if (!(error instanceof PaymentsError)) throw error;
    if (error.retry.kind === 'refused')
      log({ event: 'money-alarm', about: 'provider-refused', object: error.retry.code });
    return false;
  }
}
