// Somebody says that a money object has changed: remembered before anything is answered, and settled soon after.

import type { MoneyRef } from '../domain/payment.ts';
import type { Needs } from '../needs.ts';

/** An event as a payment provider sends it; it is a hint, and what it says of the object is not looked at. */
export type MoneyEvent = {
  readonly endpoint: 'snapshot' | 'thin';
  readonly eventId: string;
  readonly type: string;
  readonly ref: MoneyRef;
};

export function hearMoney({ store, doorbell }: Needs) {
  return async (event: MoneyEvent): Promise<'heard' | 'heard-before'> => {
    const isNews = await store.settlements.hear(event);
    if (isNews) doorbell.money();
    return isNews ? 'heard' : 'heard-before';
  };
}
