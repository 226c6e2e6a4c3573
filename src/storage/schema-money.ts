// The tables of purchases and payments, as Kysely sees them.

import type { Generated } from 'kysely';
import type { AccountId, NoticeId, PurchaseId, TicketId } from '../core/domain/ids.ts';
import type { MoneyRef, SubscriptionFacts } from '../core/domain/payment.ts';
import type { PurchaseState } from '../core/domain/view.ts';
import type { Rail } from '../core/payment-ports.ts';
import type { Sealed } from './seals.ts';

export interface MoneyTables {
  purchase: {
    id: PurchaseId;
    account_id: AccountId;
    product: string;
    rail: Rail;
    credits: number;
    amount: number;
    currency: string;
    state: PurchaseState;
    session_id: string | null;
    url: Sealed<'purchase.url'> | null;
    expires_at: Date;
    address: Sealed<'purchase.address'>;
    created_at: Generated<Date>;
    ended_at: Date | null;
  };
  stripe_customer: { account_id: AccountId; customer_id: string | null; created_at: Generated<Date> };
  stripe_subscription: {
    id: string;
    account_id: AccountId;
    product: string | null;
    status: SubscriptionFacts['status'];
    quantity: number;
    current_period_end: Date | null;
    cancels_at: Date | null;
    created_at: Date;
  };
  payment: {
    ref: string;
    account_id: AccountId | null;
    purchase_id: PurchaseId | null;
    product: string | null;
    credits: number;
    owes_credits: Generated<boolean>;
    amount: number;
    currency: string;
    refunded: Generated<number>;
    tax_country: string | null;
    intent_id: string | null;
    address: Sealed<'payment.address'> | null;
    paid_at: Date;
    created_at: Generated<Date>;
  };
  payment_grant: { source_ref: string; payment_ref: string; credits: number };
  payment_dispute: {
    id: string;
    payment_ref: string;
    status: 'open' | 'won' | 'lost';
    withdrawn: boolean;
    created_at: Generated<Date>;
  };
  stripe_inbox: {
    endpoint: 'snapshot' | 'thin';
    event_id: string;
    type: string;
    object_kind: MoneyRef['kind'];
    object_id: string;
    received_at: Generated<Date>;
  };
  settlement: {
    kind: MoneyRef['kind'];
    object_id: string;
    version: Generated<number>;
    settled_version: Generated<number>;
    rounds: Generated<number>;
    attempts: Generated<number>;
    due_at: Generated<Date>;
    waits_since: Date | null;
    settled_at: Date | null;
    failure: string | null;
  };
  notice: {
    id: NoticeId;
    account_id: AccountId;
    ref: string;
    facts: Sealed<'notice.facts'>;
    created_at: Generated<Date>;
  };
  ticket: {
    id: TicketId;
    number: Generated<number>;
    account_id: AccountId;
    text: Sealed<'ticket.text'>;
    address: Sealed<'ticket.address'>;
    answer: Sealed<'ticket.answer'> | null;
    created_at: Generated<Date>;
    answered_at: Date | null;
  };
  reconciliation: {
    id: Generated<number>;
    since: Date;
    started_at: Date;
    ended_at: Generated<Date>;
    objects: number;
    mended: number;
    paid_without_grant: number;
    grant_without_payment: number;
  };
}
