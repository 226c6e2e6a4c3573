// What the settling of one money object shares: its transaction, what it changed, and what follows once that is committed.

import type { ChatAddress } from '../domain/chat.ts';
import type { AccountId, DeliveryId, NoticeId, PurchaseId } from '../domain/ids.ts';
import type { Notice } from '../domain/notice.ts';
import { isOver, type PurchaseState } from '../domain/view.ts';
import type { LogEvent } from '../log-events.ts';
import type { Needs } from '../needs.ts';
import type { KnownAccount, Purchase } from '../payment-rows.ts';
import type { Rows } from '../store.ts';
import { oweDelivery } from './open-delivery.ts';

/** What was not as the object says, and is now. */
export type Mended = 'purchase' | 'booked' | 'granted' | 'refund' | 'plan' | 'dispute' | 'frozen';

export type Settling = {
  readonly needs: Needs;
  readonly rows: Rows;
  readonly mended: Mended[];
  /** Said once it is committed. */
  readonly alarms: Extract<LogEvent, { event: 'money-alarm' }>[];
  /** Accounts that are frozen by it: what they have waiting is cancelled next. */
  readonly frozen: Set<AccountId>;
  /** Purchases whose messages show something else now. */
  readonly shown: Set<PurchaseId>;
  /** Accounts that were looked at on the way. */
  readonly accounts: Map<AccountId, KnownAccount>;
};

export function settling(needs: Needs, rows: Rows): Settling {
  return { needs, rows, mended: [], alarms: [], frozen: new Set(), shown: new Set(), accounts: new Map() };
}

/** Call once the transaction is committed. */
export function afterSettling({ needs, mended, alarms, shown }: Settling): void {
  for (const alarm of alarms) needs.log(alarm);
  for (const id of shown) needs.doorbell.changed({ kind: 'purchase', id });
  if (mended.length > 0) needs.doorbell.work();
}

/** Whose money it is; null when that account is gone or going, and then nothing is brought back. */
export async function ownerOf(
  { rows, accounts }: Settling,
  purchase: Purchase | null,
  customerId: string | null,
): Promise<AccountId | null> {
  const account = purchase
    ? await rows.accounts.get(purchase.accountId)
    : customerId === null
      ? null
      : await rows.customers.owner(customerId);
  if (account) accounts.set(account.id, account);
  return account?.state === 'active' ? account.id : null;
}

/** Tells a person something, once per `ref`, where there is a place to tell it. */
export async function tell(
  { needs, rows, accounts }: Pick<Settling, 'needs' | 'rows'> & Partial<Pick<Settling, 'accounts'>>,
  accountId: AccountId,
  address: ChatAddress | null,
  ref: string,
  facts: Notice,
): Promise<void> {
  const account = accounts?.get(accountId) ?? (await rows.accounts.get(accountId));
  const id = needs.newId<NoticeId>();
  if (account?.state !== 'active' || !address || !(await rows.notices.add({ id, accountId, ref, facts }))) return;
  const delivery = {
    id: needs.newId<DeliveryId>(),
    accountId,
    address,
    locale: account.locale,
    subject: { kind: 'notice', id },
    message: null,
    statusExpectedUntil: null,
  } as const;
  await rows.deliveries.add(delivery);
  await oweDelivery(needs, rows, delivery);
}

/** Moves a purchase on and brings its messages up to date; whether it moved. */
export async function movePurchase(
  settled: Settling,
  id: PurchaseId,
  to: Exclude<PurchaseState, 'creating' | 'open'>,
  sessionId?: string,
): Promise<boolean> {
  const { needs, rows } = settled;
  if (!(await rows.purchases.move(id, to, sessionId))) return false;
  settled.mended.push('purchase');
  settled.shown.add(id);
  if (!isOver(to)) return true;
  for (const delivery of await rows.deliveries.of(id)) {
    // What it said before was not the last word: money came after all.
    if (delivery.state === 'sent') await rows.deliveries.update(delivery, { state: 'open' });
    if (delivery.state !== 'undeliverable') await oweDelivery(needs, rows, delivery);
  }
  return true;
}
